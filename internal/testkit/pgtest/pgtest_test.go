package pgtest_test

import (
	"os"
	"testing"

	"github.com/amplifygo/amplifygo/internal/testkit/pgtest"
	"github.com/jackc/pgx/v5"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

func TestURL(t *testing.T) {
	t.Parallel()
	a, b := pgtest.URL(t), pgtest.URL(t)
	if a == b {
		t.Fatal("two tests share a database")
	}
	conn, err := pgx.Connect(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	var less bool
	if err := conn.QueryRow(t.Context(), "SELECT 'a' < 'B'").Scan(&less); err != nil {
		t.Fatal(err)
	}
	if !less {
		t.Error("the text order is that of bytes, which would hide a missing collation")
	}
}
