package graphql

import (
	"errors"

	"github.com/amplifygo/amplifygo/runtime/graphql/gqlerror"
	"github.com/amplifygo/amplifygo/runtime/graphql/input"
	"github.com/amplifygo/amplifygo/runtime/graphql/plan"
)

// revealing gives the error of a custom operation with the selected part of its
// data, as AppSync does: it is often the row that a write has found, of which
// the caller is to see no more than of a result.
func (r *run) revealing(f *plan.Field, err error) error {
	var e *gqlerror.Error
	if !errors.As(err, &e) || e.Data == nil || f.Sub == nil && f.Possible == nil {
		return err
	}
	out := *e
	v, problem := input.ParseJSON(e.Data)
	if out.Data = nil; problem == nil && f.Sub != nil {
		out.Data = r.reveal(nil, f.Sub, &v)
	}
	return &out
}

// reveal appends what is selected of a value, by the names of fields, without
// those that not every caller sees alike: the data need not be a row for which
// their rules could be asked. What is no object has nothing that could be
// selected.
func (r *run) reveal(b []byte, s *plan.Selection, v *input.Value) []byte {
	switch v.Kind {
	case input.List:
		b = append(b, '[')
		for i := range v.Items {
			if i > 0 {
				b = append(b, ',')
			}
			b = r.reveal(b, s, &v.Items[i])
		}
		return append(b, ']')
	case input.Object:
	default:
		return append(b, "null"...)
	}
	b = append(b, '{')
	first := true
	seen := map[string]bool{}
	for _, f := range s.Fields {
		if f.Kind == plan.Typename || f.Kind == plan.Relation || seen[f.Name] || r.denied != nil && r.denied[f.Index] || r.e.guarded[f.Field] || r.e.presented[f.Field] {
			continue
		}
		seen[f.Name] = true
		if !first {
			b = append(b, ',')
		}
		first = false
		name := input.Value{Kind: input.String, Text: f.Name}
		b = append(name.AppendJSON(b), ':')
		switch of := v.Get(f.Name); {
		case f.Sub != nil:
			b = r.reveal(b, f.Sub, of)
		case f.Possible != nil:
			b = append(b, "null"...)
		default:
			b = of.AppendJSON(b)
		}
	}
	return append(b, '}')
}
