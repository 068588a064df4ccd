package sqlgen

import "github.com/amplifygo/amplifygo/runtime/value"

func (SQLite) position(b *builder, c *Column, needle func()) {
	b.text("instr(")
	b.column(c)
	b.text(", ")
	needle()
	b.text(")")
}

func (Postgres) position(b *builder, c *Column, needle func()) {
	b.text("strpos(")
	b.column(c)
	b.text(", ")
	needle()
	b.text(")")
}

// element compares by type: in JSON 1 is not "1".
func (SQLite) element(b *builder, c *Column, v value.Value) {
	b.text("EXISTS (SELECT 1 FROM json_each(")
	b.column(c)
	b.text(") AS e WHERE e.type ")
	switch v.Kind() {
	case value.Null:
		b.text("= 'null'")
	case value.Bool:
		if v.Bool() {
			b.text("= 'true'")
		} else {
			b.text("= 'false'")
		}
	case value.String:
		b.text("= 'text' AND e.atom = ")
		b.arg(v)
	case value.JSON:
		b.text("= 'object' AND json(e.value) = json(")
		b.arg(v)
		b.text(")")
	default:
		b.text("IN ('integer', 'real') AND e.atom = ")
		b.arg(v)
	}
	b.text(")")
}

func (Postgres) element(b *builder, c *Column, v value.Value) {
	if v.Kind() == value.JSON { // @> would find objects that hold more, too
		b.text("EXISTS (SELECT 1 FROM jsonb_array_elements(")
		b.column(c)
		b.text("::jsonb) AS e(value) WHERE e.value = ")
		b.arg(v)
		b.text("::jsonb)")
		return
	}
	b.column(c)
	b.text("::jsonb @> ")
	switch v.Kind() {
	case value.Null:
		b.text("'[null]'")
		return
	case value.Bool:
		b.text("jsonb_build_array(")
		b.arg(v)
		b.text("::boolean)")
	case value.String:
		b.text("jsonb_build_array(")
		b.arg(v)
		b.text("::text)")
	case value.Int:
		b.text("jsonb_build_array(")
		b.arg(v)
		b.text("::bigint)")
	default:
		b.text("jsonb_build_array(")
		b.arg(v)
		b.text("::double precision)")
	}
}

func (SQLite) sameJSON(b *builder, c *Column, v value.Value) {
	b.text("json(")
	b.column(c)
	b.text(") = json(")
	b.arg(v)
	b.text(")")
}

func (Postgres) sameJSON(b *builder, c *Column, v value.Value) {
	b.column(c)
	b.text("::jsonb = ")
	b.arg(v)
	b.text("::jsonb")
}

func (SQLite) oneOf(b *builder, _ Type, array value.Value) {
	b.text(" IN (SELECT value FROM json_each(")
	b.arg(array)
	b.text("))")
}

func (Postgres) oneOf(b *builder, t Type, array value.Value) {
	b.text(" IN (SELECT value")
	b.text(cast(t))
	b.text(" FROM jsonb_array_elements_text(")
	b.arg(array)
	b.text("::jsonb))")
}

// cast brings PostgreSQL's text of a JSON value to a type.
func cast(t Type) string {
	switch t {
	case Integer:
		return "::bigint"
	case Real:
		return "::double precision"
	case Boolean:
		return "::boolean"
	}
	return ""
}
