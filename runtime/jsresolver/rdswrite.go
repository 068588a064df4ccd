package jsresolver

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/dop251/goja"

	"github.com/amplifygo/amplifygo/runtime/graphql/input"
)

// piece is a piece of a statement. Which database a statement is for is known
// only when a request is made of it.
type piece struct {
	// Text is ours, or the author's own in sql`…`.
	Text string `json:"text,omitempty"`
	// Name is quoted as the database has it, each part of "schema.table" by
	// itself unless it is an alias.
	Name  string `json:"name,omitempty"`
	Alias bool   `json:"alias,omitempty"`
	// Value becomes a variable.
	Value json.RawMessage `json:"value,omitempty"`
}

// maxPieces bounds the pieces of a statement.
const maxPieces = 1 << 13

var errStatement = fmt.Errorf("a statement may have %d parts", maxPieces)

// written is a statement that is put together. Its names and values stay what
// they are: no text is ever made of either.
type written struct {
	*marks
	pieces []piece
	// err is the first thing that is wrong with it.
	err error
}

func (s *written) fail(format string, a ...any) *written {
	if s.err == nil {
		s.err = fmt.Errorf(format, a...)
	}
	return s
}

func (s *written) add(p ...piece) *written {
	if len(s.pieces)+len(p) > maxPieces {
		if s.err == nil {
			s.err = errStatement
		}
		return s
	}
	s.pieces = append(s.pieces, p...)
	return s
}

func (s *written) text(t string) *written {
	if t == "" {
		return s
	}
	if n := len(s.pieces); n > 0 && s.pieces[n-1].Name == "" && s.pieces[n-1].Value == nil && len(s.pieces[n-1].Text) < 1<<10 {
		s.pieces[n-1].Text += t
		return s
	}
	return s.add(piece{Text: t})
}

// name writes a name, which is quoted later.
func (s *written) name(n string) *written { return s.named(piece{Name: n}) }

func (s *written) named(p piece) *written {
	if p.Name == "" || !printable(p.Name) {
		return s.fail("%q cannot be the name of a table or a column", clip(p.Name))
	}
	return s.add(p)
}

// printable reports whether a text has no control characters.
func printable(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] == 0x7f {
			return false
		}
	}
	return true
}

func (s *written) value(v *input.Value) *written {
	if marked(v, s.statement) != nil || marked(v, s.aggregate) != nil {
		return s.fail("a statement or an aggregate stands where a value is expected")
	}
	return s.add(piece{Value: v.AppendJSON(nil)})
}

// between gives first for the first of several, and then the other.
func between(i int, first, then string) string {
	if i == 0 {
		return first
	}
	return then
}

// statementOf gives the pieces of a statement, and the name of the function
// that has made it; nil for what is none.
func statementOf(v *input.Value, m *marks) ([]piece, string) {
	of := marked(v, m.statement)
	if of == nil {
		return nil, ""
	}
	var pieces []piece
	if json.Unmarshal(of.AppendJSON(nil), &pieces) != nil || pieces == nil {
		return nil, ""
	}
	return pieces, v.Get("kind").Text
}

// embed writes a statement within another one; false for what is none.
func (s *written) embed(v *input.Value) bool {
	pieces, _ := statementOf(v, s.marks)
	s.add(pieces...)
	return pieces != nil
}

// statement makes a native of a function that writes a statement.
func (w *world) statement(kind string, write func(s *written, v *input.Value)) native {
	return func(c goja.FunctionCall) goja.Value {
		s := written{marks: w.marks()}
		if v := w.tree(c.Argument(0)); v.Kind == input.Object {
			write(&s, v)
		} else {
			s.err = errors.New(kind + " takes an object")
		}
		return w.finished(&s, kind)
	}
}

func (w *world) finished(s *written, kind string) goja.Value {
	w.check(s.err)
	text, err := json.Marshal(map[string]any{s.statement: s.pieces, "kind": kind})
	w.size(float64(len(text)), maxText)
	return w.must(text, err)
}

// sqlTemplate is sql`…`: expressions in it become variables.
func (w *world) sqlTemplate(c goja.FunctionCall) goja.Value {
	texts := w.tree(c.Argument(0))
	if texts.Kind != input.List || len(texts.Items) != len(c.Arguments) {
		w.fail("sql is a tag of a template: sql`select * from posts where id = ${id}`")
	}
	s := written{marks: w.marks(), pieces: []piece{}}
	for i := range texts.Items {
		if s.text(texts.Items[i].Text); i+1 < len(c.Arguments) {
			s.value(w.tree(c.Argument(i + 1)))
		}
	}
	return w.finished(&s, "sql")
}

// typeHints is typeHint: values whose type the database has to be told. The
// value of JSON is its text.
func (w *world) typeHints() *goja.Object {
	fs := map[string]native{}
	for _, name := range []string{"DECIMAL", "JSON", "TIMESTAMP", "TIME", "UUID", "DATE"} {
		fs[name] = func(c goja.FunctionCall) goja.Value {
			v := w.tree(c.Argument(0))
			if name == "JSON" && v.Kind != input.String {
				v = &input.Value{Kind: input.String, Text: string(v.AppendJSON(nil))}
			}
			return w.must(json.Marshal(map[string]any{w.marks().hint: name, "value": json.RawMessage(v.AppendJSON(nil))}))
		}
	}
	return w.natives(fs)
}

// aggregateCalls are the aggregates of agg, and of conditions on columns.
var aggregateCalls = map[string]string{"max": "MAX(", "min": "MIN(", "count": "COUNT(", "avg": "AVG(", "sum": "SUM(",
	"maxDistinct": "MAX(DISTINCT ", "minDistinct": "MIN(DISTINCT ", "countDistinct": "COUNT(DISTINCT ", "avgDistinct": "AVG(DISTINCT ", "sumDistinct": "SUM(DISTINCT "}

// aggregates is agg: columns that are computed of many rows.
func (w *world) aggregates() *goja.Object {
	names := make([]string, 0, len(aggregateCalls))
	for name := range aggregateCalls {
		names = append(names, name)
	}
	return w.marking(func(m *marks) string { return m.aggregate }, names...)
}

// only refuses members that a statement does not have. Undefined ones do not
// reach here.
func (s *written) only(statement string, v *input.Value, known ...string) {
	for i := range v.Fields {
		if !slices.Contains(known, v.Fields[i].Name) {
			s.fail("%s does not take %q", statement, clip(v.Fields[i].Name))
		}
	}
}
