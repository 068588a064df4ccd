// Package storetest is the suite that every store has to pass. A driver's test
// calls Run with a way to open empty databases.
package storetest

import (
	"testing"

	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
)

// Trace is the hook of a driver's options for counting statements.
type Trace = func(sql string, args, rows int)

// Open opens an empty database, which the test's end closes. A nil trace asks
// for none.
type Open func(t testing.TB, s *schema.Schema, trace Trace) store.Store

// Run runs the suite.
func Run(t *testing.T, open Open) {
	for _, part := range []struct {
		name string
		run  func(t *testing.T, open Open)
	}{
		{"RoundTrip", roundTrip},
		{"Writes", writes},
		{"Predicates", predicates},
		{"Pages", pages},
		{"StablePages", stablePages},
		{"LongPages", longPages},
		{"Batches", batches},
		{"OrderedBatches", orderedBatches},
		{"Nested", nested},
		{"Owners", owners},
		{"CompositeKeys", compositeKeys},
		{"Transactions", transactions},
		{"Concurrency", concurrency},
		{"Cancellation", cancellation},
		{"Refusals", refusals},
		{"Model", model},
	} {
		t.Run(part.name, func(t *testing.T) {
			t.Parallel()
			part.run(t, open)
		})
	}
}
