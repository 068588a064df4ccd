//go:build unix

package storetest

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// The sizes of the benchmark's tables.
const (
	benchItems   = 20_000
	benchAuthors = 1_000
	benchBooks   = 50_000
)

// Bench measures what servers do most: a get, a page of 20 with a filter, a
// page far behind, a batch of the children of 20 parents, an owner's page, and
// durable inserts by 16 writers.
func Bench(b *testing.B, open Open) {
	s := Schema(b)
	st := open(b, s, nil)
	benchData(b, st, s)
	item, book := s.Model("Item"), s.Model("Book")
	fields := item.Fields[:8]
	id := func(i int) value.Value { return str(fmt.Sprintf("id-%08d", i)) }
	refs := []*schema.Field{book.Field("authorCountry"), book.Field("authorNumber")}
	run := func(name string, query func(i int) *store.Query, rows int) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			defer reportCPU(b)()
			for i := range b.N {
				res, err := st.Read(context.Background(), query(i))
				if err != nil || len(res.Rows) != rows {
					b.Fatal(err, len(res.Rows))
				}
			}
		})
	}
	run("Get", func(i int) *store.Query {
		return &store.Query{Model: item, Fields: fields, Access: &store.Access{Partition: id(i * 7919 % benchItems)}}
	}, 1)
	run("List20", func(int) *store.Query {
		return &store.Query{Model: item, Fields: fields, Limit: 20, Where: cmpOf(item, "n", predicate.Ge, num(5))}
	}, 20)
	run("List20Behind", func(int) *store.Query {
		return &store.Query{Model: item, Fields: fields, Limit: 20, After: &store.Cursor{Values: []value.Value{id(benchItems - 100)}}}
	}, 20)
	run("Index20", func(i int) *store.Query {
		return &store.Query{Model: item, Fields: fields, Limit: 20, Access: &store.Access{Index: item.Indexes[1], Partition: str("s3"), Desc: true}}
	}, 20)
	owner := predicate.Or{cmpOf(item, "owner", predicate.Eq, str("o7")), cmpOf(item, "owner", predicate.Eq, str("u7")), cmpOf(item, "owner", predicate.Eq, str("o7::u7"))}
	run("Owner20", func(int) *store.Query {
		return &store.Query{Model: item, Fields: fields, Limit: 20, Where: owner}
	}, 20)
	run("Batch20x5", func(i int) *store.Query {
		var keys [][]value.Value
		for k := range 20 {
			keys = append(keys, []value.Value{str("x"), num(int64((i*20 + k) % benchAuthors))})
		}
		return &store.Query{Model: book, Fields: book.Fields[:2], Limit: 5, Batch: &store.Batch{Fields: refs, Keys: keys}}
	}, 100)
	BenchInsert(b, st, s, 16)
	BenchInsert(b, st, s, 1)
}

// reportCPU reports the processor time of this process for one operation,
// which says more than elapsed time on a busy machine.
func reportCPU(b *testing.B) func() {
	start := cpuTime(b)
	return func() { b.ReportMetric(float64(cpuTime(b)-start)/float64(b.N), "cpu-ns/op") }
}

func cpuTime(b *testing.B) int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return u.Utime.Nano() + u.Stime.Nano()
}

// inserted makes the keys of inserted rows unique over all benchmarks.
type inserted struct{ n atomic.Int64 }

// BenchInsert measures inserts, each in a transaction of its own.
func BenchInsert(b *testing.B, st store.Store, s *schema.Schema, writers int) {
	item := s.Model("Item")
	var ids inserted
	b.Run(fmt.Sprintf("Insert/writers=%d", writers), func(b *testing.B) {
		b.ReportAllocs()
		defer reportCPU(b)()
		b.SetParallelism(max(1, writers/2)) // times the processors, of which CI has two
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				row := record(item, vals{"id": str(fmt.Sprintf("w%d-%d-%d", writers, b.N, ids.n.Add(1))), "s": str("new"), "n": num(1)})
				err := st.Write(context.Background(), func(ctx context.Context, tx store.Tx) error {
					return tx.Insert(ctx, &store.Insert{Model: item, Record: row})
				})
				if err != nil {
					b.Error(err)
				}
			}
		})
	})
}

func benchData(b *testing.B, st store.Store, s *schema.Schema) {
	item, book := s.Model("Item"), s.Model("Book")
	var items, books []vals
	for i := range benchItems {
		items = append(items, vals{"id": str(fmt.Sprintf("id-%08d", i)), "s": str(fmt.Sprint("s", i%10)), "n": num(int64(i % 10)), "f": flt(float64(i)),
			"b": yes(i%2 == 0), "at": str("2026-01-02T03:04:05.678Z"), "j": str(strings.Repeat("x", 200)), "owner": str(fmt.Sprintf("o%d::u%d", i%100, i%100))})
	}
	for i := range benchBooks {
		books = append(books, vals{"id": str(fmt.Sprintf("book-%08d", i)), "title": str("title"), "authorCountry": str("x"), "authorNumber": num(int64(i % benchAuthors))})
	}
	insert(b, st, item, items...)
	insert(b, st, book, books...)
}
