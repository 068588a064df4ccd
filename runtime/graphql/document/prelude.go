package document

import (
	"fmt"
	"slices"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/amplifygo/amplifygo/runtime/graphql/input"
)

// prelude declares what AppSync adds to every schema.
const prelude = `
scalar AWSDate
scalar AWSTime
scalar AWSDateTime
scalar AWSTimestamp
scalar AWSEmail
scalar AWSJSON
scalar AWSPhone
scalar AWSURL
scalar AWSIPAddress
directive @aws_api_key on FIELD_DEFINITION | OBJECT
directive @aws_iam on FIELD_DEFINITION | OBJECT
directive @aws_oidc on FIELD_DEFINITION | OBJECT
directive @aws_lambda on FIELD_DEFINITION | OBJECT
directive @aws_cognito_user_pools(cognito_groups: [String]) on FIELD_DEFINITION | OBJECT
directive @aws_auth(cognito_groups: [String]) on FIELD_DEFINITION
directive @aws_subscribe(mutations: [String]) on FIELD_DEFINITION
directive @aws_publish(subscriptions: [String]) on FIELD_DEFINITION
`

// noQuery stands in for the queries of an API that has none: models may disable
// theirs, but GraphQL knows no schema without the type. Its field is taken out.
const noQuery = "type Query { none: Boolean }"

// Schema is a loaded schema.graphql.
type Schema struct {
	AST   *ast.Schema
	Types *input.Types
	// Introspection admits __schema and __type.
	Introspection bool
}

// LoadSchema parses the text of schema.graphql.
func LoadSchema(sdl string, introspection bool) (*Schema, error) {
	sources := []*ast.Source{
		{Name: "appsync", Input: prelude, BuiltIn: true},
		{Name: "schema.graphql", Input: sdl},
	}
	s, err := gqlparser.LoadSchema(sources...)
	if err == nil && s.Query == nil {
		s, err = gqlparser.LoadSchema(append(sources, &ast.Source{Name: "none", Input: noQuery})...)
		if err == nil {
			s.Query.Fields = slices.DeleteFunc(s.Query.Fields, func(f *ast.FieldDefinition) bool { return f.Name == "none" })
		}
	}
	if err != nil {
		return nil, fmt.Errorf("schema.graphql: %w", err)
	}
	return &Schema{AST: s, Types: input.Compile(s), Introspection: introspection}, nil
}
