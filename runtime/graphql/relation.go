package graphql

import (
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/data"
	"github.com/amplifygo/amplifygo/runtime/graphql/gqlerror"
	"github.com/amplifygo/amplifygo/runtime/graphql/input"
	"github.com/amplifygo/amplifygo/runtime/graphql/plan"
	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// relation is one relationship field, read for all rows of a level.
type relation struct {
	// err fails the field on every row.
	err error
	// redacted: the field reads as empty (api.md 3.9).
	redacted bool
	result   *store.Result
	// joined: the result was read along with the level's rows and has a group
	// for each of them.
	joined bool
	// ready, where joined, are the answers for the level's rows instead of a
	// result.
	ready []string
	// group gives for each row of the level its group in the result, or -1
	// where the row has no key to follow.
	group []int
	keys  [][]value.Value
	// badToken marks the groups whose nextToken does not belong to them.
	badToken []bool
	// levels are those of a connection, or the one of a single row.
	levels []*level
}

// relation reads a relationship field for all rows of a level.
func (r *run) relation(l *level, f *plan.Field) *relation {
	out := &relation{}
	d := r.e.Policy.Relation(r.id, f.Field)
	if d.Outcome == authz.Deny {
		out.err = gqlerror.NotAuthorized(f.Name, f.Parent)
		return out
	}
	if l.mutation && r.e.Policy.RedactRelation(r.id, f.Field) {
		out.redacted = true
		return out
	}
	if r.resolved += len(l.rows); r.resolved > r.e.Limits.Resolvers {
		out.err = gqlerror.New(gqlerror.BadRequest, "The request resolves too many relationship fields.")
		return out
	}
	q, token, err := r.related(f, d)
	if err != nil {
		out.err = err
		return out
	}
	rel := f.Field.Relation
	from := followed(rel)
	out.follow(l, from, r.hidden(l.sel.Model, from))
	q.Batch.Keys = out.keys
	if token != "" {
		r.openTokens(f, token, q, out)
	}
	if out.err = r.batch(q, out); out.err != nil {
		return out
	}
	if rel.Kind == schema.HasMany {
		out.levels = r.levels(f.Sub, out.result.Rows)
	} else {
		out.levels = []*level{r.level(f.Sub, out.result.Rows, false)}
	}
	return out
}

// related is the query of a relationship field, without the keys to follow,
// for the policy's decision about it, and the nextToken that is given.
func (r *run) related(f *plan.Field, d authz.Decision) (q *store.Query, token string, err error) {
	rel := f.Field.Relation
	q = &store.Query{Model: rel.Target, Bytes: store.PageBytes, Batch: &store.Batch{Fields: rel.ReferenceFields}}
	if rel.Kind == schema.BelongsTo {
		q.Batch.Fields = rel.Target.KeyFields
	}
	if rel.Kind == schema.HasMany {
		token, err = r.many(f, q, d)
	} else {
		r.one(f, q, d)
	}
	return q, token, err
}

// followed are the fields of a row that lead to the related rows.
func followed(rel *schema.Relation) []*schema.Field {
	if rel.Kind == schema.BelongsTo {
		return rel.ReferenceFields
	}
	return rel.Parent.KeyFields
}

// follow finds the keys to follow, each once.
func (out *relation) follow(l *level, fields []*schema.Field, hidden func(value.Record) bool) {
	out.group = make([]int, len(l.rows))
	seen := make(map[value.Value][]int, len(l.rows))
next:
	for i := range l.rows {
		row := l.rows[i].Record
		out.group[i] = -1
		if hidden != nil && hidden(row) {
			continue
		}
		key := make([]value.Value, len(fields))
		for j, f := range fields {
			if key[j] = row[f.Ordinal]; key[j].IsNull() {
				continue next
			}
		}
		for _, g := range seen[key[0]] {
			if equal(out.keys[g], key) {
				out.group[i] = g
				continue next
			}
		}
		out.group[i] = len(out.keys)
		seen[key[0]] = append(seen[key[0]], len(out.keys))
		out.keys = append(out.keys, key)
	}
}

func equal(a, b []value.Value) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// hidden tells the rows of which the caller may not read some fields; these are
// not followed, as they would be told by what they lead to.
func (r *run) hidden(m *schema.Model, fields []*schema.Field) func(value.Record) bool {
	var hidden []authz.Decision
	for _, f := range fields {
		if r.e.guarded[f] {
			if d := r.e.Policy.Field(r.id, m, f); d.Outcome != authz.Allow {
				hidden = append(hidden, d)
			}
		}
	}
	if hidden == nil {
		return nil
	}
	return func(row value.Record) bool {
		for _, d := range hidden {
			if !d.Admits(row) {
				return true
			}
		}
		return false
	}
}

// one asks for belongsTo and hasOne. Rows that are there but not the caller's
// are told from missing ones.
func (r *run) one(f *plan.Field, q *store.Query, d authz.Decision) {
	q.Fields = r.columnsOf(f.Sub)
	q.Limit, q.Last = 1, true
	q.Where = d.Shown
	if d.Outcome == authz.Filter {
		q.Check = d.Where
		if f.Field.Relation.Kind == schema.HasOne {
			q.Limit = data.DefaultLimit // the first of several that the caller may read
		}
	}
}

// many asks for hasMany.
func (r *run) many(f *plan.Field, q *store.Query, d authz.Decision) (token string, err error) {
	p, err := r.paging(f, q.Model)
	if err != nil {
		return "", err
	}
	direction, err := r.arg(f, "sortDirection")
	if err != nil {
		return "", err
	}
	if ix := f.Field.Relation.OrderIndex; ix != nil {
		if err := r.ordered(f, q, ix, &p); err != nil {
			return "", err
		}
	}
	q.Fields, q.Limit, q.Last = r.itemColumns(f.Sub), p.limit, !f.Sub.Wants(plan.NextToken)
	q.Where = predicate.All(d.Where, r.e.Policy.Guard(r.id, q.Model, p.filter))
	q.Batch.Desc = direction.Text == "DESC"
	return p.token, nil
}

// ordered lists a relationship by an index of the child. Its argument is a
// condition on the sort key, and is what a filter is to the caller's rights.
// Whoever may not read the sort key of all rows gets them in the order of the
// primary key, which says nothing of it.
func (r *run) ordered(f *plan.Field, q *store.Query, ix *schema.Index, p *paging) error {
	field := ix.KeyFields[1]
	given, err := r.arg(f, field.Name)
	if err != nil {
		return err
	}
	conditions := input.Value{Kind: input.Object}
	if !given.IsNull() {
		if _, err := simpleSort(&given); err != nil {
			return err
		}
		conditions.Fields = append(conditions.Fields, input.Field{Name: field.Name, Value: given})
	}
	condition, err := filter(q.Model, &conditions)
	if err != nil {
		return err
	}
	p.filter = predicate.All(p.filter, condition)
	if r.e.Policy.Directive(r.id, q.Model.Name, field.Name) &&
		(!r.e.guarded[field] || r.e.Policy.Field(r.id, q.Model, field).Outcome == authz.Allow) {
		q.Batch.Order = ix
	}
	return nil
}

// openTokens continues the parent to whom the token belongs; for others it is
// not valid.
func (r *run) openTokens(f *plan.Field, text string, q *store.Query, out *relation) {
	q.Batch.After = make([]*store.Cursor, len(out.keys))
	out.badToken = make([]bool, len(out.keys))
	for g, key := range out.keys {
		c, err := r.e.tokens.Open(text, r.binding(f, key))
		q.Batch.After[g], out.badToken[g] = c, err != nil
	}
}

func (r *run) batch(q *store.Query, out *relation) error {
	out.result = &store.Result{}
	if len(out.keys) == 0 {
		return nil
	}
	var err error
	if q.Limit, err = r.allow(len(out.keys), q.Limit); err != nil {
		return err
	}
	got, err := r.session.Reader().Read(r.ctx, q)
	if err != nil {
		return err
	}
	r.rows += len(got.Rows)
	out.result = got
	return nil
}

// relationship appends a relationship field of row i of a level.
func (r *run) relationship(l *level, i int, f *plan.Field) bool {
	rel := l.relations[f.Slot]
	many := f.Field.Relation.Kind == schema.HasMany
	switch {
	case rel.err != nil:
		return r.refuse(f, rel.err)
	case rel.ready != nil:
		return r.appendReady(f, rel.ready[i])
	case rel.redacted || !rel.joined && rel.group[i] < 0:
		if many {
			return r.connection(f.Sub, &page{field: f, levels: r.levels(f.Sub, nil)})
		}
		return r.null(f, f.Type)
	}
	g := i
	if !rel.joined {
		g = rel.group[i]
	}
	if rel.badToken != nil && rel.badToken[g] {
		return r.refuse(f, data.InvalidToken())
	}
	group := rel.result.Groups[g]
	if many {
		p := &page{field: f, parent: rel.parent(l, i, f), rows: rel.result.Rows[group.Start:group.End], next: group.Next, levels: rel.levels, offset: group.Start}
		if !r.connection(f.Sub, p) {
			return r.nothing(f.Type)
		}
		return true
	}
	for j := group.Start; j < group.End; j++ {
		if rel.result.Rows[j].Admitted {
			if !r.row(rel.levels[0], j) {
				return r.nothing(f.Type)
			}
			return true
		}
	}
	if group.End > group.Start {
		return r.refuse(f, gqlerror.NotAuthorized(f.Name, f.Parent))
	}
	return r.null(f, f.Type)
}
