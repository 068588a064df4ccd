package document

import (
	"fmt"
	"math"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/amplifygo/amplifygo/runtime/graphql/gqlerror"
)

// measure applies the limits before validation, whose cost grows with the
// expanded document. Each fragment is measured once.
func measure(doc *ast.QueryDocument, limits Limits) []*gqlerror.Error {
	m := meter{fragments: map[string]*extent{}, doc: doc}
	for _, op := range doc.Operations {
		e := m.selections(op.SelectionSet)
		switch {
		case m.cycle:
			return nil // validation names the cycle
		case limits.Depth > 0 && e.depth > limits.Depth:
			return exceeded(op, "The query exceeds the maximum depth of %d.", limits.Depth)
		case limits.RootFields > 0 && e.root > limits.RootFields:
			return exceeded(op, "The operation has more than %d root fields.", limits.RootFields)
		case limits.Fields > 0 && e.fields > limits.Fields:
			return exceeded(op, "The operation selects more than %d fields.", limits.Fields)
		}
	}
	return nil
}

func exceeded(op *ast.OperationDefinition, format string, limit int) []*gqlerror.Error {
	return []*gqlerror.Error{{Type: gqlerror.BadRequest, Message: fmt.Sprintf(format, limit), Locations: locate(op.Position)}}
}

// extent is the size of a selection set with its fragments expanded.
type extent struct{ depth, root, fields int }

type meter struct {
	doc       *ast.QueryDocument
	fragments map[string]*extent // nil while being measured
	cycle     bool
}

func (m *meter) selections(set ast.SelectionSet) extent {
	var e extent
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			sub := m.selections(s.SelectionSet)
			e.add(extent{depth: sub.depth + 1, root: 1, fields: sub.fields + 1})
		case *ast.InlineFragment:
			e.add(m.selections(s.SelectionSet))
		case *ast.FragmentSpread:
			e.add(m.fragment(s.Name))
		}
	}
	return e
}

func (m *meter) fragment(name string) extent {
	e, known := m.fragments[name]
	if known {
		if e == nil {
			m.cycle = true
			return extent{}
		}
		return *e
	}
	def := m.doc.Fragments.ForName(name)
	if def == nil {
		return extent{} // validation reports it
	}
	m.fragments[name] = nil
	got := m.selections(def.SelectionSet)
	m.fragments[name] = &got
	return got
}

// add joins two parts of one selection set; the counts saturate.
func (e *extent) add(o extent) {
	e.depth = max(e.depth, o.depth)
	e.root = min(e.root+o.root, math.MaxInt32)
	e.fields = min(e.fields+o.fields, math.MaxInt32)
}
