package storetest

import (
	"testing"

	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// PlanCase is a query whose plan a driver's test looks at: it has to find its
// rows by an index.
type PlanCase struct {
	Name  string
	Query store.Query
	// Sorts: the plan may sort what the index found, because that is little.
	Sorts bool
	// Whole: the plan may go through the whole table in the order of its key.
	Whole bool
	// Elements: only a database with indexes of lists' elements has an index.
	Elements bool
}

// PlanCases are every way to reach rows.
func PlanCases(t testing.TB, s *schema.Schema) []PlanCase {
	t.Helper()
	m, book, order, author := s.Model("Item"), s.Model("Book"), s.Model("Order"), s.Model("Author")
	id := str("a")
	cursor := func(v ...value.Value) *store.Cursor { return &store.Cursor{Values: v} }
	index := func(i int, desc bool) *store.Access {
		return &store.Access{Index: m.Indexes[i], Partition: id, Desc: desc}
	}
	refs := []*schema.Field{book.Field("authorCountry"), book.Field("authorNumber")}
	keys := [][]value.Value{{id, num(1)}, {id, num(2)}}
	var all []PlanCase
	for _, desc := range []bool{false, true} {
		all = append(all,
			PlanCase{Name: "get", Query: store.Query{Model: m, Access: &store.Access{Partition: id, Desc: desc}}},
			PlanCase{Name: "scan", Whole: true, Query: store.Query{Model: m, After: cursor(id), Limit: 20, Where: cmpOf(m, "j", predicate.Contains, id)}},
			PlanCase{Name: "index without sort", Query: store.Query{Model: m, Access: index(0, desc), After: cursor(id), Limit: 20}},
			PlanCase{Name: "index with sort", Query: store.Query{Model: m, Access: index(1, desc), After: cursor(num(1), id), Limit: 20}},
			PlanCase{Name: "index with composite sort", Query: store.Query{Model: m, Access: index(3, desc), After: cursor(str("OPEN#1"), id), Limit: 20}},
			PlanCase{Name: "composite key", Query: store.Query{Model: order, Limit: 20, Access: &store.Access{Partition: id, Desc: desc,
				Sort: &store.SortCondition{Op: predicate.BeginsWith, Args: []value.Value{id}}}}},
			PlanCase{Name: "children of one", Query: store.Query{Model: book, Limit: 5, Batch: &store.Batch{Fields: refs, Keys: keys[:1], After: []*store.Cursor{cursor(id)}, Desc: desc}}},
			PlanCase{Name: "children in an index's order", Query: store.Query{Model: m, Limit: 5, Batch: &store.Batch{Fields: []*schema.Field{m.Field("s")}, Order: m.Indexes[1],
				Keys: [][]value.Value{{id}}, After: []*store.Cursor{cursor(num(1), id)}, Desc: desc}}},
			PlanCase{Name: "children of many", Sorts: true, Query: store.Query{Model: book, Limit: 5, Batch: &store.Batch{Fields: refs, Keys: keys, Desc: desc}}},
			PlanCase{Name: "parents", Sorts: true, Query: store.Query{Model: author, Batch: &store.Batch{Fields: author.KeyFields, Keys: keys}}},
			PlanCase{Name: "owner", Sorts: true, Query: store.Query{Model: m, Limit: 20, Where: predicate.Or{
				cmpOf(m, "owner", predicate.Eq, id), cmpOf(m, "owner", predicate.Eq, str("b"))}}},
			PlanCase{Name: "editors", Sorts: true, Elements: true, Query: store.Query{Model: m, Where: cmpOf(m, "editors", predicate.Contains, id)}},
		)
	}
	for i := range all {
		all[i].Query.Fields = all[i].Query.Model.KeyFields
	}
	return all
}
