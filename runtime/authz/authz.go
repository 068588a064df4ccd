// Package authz decides. It compiles the rules of a schema once into a Policy,
// and every path of the server asks this policy and nothing else: root fields,
// nested reads, index queries, mutations and their conditions, filters, custom
// operations, subscriptions at start and per event, and the typed store.
//
// Whatever is not admitted by a rule is refused. A rule speaks only to callers
// of its own provider. Where AppSync's generated resolvers have a hole
// (docs/parity.md), the stricter reading is taken.
package authz

import (
	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// Outcome is what a rule set says.
type Outcome uint8

// The outcomes. The zero value refuses.
const (
	Deny Outcome = iota
	Allow
	// Filter allows those rows that Decision.Where admits.
	Filter
)

// Decision is the answer to a question about a model.
type Decision struct {
	Outcome Outcome
	// Where is set for Filter.
	Where predicate.Expr
	// Rules are the rules that decided, for explanations.
	Rules []*schema.Rule
}

// Refusal is a denied mutation.
type Refusal struct {
	// Fields are the input fields that the caller may not write, in input
	// order; empty where the operation as a whole is refused. The message is
	// then "Unauthorized on [a, b]", otherwise "Not Authorized to access f on type T".
	Fields []string
}
