// Package gen is what generated backends are made with: typed access to the
// store, hooks and handlers over the packages data, functions and amplify. It
// is for generated code only; its form may change whenever package abi says so.
package gen

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"

	"github.com/amplifygo/amplifygo/amplify"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/data"
	"github.com/amplifygo/amplifygo/runtime/graphql"
	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// Table is access to a model in the name of one caller. The functions that take
// it are generic over a pointer to the Go type of a row: all pointers share one
// instance of their code, and a package of a hundred models compiles in seconds.
type Table struct {
	client *data.Client
	model  *schema.Model
}

// NewTable gives access to the model of a name.
func NewTable(c *data.Client, model string) Table { return Table{c, c.Model(model)} }

// Input starts an input of the model with room for a number of fields.
func (t Table) Input(size int) *Input { return NewInput(t.model, size) }

// typed makes the Go value of a row by row; nil stays nil.
func typed[T any](row func(value.Record) T, r value.Record, err error) (T, error) {
	if err != nil || r == nil {
		var none T
		return none, err
	}
	return row(r), nil
}

// Get reads a row by its key; nil where there is none.
//
//go:noinline
func Get[T any](ctx context.Context, t Table, row func(value.Record) T, key ...value.Value) (T, error) {
	r, err := t.client.Get(ctx, t.model, key...)
	return typed(row, r, err)
}

// Create stores a row.
//
//go:noinline
func Create[T any](ctx context.Context, t Table, row func(value.Record) T, in *Input) (T, error) {
	r, err := t.create(ctx, in)
	return typed(row, r, err)
}

func (t Table) create(ctx context.Context, in *Input) (value.Record, error) {
	if in.err != nil {
		return nil, in.err
	}
	return t.client.Create(ctx, t.model, in.fields, nil)
}

// Update changes a row.
//
//go:noinline
func Update[T any](ctx context.Context, t Table, row func(value.Record) T, in *Input) (T, error) {
	r, err := t.update(ctx, in)
	return typed(row, r, err)
}

func (t Table) update(ctx context.Context, in *Input) (value.Record, error) {
	if in.err != nil {
		return nil, in.err
	}
	return t.client.Update(ctx, t.model, in.fields, nil)
}

// Delete removes a row and returns what it was; nil where there was none.
//
//go:noinline
func Delete[T any](ctx context.Context, t Table, row func(value.Record) T, key ...value.Value) (T, error) {
	r, err := t.client.Delete(ctx, t.model, key, nil)
	return typed(row, r, err)
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

// List reads a page in the order of the primary key.
//
//go:noinline
func List[T any](ctx context.Context, t Table, row func(value.Record) T, q Query) (*Page[T], error) {
	got, err := t.list(ctx, q, data.Listing{})
	return typedPage(row, got, err)
}

// By reads a page of rows whose index has the partition key.
//
//go:noinline
func By[T any](ctx context.Context, t Table, row func(value.Record) T, index string, partition value.Value, q Query) (*Page[T], error) {
	got, err := t.by(ctx, index, partition, q)
	return typedPage(row, got, err)
}

func (t Table) by(ctx context.Context, index string, partition value.Value, q Query) (*data.Page, error) {
	for _, x := range t.model.Indexes {
		if x.Name == index {
			return t.list(ctx, q, data.Listing{Index: x, Partition: partition})
		}
	}
	return nil, fmt.Errorf("gen: model %s has no index %q: generate the code again", t.model.Name, index)
}

func (t Table) list(ctx context.Context, q Query, l data.Listing) (*data.Page, error) {
	filter, err := t.filter(q.Filter)
	if err != nil {
		return nil, err
	}
	l.Model, l.Filter, l.Limit, l.After, l.Desc = t.model, filter, q.Limit, q.After, q.Desc
	return t.client.List(ctx, l)
}

func typedPage[T any](row func(value.Record) T, got *data.Page, err error) (*Page[T], error) {
	if err != nil {
		return nil, err
	}
	page := &Page[T]{Items: make([]T, len(got.Rows)), More: got.Next}
	for i, r := range got.Rows {
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
func All[T any](ctx context.Context, t Table, row func(value.Record) T, q Query) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for {
			page, err := List(ctx, t, row, q)
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, item := range page.Items {
				if !yield(item, nil) {
					return
				}
			}
			if page.More == nil {
				return
			}
			q.After = page.More
		}
	}
}

// Input collects the fields of a create or an update.
type Input struct {
	model  *schema.Model
	fields []authz.Assignment
	err    error
}

// NewInput starts an input of the model.
func NewInput(m *schema.Model, size int) *Input {
	return &Input{model: m, fields: make([]authz.Assignment, 0, size)}
}

var errNotJSON = errors.New("not JSON")

func (in *Input) put(field string, v value.Value) {
	f := in.model.Field(field)
	if f == nil {
		in.fail(field, fmt.Errorf("model %s has no such field: generate the code again", in.model.Name))
		return
	}
	in.fields = append(in.fields, authz.Assignment{Field: f, Value: v})
}

func (in *Input) fail(field string, err error) {
	if in.err == nil {
		in.err = fmt.Errorf("field %s: %w", field, err)
	}
}
