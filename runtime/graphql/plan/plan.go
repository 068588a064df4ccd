// Package plan turns a validated document into what the executor runs: fields
// collected and merged, bound to models, relationships and operations, with
// the columns that each selection needs. A plan depends on the document, the
// operation and the variables in @include and @skip; it is shared
// between requests and knows nothing of callers.
package plan

import (
	"sync/atomic"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/amplifygo/amplifygo/runtime/graphql/gqlerror"
	"github.com/amplifygo/amplifygo/runtime/graphql/input"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// Plan is one operation.
type Plan struct {
	Kind      ast.Operation
	Root      *Selection
	Variables []*Variable
	// index finds a variable's place.
	index map[string]int
	// Count is the number of fields; Field.Index is below it.
	Count int
	// Fields are all fields by Index.
	Fields []*Field
	// GroupDirectives is set where some field's directives name user pool
	// groups, so that the caller's mode alone does not decide about it.
	GroupDirectives bool
	// Verdicts are the directives' answers; all else in a plan is immutable.
	Verdicts Verdicts
	// Size is the length of the last answer, from which the next one's buffer
	// is made.
	Size atomic.Int64
}

// Variable is a declared variable.
type Variable struct {
	Name    string
	Type    *input.Type
	Default *input.Value // nil for none
}

// Selection is what is selected of one object type.
type Selection struct {
	Type   string
	Fields []*Field
	// Model is set for the type of a model; Columns are then the stored fields
	// wanted for the answer or to follow relationships, by ordinal, without
	// repetition; Relations are the relationship fields among Fields.
	Model     *schema.Model
	Columns   []*schema.Field
	Relations []*Field
}

// Wants reports whether a field of a kind is selected.
func (s *Selection) Wants(k Kind) bool {
	for _, f := range s.Fields {
		if f.Kind == k {
			return true
		}
	}
	return false
}

// Field is one field of a selection.
type Field struct {
	Kind Kind
	// Index numbers the fields of a plan.
	Index int
	// Parent is the type that the field stands on.
	Name, Parent string
	// Key is the response key, Prefix the same as JSON with its colon.
	Key    string
	Prefix []byte
	At     []gqlerror.Location
	Type   *Type
	Args   []Arg
	// Sub is the selection of a field of object type. For interfaces and
	// unions, Possible has one for each object type.
	Sub      *Selection
	Possible map[string]*Selection
	// Root is set for fields of the root types.
	Root *Root
	// Field is set for Column and Relation, and for Property where the parent
	// is a custom type.
	Field *schema.Field
	// Slot numbers the Relation fields of a selection.
	Slot int
	// Schema is the definition of an Introspection field's selection.
	Schema *ast.Field
}

// Type is an output type.
type Type struct {
	NonNull bool
	Elem    *Type
	// Name is the type's name, inside lists too.
	Name string
	// Scalar is the kind of a scalar, EnumKind for enums, CustomKind for
	// objects, interfaces and unions.
	Scalar schema.Kind
	Enum   map[string]bool
}

// Named gives the type inside all lists.
func (t *Type) Named() *Type {
	for t.Elem != nil {
		t = t.Elem
	}
	return t
}
