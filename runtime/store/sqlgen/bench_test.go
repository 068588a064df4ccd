package sqlgen_test

import (
	"testing"

	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/store/sqlgen"
	"github.com/amplifygo/amplifygo/runtime/store/storetest"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// BenchmarkRead is the price of making a statement's text for every request.
func BenchmarkRead(b *testing.B) {
	s := storetest.Schema(b)
	layout, err := sqlgen.NewLayout(s)
	if err != nil {
		b.Fatal(err)
	}
	c := sqlgen.New(layout, sqlgen.SQLite{})
	m := s.Model("Item")
	owner := func(v string) predicate.Expr {
		return predicate.Compare{Field: m.Field("owner"), Op: predicate.Eq, Args: []value.Value{value.OfString(v)}}
	}
	for name, q := range map[string]*store.Query{
		"Get":   {Model: m, Fields: m.Fields[:8], Access: &store.Access{Partition: value.OfString("a")}},
		"Owner": {Model: m, Fields: m.Fields[:8], Limit: 20, Where: predicate.And{predicate.Or{owner("a"), owner("b"), owner("c")}, owner("d")}},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				r, err := c.Read(q)
				if err != nil {
					b.Fatal(err)
				}
				r.Release()
			}
		})
	}
}
