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

// Table is access to a model in the name of one caller. Its methods give rows
// as pointers to their Go type, which the functions RowOf, PageOf and SeqOf
// state: generic code is compiled again for each model, so that only they are.
// For the same reason the methods are not inlined.
type Table struct {
	client *data.Client
	model  *schema.Model
	types  *Types
}

// NewTable gives access to the model of a name.
func NewTable(c *data.Client, model string, types *Types) Table {
	m := c.Model(model)
	return Table{c, m, types.of(m)}
}

// Get reads a row by its key; nil where there is none. A key is the value of
// its only field, or the struct of its fields.
//
//go:noinline
func (t *Table) Get(ctx context.Context, key any) (any, error) {
	values, err := t.types.keyOf(t.model, key)
	if err != nil {
		return nil, err
	}
	return t.row(t.client.Get(ctx, t.model, values...))
}

// Create stores a row of an input.
//
//go:noinline
func (t *Table) Create(ctx context.Context, in any) (any, error) {
	fields, err := t.types.create.write(t.model, in)
	if err != nil {
		return nil, err
	}
	return t.row(t.client.Create(ctx, t.model, fields, nil))
}

// Update changes a row as an input says.
//
//go:noinline
func (t *Table) Update(ctx context.Context, in any) (any, error) {
	fields, err := t.types.update.write(t.model, in)
	if err != nil {
		return nil, err
	}
	return t.row(t.client.Update(ctx, t.model, fields, nil))
}

// Delete removes a row and returns what it was; nil where there was none.
//
//go:noinline
func (t *Table) Delete(ctx context.Context, key any) (any, error) {
	values, err := t.types.keyOf(t.model, key)
	if err != nil {
		return nil, err
	}
	return t.row(t.client.Delete(ctx, t.model, values, nil))
}

func (t *Table) row(r value.Record, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return t.types.row.read(r), nil
}

// RowOf gives a row its type; nil stays nil. T is a pointer, as in the functions
// below: all pointers share one instance of their code.
//
//go:noinline
func RowOf[T any](row any, err error) (T, error) {
	typed, _ := row.(T)
	return typed, err
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

// Rows are a page before its rows have their type, or why there is none.
type Rows struct {
	page   *data.Page
	layout *layout
	err    error
}

// List reads a page in the order of the primary key.
//
//go:noinline
func (t *Table) List(ctx context.Context, q Query) *Rows { return t.list(ctx, q, data.Listing{}) }

// By reads a page of rows whose index has the partition key.
//
//go:noinline
func (t *Table) By(ctx context.Context, index string, partition any, q Query) *Rows {
	key, err := scalar(partition)
	if err != nil {
		return &Rows{err: err}
	}
	for _, x := range t.model.Indexes {
		if x.Name == index {
			return t.list(ctx, q, data.Listing{Index: x, Partition: key})
		}
	}
	return &Rows{err: fmt.Errorf("gen: model %s has no index %q: generate the code again", t.model.Name, index)}
}

func (t *Table) list(ctx context.Context, q Query, l data.Listing) *Rows {
	filter, err := t.filter(q.Filter)
	if err != nil {
		return &Rows{err: err}
	}
	l.Model, l.Filter, l.Limit, l.After, l.Desc = t.model, filter, q.Limit, q.After, q.Desc
	page, err := t.client.List(ctx, l)
	return &Rows{page, t.types.row, err}
}

// PageOf gives the rows of a page their type.
//
//go:noinline
func PageOf[T any](rows *Rows) (*Page[T], error) {
	if rows.err != nil {
		return nil, rows.err
	}
	page := &Page[T]{Items: make([]T, len(rows.page.Rows)), More: rows.page.Next}
	for i, r := range rows.page.Rows {
		page.Items[i], _ = rows.layout.read(r).(T)
	}
	return page, nil
}

func (t *Table) filter(f amplify.Filter) (predicate.Expr, error) {
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
func (t *Table) All(ctx context.Context, q Query) iter.Seq2[any, error] {
	return func(yield func(any, error) bool) {
		for {
			rows := t.List(ctx, q)
			if rows.err != nil {
				yield(nil, rows.err)
				return
			}
			for _, r := range rows.page.Rows {
				if !yield(rows.layout.read(r), nil) {
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

// SeqOf gives the rows of a sequence their type.
//
//go:noinline
func SeqOf[T any](rows iter.Seq2[any, error]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		rows(func(row any, err error) bool { return yield(RowOf[T](row, err)) })
	}
}
