package storetest

import (
	"errors"
	"slices"
	"testing"

	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// longPages: pages end by their length, too, and go on behind it.
func longPages(t *testing.T, open Open) {
	s := Schema(t)
	st := open(t, s, nil)
	library(t, st, s)
	author, book := s.Model("Author"), s.Model("Book")
	fields := []*schema.Field{book.Field("id"), book.Field("title")} // 6 bytes
	country := &store.Access{Partition: str("x")}

	all := ids(book, read(t, st, store.Query{Model: book, Fields: fields}))
	for name, q := range map[string]store.Query{
		"all":     {Model: book, Fields: fields, Bytes: 12},
		"limited": {Model: book, Fields: fields, Bytes: 12, Limit: 5},
		"scanned": {Model: book, Fields: fields, Bytes: 12, ScanLimit: 5},
	} {
		rows, pages := pageThrough(t, st, q)
		if got := ids(book, &store.Result{Rows: rows}); !slices.Equal(got, all) || pages < len(all)/2 {
			t.Errorf("%s: %d pages, got %q, want %q", name, pages, got, all)
		}
	}
	if res := read(t, st, store.Query{Model: book, Fields: fields, Bytes: 12, Limit: 5, Last: true}); !slices.Equal(ids(book, res), all[:2]) {
		t.Errorf("a last page has %q", ids(book, res))
	}

	batch := func(last bool) *store.Query {
		key := func(country string, n int64) []value.Value { return []value.Value{str(country), num(n)} }
		return &store.Query{Model: book, Fields: fields, Last: last, Limit: 3, Batch: &store.Batch{
			Fields: []*schema.Field{book.Field("authorCountry"), book.Field("authorNumber")}, Keys: [][]value.Value{key("x", 3), key("x", 4), key("y", 1)}}}
	}
	for last, want := range map[bool][]string{false: {"x3-0,x3-1+", "x4-0+", "y1-0"}, true: {"x3-0,x3-1", "x4-0", "y1-0"}} {
		q := batch(last)
		q.Bytes = 12
		if got := groupsOf(book, read(t, st, *q)); !slices.Equal(got, want) {
			t.Errorf("last %t: got %q, want %q", last, got, want)
		}
		q.Bytes = 4
		if _, err := st.Read(t.Context(), q); !errors.Is(err, store.ErrTooLong) {
			t.Errorf("last %t: rows for many parents: %v", last, err)
		}
	}

	// What is read along counts.
	books := batch(true)
	books.Batch.Keys = nil
	q := store.Query{Model: author, Fields: author.KeyFields, Access: country, Bytes: 30, Nested: []store.Nested{{From: author.KeyFields, Query: books}}}
	rows, pages := pageThrough(t, st, q)
	if got, want := len(rows), 5; got != want || pages != 3 {
		t.Errorf("%d authors on %d pages, want %d on 3", got, pages, want)
	}
}
