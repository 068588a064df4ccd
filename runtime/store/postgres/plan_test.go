package postgres_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/internal/testkit/pgtest"
	"github.com/amplifygo/amplifygo/runtime/migrate"
	"github.com/amplifygo/amplifygo/runtime/store/postgres"
	"github.com/amplifygo/amplifygo/runtime/store/storetest"
)

// TestPlans: every way to reach rows can use an index that also orders them.
// The tables are empty, so PostgreSQL has to be told not to read them whole.
func TestPlans(t *testing.T) {
	t.Parallel()
	s := storetest.Schema(t)
	url := pgtest.URL(t)
	var statement string
	var args int
	st, err := postgres.Open(t.Context(), url, s, postgres.Options{Trace: func(sql string, n, _ int) { statement, args = sql, n }})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	db, err := postgres.OpenDatabase(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for i, c := range storetest.PlanCases(t, s) {
		if _, err := st.Read(t.Context(), &c.Query); err != nil {
			t.Fatal(c.Name, err)
		}
		var plan string
		err = db.View(t.Context(), func(session migrate.Session) error {
			if err := session.Exec(t.Context(), fmt.Sprintf(
				"SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL plan_cache_mode = force_generic_plan; PREPARE p%d AS %s", i, statement)); err != nil {
				return err
			}
			rows, err := session.Rows(t.Context(), fmt.Sprintf("EXPLAIN EXECUTE p%d(%s)", i, strings.TrimSuffix(strings.Repeat("NULL, ", args), ", ")))
			for _, r := range rows {
				plan += r[0] + "\n"
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(plan, "Seq Scan") || !strings.Contains(plan, "Index") || !c.Sorts && strings.Contains(plan, "Sort") {
			t.Errorf("%s: %s\n%s", c.Name, statement, plan)
		}
	}
}
