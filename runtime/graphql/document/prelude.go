package document

import (
	"fmt"

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

// Schema is a loaded schema.graphql.
type Schema struct {
	AST   *ast.Schema
	Types *input.Types
	// Introspection admits __schema and __type.
	Introspection bool
}

// LoadSchema parses the text of schema.graphql.
func LoadSchema(sdl string, introspection bool) (*Schema, error) {
	s, err := gqlparser.LoadSchema(
		&ast.Source{Name: "appsync", Input: prelude, BuiltIn: true},
		&ast.Source{Name: "schema.graphql", Input: sdl})
	if err != nil {
		return nil, fmt.Errorf("schema.graphql: %w", err)
	}
	if s.Query == nil {
		return nil, fmt.Errorf("schema.graphql: there is no type Query")
	}
	return &Schema{AST: s, Types: input.Compile(s), Introspection: introspection}, nil
}
