package data

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/graphql/gqlerror"
	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// DefaultLimit is the length of a page where the caller gives none (api.md 2.4).
const DefaultLimit = 100

// Get reads one row by its whole key. It returns nil where there is none, and
// an Unauthorized error where there is one that is not the caller's.
func (s *Session) Get(ctx context.Context, m *schema.Model, key []value.Value, columns []*schema.Field) (value.Record, error) {
	rec, _, err := s.GetNested(ctx, m, key, columns, nil)
	return rec, err
}

// GetNested is Get with relationships of the row, which the caller has asked
// the policy about; their results are as in store.Result.
func (s *Session) GetNested(ctx context.Context, m *schema.Model, key []value.Value, columns []*schema.Field, nested []store.Nested) (value.Record, []*store.Result, error) {
	return s.get(ctx, m, key, columns, nested, false)
}

// get is GetNested; with lock, in a transaction, the row stays as it is until
// the transaction ends.
func (s *Session) get(ctx context.Context, m *schema.Model, key []value.Value, columns []*schema.Field, nested []store.Nested, lock bool) (value.Record, []*store.Result, error) {
	k := authz.KeyArguments{Partition: key[0]}
	if len(key) > 1 {
		k.Sort = &authz.SortArgument{Op: predicate.Eq, Operands: [][]value.Value{key[1:]}}
	}
	d := s.e.Policy.ReadKey(s.ID, m, schema.Get, k)
	if d.Outcome == authz.Deny {
		return nil, nil, notAuthorized(named(m.Get, "get", m), "Query")
	}
	q := byKey(m, key, columns)
	q.Nested, q.Lock, q.Bytes = nested, lock, store.PageBytes
	if d.Outcome == authz.Filter {
		q.Where, q.Check = predicate.All(q.Where, d.Shown), d.Where
	}
	got, err := s.reader.Read(ctx, q)
	if err != nil || len(got.Rows) == 0 {
		return nil, nil, err
	}
	if !got.Rows[0].Admitted {
		return nil, nil, notAuthorized(named(m.Get, "get", m), "Query")
	}
	return got.Rows[0].Record, got.Nested, nil
}

// row reads one row with all of its fields, without asking the policy.
func (s *Session) row(ctx context.Context, m *schema.Model, key []value.Value, lock bool) (value.Record, error) {
	q := byKey(m, key, stored(m))
	q.Lock = lock
	got, err := s.reader.Read(ctx, q)
	if err != nil || len(got.Rows) == 0 {
		return nil, err
	}
	return got.Rows[0].Record, nil
}

// byKey reaches a row by its primary key. The parts of several sort keys are
// compared as well, since their joined text may be that of another row.
func byKey(m *schema.Model, key []value.Value, columns []*schema.Field) *store.Query {
	q := &store.Query{Model: m, Fields: columns, Limit: 1, Last: true, Access: &store.Access{Partition: key[0]}}
	switch rest := key[1:]; len(rest) {
	case 0:
	case 1:
		q.Access.Sort = &store.SortCondition{Op: predicate.Eq, Args: rest}
	default:
		q.Access.Sort = &store.SortCondition{Op: predicate.Eq, Args: []value.Value{value.OfString(join(rest))}}
		and := make(predicate.And, len(rest))
		for i, v := range rest {
			and[i] = predicate.Compare{Field: m.KeyFields[i+1], Op: predicate.Eq, Args: []value.Value{v}}
		}
		q.Where = and
	}
	return q
}

// stored are the stored fields of a model.
func stored(m *schema.Model) []*schema.Field {
	out := make([]*schema.Field, 0, len(m.Fields))
	for _, f := range m.Fields {
		if f.Relation == nil {
			out = append(out, f)
		}
	}
	return out
}

// join makes the text of several sort keys as AppSync stores it (api.md 2.6).
// Parts that were left out end it.
func join(parts []value.Value) string {
	var b strings.Builder
	for i, v := range parts {
		if v.IsNull() {
			break
		}
		if i > 0 {
			b.WriteByte('#')
		}
		switch v.Kind() {
		case value.Int:
			b.WriteString(strconv.FormatInt(v.Int(), 10))
		case value.Float:
			b.WriteString(strconv.FormatFloat(v.Float(), 'f', -1, 64))
		case value.Bool:
			b.WriteString(strconv.FormatBool(v.Bool()))
		default:
			b.WriteString(v.Text())
		}
	}
	return b.String()
}

// Listing asks for a page of rows.
type Listing struct {
	Model *schema.Model
	// Field is the query's field, for messages.
	Field string
	// Index is nil for the primary key. Partition is Absent for a scan.
	Index     *schema.Index
	Partition value.Value
	Sort      *authz.SortArgument
	Desc      bool
	// Filter is the caller's filter; nil for none.
	Filter  predicate.Expr
	Limit   int
	After   *store.Cursor
	Columns []*schema.Field
	// Last: the caller does not want to know what is behind the page.
	Last bool
	// Nested are relationships to read along, which the caller has asked the
	// policy about.
	Nested []store.Nested
}

// Refused gives the error of a caller who may list nothing at all by a query,
// and err otherwise: AppSync looks at the arguments of an index query, at
// limits, filters and tokens, only after the rules (api.md 2.1).
func (s *Session) Refused(l *Listing, err error) error {
	d := s.e.Policy.ReadKey(s.ID, l.Model, schema.ListOp, authz.KeyArguments{Index: l.Index, Partition: l.Partition, Sort: l.Sort})
	if err != nil && d.Outcome == authz.Deny {
		return notAuthorized(l.Field, "Query")
	}
	return err
}

// List reads a page. Only rows that the caller may read are in it.
func (s *Session) List(ctx context.Context, l *Listing) (*store.Result, error) {
	keyed := l.Partition.Kind() != value.Absent
	k := s.e.Policy.ReadKey(s.ID, l.Model, schema.ListOp, authz.KeyArguments{Index: l.Index, Partition: l.Partition, Sort: l.Sort})
	d := k.Decision
	if d.Outcome == authz.Deny {
		return nil, notAuthorized(l.Field, "Query")
	}
	q := &store.Query{Model: l.Model, Fields: l.Columns, After: l.After, Last: l.Last, Nested: l.Nested, Bytes: store.PageBytes,
		Where: predicate.All(d.Where, s.e.Policy.Guard(s.ID, l.Model, l.Filter))}
	if s.e.ScanPages {
		q.ScanLimit, q.Within = l.Limit, k.Shown
	} else {
		q.Limit = l.Limit
	}
	if keyed {
		sort := l.Sort
		if k.Sort != nil {
			sort = k.Sort
		}
		keys := l.Model.KeyFields
		if l.Index != nil {
			keys = l.Index.KeyFields
		}
		q.Access = &store.Access{Index: l.Index, Partition: l.Partition, Sort: sortCondition(sort, len(keys)-1), Desc: l.Desc}
	}
	return s.read(ctx, q)
}

func (s *Session) read(ctx context.Context, q *store.Query) (*store.Result, error) {
	got, err := s.reader.Read(ctx, q)
	if errors.Is(err, store.ErrCursor) {
		return nil, InvalidToken()
	}
	return got, err
}

// InvalidToken is the error for a nextToken that does not belong to its query.
func InvalidToken() *Error { return gqlerror.New(gqlerror.DynamoDB, "Invalid pagination token given.") }

// sortCondition says to the store what the caller said: several sort keys are
// one joined text.
func sortCondition(a *authz.SortArgument, keys int) *store.SortCondition {
	if a == nil {
		return nil
	}
	c := &store.SortCondition{Op: a.Op}
	for _, o := range a.Operands {
		if keys == 1 {
			c.Args = append(c.Args, o[0])
		} else {
			c.Args = append(c.Args, value.OfString(join(o)))
		}
	}
	return c
}
