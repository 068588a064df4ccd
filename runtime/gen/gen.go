// Package gen is what generated backends are made with: typed access to the
// store, hooks and handlers over the packages data, functions and amplify. It
// is for generated code only; its form may change whenever package abi says so.
package gen

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"

	"github.com/amplifygo/amplifygo/amplify"
	"github.com/amplifygo/amplifygo/runtime/data"
	"github.com/amplifygo/amplifygo/runtime/graphql"
	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// Table is access to a model in the name of one caller. Its rows are the
// runtime's; generated code gives them their Go type.
type Table struct {
	client *data.Client
	model  *schema.Model
}

// NewTable gives access to the model of a name.
func NewTable(c *data.Client, model string) Table { return Table{c, c.Model(model)} }

// Input starts an input of the model with room for a number of fields. It and
// List are not inlined for the reason given at Fields.
//
//go:noinline
func (t Table) Input(size int) *Fields { return writing(t.model, size) }

// Get reads a row by its key; nil where there is none.
func (t Table) Get(ctx context.Context, key ...value.Value) (value.Record, error) {
	return orNone(t.client.Get(ctx, t.model, key...))
}

// Create stores a row.
func (t Table) Create(ctx context.Context, in *Fields) (value.Record, error) {
	if in.to.err != nil {
		return nil, in.to.err
	}
	return orNone(t.client.Create(ctx, t.model, in.to.fields, nil))
}

// Update changes a row.
func (t Table) Update(ctx context.Context, in *Fields) (value.Record, error) {
	if in.to.err != nil {
		return nil, in.to.err
	}
	return orNone(t.client.Update(ctx, t.model, in.to.fields, nil))
}

// Delete removes a row and returns what it was; nil where there was none.
func (t Table) Delete(ctx context.Context, key ...value.Value) (value.Record, error) {
	return orNone(t.client.Delete(ctx, t.model, key, nil))
}

// orNone drops a row that came with an error.
func orNone(r value.Record, err error) (value.Record, error) {
	if err != nil {
		return nil, err
	}
	return r, nil
}

// Page is one page of rows, pointers to their Go type. More is nil at the end.
type Page[T any] struct {
	Items []T
	More  *store.Cursor
}

// Query narrows a list. The zero Query is the first page of everything that the
// caller may read.
type Query struct {
	// Filter is a condition on the rows, made from the generated fields.
	Filter amplify.Filter
	// Limit is the length of a page, 100 where 0.
	Limit int
	// After continues behind a page.
	After *store.Cursor
	// Desc reverses the order of the sort keys.
	Desc bool
}

// Rows are a page of the runtime's rows, or why there is none.
type Rows struct {
	page *data.Page
	err  error
}

// List reads a page in the order of the primary key.
//
//go:noinline
func (t Table) List(ctx context.Context, q Query) Rows { return t.list(ctx, q, data.Listing{}) }

// By reads a page of rows whose index has the partition key.
func (t Table) By(ctx context.Context, index string, partition value.Value, q Query) Rows {
	for _, x := range t.model.Indexes {
		if x.Name == index {
			return t.list(ctx, q, data.Listing{Index: x, Partition: partition})
		}
	}
	return Rows{err: fmt.Errorf("gen: model %s has no index %q: generate the code again", t.model.Name, index)}
}

func (t Table) list(ctx context.Context, q Query, l data.Listing) Rows {
	filter, err := t.filter(q.Filter)
	if err != nil {
		return Rows{err: err}
	}
	l.Model, l.Filter, l.Limit, l.After, l.Desc = t.model, filter, q.Limit, q.After, q.Desc
	page, err := t.client.List(ctx, l)
	return Rows{page, err}
}

// PageOf gives rows their Go type. T is a pointer: all pointers share one
// instance of the code.
//
//go:noinline
func PageOf[T any](rows Rows, row func(value.Record) T) (*Page[T], error) {
	if rows.err != nil {
		return nil, rows.err
	}
	page := &Page[T]{Items: make([]T, len(rows.page.Rows)), More: rows.page.Next}
	for i, r := range rows.page.Rows {
		page.Items[i] = row(r)
	}
	return page, nil
}

func (t Table) filter(f amplify.Filter) (predicate.Expr, error) {
	if f.IsZero() {
		return nil, nil
	}
	if err := f.Check(t.model.Name); err != nil {
		return nil, err
	}
	text, err := json.Marshal(f)
	if err != nil {
		return nil, err
	}
	return graphql.ParseFilter(t.model, text)
}

// All goes through the pages of a list, which are read as they are needed.
//
//go:noinline
func All[T any](ctx context.Context, t Table, q Query, row func(value.Record) T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for {
			rows := t.List(ctx, q)
			if rows.err != nil {
				var none T
				yield(none, rows.err)
				return
			}
			for _, r := range rows.page.Rows {
				if !yield(row(r), nil) {
					return
				}
			}
			if rows.page.Next == nil {
				return
			}
			q.After = rows.page.Next
		}
	}
}
