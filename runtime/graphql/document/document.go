// Package document parses and validates GraphQL documents and words what is
// wrong with them as AppSync does, which runs an early graphql-java
// (api.md 4.2, 4.3).
package document

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"github.com/amplifygo/amplifygo/runtime/graphql/gqlerror"
)

// Limits bound what a document may ask for; 0 takes no limit.
type Limits struct {
	// Tokens bounds the size of the document.
	Tokens int
	// Depth is the deepest nesting of fields.
	Depth int
	// RootFields bounds the fields of an operation's root, aliases included.
	RootFields int
	// Fields bounds all fields of an operation, each fragment counted
	// wherever it is spread.
	Fields int
}

// Syntax is returned by Parse for a text that is not a GraphQL document.
type Syntax struct{}

// Error gives AppSync's text.
func (Syntax) Error() string { return "Unable to parse GraphQL query." }

// Parse parses and validates a document. It returns Syntax for what is no
// GraphQL and otherwise the validation errors, in the order of the document.
func Parse(s *Schema, query string, limits Limits) (*ast.QueryDocument, []*gqlerror.Error, error) {
	doc, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: query}, limits.Tokens)
	if err != nil || len(doc.Operations) == 0 {
		return nil, nil, Syntax{}
	}
	if errs := measure(doc, limits); errs != nil {
		return nil, errs, nil
	}
	if errs := validate(s, doc); errs != nil {
		return nil, errs, nil
	}
	return doc, nil, nil
}

// Select chooses the operation to run: the named one, or the only one.
// nil means that there is none of that name.
func Select(doc *ast.QueryDocument, name *string) *ast.OperationDefinition {
	if name == nil {
		if len(doc.Operations) == 1 {
			return doc.Operations[0]
		}
		return nil
	}
	if *name == "" {
		return nil // api.md 4.1: the empty name is not "no name"
	}
	return doc.Operations.ForName(*name)
}

func locate(p *ast.Position) []gqlerror.Location {
	if p == nil {
		return nil
	}
	return []gqlerror.Location{{Line: p.Line, Column: p.Column}}
}
