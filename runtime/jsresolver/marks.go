package jsresolver

import (
	"crypto/rand"

	"github.com/dop251/goja"

	"github.com/amplifygo/amplifygo/runtime/graphql/input"
)

// marks are the names of the members by which natives know what other natives
// have made: a statement of SQL, a value with a hint of its type, an aggregate,
// an operation of an update. They hold a secret of the world. A client's JSON,
// which scripts hand on as it is, can therefore only ever be a value.
type marks struct{ statement, hint, aggregate, operation string }

// marks gives those of the world.
func (w *world) marks() *marks {
	if w.made == nil {
		secret := rand.Text()
		w.made = &marks{statement: "#statement " + secret, hint: "#hint " + secret, aggregate: "#aggregate " + secret, operation: "#operation " + secret}
	}
	return w.made
}

// marked finds what a mark stands before; nil where a value has no such mark.
func marked(v *input.Value, mark string) *input.Value {
	if v.Kind != input.Object {
		return nil
	}
	if of := v.Get(mark); of.Kind != input.Absent {
		return of
	}
	return nil
}

// marking makes natives that put a mark and their own name before their first
// argument, which is called value.
func (w *world) marking(mark func(*marks) string, names ...string) *goja.Object {
	fs := make(map[string]native, len(names))
	for _, name := range names {
		fs[name] = func(c goja.FunctionCall) goja.Value {
			out := input.Value{Kind: input.Object, Fields: []input.Field{
				{Name: mark(w.marks()), Value: input.Value{Kind: input.String, Text: name}}, {Name: "value", Value: *w.tree(c.Argument(0))}}}
			return w.must(out.AppendJSON(nil), nil)
		}
	}
	return w.natives(fs)
}
