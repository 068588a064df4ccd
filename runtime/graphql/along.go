package graphql

import (
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/graphql/plan"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// along is a relationship that is read in the statement of the rows that it
// belongs to. What it asks for, and what becomes of the answer, is the same as
// where it is read by a statement of its own for all rows of a level.
type along struct {
	field *plan.Field
	query store.Nested
	// along are the relationships of its own rows.
	along []along
}

// alongRows bounds the rows for which a relationship is read along. For more
// rows a statement of its own costs little, and it reads a row to which many
// of them lead only once.
const alongRows = 200

const (
	// alongQueries bounds the relationships in one statement: databases bound
	// its columns, and a caller can select the same field under many aliases.
	alongQueries = 16
	// alongDepth bounds how deep they are in one another, as databases bound
	// the depth of statements.
	alongDepth = 4
	// alongTerms bounds the comparisons of each, as databases bound the
	// parameters of a statement.
	alongTerms = 100
)

// budget is what a request may still spend on its limits. Relationships are
// read along only as far as they cannot exceed them, whatever is in the tables.
type budget struct{ rows, resolvers, queries int }

// along finds the relationships of a selection that can be read along with at
// most n rows.
func (r *run) along(s *plan.Selection, n int) []along {
	if len(s.Relations) == 0 {
		return nil
	}
	left := budget{r.e.Limits.Rows - r.rows - n, r.e.Limits.Resolvers - r.resolved, alongQueries}
	return r.allAlong(s, n, alongDepth, &left)
}

// itemsAlong is along for the rows of a connection.
func (r *run) itemsAlong(s *plan.Selection, n int) []along {
	items := onlyItems(s)
	if items == nil {
		return nil
	}
	return r.along(items.Sub, n)
}

// onlyItems is the items field of a connection; nil where there are several,
// under aliases.
func onlyItems(s *plan.Selection) (items *plan.Field) {
	for _, f := range s.Fields {
		if f.Kind == plan.Items {
			if items != nil {
				return nil
			}
			items = f
		}
	}
	return items
}

func (r *run) allAlong(s *plan.Selection, n, depth int, left *budget) []along {
	if n > alongRows || depth == 0 {
		return nil
	}
	var out []along
	for _, f := range s.Relations {
		if r.denied != nil && r.denied[f.Index] || left.queries == 0 {
			continue
		}
		if a := r.oneAlong(s, f, n, depth, left); a != nil {
			out = append(out, *a)
		}
	}
	return out
}

// oneAlong gives nil for a relationship that cannot be read along. What it may
// be refused for is found out again, and said, where it is read by itself.
func (r *run) oneAlong(s *plan.Selection, f *plan.Field, n, depth int, left *budget) *along {
	d := r.e.Policy.Relation(r.id, f.Field)
	if d.Outcome == authz.Deny {
		return nil
	}
	rel := f.Field.Relation
	from := followed(rel)
	if r.hidden(s.Model, from) != nil {
		return nil
	}
	q, token, err := r.related(f, d)
	if err != nil || token != "" || q.Limit > alongRows || n > left.resolvers || n*q.Limit > left.rows ||
		len(fieldsOf(q.Where, nil)) > alongTerms {
		return nil
	}
	left.queries--
	left.resolvers -= n
	left.rows -= n * q.Limit
	a := &along{field: f, query: store.Nested{From: from, Query: q, One: rel.Kind == schema.BelongsTo}}
	if a.query.Ready = r.readyMembers(f, q); a.query.Ready != nil {
		return a
	}
	sub := f.Sub
	if rel.Kind == schema.HasMany {
		items := onlyItems(sub)
		if items == nil {
			return a
		}
		sub = items.Sub
	}
	a.along = r.allAlong(sub, n*q.Limit, depth-1, left)
	q.Nested = queries(a.along)
	return a
}

func queries(along []along) []store.Nested {
	if len(along) == 0 {
		return nil
	}
	out := make([]store.Nested, len(along))
	for i := range along {
		out[i] = along[i].query
	}
	return out
}

// joined is a relationship that has been read along with the rows of a level.
func (r *run) joined(l *level, a *along, result *store.Result) *relation {
	if result.Ready != nil {
		return r.ready(l, a, result.Ready)
	}
	r.resolved += len(l.rows)
	r.rows += len(result.Rows)
	out := &relation{joined: true, result: result}
	if a.field.Field.Relation.Kind == schema.HasMany {
		out.levels = r.levelsAlong(a.field.Sub, result.Rows, a.along, result.Nested)
	} else {
		out.levels = []*level{r.levelAlong(a.field.Sub, result.Rows, a.along, result.Nested)}
	}
	return out
}

// parent is the key that row i of a level is followed by, which its tokens are
// bound to.
func (out *relation) parent(l *level, i int, f *plan.Field) []value.Value {
	if !out.joined {
		return out.keys[out.group[i]]
	}
	if out.result.Groups[i].Next == nil {
		return nil // no token
	}
	fields := f.Field.Relation.Parent.KeyFields
	key := make([]value.Value, len(fields))
	for j, k := range fields {
		key[j] = l.rows[i].Record[k.Ordinal]
	}
	return key
}
