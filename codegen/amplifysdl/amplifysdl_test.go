package amplifysdl

import (
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/internal/ir"
)

// The conformance cases hold the documents as a whole; here are the parts that
// they cannot show.

func TestJSONString(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`m "q"`:        `"m \"q\""`,
		`c:\d`:         `"c:\\d"`,
		"a\tb\nc\x01":  `"a\tb\nc\u0001"`,
		"<&>\u2028ä😀/": "\"<&>\u2028ä😀/\"",
		"\b\f\r":       `"\b\f\r"`,
		"":             `""`,
	} {
		if got := jsonString(in); got != want {
			t.Errorf("jsonString(%q) = %s, want %s", in, got, want)
		}
	}
}

func TestNativeDirectives(t *testing.T) {
	t.Parallel()
	groups := func(p ir.Provider, names ...string) *ir.Rule {
		return &ir.Rule{Strategy: ir.Groups, Provider: p, Groups: names}
	}
	key := &ir.Rule{Strategy: ir.Public, Provider: ir.APIKey}
	private := &ir.Rule{Strategy: ir.Private, Provider: ir.UserPools}
	for want, rules := range map[string][]*ir.Rule{
		"": nil,
		`@aws_cognito_user_pools(cognito_groups: ["A", "B"])`: {groups(ir.UserPools, "A"), groups(ir.UserPools, "B", "A")},
		`@aws_cognito_user_pools @aws_api_key`:                {groups(ir.UserPools, "A"), private, key, private},
		`@aws_iam @aws_lambda @aws_oidc`: {
			{Strategy: ir.Public, Provider: ir.IdentityPool}, {Strategy: ir.Custom, Provider: ir.Lambda},
			{Strategy: ir.Private, Provider: ir.IdentityPool}, {Strategy: ir.Private, Provider: ir.OIDC},
		},
		`@aws_api_key @aws_cognito_user_pools(cognito_groups: ["A"])`: {groups(ir.UserPools, "A"), key},
		`@aws_cognito_user_pools`:                                     {{Strategy: ir.Groups, Provider: ir.UserPools, GroupsField: "team"}},
	} {
		if got := native(rules); got != want {
			t.Errorf("native = %q, want %q", got, want)
		}
	}
}

func TestDisabledOperations(t *testing.T) {
	t.Parallel()
	m := &ir.Model{DisabledAsWritten: []string{"subscriptions", "queries", "create", "delete"}}
	if got, want := modelAttributes(m, false), "subscriptions:null,queries:null,mutations:{create:null,delete:null}"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := modelAttributes(&ir.Model{}, true); got != "timestamps: null" {
		t.Errorf("SQL model: %s", got)
	}
}

func TestPrintEmpty(t *testing.T) {
	t.Parallel()
	if got := Print(&ir.Schema{}); len(got) != 0 {
		t.Errorf("an empty schema prints %q", got)
	}
	s := &ir.Schema{
		Members: []*ir.Member{{Engine: "dynamodb"}}, TypeOrder: []string{"T"},
		CustomTypes: []*ir.CustomType{{Name: "T", Fields: []*ir.Field{{Name: "x", Type: ir.Type{Name: "String"}}}}},
	}
	if got := string(Print(s)); !strings.HasPrefix(got, "type T \n{\n  x: String\n}") {
		t.Errorf("a type without rules keeps the space before the line break: %q", got)
	}
}
