// Package predicate is the form of every condition on rows: what a filter
// argument, a condition argument and an authorization rule become. Stores turn
// it into SQL; Eval decides it on a row in memory, for events. The two must
// agree, which a test of the stores proves.
//
// Semantics are DynamoDB's, as AppSync shows them: an absent field satisfies
// only Ne, NotContains and AttributeExists(false); eq null matches a null
// that was written explicitly, not an absent field; strings compare by bytes;
// values of different types are never equal. There is no third truth value:
// Not of a false comparison is true.
package predicate

import (
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// Expr is a condition: And, Or, Not, Compare, True or False.
type Expr interface{ expr() }

// And is true when all of its parts are; an empty And is true.
type And []Expr

// Or is true when one of its parts is; an empty Or is false.
type Or []Expr

// Not negates.
type Not struct{ Expr Expr }

// Constant is a condition that does not look at the row.
type Constant bool

// The constants.
const (
	True  Constant = true
	False Constant = false
)

// Compare compares one field. Args are values of the field's type, or of its
// elements where the field is a list and Op looks into it.
type Compare struct {
	Field *schema.Field
	Op    Op
	// Size compares the length of the field (characters of a string, elements
	// of a list) instead of the field; Args are Ints.
	Size bool
	Args []value.Value
}

// Op is an operator of Compare.
type Op uint8

// The operators. Between takes two Args, In, NotIn and ContainsAny any number,
// the others one. AttributeType takes the name of a DynamoDB type.
const (
	Eq Op = iota + 1
	Ne
	Lt
	Le
	Gt
	Ge
	Between
	Contains
	NotContains
	BeginsWith
	AttributeExists
	AttributeType
	In
	NotIn
	ContainsAny
)

func (And) expr()      {}
func (Or) expr()       {}
func (Not) expr()      {}
func (Constant) expr() {}
func (Compare) expr()  {}

// All joins conditions with And, leaving out True and nil, and gives False as
// soon as one part is False. It returns nil where nothing is left, which means
// no condition.
func All(parts ...Expr) Expr {
	var kept And
	for _, p := range parts {
		switch p {
		case nil, Expr(True):
			continue
		case Expr(False):
			return False
		}
		kept = append(kept, p)
	}
	switch len(kept) {
	case 0:
		return nil
	case 1:
		return kept[0]
	}
	return kept
}
