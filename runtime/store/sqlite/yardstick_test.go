//go:build unix

package sqlite_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/amplifygo/amplifygo/runtime/store/sqlite"
	"github.com/amplifygo/amplifygo/runtime/store/storetest"
)

// BenchmarkDatabaseSQL reads a page of 20 as BenchmarkStore/List20Behind does,
// by the same SQL through database/sql: what calling the library below it saves.
func BenchmarkDatabaseSQL(b *testing.B) {
	path := filepath.Join(b.TempDir(), "bench.db")
	st, err := sqlite.Open(b.Context(), path, storetest.Schema(b), sqlite.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer st.Close()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`WITH RECURSIVE c(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM c WHERE i < 19999)
		INSERT INTO "Item" (id, s, n, f, b, at, j) SELECT printf('id-%08d', i), 's' || (i % 10), i % 10, i, i % 2, '2026-01-02T03:04:05.678Z', printf('%.200c', 'x') FROM c`); err != nil {
		b.Fatal(err)
	}
	query, err := db.Prepare(`SELECT id, s, n, f, b, ts, at, j, "#nulls" FROM "Item" WHERE id > ? ORDER BY id LIMIT ?`)
	if err != nil {
		b.Fatal(err)
	}
	after := fmt.Sprintf("id-%08d", 19_900)
	b.ReportAllocs()
	b.ResetTimer()
	var before, behind syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &before); err != nil {
		b.Fatal(err)
	}
	for range b.N {
		rows, err := query.Query(after, 21)
		if err != nil {
			b.Fatal(err)
		}
		n := 0
		for rows.Next() {
			var id, s, at, j, nulls sql.NullString
			var i, ts sql.NullInt64
			var f sql.NullFloat64
			var yes sql.NullBool
			if err := rows.Scan(&id, &s, &i, &f, &yes, &ts, &at, &j, &nulls); err != nil {
				b.Fatal(err)
			}
			n++
		}
		if err := rows.Close(); err != nil || n != 21 {
			b.Fatal(n, err)
		}
	}
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &behind); err != nil {
		b.Fatal(err)
	}
	used := behind.Utime.Nano() + behind.Stime.Nano() - before.Utime.Nano() - before.Stime.Nano()
	b.ReportMetric(float64(used)/float64(b.N), "cpu-ns/op")
}
