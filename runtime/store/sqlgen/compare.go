package sqlgen

import (
	"math"
	"strings"
	"unicode/utf8"

	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// operand is what stands on the left of a comparison.
type operand struct {
	column *Column
	typ    Type
	// size compares the column's length; typ is then Integer.
	size bool
}

func (b *builder) operand(o operand) {
	if !o.size {
		b.column(o.column)
		return
	}
	if o.column.Type == List {
		b.text("CAST(json_array_length(")
	} else {
		b.text("CAST(length(")
	}
	b.column(o.column)
	b.text(") AS bigint)")
}

func (b *builder) compare(c predicate.Compare) {
	col := b.t.Column(c.Field)
	if col == nil {
		b.fail("a condition is on a field that model %s does not store", b.t.Model.Name)
		return
	}
	if !b.arity(c) {
		return
	}
	o := operand{column: col, typ: col.Type}
	if c.Size {
		if col.Type != Text && col.Type != List {
			b.constant(false) // only strings and lists have a size
			return
		}
		o = operand{column: col, typ: Integer, size: true}
	}
	b.apply(o, c.Op, c.Args)
}

// arity refuses a wrong number of arguments.
func (b *builder) arity(c predicate.Compare) bool {
	want := 1
	switch c.Op {
	case predicate.In, predicate.NotIn, predicate.ContainsAny:
		return true
	case predicate.Between:
		want = 2
	}
	if len(c.Args) != want {
		b.fail("operator %d on field %s has %d arguments instead of %d", c.Op, c.Field.Name, len(c.Args), want)
		return false
	}
	return true
}

// apply appends one comparison.
func (b *builder) apply(o operand, op predicate.Op, args []value.Value) {
	switch op {
	case predicate.Eq, predicate.Lt, predicate.Le, predicate.Gt, predicate.Ge:
		b.relation(o, op, args[0])
	case predicate.Ne:
		b.differs(o, args[0])
	case predicate.Between:
		b.text("(")
		b.relation(o, predicate.Ge, args[0])
		b.text(" AND ")
		b.relation(o, predicate.Le, args[1])
		b.text(")")
	case predicate.In:
		b.oneOf(o, args)
	case predicate.NotIn:
		b.text("(")
		b.present(o)
		b.text(" AND (")
		b.oneOf(o, args)
		b.text(") IS NOT TRUE)")
	default:
		b.inside(o, op, args)
	}
}

// inside appends the operators that look into a value or at its presence. None
// of them applies to a size.
func (b *builder) inside(o operand, op predicate.Op, args []value.Value) {
	if o.size {
		b.fail("operator %d does not apply to the size of a field", op)
		return
	}
	switch op {
	case predicate.Contains:
		b.contains(o.column, args[0])
	case predicate.NotContains:
		b.text("(")
		b.contains(o.column, args[0])
		b.text(") IS NOT TRUE")
	case predicate.ContainsAny:
		b.any(len(args), func(i int) { b.contains(o.column, args[i]) })
	case predicate.BeginsWith:
		b.beginsWith(o.column, args[0])
	case predicate.AttributeExists:
		if args[0].Kind() != value.Bool {
			b.fail("attributeExists needs a boolean")
			return
		}
		b.exists(o, args[0].Bool())
	case predicate.AttributeType:
		b.attributeType(o.column, args[0])
	default:
		b.fail("unknown operator %d", op)
	}
}

// any appends n alternatives, in halves as junction does.
func (b *builder) any(n int, one func(i int)) {
	var halves func(from, to int)
	halves = func(from, to int) {
		if to-from == 1 {
			one(from)
			return
		}
		middle := (from + to) / 2
		b.text("(")
		halves(from, middle)
		b.text(" OR ")
		halves(middle, to)
		b.text(")")
	}
	if n == 0 {
		b.constant(false)
		return
	}
	halves(0, n)
}

var operators = [...]string{
	predicate.Eq: " = ", predicate.Lt: " < ", predicate.Le: " <= ", predicate.Gt: " > ", predicate.Ge: " >= ",
}

// relation appends an equality or an order. Values of different types are
// never equal and have no order.
func (b *builder) relation(o operand, op predicate.Op, v value.Value) {
	if v.Kind() == value.Null && op == predicate.Eq && !o.size {
		b.explicitNull(o.column)
		return
	}
	switch o.typ {
	case Boolean:
		if op != predicate.Eq {
			b.constant(false)
			return
		}
	case List, Map:
		if op != predicate.Eq || v.Kind() != value.JSON || hasNUL(v.Text()) {
			b.constant(false)
			return
		}
		b.d.sameJSON(b, o.column, v)
		return
	}
	op, v, fits := fit(o.typ, op, v)
	if !fits {
		b.constant(false)
		return
	}
	b.operand(o)
	b.text(operators[op])
	b.arg(v)
}

// differs appends Ne: true for absent fields and for values of another type,
// except that the size of an absent field differs from nothing.
func (b *builder) differs(o operand, v value.Value) {
	_, fitted, fits := fit(o.typ, predicate.Eq, v)
	switch {
	case o.size && fits:
		b.operand(o)
		b.text(" <> ")
		b.arg(fitted)
	case o.size:
		b.operand(o)
		b.text(" IS NOT NULL")
	case v.Kind() == value.Null || o.typ == List || o.typ == Map:
		b.text("(")
		b.relation(o, predicate.Eq, v)
		b.text(") IS NOT TRUE")
	case !fits:
		b.constant(true)
	default:
		b.operand(o)
		b.text(" IS DISTINCT FROM ")
		b.arg(fitted)
	}
}

// fit brings an argument to the type of the column, changing the operator
// where the column cannot hold the argument: n < 2.5 is n <= 2. It reports
// false where the comparison is never true.
func fit(t Type, op predicate.Op, v value.Value) (predicate.Op, value.Value, bool) {
	switch t {
	case Text:
		if v.Kind() != value.String {
			return op, v, false
		}
		return fitText(op, v)
	case Integer:
		switch v.Kind() {
		case value.Int:
			return op, v, true
		case value.Float:
			return fitInteger(op, v.Float())
		}
	case Real:
		if k := v.Kind(); k == value.Int || k == value.Float {
			f := v.Float()
			return op, value.OfFloat(f), !math.IsNaN(f)
		}
	case Boolean:
		return op, v, v.Kind() == value.Bool
	}
	return op, v, false
}

// fitText handles an argument with a U+0000, which no stored text has: what
// orders around it orders around the text before it.
func fitText(op predicate.Op, v value.Value) (predicate.Op, value.Value, bool) {
	i := strings.IndexByte(v.Text(), 0)
	if i < 0 {
		return op, v, true
	}
	v = value.OfString(v.Text()[:i])
	switch op {
	case predicate.Lt, predicate.Le:
		return predicate.Le, v, true
	case predicate.Gt, predicate.Ge:
		return predicate.Gt, v, true
	}
	return op, v, false
}

func fitInteger(op predicate.Op, f float64) (predicate.Op, value.Value, bool) {
	whole := math.Floor(f)
	switch {
	case math.IsNaN(f):
		return op, value.Value{}, false
	case f >= 1<<63:
		less := op == predicate.Lt || op == predicate.Le
		return predicate.Le, value.OfInt(math.MaxInt64), less
	case f < -1<<63:
		greater := op == predicate.Gt || op == predicate.Ge
		return predicate.Ge, value.OfInt(math.MinInt64), greater
	case whole == f:
		return op, value.OfInt(int64(f)), true
	case op == predicate.Lt || op == predicate.Le:
		return predicate.Le, value.OfInt(int64(whole)), true
	case op == predicate.Gt || op == predicate.Ge:
		return predicate.Gt, value.OfInt(int64(whole)), true
	}
	return op, value.Value{}, false
}

// beginsWith appends a prefix test as a range, which an index serves and which
// knows no wildcards. Code points order as their UTF-8 bytes do.
func (b *builder) beginsWith(c *Column, v value.Value) {
	if c.Type != Text || v.Kind() != value.String || strings.IndexByte(v.Text(), 0) >= 0 {
		b.constant(false)
		return
	}
	b.text("(")
	b.column(c)
	b.text(" >= ")
	b.arg(v)
	if end, ok := afterPrefix(v.Text()); ok {
		b.text(" AND ")
		b.column(c)
		b.text(" < ")
		b.arg(value.OfString(end))
	}
	b.text(")")
}

// afterPrefix gives the least text greater than all that begin with the
// prefix; false where there is none.
func afterPrefix(prefix string) (string, bool) {
	for prefix != "" {
		r, n := utf8.DecodeLastRuneInString(prefix)
		prefix = prefix[:len(prefix)-n]
		if r++; r == 0xD800 {
			r = 0xE000 // surrogates are not characters
		}
		if r <= utf8.MaxRune {
			return prefix + string(r), true
		}
	}
	return "", false
}
