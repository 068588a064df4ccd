package predicate

import (
	"strings"
	"unicode/utf8"

	"github.com/amplifygo/amplifygo/runtime/value"
)

// Eval decides a condition on a row. A record that ends before a field's
// ordinal, nil included, has the field Absent. An unknown form of condition or
// operator, and a nil condition, is false, which inside Not would be true: the
// compilers of conditions make no such forms.
func Eval(e Expr, row value.Record) bool {
	switch e := e.(type) {
	case Constant:
		return bool(e)
	case And:
		for _, p := range e {
			if !Eval(p, row) {
				return false
			}
		}
		return true
	case Or:
		for _, p := range e {
			if Eval(p, row) {
				return true
			}
		}
		return false
	case Not:
		return !Eval(e.Expr, row)
	case Compare:
		return e.eval(row)
	}
	return false
}

func (c *Compare) eval(row value.Record) bool {
	var v value.Value
	if o := c.Field.Ordinal; o >= 0 && o < len(row) {
		v = row[o]
	}
	switch c.Op {
	case AttributeExists:
		return len(c.Args) == 1 && (v.Kind() != value.Absent) == c.Args[0].Bool()
	case AttributeType:
		return len(c.Args) == 1 && typeName(v) != "" && typeName(v) == c.Args[0].Text()
	}
	if c.Size {
		if v = size(v); v.Kind() == value.Absent {
			return false
		}
	}
	return c.compare(v)
}

func (c *Compare) compare(v value.Value) bool {
	switch c.Op {
	case In:
		return c.among(v)
	case NotIn:
		return v.Kind() != value.Absent && !c.among(v)
	case ContainsAny:
		for i := range c.Args {
			if contains(v, c.Args[i]) {
				return true
			}
		}
		return false
	case Between:
		return len(c.Args) == 2 && ordered(v, c.Args[0], Ge) && ordered(v, c.Args[1], Le)
	}
	if len(c.Args) != 1 {
		return false
	}
	a := c.Args[0]
	switch c.Op {
	case Eq:
		return equal(v, a)
	case Ne:
		return !equal(v, a)
	case Contains:
		return contains(v, a)
	case NotContains:
		return !contains(v, a)
	case BeginsWith:
		return v.Kind() == value.String && a.Kind() == value.String && strings.HasPrefix(v.Text(), a.Text())
	case Lt, Le, Gt, Ge:
		return ordered(v, a, c.Op)
	}
	return false
}

func (c *Compare) among(v value.Value) bool {
	for i := range c.Args {
		if equal(v, c.Args[i]) {
			return true
		}
	}
	return false
}

// equal is equality of DynamoDB values: types have to agree, numbers compare
// by value, and an absent field equals nothing.
func equal(v, a value.Value) bool {
	switch v.Kind() {
	case value.Absent:
		return false
	case value.Int:
		return a.Kind() == value.Int && v.Int() == a.Int() || a.Kind() == value.Float && order(v, a) == 0
	case value.Float:
		return isNumber(a) && order(v, a) == 0
	}
	return v == a
}

func isNumber(v value.Value) bool { return v.Kind() == value.Int || v.Kind() == value.Float }

// ordered compares two strings by bytes or two numbers; nothing else is ordered.
func ordered(v, a value.Value, op Op) bool {
	var o int
	switch {
	case v.Kind() == value.String && a.Kind() == value.String:
		o = strings.Compare(v.Text(), a.Text())
	case isNumber(v) && isNumber(a):
		o = order(v, a)
	default:
		return false
	}
	switch op {
	case Lt:
		return o < 0
	case Le:
		return o <= 0
	case Gt:
		return o > 0
	}
	return o >= 0
}

// order compares numbers: integers exactly, others as floating point.
func order(v, a value.Value) int {
	if v.Kind() == value.Int && a.Kind() == value.Int {
		switch {
		case v.Int() < a.Int():
			return -1
		case v.Int() > a.Int():
			return 1
		}
		return 0
	}
	switch f, g := v.Float(), a.Float(); {
	case f < g:
		return -1
	case f > g:
		return 1
	}
	return 0
}

// size is the number of characters of a string or of elements of a list;
// Absent where the value has no size.
func size(v value.Value) value.Value {
	switch v.Kind() {
	case value.String:
		return value.OfInt(int64(utf8.RuneCountInString(v.Text())))
	case value.JSON:
		if n, ok := count(v.Text()); ok {
			return value.OfInt(int64(n))
		}
	}
	return value.Value{}
}

// typeName is the DynamoDB type as ModelAttributeTypes names it; empty for an
// absent field.
func typeName(v value.Value) string {
	switch v.Kind() {
	case value.Null:
		return "_null"
	case value.Bool:
		return "bool"
	case value.Int, value.Float:
		return "number"
	case value.String:
		return "string"
	case value.JSON:
		if strings.HasPrefix(v.Text(), "[") {
			return "list"
		}
		return "map"
	}
	return ""
}

// contains is membership in a list, or a part of a string.
func contains(v, a value.Value) bool {
	switch v.Kind() {
	case value.String:
		return a.Kind() == value.String && strings.Contains(v.Text(), a.Text())
	case value.JSON:
		return hasElement(v.Text(), a)
	}
	return false
}
