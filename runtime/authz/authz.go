// Package authz decides. It compiles the rules of a schema once into a Policy,
// and every path of the server asks this policy and nothing else: root fields,
// nested reads, index queries, mutations and their conditions, filters, custom
// operations, subscriptions at start and per event, and the typed store.
//
// Whatever is not admitted by a rule is refused. A rule speaks only to callers
// of its own provider. Where AppSync's generated resolvers have a hole
// (docs/parity.md), the stricter reading is taken.
//
// # What to ask, and when
//
//	every selected field        Directive(id, parentType, field)
//	get, list, index query      Read, or ReadKey where key arguments are given
//	relationship field          Field of the field if it is in Guarded, then Relation
//	                            (after a mutation first RedactRelation)
//	a guarded field of a row    Field; after a mutation also Nulled
//	caller's filter, condition  Guard
//	create, update, delete      Create, Update, Delete and Check.Admit
//	custom operation            Operation
//	subscription                Subscribe at start, Delivers for each event
//
// All methods may be called concurrently. They treat a nil identity, and one
// whose Mode, Provider and Principal do not fit together, as nobody.
package authz

import (
	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
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
	// Where is set for Filter, and only then.
	Where predicate.Expr
	// Shown, where not nil, is the part of Where that admits rows whose key, or
	// whose reference to the row that they are reached from, the caller may read
	// (ReadKey and Relation). Other rows are as rows that are not there: that
	// they are refused, how many they are and in what order would tell the
	// hidden values.
	Shown predicate.Expr
	// Match are arguments of a subscription that events must agree with besides
	// (Policy.Delivers); nil for all other questions.
	Match []Match
	// Rules are the rules that decided, for explanations. They are nil where an
	// administrator or a function's role was admitted, and where all was denied.
	Rules []*schema.Rule
}

// Admits reports whether the decision admits a row.
func (d Decision) Admits(row value.Record) bool {
	return d.Outcome == Allow || d.Outcome == Filter && predicate.Eval(d.Where, row)
}

// KeyArguments are the key arguments of a get, a list by partition key, or an
// index query, as the caller gave them.
type KeyArguments struct {
	// Index is nil for the primary key.
	Index *schema.Index
	// Partition is the value of the first key field; Absent where the argument
	// was not given (only on list queries).
	Partition value.Value
	// Sort is the condition on the sort keys; nil where none was given. A get
	// passes the remaining key values as Eq.
	Sort *SortArgument
}

// SortArgument is a condition on the sort keys.
type SortArgument struct {
	// Op is Eq, Lt, Le, Gt, Ge, Between or BeginsWith.
	Op predicate.Op
	// Operands has one element for each operand (two for Between). An operand
	// has one value for each sort key of the index in order, Absent where the
	// caller left it out.
	Operands [][]value.Value
}

// KeyDecision is the answer about a read through key arguments.
type KeyDecision struct {
	Decision
	// Sort, where not nil, is the condition on the sort keys to use: the caller
	// left out an owner that is the index's sort key, and only rows stored under
	// the caller's identity are read (api.md 3.5).
	Sort *SortArgument
}

// Input is what a mutation supplies.
type Input struct {
	// Fields are the keys of the input argument in the order in which they were
	// given, with defaults already written in, but without generated values (id,
	// timestamps). An explicit null is value.NullValue.
	Fields []Assignment
}

// Assignment is one key of an input.
type Assignment struct {
	Field *schema.Field
	Value value.Value
}

// Get gives the value of a field and whether the input has the field's key.
func (in *Input) Get(f *schema.Field) (value.Value, bool) {
	for i := range in.Fields {
		if in.Fields[i].Field == f {
			return in.Fields[i].Value, true
		}
	}
	return value.Value{}, false
}

// Refusal is a denied mutation.
type Refusal struct {
	// Fields are the input fields that the caller may not write, in input
	// order; empty where the operation as a whole is refused. The message is
	// then "Unauthorized on [a, b]", otherwise "Not Authorized to access f on type T".
	Fields []string
}

// Check is the answer about a mutation.
//
//	c := policy.Update(id, m, in)
//	if c.Refusal != nil { refuse }
//	if c.Rows {
//		// read the current row with Lock; a missing row is a nil record
//		if r := c.Admit(row); r != nil { refuse }
//	}
//	// write with All(condition, c.Where) in the statement
type Check struct {
	// Refusal is set where the answer is no, whatever the row.
	Refusal *Refusal
	// Rows is set where the answer depends on the stored row: the executor
	// reads the current row under lock and calls Admit. A row that is not there
	// is refused as a whole. Never set for creates.
	Rows bool
	// Where admits the rows that the caller may change; nil admits every row.
	// It belongs into the statement that writes, beside Admit.
	Where predicate.Expr
	// Rules are the rules that may admit, for explanations.
	Rules []*schema.Rule

	admit admission
}
