package graphql

import (
	"slices"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/graphql/plan"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
)

// readyMembers are the members of the objects that the database can make ready
// for a relationship field: where each value of its rows goes into the answer
// as it is stored, nobody asks who may read it, and nothing continues behind
// the rows. Otherwise it is nil, and the rows are looked at here.
func (r *run) readyMembers(f *plan.Field, q *store.Query) []store.Member {
	sub := f.Sub
	if f.Field.Relation.Kind == schema.HasMany {
		if len(sub.Fields) != 1 || sub.Fields[0].Kind != plan.Items || r.denied != nil && r.denied[sub.Fields[0].Index] {
			return nil
		}
		sub = sub.Fields[0].Sub
	} else if f.Field.Relation.Kind == schema.HasOne {
		return nil // the first of several
	}
	if q.Check != nil || !q.Last {
		return nil
	}
	out := make([]store.Member, len(sub.Fields))
	for i, m := range sub.Fields {
		if m.Kind != plan.Column || r.denied != nil && r.denied[m.Index] || r.e.guarded[m.Field] || r.e.presented[m.Field] || !verbatim(m.Type) {
			return nil
		}
		out[i] = store.Member{Key: m.Key, Field: m.Field}
	}
	return out
}

// verbatim reports whether values of a type are texts and integers that need
// no look. Those of an enum may have left it, and databases write floats and
// booleans in ways of their own.
func verbatim(t *plan.Type) bool {
	switch t.Scalar {
	case schema.Float, schema.Boolean, schema.EnumKind, schema.CustomKind, schema.ModelKind:
		return false
	}
	return t.Elem == nil
}

// ready is a relationship whose objects the database has made. Where a value
// is missing that must not be, the rows are read again to be looked at.
func (r *run) ready(l *level, a *along, texts []string) *relation {
	sub := a.field.Sub
	if a.field.Field.Relation.Kind == schema.HasMany {
		sub = sub.Fields[0].Sub
	}
	for _, m := range sub.Fields {
		if !m.Type.NonNull || slices.Contains(sub.Model.KeyFields, m.Field) {
			continue
		}
		// Within a text the quotes would be escaped.
		missing := string(m.Prefix) + "null"
		if slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(text, missing) }) {
			return r.relation(l, a.field)
		}
	}
	first := "{" + string(sub.Fields[0].Prefix)
	for _, text := range texts {
		r.rows += strings.Count(text, first)
	}
	r.resolved += len(l.rows)
	return &relation{joined: true, ready: texts}
}

// appendReady appends the objects that the database has made for row i.
func (r *run) appendReady(f *plan.Field, text string) bool {
	if f.Field.Relation.Kind != schema.HasMany {
		if text == "" {
			return r.null(f, f.Type)
		}
		r.buf = append(r.buf, text...)
		return true
	}
	if text == "" {
		text = "[]"
	}
	r.buf = append(append(r.buf, '{'), f.Sub.Fields[0].Prefix...)
	r.buf = append(append(r.buf, text...), '}')
	return true
}
