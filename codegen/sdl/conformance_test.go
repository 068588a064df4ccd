package sdl_test

import (
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/codegen/sdl"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/internal/testkit/conformance"
	"github.com/amplifygo/amplifygo/internal/testkit/lowered"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

// appSync declares what AppSync knows by itself.
const appSync = `
scalar AWSDate scalar AWSTime scalar AWSDateTime scalar AWSTimestamp scalar AWSEmail
scalar AWSJSON scalar AWSURL scalar AWSPhone scalar AWSIPAddress
directive @aws_subscribe(mutations: [String!]!) on FIELD_DEFINITION
directive @aws_api_key on OBJECT | FIELD_DEFINITION
directive @aws_iam on OBJECT | FIELD_DEFINITION
directive @aws_oidc on OBJECT | FIELD_DEFINITION
directive @aws_lambda on OBJECT | FIELD_DEFINITION
directive @aws_cognito_user_pools(cognito_groups: [String!]) on OBJECT | FIELD_DEFINITION
`

func TestConformance(t *testing.T) {
	t.Parallel()
	lowered.Accepted(t, equal)
}

func TestCompiledSchemas(t *testing.T) {
	t.Parallel()
	lowered.Compiled(t, equal)
}

// equal wants the golden's text, which is more than equal meaning.
func equal(t *testing.T, c conformance.Case, s *ir.Schema) {
	got := sdl.Print(s)
	want, err := c.Golden("schema.graphql")
	if err != nil {
		t.Fatal(err)
	}
	diffs, err := conformance.CompareSDL(got, want)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range diffs {
		t.Error(d)
	}
	if len(diffs) == 0 && string(got) != string(want) {
		t.Error("the meaning is right, but the order of definitions is not Amplify's")
	}
}

func TestTheAPIIsAValidSchema(t *testing.T) {
	t.Parallel()
	lowered.Accepted(t, func(t *testing.T, c conformance.Case, s *ir.Schema) {
		text := string(sdl.Print(s))
		if !strings.Contains(text, "type Query ") {
			text += "\ntype Query { none: String }\n"
		}
		if _, err := gqlparser.LoadSchema(&ast.Source{Name: "appsync", Input: appSync}, &ast.Source{Name: c.Name, Input: text}); err != nil {
			t.Error(err)
		}
	})
}
