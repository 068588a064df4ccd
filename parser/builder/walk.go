package builder

import (
	"fmt"
	"sync"

	"github.com/dop251/goja"

	"github.com/amplifygo/amplifygo/internal/source"
	"github.com/amplifygo/amplifygo/parser/bundle"
	"github.com/amplifygo/amplifygo/parser/eval"
	"github.com/amplifygo/amplifygo/parser/node"
)

// Bounds of a schema. Inline types are copied for every place that uses them,
// so sharing can make very many out of few.
const (
	maxNesting = 1200
	maxTypes   = 1_000_000
)

// walk fills the entries of all nodes that a schema reaches, from the objects
// of the program.
type walk struct {
	l *Language
	// open are the nodes whose entries are being read: meeting one again is
	// a type that contains itself.
	open map[any]bool
	// done are the nodes that are read, with how many inline types they stand for.
	done map[any]int
}

func (w *walk) schema(n *node.Schema) {
	t := w.l.schemas[n]
	if t == nil || n.Types != nil || t.object == nil {
		return
	}
	n.Types = w.entries(t.object, n.Span, 0)
	for _, e := range n.Types {
		e.OriginalName = t.original[e.Name]
	}
	total := 0
	for _, e := range n.Types {
		if total += w.sizeOf(e.Value); total > maxTypes {
			w.l.m.Diags.Errorf(CodeTooMany, e.Span, "the schema stands for more than a million inline types").Hint = "give shared types a name in the schema and use a.ref(...)"
			e.Value = &node.Foreign{Text: "too many types", Span: e.Span, Reported: true}
			return
		}
	}
}

// entries reads an object in JavaScript's property order.
func (w *walk) entries(o *goja.Object, at source.Span, depth int) []*node.Entry {
	keys := o.Keys()
	if len(keys) > maxList {
		w.l.m.Refuse(CodeTooMany, fmt.Sprintf("an object has %d entries", len(keys)), "a schema may have lists of up to 200,000 elements")
	}
	written := w.written(at)
	docs := w.l.m.Texts().HasDocs(at.File)
	out := make([]*node.Entry, 0, len(keys))
	for _, key := range keys {
		if what, inert := eval.InertText(key); inert {
			w.l.m.Diags.Errorf(CodeInert, at, "a name in this object is made with %s", what).
				Hint = "write the value into a file of the project; only the schema language and the project's own files are evaluated"
			continue
		}
		place := at
		k := bundle.Key{}
		if docs {
			k = written()[key]
		}
		e := &node.Entry{Name: key, Doc: k.Doc, Value: w.l.value(property(o, key), place)}
		if f, foreign := e.Value.(*node.Foreign); foreign {
			if k = written()[key]; k.Span.Valid() {
				place, f.Span = k.Span, k.Span
			}
		}
		e.Value = w.fill(e.Value, place, depth)
		e.Span = e.Value.Pos()
		if !e.Span.Valid() {
			e.Span = place
		}
		out = append(out, e)
	}
	return out
}

// written gives the keys as the source has them, read when first needed.
func (w *walk) written(at source.Span) func() map[string]bundle.Key {
	return sync.OnceValue(func() map[string]bundle.Key { return w.l.m.Texts().Keys(at) })
}

// fill reads the entries behind a value, and gives the value back, or what
// stands for it where it contains itself.
func (w *walk) fill(v node.Value, at source.Span, depth int) node.Value {
	if depth > maxNesting {
		w.l.m.Diags.Errorf(CodeCycle, v.Pos(), "types are nested more than %d levels deep", maxNesting).Hint = "give inner types a name in the schema and use a.ref(...)"
		return &node.Foreign{Text: "a type nested too deep", Span: at, Reported: true}
	}
	switch n := v.(type) {
	case *node.Model:
		return w.enter(n, v, at, func(o *goja.Object) int { n.Fields = w.entries(o, n.Span, depth+1); return w.size(n.Fields) })
	case *node.CustomType:
		return w.enter(n, v, at, func(o *goja.Object) int { n.Fields = w.entries(o, n.Span, depth+1); return 1 + w.size(n.Fields) })
	case *node.Operation:
		return w.enter(argumentsOf{n}, v, at, func(o *goja.Object) int {
			if n.Returns != nil {
				n.Returns = w.fill(n.Returns, n.Span, depth+1)
			}
			if o != nil {
				n.Arguments = w.entries(o, n.Span, depth+1)
			}
			return w.size(n.Arguments)
		})
	}
	return v
}

func (w *walk) enter(key any, v node.Value, at source.Span, read func(*goja.Object) int) node.Value {
	if w.open[key] {
		w.l.m.Diags.Errorf(CodeCycle, at, "a type contains itself").Hint = "give the type a name in the schema and use a.ref(...) inside it"
		return &node.Foreign{Text: "a type that contains itself", Span: at, Reported: true}
	}
	if _, done := w.done[key]; done {
		return v
	}
	o := w.l.fields[key]
	if _, operation := key.(argumentsOf); o == nil && !operation {
		return v
	}
	w.open[key] = true
	w.done[key] = min(read(o), maxTypes+1)
	delete(w.open, key)
	return v
}

// sizeOf counts the inline types that an entry of a schema stands for.
func (w *walk) sizeOf(v node.Value) int {
	if o, ok := v.(*node.Operation); ok {
		n := w.done[argumentsOf{o}]
		if r, ok := o.Returns.(*node.CustomType); ok {
			n += w.done[r]
		}
		return n
	}
	return w.done[v]
}

// size counts the inline types that entries stand for.
func (w *walk) size(entries []*node.Entry) int {
	n := 0
	for _, e := range entries {
		switch v := e.Value.(type) {
		case *node.CustomType:
			n += w.done[v]
		case *node.Enum:
			n++
		}
		if n > maxTypes {
			return maxTypes + 1
		}
	}
	return n
}
