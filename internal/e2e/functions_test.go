package e2e

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/amplifygo/amplifygo/internal/testkit/need"
)

// elsewhere stands for the function of the example that runs elsewhere.
func elsewhere(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var e struct {
			TypeName, FieldName string
			Arguments           struct {
				Price    float64
				Quantity int
			}
		}
		if err := json.NewDecoder(r.Body).Decode(&e); err != nil || e.TypeName != "Query" || e.FieldName != "quoteEndpoint" || r.URL.Path != "/2015-03-31/functions/quoteEndpoint/invocations" {
			t.Errorf("%s %+v: %v", r.URL.Path, e, err)
		}
		answer := map[string]any{"quantity": e.Arguments.Quantity, "total": e.Arguments.Price * float64(e.Arguments.Quantity), "currency": "EUR", "size": "SMALL"}
		if e.Arguments.Quantity < 1 {
			w.Header().Set("X-Amz-Function-Error", "Unhandled")
			answer = map[string]any{"errorType": "Error", "errorMessage": "The quantity has to be positive."}
		}
		if err := json.NewEncoder(w).Encode(answer); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// TestOfficialClientCallsEveryKindOfHandler lets the unmodified client call Go,
// an endpoint, Node and a JavaScript resolver, admitted and refused.
func TestOfficialClientCallsEveryKindOfHandler(t *testing.T) {
	t.Parallel()
	need.Program(t, "node")
	s := start(t, "functions", "AMPLIFYGO_FUNCTIONS_URL="+elsewhere(t))
	s.node(t, "functions.test.mjs",
		"TOKEN_TRADER="+s.amplifygo(t, "token", "--user", "tom", "--groups", "Traders"),
		"TOKEN_OTHER="+s.amplifygo(t, "token", "--user", "eve", "--groups", "SuperTraders"),
		"ID_TRADER="+s.amplifygo(t, "token", "--user", "tom", "--groups", "Traders", "--use", "id"),
	)
}

// shop is a project as ampx makes it: functions in TypeScript, one of which
// calls the API with a typed client.
var shop = map[string]string{
	"amplify/data/resource.ts": `
import { a, defineData, type ClientSchema } from '@aws-amplify/backend';
import { report } from '../functions/report/resource';
import { reader } from '../functions/reader/resource';
import { stranger } from '../functions/stranger/resource';
const schema = a.schema({
  Note: a.model({ text: a.string().required() }).authorization((allow) => [allow.owner()]),
  report: a.query().arguments({ add: a.string() }).returns(a.json()).handler(a.handler.function(report)).authorization((allow) => [allow.publicApiKey()]),
  reader: a.query().returns(a.json()).handler(a.handler.function(reader)).authorization((allow) => [allow.publicApiKey()]),
  stranger: a.query().returns(a.json()).handler(a.handler.function(stranger)).authorization((allow) => [allow.publicApiKey()]),
}).authorization((allow) => [allow.resource(report), allow.resource(reader).to(['query'])]);
export type Schema = ClientSchema<typeof schema>;
export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'apiKey', apiKeyAuthorizationMode: { expiresInDays: 7 } } });
`,
	"amplify/functions/report/resource.ts": `
import { defineFunction, secret } from '@aws-amplify/backend';
export const report = defineFunction({ name: 'report', timeoutSeconds: 20, environment: { GREETING: 'hello', KEY: secret('SHOP_KEY') } });
`,
	"amplify/functions/report/handler.ts": `
import { Amplify } from 'aws-amplify';
import { generateClient } from 'aws-amplify/data';
import { getAmplifyDataClientConfig } from '@aws-amplify/backend/function/runtime';
import { env } from '$amplify/env/report';
import type { Schema } from '../../data/resource';
const { resourceConfig, libraryOptions } = await getAmplifyDataClientConfig(env);
Amplify.configure(resourceConfig, libraryOptions);
const client = generateClient<Schema>();
export const handler: Schema['report']['functionHandler'] = async (event) => {
  if (event.arguments.add) {
    const { errors } = await client.models.Note.create({ text: event.arguments.add });
    if (errors) throw new Error(errors[0].message);
  }
  const { data } = await client.models.Note.list();
  return { greeting: env.GREETING, key: env.KEY, notes: data.map((n) => n.text) };
};
`,
	"amplify/functions/reader/resource.ts": `
import { defineFunction } from '@aws-amplify/backend';
export const reader = defineFunction({ timeoutSeconds: 20 });
`,
	"amplify/functions/reader/handler.ts": `
import { Amplify } from 'aws-amplify';
import { generateClient } from 'aws-amplify/data';
import { getAmplifyDataClientConfig } from '@aws-amplify/backend/function/runtime';
const { resourceConfig, libraryOptions } = await getAmplifyDataClientConfig(process.env as any);
Amplify.configure(resourceConfig, libraryOptions);
const client = generateClient<any>();
export const handler = async () => {
  const made = await client.models.Note.create({ text: 'mine' });
  const listed = await client.models.Note.list();
  return { made: made.data, errors: made.errors.map((e: any) => e.message), notes: listed.data.length, refused: listed.errors ?? null };
};
`,
	"amplify/functions/stranger/resource.ts": `
import { defineFunction } from '@aws-amplify/backend';
export const stranger = defineFunction();
`,
	"amplify/functions/stranger/handler.ts": `
import { getAmplifyDataClientConfig } from '@aws-amplify/backend/function/runtime';
import { env } from '$amplify/env/stranger';
import '../../../shared/say';
export const handler = async () => getAmplifyDataClientConfig(env);
`,
	"shared/say.ts": "export const say = 'first';",
}

// TestDevRunsFunctions serves a project with amplifygo dev: its functions run
// in Node, may call the API as allow.resource says, and follow their sources.
func TestDevRunsFunctions(t *testing.T) {
	t.Parallel()
	need.Program(t, "node")
	need.Program(t, "npm")
	if err := install(); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, text := range shop {
		write(t, filepath.Join(dir, name), text)
	}
	packages, err := filepath.Abs(filepath.Join(scripts, "node_modules"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(packages, filepath.Join(dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	s := launch(t, dir, exec.Command(compiled(t, "cmd/amplifygo"), "dev"), "SHOP_KEY=sk_1")
	ask := func(query string) string {
		t.Helper()
		text, err := json.Marshal(map[string]string{"query": query})
		if err != nil {
			t.Fatal(err)
		}
		_, body := s.post(t, string(text), "x-api-key", "da2-amplifygodevelopment000000")
		return body
	}
	if got, want := ask(`{ report(add: "milk") }`), `{"data":{"report":"{\"greeting\":\"hello\",\"key\":\"sk_1\",\"notes\":[\"milk\"]}"}}`; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	if got, want := ask(`{ reader }`), `{"data":{"reader":"{\"made\":null,\"errors\":[\"Not Authorized to access createNote on type Mutation\"],\"notes\":1,\"refused\":null}"}}`; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	if got := ask(`{ stranger }`); !strings.Contains(got, "The function stranger may not call the data API: add allow.resource(...)") {
		t.Error(got)
	}
	becomes := func(want string) {
		t.Helper()
		got := ""
		for end := time.Now().Add(30 * time.Second); got != want && time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
			got = ask(`{ stranger }`)
		}
		if got != want {
			t.Errorf("got %s\nwant %s", got, want)
		}
	}
	handler := filepath.Join(dir, "amplify/functions/stranger/handler.ts")
	write(t, handler, "export const handler = async () => (")
	write(t, handler, "import { say } from '../../../shared/say';\nexport const handler = async () => ({ say });")
	becomes(`{"data":{"stranger":"{\"say\":\"first\"}"}}`)
	write(t, filepath.Join(dir, "shared/say.ts"), "export const say = 'second';")
	becomes(`{"data":{"stranger":"{\"say\":\"second\"}"}}`)
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
