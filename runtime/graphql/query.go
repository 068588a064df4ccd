package graphql

import (
	"crypto/sha256"
	"slices"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/data"
	"github.com/amplifygo/amplifygo/runtime/graphql/input"
	"github.com/amplifygo/amplifygo/runtime/graphql/plan"
	"github.com/amplifygo/amplifygo/runtime/graphql/wire"
	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// get resolves getX.
func (r *run) get(f *plan.Field) bool {
	m := f.Root.Model
	key := make([]value.Value, len(m.KeyFields))
	for i, k := range m.KeyFields {
		v, err := r.arg(f, k.Name)
		if err != nil {
			return r.refuse(f, err)
		}
		key[i] = scalarValue(&v)
	}
	along := r.along(f.Sub, 1)
	row, nested, err := r.session.GetNested(r.ctx, m, key, r.columnsOf(f.Sub), queries(along))
	if err != nil {
		return r.refuse(f, err)
	}
	if row == nil {
		return r.null(f, f.Type)
	}
	l := r.levelAlong(f.Sub, []store.Row{{Record: row, Admitted: true}}, along, nested)
	return r.row(l, 0) || r.nothing(f.Type)
}

// single appends the row of a mutation's result with its relationships.
func (r *run) single(f *plan.Field, s *plan.Selection, row value.Record) bool {
	l := r.level(s, []store.Row{{Record: row, Admitted: true}}, true)
	return r.row(l, 0) || r.nothing(f.Type)
}

// list resolves listXs and index queries.
func (r *run) list(f *plan.Field) bool {
	p, err := r.page(f)
	if err != nil {
		return r.refuse(f, err)
	}
	if !r.connection(f.Sub, p) {
		return r.nothing(f.Type)
	}
	return true
}

func (r *run) page(f *plan.Field) (*page, error) {
	m := f.Root.Model
	l := &data.Listing{Model: m, Field: f.Name, Index: f.Root.Index}
	var err error
	switch {
	case f.Kind == plan.IndexQuery:
		err = r.session.Refused(l, r.keyed(f, l, l.Index.KeyFields, l.Index.SortArgument))
	default:
		err = r.keyed(f, l, m.KeyFields, m.SortArgument)
	}
	if err != nil {
		return nil, err
	}
	paging, err := r.paging(f, m)
	if err != nil {
		return nil, r.session.Refused(l, err)
	}
	if paging.token != "" {
		if l.After, err = r.e.tokens.Open(paging.token, r.binding(f, nil)); err != nil {
			return nil, r.session.Refused(l, data.InvalidToken())
		}
	}
	l.Filter, l.Limit, l.Columns = paging.filter, paging.limit, r.itemColumns(f.Sub)
	if f.Kind == plan.List && m.Newest != nil {
		r.newest(l)
	}
	if l.Limit, err = r.allow(1, l.Limit); err != nil {
		return nil, err
	}
	l.Last = !f.Sub.Wants(plan.NextToken)
	var along []along
	if !r.e.ScanPages && !m.Chronological {
		along = r.itemsAlong(f.Sub, l.Limit)
	}
	l.Nested = queries(along)
	got, err := r.session.List(r.ctx, l)
	if err != nil {
		return nil, err
	}
	r.rows += len(got.Rows)
	if f.Kind == plan.List && m.Chronological && len(along) == 0 {
		slices.Reverse(got.Rows)
	}
	return &page{field: f, rows: got.Rows, next: got.Next, levels: r.levelsAlong(f.Sub, got.Rows, along, got.Nested)}, nil
}

// newest lets a list of a conversation's model begin with the newest rows: the
// caller's conversations, or the messages of the conversation that the filter
// names. Other lists are in the order of the table.
func (r *run) newest(l *data.Listing) {
	x := l.Model.Newest
	if l.Model.Chronological {
		l.Partition = equals(l.Filter, x.KeyFields[0])
	} else {
		l.Partition, _ = r.e.Policy.Owner(r.id, l.Model)
	}
	if l.Partition.Kind() != value.Absent {
		l.Index, l.Desc = x, true
	}
}

// equals gives the value that a filter wants a field to have; Absent where it
// wants none.
func equals(e filterExpr, f *schema.Field) value.Value {
	switch e := e.(type) {
	case predicate.And:
		for _, part := range e {
			if v := equals(part, f); v.Kind() != value.Absent {
				return v
			}
		}
	case predicate.Compare:
		if e.Field == f && e.Op == predicate.Eq && !e.Size && len(e.Args) == 1 && !e.Args[0].IsNull() {
			return e.Args[0]
		}
	}
	return value.Value{}
}

// paging are the arguments that all lists share.
type paging struct {
	filter filterExpr
	limit  int
	token  string
}

func (r *run) paging(f *plan.Field, m *schema.Model) (paging, error) {
	p := paging{limit: data.DefaultLimit}
	given, err := r.arg(f, "filter")
	if err != nil {
		return p, err
	}
	if p.filter, err = filter(m, &given); err != nil {
		return p, err
	}
	limit, err := r.arg(f, "limit")
	if err != nil {
		return p, err
	}
	if !limit.IsNull() {
		n := scalarValue(&limit).Int()
		if n <= 0 {
			return p, data.Invalid("1 validation error detected: Value at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1")
		}
		p.limit = int(min(n, int64(r.e.Limits.Page)))
	}
	next, err := r.arg(f, "nextToken")
	if err != nil {
		return p, err
	}
	if !next.IsNull() {
		if next.Text == "" {
			return p, data.InvalidToken()
		}
		p.token = next.Text
	}
	return p, nil
}

// binding identifies a query for its tokens: the field, the arguments that
// decide about rows and their order, and for a relationship the parent.
func (r *run) binding(f *plan.Field, parent []value.Value) []byte {
	b := append(append(append([]byte(f.Parent), '.'), f.Name...), 0)
	args, problem := f.Bound(r.vars)
	if problem != nil {
		args = nil // the field has failed before this
	}
	slices.SortFunc(args, func(a, b input.Field) int { return strings.Compare(a.Name, b.Name) })
	for i := range args {
		if args[i].Name == "limit" || args[i].Name == "nextToken" || args[i].Value.IsNull() {
			continue
		}
		b = append(wire.String(b, args[i].Name), ':')
		b = canonical(b, &args[i].Value)
	}
	for _, v := range parent {
		b = append(b, 1, byte(v.Kind()))
		b = appendScalar(b, v)
	}
	sum := sha256.Sum256(b)
	return sum[:]
}

// canonical appends a value so that the order of keys does not matter.
func canonical(b []byte, v *input.Value) []byte {
	switch v.Kind {
	case input.Object:
		fields := slices.Clone(v.Fields)
		slices.SortFunc(fields, func(a, b input.Field) int { return strings.Compare(a.Name, b.Name) })
		b = append(b, '{')
		for i := range fields {
			b = append(wire.String(b, fields[i].Name), ':')
			b = append(canonical(b, &fields[i].Value), ',')
		}
		return append(b, '}')
	case input.List:
		b = append(b, '[')
		for i := range v.Items {
			b = append(canonical(b, &v.Items[i]), ',')
		}
		return append(b, ']')
	}
	return v.AppendJSON(b)
}

func appendScalar(b []byte, v value.Value) []byte {
	switch v.Kind() {
	case value.Bool:
		return wire.Bool(b, v.Bool())
	case value.Int:
		return wire.Int(b, v.Int())
	case value.Float:
		return wire.Float(b, v.Float())
	case value.String:
		return wire.String(b, v.Text())
	case value.JSON:
		return append(b, v.Text()...)
	}
	return append(b, "null"...)
}
