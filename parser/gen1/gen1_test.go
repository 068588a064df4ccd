package gen1_test

import (
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/internal/source"
	"github.com/amplifygo/amplifygo/parser/gen1"
)

// at gives places as offsets in one line.
func at(offset, length int) source.Span {
	return source.Span{File: "text", Start: source.Position{Line: 1, Column: offset + 1}, End: source.Position{Line: 1, Column: offset + length + 1}}
}

const owned = " @auth(rules: [{allow: owner}]) "

// TestRefused: what is not known is refused where it stands, and never passed
// over.
func TestRefused(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct{ at, message string }{
		"type A @model" + owned + "{ id: ID! ":                                                                    {"", "the GraphQL text cannot be read: Expected Name, found <EOF>"},
		"type A @model @searchable" + owned + "{ id: ID! }":                                                       {"searchable", "@searchable is not supported on a model"},
		"type A @model" + owned + "{ id: ID! a: String @predictions }":                                            {"predictions", "@predictions is not supported on a field of a model"},
		"type A @auth(rules: [{allow: owner}]) { a: String }":                                                     {"auth", "@auth is not supported on a type without @model"},
		"type A { a: String @auth(rules: [{allow: public}]) b: Int }":                                             {"b: Int", "the fields of A, which has no @model, have different rules"},
		"type A { b: Int a: String @auth(rules: [{allow: public}]) }":                                             {"", "the fields of A, which has no @model, have different rules"},
		"type A { a: ID @auth(rules: [{allow: public}]) } type Query { q: [A] @auth(rules: [{allow: private}]) }": {"auth", "the rules of the fields of A are not those of q, which returns it"},
		"type A { a: ID @auth(rules: [{allow: public}]) } type B { a: A } type Query { q: B }":                    {"auth", "the rules of the fields of A are not those of q, which returns it"},
		"type A { a: ID @auth(rules: [{allow: public}]) } type M @model" + owned + "{ id: ID! as: [A] }":          {"auth", "the fields of A have rules, and records of M contain it"},
		"type A @aws_iam { a: ID @auth(rules: [{allow: public}]) }":                                               {"aws_iam", "A has directives of AppSync, and its fields have @auth"},
		"input A { a: String @auth(rules: [{allow: owner}]) }":                                                    {"auth", "@auth is not supported on this place"},
		"interface A { a: String }":                                                                               {"A", "interfaces are not supported"},
		"union A = B | C type B { a: String } type C { a: String }":                                               {"A", "unions are not supported"},
		"scalar Date": {"Date", "scalars are not supported"},
		"input AMPLIFY { globalAuthRule: AuthRule = { allow: public } }":                                                           {"AMPLIFY", "the rule for all models of a sandbox has no effect: models without @auth are for administrators"},
		"type A { a: String } type A { b: String }":                                                                                {"A { b", "A is defined twice"},
		"type Query { a: String } type Mutation { a: String }":                                                                     {"a: String }\x00", "a is defined twice"},
		"extend type A { a: String }":                                                                                              {"A", "only Query, Mutation and Subscription can be extended"},
		"type A { a: [[String]] }":                                                                                                 {"[String]]", "a field cannot be a list of lists"},
		"type Query { a(b: Int = 3): String }":                                                                                     {"b", "default values of arguments are not supported"},
		"type A @model(subscriptions: {level: public})" + owned + "{ a: ID }":                                                      {"level", "subscriptions have the level on or off here"},
		"type A @model(queries: {get: \"a\"})" + owned + "{ a: ID }":                                                               {"get", "operations and timestamps keep their usual names here"},
		"type A @model(timestamps: null)" + owned + "{ a: ID }":                                                                    {"timestamps", "models have createdAt and updatedAt here"},
		"type A @model(timestamps: {createdAt: \"at\"})" + owned + "{ a: ID }":                                                     {"createdAt", "operations and timestamps keep their usual names here"},
		"type A @model(queries: {find: null})" + owned + "{ a: ID }":                                                               {"find", "queries of @model have no find"},
		"type A @model(other: 1)" + owned + "{ a: ID }":                                                                            {"other", "@model has no argument other here"},
		"type A @model @auth(rules: []) { a: ID }":                                                                                 {"auth", "@auth has a list of rules"},
		"type A @model @auth(rules: [owner]) { a: ID }":                                                                            {"", "a rule is an object"},
		"type A @model @auth(rules: [{}]) { a: ID }":                                                                               {"", "the rule does not say whom it allows"},
		"type A @model @auth(rules: [{allow: everybody}]) { a: ID }":                                                               {"", "the rule does not say whom it allows"},
		"type A @model @auth(rules: [{allow: \"owner\"}]) { a: ID }":                                                               {"allow", `allow has a value of the wrong kind: "owner"`},
		"type A @model @auth(rules: [{allow: owner, provider: iam}]) { a: ID }":                                                    {"provider", "allow: owner has no provider iam"},
		"type A @model @auth(rules: [{allow: public, provider: userPools}]) { a: ID }":                                             {"provider", "allow: public has no provider userPools"},
		"type A @model @auth(rules: [{allow: public, provider: saml}]) { a: ID }":                                                  {"provider", "allow: public has no provider saml"},
		"type A @model @auth(rules: [{allow: private, ownerField: \"a\"}]) { a: ID }":                                              {"ownerField", "ownerField is for allow: owner"},
		"type A @model @auth(rules: [{allow: owner, groups: [\"a\"]}]) { a: ID }":                                                  {"groups", "groups is for allow: groups"},
		"type A @model @auth(rules: [{allow: groups, groups: []}]) { a: ID }":                                                      {"groups:", "groups has a value of the wrong kind: []"},
		"type A @model @auth(rules: [{allow: groups, groups: [\"a\"], groupsField: \"g\"}]) { a: ID }":                             {"groups", "a rule has groups or groupsField, not both"},
		"type A @model @auth(rules: [{allow: owner, operations: [write]}]) { a: ID }":                                              {"write", "write is no operation"},
		"type A @model @auth(rules: [{allow: owner, operations: null}]) { a: ID }":                                                 {"operations", "operations has a value of the wrong kind: null"},
		"type A @model @auth(rules: [{allow: owner, queries: [get]}]) { a: ID }":                                                   {"queries", "a rule has no queries"},
		"type A @model @auth(rules: [{allow: owner, allow: public}]) { a: ID }":                                                    {"allow: public", "allow stands in the rule twice"},
		"type A @model @auth(rules: [{allow: owner}]) @auth(rules: [{allow: public}]) { a: ID }":                                   {"auth(rules: [{allow: public", "@auth stands here twice"},
		"type A @model" + owned + "{ b: B @hasMany } type B @model" + owned + "{ a: ID }":                                          {"b:", "@hasMany is on a field of a list of records"},
		"type A @model" + owned + "{ b: [B] @hasOne } type B @model" + owned + "{ a: ID }":                                         {"b:", "@hasOne is on a field of one record"},
		"type A @model" + owned + "{ b: B @hasOne @belongsTo } type B @model" + owned + "{ a: ID }":                                {"belongsTo", "a field is one relationship"},
		"type A @model" + owned + "{ b: [B] @hasMany(limit: 3) } type B @model" + owned + "{ a: ID }":                              {"limit", "@hasMany has no argument limit here"},
		"type A @model" + owned + "{ b: [B] @manyToMany(relationName: 3) } type B @model" + owned + "{ a: ID }":                    {"manyToMany", "relationName of @manyToMany is a text"},
		"type A @model" + owned + "{ b: [B] @hasMany(references: [\"a\"], fields: [\"id\"]) } type B @model" + owned + "{ a: ID }": {"hasMany", "a relationship has references or fields, not both"},
		"type A @model" + owned + "{ a: ID! @primaryKey b: ID! @primaryKey }":                                                      {"primaryKey }", "a model has one @primaryKey"},
		"type A @model" + owned + "{ a: ID! @index(name: 3) }":                                                                     {"index", "name of @index is a text"},
		"type A @model" + owned + "{ a(b: Int): ID }":                                                                              {"a(", "fields of models have no arguments"},
		"type Query { a: String @function }":                                                                                       {"function", "@function names a function"},
		"type Query { a: String @function(name: \"f\", invocationType: Later) }":                                                   {"invocationType", "invocationType is RequestResponse or Event"},
		"type Query { a: String @http(url: \"x\") }":                                                                               {"http", "@http is not supported on an operation"},
		"type Query { a: String @aws_subscribe(mutations: [\"b\"]) }":                                                              {"aws_subscribe", "@aws_subscribe is not supported on an operation"},
		"type Subscription { a: String @function(name: \"f\") }":                                                                   {"function", "@function is not supported on an operation"},
		"type Query { a: String @auth(rules: [{allow: private}]) @aws_api_key }":                                                   {"aws_api_key", "an operation has @auth or directives of AppSync, not both"},
		"type A @aws_cognito_user_pools(cognito_groups: []) { a: String }":                                                         {"cognito_groups", "cognito_groups is a list of names"},
		"directive @own on OBJECT type A { a: String }":                                                                            {"own", "directives cannot be declared"},
	} {
		_, problems := gen1.Read(text, at)
		if len(problems) == 0 {
			t.Errorf("%s: accepted", text)
			continue
		}
		p := problems[0]
		if p.Message != want.message {
			t.Errorf("%s:\n got %s\nwant %s", text, p.Message, want.message)
		}
		if p.Hint == "" || p.Line != 1 {
			t.Errorf("%s: line %d, hint %q", text, p.Line, p.Hint)
		}
		mark, last := strings.CutSuffix(want.at, "\x00")
		offset := strings.Index(text, mark)
		if last {
			offset = strings.LastIndex(text, mark)
		}
		if want.at != "" && p.Span.Start.Column != offset+1 {
			t.Errorf("%s: at column %d, want %d", text, p.Span.Start.Column, offset+1)
		}
	}
}

// TestRulesOfFields: the fields of a type without @model may say again what the
// operations that return it say.
func TestRulesOfFields(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`type A { a: ID @auth(rules: [{allow: public}]) b: [B] @auth(rules: [{allow: public, provider: apiKey, operations: [read]}]) }
		type B { c: Int @auth(rules: [{allow: public}]) } type Query { q: A @auth(rules: [{allow: public}]) r: [B!]! @aws_api_key }`,
		`type A { a: ID @auth(rules: [{allow: groups, groups: ["y", "x"]}, {allow: private, provider: iam}]) }
		type Mutation { m: A @auth(rules: [{allow: private, provider: identityPool}, {allow: groups, groups: ["x", "y"]}]) }`,
		`type A { a: A @auth(rules: [{allow: public}]) }`,
	} {
		if _, problems := gen1.Read(text, at); len(problems) > 0 {
			t.Errorf("%s: %+v", text, problems)
		}
	}
}

// TestPath: the path of a file is no schema.
func TestPath(t *testing.T) {
	t.Parallel()
	if _, problems := gen1.Read("./schema.graphql", at); len(problems) != 1 || !strings.Contains(problems[0].Hint, "not its path") {
		t.Errorf("%+v", problems)
	}
}

// TestLines counts lines and places in texts of several bytes a letter.
func TestLines(t *testing.T) {
	t.Parallel()
	text := "# größer ✓\ntype A { a: String }\ntype B @searchable { ä: String }"
	_, problems := gen1.Read(text, at)
	if len(problems) == 0 || problems[len(problems)-1].Line != 3 {
		t.Fatalf("%+v", problems)
	}
	text = "# größer ✓\ntype A { a: String }\ntype B @searchable { b: String }"
	_, problems = gen1.Read(text, at)
	if len(problems) != 1 || problems[0].Line != 3 || problems[0].Span.Start.Column != strings.Index(text, "searchable")+1 {
		t.Fatalf("%+v", problems)
	}
}

// FuzzRead: no text makes the reader panic or place something outside of it.
func FuzzRead(f *testing.F) {
	for _, text := range []string{
		"type A @model" + owned + "{ id: ID! b: [B] @hasMany c: [B] @manyToMany(relationName: \"x\") } type B @model" + owned + "{ a: ID @index(name: \"i\", sortKeyFields: [\"b\"]) b: Int @default(value: \"3\") }",
		"type Query { a(b: In): [E!]! @function(name: \"f\") @auth(rules: [{allow: groups, groups: [\"g\"]}]) } input In { a: [Int] } enum E { X Y } type Mutation { m: String }",
		"type Subscription { s: T @aws_subscribe(mutations: [\"m\"]) @aws_iam } \"\"\"doc\"\"\" type T @aws_cognito_user_pools(cognito_groups: [\"a\"]) { a: AWSJSON }",
		"extend type Mutation { x: Int }", "type A @model(queries: null, mutations: {create: null}, subscriptions: {level: off}) { a: ID }",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		schema, problems := gen1.Read(text, func(offset, length int) source.Span {
			if offset < 0 || length < 0 || offset > len(text) {
				t.Fatalf("a place outside of the text: %d, %d of %d", offset, length, len(text))
			}
			return at(offset, length)
		})
		if schema == nil && len(problems) == 0 {
			t.Error("no schema, and no word about it")
		}
	})
}
