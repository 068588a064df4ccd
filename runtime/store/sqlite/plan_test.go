package sqlite_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/runtime/migrate"
	"github.com/amplifygo/amplifygo/runtime/store/sqlite"
	"github.com/amplifygo/amplifygo/runtime/store/storetest"
)

// TestPlans: every way to reach rows uses an index that also orders them, so
// that page 10,000 costs what page 1 costs.
func TestPlans(t *testing.T) {
	t.Parallel()
	s := storetest.Schema(t)
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
	for _, c := range storetest.PlanCases(t, s) {
		if c.Elements {
			continue // SQLite has no such index: the condition is evaluated on each row
		}
		if _, err := st.Read(t.Context(), &c.Query); err != nil {
			t.Fatal(c.Name, err)
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
		plan = strings.ReplaceAll(plan, "SCAN (subquery", "what was found in (subquery")
		if c.Whole {
			plan = strings.ReplaceAll(plan, "SCAN Item USING INDEX", "scan in order")
		}
		if strings.Contains(plan, "SCAN") || !c.Sorts && strings.Contains(plan, "TEMP B-TREE") {
			t.Errorf("%s: %s\n%s", c.Name, statement, plan)
		}
	}
}
