package codegen_test

import (
	"os"
	"path/filepath"
	"testing"
)

// vetSchema generates the code of a schema, with the scaffold around it, and
// has the Go toolchain judge it.
func vetSchema(t *testing.T, schema string) {
	t.Helper()
	dir := module(t)
	source := filepath.Join(t.TempDir(), "resource.ts")
	text := "import { a, defineData } from '@aws-amplify/backend';\nconst everyone = (allow) => [allow.publicApiKey()];\n" + schema +
		"export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'apiKey' } });\n"
	if err := os.WriteFile(source, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, f := range generate(t, source, "example.com/cases/names", true) {
		put(t, filepath.Join(dir, "names"), f)
	}
	vetModule(t, dir)
}

// TestModelsNamedLikeGeneratedCodeCompile generates models that are called as
// methods of the structs with one field for each model, and as functions that
// the server's main calls.
func TestModelsNamedLikeGeneratedCodeCompile(t *testing.T) {
	t.Parallel()
	vetSchema(t, `const names = ['Transaction', 'As', 'AsAdmin', 'Register', 'Close', 'API', 'TransactionStore',
  'Functions', 'Node', 'Scripts', 'NewStore', 'Definition', 'Handlers', 'Hooks', 'Store'];
const schema = a.schema(Object.fromEntries(names.map((n) => [n, a.model({ name: a.string() })]))).authorization(everyone);
`)
}

// TestOperationsNamedLikeStandardMethodsAreVetted generates methods whose names
// go vet knows from the standard library, and handlers whose names clash.
func TestOperationsNamedLikeStandardMethodsAreVetted(t *testing.T) {
	t.Parallel()
	vetSchema(t, `const names = ['unmarshalJSON', 'MarshalJSON', 'marshal_json', 'unmarshalText', 'marshalText', 'marshalXML', 'unmarshalXML',
  'gobEncode', 'gobDecode', 'format', 'scan', 'seek', 'readByte', 'readRune', 'unreadByte', 'unreadRune', 'writeByte', 'writeTo', 'readFrom',
  'is', 'as', 'unwrap', 'string', 'error', 'goString', 'echo', 'echo_mutation', 'handlers', 'Hooks', 'hoOks'];
const operation = (kind) => a[kind]().arguments({ x: a.string() }).returns(a.string()).handler(a.handler.function('fn')).authorization(everyone);
const all = (kind, suffix) => Object.fromEntries(names.map((name) => [name + suffix, operation(kind)]));
const heard = () => a.subscription().for(a.ref('unwrap_')).handler(a.handler.function('fn')).authorization(everyone);
const schema = a.schema({
  ...all('query', ''), ...all('mutation', '_'), unwrap__: heard(), marshalJSON__: heard(),
  Byte: a.model({ kind: a.string().required(), rank: a.integer(), parentId: a.id(), marshalJSON: a.belongsTo('Byte', 'parentId'), children: a.hasMany('Byte', 'parentId') })
    .secondaryIndexes((index) => [index('kind').queryField('ReadByte'), index('rank').sortKeys(['kind']).queryField('unmarshal_XML')]).authorization(everyone),
});
`)
}

// TestClashingFieldsCompile generates fields, arguments, values and types whose
// names in the API differ and whose names in Go do not.
func TestClashingFieldsCompile(t *testing.T) {
	t.Parallel()
	vetSchema(t, `const fields = { userId: a.id(), user_id: a.id(), UserID: a.string(), user_ID: a.integer(), id_: a.string(), x: a.float(), _x: a.float(), X: a.float() };
const schema = a.schema({
  Item: a.model({ ...fields, node: a.ref('Node'), place: a.ref('Place'), mood: a.ref('Mood'), mood_: a.enum(['a', 'A', 'a_']), owner_id: a.id(), ownerId: a.id(),
      owner: a.belongsTo('Owner', 'ownerId'), Owner: a.belongsTo('Owner', 'owner_id') })
    .secondaryIndexes((index) => [index('userId').sortKeys(['user_id']).queryField('byUser'), index('user_id').sortKeys(['userId', 'UserID']).queryField('by_user'), index('id_')])
    .authorization(everyone),
  Owner: a.model({ name: a.string(), items: a.hasMany('Item', 'ownerId'), Items: a.hasMany('Item', 'owner_id') }).authorization(everyone),
  Pair: a.model({ user_id: a.id().required(), userId: a.id().required(), UserID: a.string().required(), Name: a.string(), name: a.string() })
    .identifier(['user_id', 'userId', 'UserID']).authorization(everyone),
  Under: a.model({ id_: a.id().required(), type: a.string(), type_: a.string() }).identifier(['id_']).authorization(everyone),
  Under_: a.model({ id: a.id().required(), id_: a.id().required(), name: a.string() }).identifier(['id', 'id_']).authorization(everyone),
  Place: a.customType({ ...fields, id: a.id() }),
  Node: a.customType({ ...fields, in: a.ref('Node'), In: a.ref('Node') }),
  Mood: a.enum(['GOOD', 'good', 'Good']),
  echo: a.query().arguments({ ...fields, id: a.id(), place: a.ref('Place'), ctx: a.string(), args: a.string() }).returns(a.ref('Place')).handler(a.handler.function('fn')).authorization(everyone),
  Echo: a.mutation().arguments({ ...fields, id: a.id() }).returns(a.ref('Item')).handler(a.handler.function('fn')).authorization(everyone),
});
`)
}
