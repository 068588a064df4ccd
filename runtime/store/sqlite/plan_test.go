package sqlite_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/runtime/migrate"
	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/store/sqlite"
	"github.com/amplifygo/amplifygo/runtime/store/storetest"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// TestPlans: every way to reach rows uses an index that also orders them, so
// that page 10,000 costs what page 1 costs.
func TestPlans(t *testing.T) {
	t.Parallel()
	s := storetest.Schema(t)
	m, book, order := s.Model("Item"), s.Model("Book"), s.Model("Order")
	path := filepath.Join(t.TempDir(), "plan.db")
	var statement string
	st, err := sqlite.Open(t.Context(), path, s, sqlite.Options{Trace: func(sql string, _, _ int) { statement = sql }})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	db, err := sqlite.OpenDatabase(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	text, number := value.OfString, value.OfInt
	id := text("a")
	cursor := func(v ...value.Value) *store.Cursor { return &store.Cursor{Values: v} }
	index := func(i int) *store.Access { return &store.Access{Index: m.Indexes[i], Partition: id} }
	refs := []*schema.Field{book.Field("authorCountry"), book.Field("authorNumber")}
	keys := [][]value.Value{{id, number(1)}, {id, number(2)}}
	for _, c := range []struct {
		name string
		q    store.Query
		sort bool // a batch sorts its rows, which are few
	}{
		{"get", store.Query{Model: m, Access: &store.Access{Partition: id}}, false},
		{"scan", store.Query{Model: m, After: cursor(id), Limit: 20, Where: predicate.Compare{Field: m.Field("j"), Op: predicate.Contains, Args: []value.Value{id}}}, false},
		{"index without sort", store.Query{Model: m, Access: index(0), After: cursor(id), Limit: 20}, false},
		{"index with sort", store.Query{Model: m, Access: index(1), After: cursor(number(1), id), Limit: 20}, false},
		{"index with composite sort", store.Query{Model: m, Access: index(3), After: cursor(text("OPEN#1"), id), Limit: 20}, false},
		{"composite key", store.Query{Model: order, Access: &store.Access{Partition: id, Sort: &store.SortCondition{Op: predicate.BeginsWith, Args: []value.Value{id}}}, Limit: 20}, false},
		{"children of one", store.Query{Model: book, Limit: 5, Batch: &store.Batch{Fields: refs, Keys: keys[:1], After: []*store.Cursor{cursor(id)}}}, false},
		{"children of many", store.Query{Model: book, Limit: 5, Batch: &store.Batch{Fields: refs, Keys: keys}}, true},
		{"parents", store.Query{Model: s.Model("Author"), Batch: &store.Batch{Fields: s.Model("Author").KeyFields, Keys: keys}}, true},
		{"owner", store.Query{Model: m, Limit: 20, Where: predicate.Or{
			predicate.Compare{Field: m.Field("owner"), Op: predicate.Eq, Args: []value.Value{id}},
			predicate.Compare{Field: m.Field("owner"), Op: predicate.Eq, Args: []value.Value{text("b")}},
		}}, true},
	} {
		for _, desc := range []bool{false, true} {
			if c.q.Access != nil {
				c.q.Access.Desc = desc
			}
			c.q.Fields = c.q.Model.KeyFields
			if _, err := st.Read(t.Context(), &c.q); err != nil {
				t.Fatal(c.name, err)
			}
			var plan string
			err = db.View(t.Context(), func(session migrate.Session) error {
				rows, err := session.Rows(t.Context(), "EXPLAIN QUERY PLAN "+statement)
				for _, r := range rows {
					plan += r[3] + "\n"
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			plan = strings.ReplaceAll(plan, "SCAN k VIRTUAL TABLE", "each key")
			if c.name == "scan" {
				plan = strings.ReplaceAll(plan, "SCAN Item USING INDEX", "scan in order")
			}
			if strings.Contains(plan, "SCAN") || !c.sort && strings.Contains(plan, "TEMP B-TREE") {
				t.Errorf("%s desc %t: %s\n%s", c.name, desc, statement, plan)
			}
		}
	}
}
