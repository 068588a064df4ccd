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

// Table is typed access to a model in the name of one caller. T is a pointer to
// the Go type of a row: all pointers share one instance of this code.
type Table[T any] struct {
	client *data.Client
	model  *schema.Model
	row    func(value.Record) T
}

// NewTable gives access to the model of a name.
func NewTable[T any](c *data.Client, model string, row func(value.Record) T) Table[T] {
	return Table[T]{c, c.Model(model), row}
}

// Model is the model's description.
func (t Table[T]) Model() *schema.Model { return t.model }

func (t Table[T]) typed(r value.Record, err error) (T, error) {
	if err != nil || r == nil {
		var none T
		return none, err
	}
	return t.row(r), nil
}

// Get reads a row by its key; nil where there is none.
func (t Table[T]) Get(ctx context.Context, key ...value.Value) (T, error) {
	return t.typed(t.client.Get(ctx, t.model, key...))
}

// Create stores a row.
func (t Table[T]) Create(ctx context.Context, in *Input) (T, error) {
	if err := in.err; err != nil {
		var none T
		return none, err
	}
	return t.typed(t.client.Create(ctx, t.model, in.fields, nil))
}

// Update changes a row.
func (t Table[T]) Update(ctx context.Context, in *Input) (T, error) {
	if err := in.err; err != nil {
		var none T
		return none, err
	}
	return t.typed(t.client.Update(ctx, t.model, in.fields, nil))
}

// Delete removes a row and returns what it was; nil where there was none.
func (t Table[T]) Delete(ctx context.Context, key ...value.Value) (T, error) {
	return t.typed(t.client.Delete(ctx, t.model, key, nil))
}

// Page is one page of rows, pointers as Table's. More is nil at the end.
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
func (t Table[T]) List(ctx context.Context, q Query) (*Page[T], error) {
	return t.list(ctx, q, data.Listing{})
}

// By reads a page of rows whose index has the partition key.
func (t Table[T]) By(ctx context.Context, index string, partition value.Value, q Query) (*Page[T], error) {
	for _, x := range t.model.Indexes {
		if x.Name == index {
			return t.list(ctx, q, data.Listing{Index: x, Partition: partition})
		}
	}
	return nil, fmt.Errorf("gen: model %s has no index %q", t.model.Name, index)
}

func (t Table[T]) list(ctx context.Context, q Query, l data.Listing) (*Page[T], error) {
	filter, err := t.filter(q.Filter)
	if err != nil {
		return nil, err
	}
	l.Model, l.Filter, l.Limit, l.After, l.Desc = t.model, filter, q.Limit, q.After, q.Desc
	got, err := t.client.List(ctx, l)
	if err != nil {
		return nil, err
	}
	page := &Page[T]{Items: make([]T, len(got.Rows)), More: got.Next}
	for i, r := range got.Rows {
		page.Items[i] = t.row(r)
	}
	return page, nil
}

func (t Table[T]) filter(f amplify.Filter) (predicate.Expr, error) {
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
func (t Table[T]) All(ctx context.Context, q Query) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for {
			page, err := t.List(ctx, q)
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
