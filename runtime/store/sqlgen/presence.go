package sqlgen

import (
	"strings"

	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// explicitNull appends whether the field was given a null at creation.
func (b *builder) explicitNull(c *Column) {
	if c.NotNull || c.Field == nil {
		b.constant(false)
		return
	}
	b.d.position(b, b.t.Nulls, func() { b.text(literal(c.marker)) })
	b.text(" > 0")
}

// literal quotes a text of the schema.
func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// present appends whether the field has a value or an explicit null; a size,
// whether there is something to measure.
func (b *builder) present(o operand) {
	b.text("(")
	b.column(o.column)
	b.text(" IS NOT NULL")
	if !o.size {
		b.text(" OR ")
		b.explicitNull(o.column)
	}
	b.text(")")
}

func (b *builder) exists(o operand, wanted bool) {
	b.present(o)
	if !wanted {
		b.text(" IS NOT TRUE")
	}
}

// attributeType appends attributeType. The names are those of AppSync's
// ModelAttributeTypes; all but these five are of types that no field has.
func (b *builder) attributeType(c *Column, v value.Value) {
	if v.Text() == "_null" {
		b.explicitNull(c)
		return
	}
	if v.Text() != typeNames[c.Type] {
		b.constant(false)
		return
	}
	b.column(c)
	b.text(" IS NOT NULL")
}

var typeNames = [...]string{
	Text: "string", Integer: "number", Real: "number", Boolean: "bool", List: "list", Map: "map",
}

// contains appends the search in a text or a list.
func (b *builder) contains(c *Column, v value.Value) {
	switch c.Type {
	case Text:
		if v.Kind() != value.String || strings.IndexByte(v.Text(), 0) >= 0 {
			b.constant(false)
			return
		}
		b.d.position(b, c, func() { b.arg(v) })
		b.text(" > 0")
	case List:
		if !elementFits(c, v) {
			b.constant(false)
			return
		}
		b.d.element(b, c, v)
	default:
		b.constant(false)
	}
}

// elementFits reports whether a list of the column can hold such an element.
func elementFits(c *Column, v value.Value) bool {
	if v.Kind() == value.Null {
		return true
	}
	element := *c.Field
	element.List = false
	t := TypeOf(&element)
	if t == Map {
		return v.Kind() == value.JSON && !hasNUL(v.Text())
	}
	_, _, fits := fit(t, predicate.Eq, v)
	return fits
}

// inline is the greatest number of values that stand in an IN list as
// parameters; more go as one JSON parameter, so that there are few texts.
const inline = 16

// oneOf appends In.
func (b *builder) oneOf(o operand, args []value.Value) {
	if o.typ == List || o.typ == Map {
		b.any(len(args), func(i int) { b.relation(o, predicate.Eq, args[i]) })
		return
	}
	null := false
	values := make([]value.Value, 0, len(args))
	for _, a := range args {
		if a.Kind() == value.Null && !o.size {
			null = true
		}
		if _, v, fits := fit(o.typ, predicate.Eq, a); fits {
			values = append(values, v)
		}
	}
	b.text("(")
	b.in(o, values)
	if null {
		b.text(" OR ")
		b.explicitNull(o.column)
	}
	b.text(")")
}

func (b *builder) in(o operand, values []value.Value) {
	if len(values) == 0 {
		b.constant(false)
		return
	}
	b.operand(o)
	if len(values) > inline {
		b.d.oneOf(b, o.typ, value.OfJSON(string(value.AppendJSONArray(nil, values))))
		return
	}
	places := 1
	for places < len(values) {
		places *= 2
	}
	b.text(" IN (")
	for i := range places {
		if i > 0 {
			b.text(", ")
		}
		b.arg(values[min(i, len(values)-1)])
	}
	b.text(")")
}
