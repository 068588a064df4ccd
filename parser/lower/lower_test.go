package lower_test

import (
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/parser"
	"github.com/amplifygo/amplifygo/parser/lower"
	"github.com/amplifygo/amplifygo/parser/node"
)

var update = flag.Bool("update", false, "rewrite the goldens")

// TestIR holds the JSON form of schemas in testdata, which docs/ir.md describes.
func TestIR(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("testdata", "*.ts"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no schemas in testdata: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		root := t.TempDir()
		schema, list, err := parser.Parse(context.Background(), parser.Options{
			Path: filepath.Join(root, "resource.ts"), Root: root, Source: text,
		})
		if err != nil || list.HasErrors() {
			t.Fatalf("%s: %v %v", file, err, list)
		}
		got, err := json.MarshalIndent(schema, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		golden := file[:len(file)-len(".ts")] + ".json"
		if *update {
			if err := os.WriteFile(golden, append(got, '\n'), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)+"\n"); diff != "" {
			t.Errorf("%s (-want +got):\n%s", golden, diff)
		}
	}
}

// oneModel is a program with a schema that breaks no rule.
func oneModel(hasAuth bool, modes *node.Modes) *node.Program {
	rules := &node.Rules{List: []*node.Rule{{Builder: "authenticated", Strategy: "private"}}}
	model := &node.Model{Fields: []*node.Entry{{Name: "text", Value: &node.Field{Type: "String"}}}, Rules: rules}
	schema := &node.Schemas{Members: []*node.Schema{{Engine: "dynamodb", Types: []*node.Entry{{Name: "Todo", Value: model}}}}}
	return &node.Program{Source: "r.ts", Schema: schema, HasAuth: hasAuth, Data: &node.Data{Schema: schema, Modes: modes}}
}

func TestDefaultAuthorizationMode(t *testing.T) {
	t.Parallel()
	key, oidc := &node.APIKeyMode{}, &node.OIDCMode{Provider: "id", Issuer: "https://id.example.com"}
	lambda := &node.LambdaMode{Function: &node.Function{Name: "az"}}
	for name, c := range map[string]struct {
		auth       bool
		modes      *node.Modes
		want       ir.Mode
		additional []ir.Mode
		failed     bool
	}{
		"sandbox":               {false, nil, ir.ModeAPIKey, []ir.Mode{ir.ModeIAM}, false},
		"auth resource":         {true, nil, ir.ModeUserPool, []ir.Mode{ir.ModeIAM}, false},
		"only oidc":             {false, &node.Modes{OIDC: oidc}, ir.ModeOIDC, []ir.Mode{ir.ModeIAM}, false},
		"only lambda":           {false, &node.Modes{Lambda: lambda}, ir.ModeLambda, []ir.Mode{ir.ModeIAM}, false},
		"only key":              {false, &node.Modes{APIKey: key}, ir.ModeAPIKey, []ir.Mode{ir.ModeIAM}, false},
		"two without default":   {false, &node.Modes{APIKey: key, OIDC: oidc}, ir.ModeIAM, nil, true},
		"auth and key":          {true, &node.Modes{APIKey: key}, ir.ModeIAM, nil, true},
		"auth and no modes":     {true, &node.Modes{}, ir.ModeIAM, nil, true},
		"identity pool is IAM":  {true, &node.Modes{Default: "identityPool"}, ir.ModeIAM, []ir.Mode{ir.ModeUserPool}, false},
		"unknown":               {true, &node.Modes{Default: "password"}, ir.ModeIAM, nil, true},
		"oidc without settings": {true, &node.Modes{Default: "oidc"}, ir.ModeOIDC, nil, true},
		"user pool without one": {false, &node.Modes{Default: "userPool"}, ir.ModeUserPool, nil, true},
		"all": {true, &node.Modes{Default: "userPool", APIKey: key, OIDC: oidc, Lambda: lambda}, ir.ModeUserPool,
			[]ir.Mode{ir.ModeAPIKey, ir.ModeLambda, ir.ModeOIDC, ir.ModeIAM}, false},
	} {
		schema, list := lower.Lower(oneModel(c.auth, c.modes))
		if list.HasErrors() != c.failed {
			t.Errorf("%s: findings %v", name, list)
		}
		if schema.AuthModes.Default != c.want {
			t.Errorf("%s: default %s, want %s", name, schema.AuthModes.Default, c.want)
		}
		if !c.failed {
			if diff := cmp.Diff(c.additional, schema.AuthModes.Additional); diff != "" {
				t.Errorf("%s: additional (-want +got):\n%s", name, diff)
			}
		}
	}
}

// TestBrokenPrograms lowers programs that evaluation would not let through:
// no panic, and a finding or nothing.
func TestBrokenPrograms(t *testing.T) {
	t.Parallel()
	for _, p := range []*node.Program{
		{},
		{Data: &node.Data{}},
		{Schema: &node.Schemas{}},
		{Schema: &node.Schemas{Members: []*node.Schema{{Types: []*node.Entry{{Name: "x"}, {Name: "y", Value: &node.Foreign{Text: "5"}}}}}}},
		{Schema: &node.Schemas{Members: []*node.Schema{{Types: []*node.Entry{{Name: "", Value: &node.Model{Fields: []*node.Entry{{}}}}}}}}},
		{Schema: &node.Schemas{Members: []*node.Schema{{Types: []*node.Entry{
			{Name: "q", Value: &node.Operation{Kind: "query", Handlers: []*node.Handler{{Kind: "function"}}, Arguments: []*node.Entry{{Name: "a"}}}},
			{Name: "c", Value: &node.Conversation{}},
			{Name: "g", Value: &node.Operation{Kind: "generation"}},
			{Name: "s", Value: &node.Operation{Kind: "subscription", Sources: []*node.Ref{{Name: "q"}, {Name: "none"}}}},
		}}}}},
	} {
		lower.Lower(p)
	}
}

// TestEarlyOneSided holds a relationship of the early syntax without the other end.
func TestEarlyOneSided(t *testing.T) {
	t.Parallel()
	rules := &node.Rules{List: []*node.Rule{{Builder: "authenticated", Strategy: "private", Early: true}}}
	schema, list := lower.Lower(&node.Program{HasAuth: true, Schema: &node.Schemas{Members: []*node.Schema{{Types: []*node.Entry{
		{Name: "Blog", Value: &node.Model{Rules: rules, Fields: []*node.Entry{{Name: "posts", Value: &node.Relation{Kind: "hasMany", Model: "Post", Early: true}}}}},
		{Name: "Post", Value: &node.Model{Rules: rules, Fields: []*node.Entry{{Name: "text", Value: &node.Field{Type: "String"}}}}},
	}}}}})
	if len(list) > 0 {
		t.Fatal(list)
	}
	posts, reference := schema.Models[0].Field("posts").Relation, schema.Models[1].Field("blogPostsId")
	if reference == nil || reference.Type.String() != "ID" {
		t.Fatalf("reference field %+v", reference)
	}
	want := ir.Relation{Kind: ir.HasMany, Model: "Post", References: []string{"blogPostsId"}, Legacy: true}
	if diff := cmp.Diff(want, *posts); diff != "" {
		t.Errorf("relation (-want +got):\n%s", diff)
	}
}

// Rules that are no rules have been reported: that there are none left is no
// second mistake.
func TestRefusedRulesAreNotMissing(t *testing.T) {
	t.Parallel()
	for name, schema := range map[string]string{
		"model":        `a.schema({ N: a.model({ t: a.string() }).authorization((allow) => [allow.ownr()]) })`,
		"list":         `a.schema({ N: a.model({ t: a.string() }).authorization([allowed]) })`,
		"schema":       `a.schema({ N: a.model({ t: a.string() }) }).authorization((allow) => [allow.ownr()])`,
		"operation":    `a.schema({ q: a.query().returns(a.string()).handler(a.handler.function('f')).authorization((allow) => [allow.gest()]) })`,
		"conversation": `a.schema({ c: a.conversation({ aiModel: a.ai.model('Claude 3 Haiku'), systemPrompt: 'x' }).authorization((allow) => allow.guest()) })`,
	} {
		root := t.TempDir()
		text := "import { a, defineData } from '@aws-amplify/backend';\nconst allowed = 1 as any;\nconst schema = " + schema + ";\nexport const data = defineData({ schema });\n"
		r, list, err := parser.Evaluate(context.Background(), parser.Options{
			Path: filepath.Join(root, "resource.ts"), Root: root, Source: []byte(text),
		})
		if err != nil || len(list) != 1 {
			t.Fatalf("%s: %v, %v", name, list, err)
		}
		if _, found := lower.Lower(r.Program); len(found) > 0 {
			t.Errorf("%s: %v", name, found)
		}
	}
}
