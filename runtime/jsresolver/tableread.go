package jsresolver

import (
	"context"
	"strconv"

	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/data"
	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// Pages of a query or a scan, in rows.
const (
	defaultPage = 1000
	maxPage     = 10_000
)

// list is a query or a scan.
func (t *table) list(ctx context.Context, c *data.Client, q *tableRequest) ([]byte, error) {
	l := data.Listing{Model: t.model, Limit: defaultPage, Desc: q.ScanIndexForward != nil && !*q.ScanIndexForward}
	if q.Limit != nil {
		if *q.Limit < 1 {
			return nil, Invalid("1 validation error detected: Value '" + strconv.Itoa(*q.Limit) + "' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1")
		}
		l.Limit = min(*q.Limit, maxPage)
	}
	shown, err := t.selection(q)
	if err != nil {
		return nil, err
	}
	filter, err := t.where(q.Filter)
	if err != nil {
		return nil, err
	}
	l.Filter = filter.stored()
	if q.Operation == "Query" {
		if err := t.access(&l, q); err != nil {
			return nil, err
		}
	} else if err := t.scan(&l, q); err != nil {
		return nil, err
	}
	if q.NextToken != nil && *q.NextToken != "" {
		if l.After, err = t.tokens.Open(*q.NextToken, t.binding(&l)); err != nil {
			return nil, data.InvalidToken()
		}
	}
	page := &data.Page{}
	if q.Operation == "Query" || q.Segment == nil || *q.Segment == 0 { // a table is not divided: all is in its first segment
		if page, err = c.List(ctx, l); err != nil {
			return nil, err
		}
	}
	scanned := len(page.Rows)
	if err := filter.admit(page); err != nil {
		return nil, err
	}
	b := []byte(`{"items":[`)
	for i, row := range page.Rows {
		if i > 0 {
			b = append(b, ',')
		}
		if b, err = shown.append(b, row); err != nil {
			return nil, err
		}
	}
	b = append(b, `],"nextToken":`...)
	b = t.seal(b, &l, page.Next)
	return append(strconv.AppendInt(append(b, `,"scannedCount":`...), int64(scanned), 10), '}'), nil
}

// scan goes through the table or, by an index, through the rows that are in it:
// those that have its fields.
func (t *table) scan(l *data.Listing, q *tableRequest) error {
	if q.Query != nil {
		return t.refuse("a scan has a filter and no query")
	}
	if err := segments(q); err != nil {
		return err
	}
	if q.Index == "" {
		return nil
	}
	x := t.index(q.Index)
	if x == nil {
		return t.refuse("there is no index %q", clip(q.Index))
	}
	parts := predicate.And{}
	for _, f := range x.KeyFields {
		parts = append(parts, predicate.Compare{Field: f, Op: predicate.AttributeExists, Args: []value.Value{value.OfBool(true)}})
	}
	l.Filter = predicate.All(parts, l.Filter)
	return nil
}

// maxSegments is DynamoDB's bound of the segments of a scan.
const maxSegments = 1_000_000

// segments checks how a scan is divided.
func segments(q *tableRequest) error {
	switch {
	case q.TotalSegments == nil && q.Segment == nil:
		return nil
	case q.TotalSegments == nil || q.Segment == nil:
		return Invalid("The TotalSegments parameter is required and must have a value along with the Segment parameter")
	case *q.TotalSegments < 1 || *q.TotalSegments > maxSegments:
		return Invalid("The TotalSegments parameter is not between 1 and " + strconv.Itoa(maxSegments))
	case *q.Segment < 0 || *q.Segment >= *q.TotalSegments:
		return Invalid("The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: " + strconv.Itoa(*q.Segment) + " is not less than TotalSegments: " + strconv.Itoa(*q.TotalSegments))
	}
	return nil
}

// selection reads what is shown of the items of a list.
func (t *table) selection(q *tableRequest) (*projection, error) {
	switch {
	case q.Select == "" || q.Select == "SPECIFIC_ATTRIBUTES" && q.Projection != nil:
	case (q.Select == "ALL_ATTRIBUTES" || q.Select == "ALL_PROJECTED_ATTRIBUTES") && q.Projection == nil:
	default:
		return nil, t.refuse("select %q is not supported, or does not go with its projection", clip(q.Select))
	}
	return t.projection(q.Projection)
}

// access finds the key of a query in its expression: one partition, and one
// condition on the sort key at most.
func (t *table) access(l *data.Listing, q *tableRequest) error {
	keys := t.model.KeyFields
	if q.Index != "" {
		if l.Index = t.index(q.Index); l.Index == nil {
			return t.refuse("there is no index %q", clip(q.Index))
		}
		keys = l.Index.KeyFields
	}
	if q.Query == nil {
		return t.refuse("a query needs an expression")
	}
	where, err := t.where(q.Query)
	if err != nil {
		return err
	}
	e := where.stored()
	parts, ok := e.(predicate.And)
	if !ok {
		parts = predicate.And{e}
	}
	for _, p := range parts {
		c, ok := p.(predicate.Compare)
		switch {
		case ok && !c.Size && c.Field == keys[0] && c.Op == predicate.Eq && l.Partition.Kind() == value.Absent:
			l.Partition = c.Args[0]
		case ok && !c.Size && len(keys) == 2 && c.Field == keys[1] && sortable(c.Op) && l.Sort == nil:
			l.Sort = &authz.SortArgument{Op: c.Op}
			for _, a := range c.Args {
				l.Sort.Operands = append(l.Sort.Operands, []value.Value{a})
			}
		default:
			return t.refuse("the expression %q is no key condition of %s: expected %s = :value, and a condition on the sort key where there is exactly one", clip(q.Query.Expression), fieldNames(keys), keys[0].Name)
		}
	}
	if l.Partition.IsNull() {
		return t.refuse("the expression %q does not say which %s", clip(q.Query.Expression), keys[0].Name)
	}
	return nil
}

func fieldNames(fields []*schema.Field) string {
	s := ""
	for i, f := range fields {
		if i > 0 {
			s += ", "
		}
		s += f.Name
	}
	return s
}

func sortable(op predicate.Op) bool {
	switch op {
	case predicate.Eq, predicate.Lt, predicate.Le, predicate.Gt, predicate.Ge, predicate.Between, predicate.BeginsWith:
		return true
	}
	return false
}

func (t *table) index(name string) *schema.Index {
	for _, x := range t.model.Indexes {
		if x.Name == name {
			return x
		}
	}
	return nil
}

// seal writes a cursor as a text for scripts, which hand it to clients. A
// cursor holds the last row's values, and those of a field that the script
// keeps to itself must not come out that way, nor be made up.
func (t *table) seal(b []byte, l *data.Listing, c *store.Cursor) []byte {
	if c == nil {
		return append(b, "null"...)
	}
	return value.AppendString(b, t.tokens.Seal(c, t.binding(l)))
}

// binding identifies the rows that a token goes through: those of an index, or
// of the table, with one value of the partition key, in one direction.
func (t *table) binding(l *data.Listing) []byte {
	b := value.AppendString([]byte("table "), t.model.Name)
	if l.Index != nil {
		b = value.AppendString(b, l.Index.Name)
	}
	b = strconv.AppendBool(append(b, ' '), l.Desc)
	if l.Partition.Kind() != value.Absent {
		b = l.Partition.AppendJSON(append(b, ' '))
	}
	return b
}
