package dial_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/amplifygo/amplifygo/internal/testkit/pgtest"
	"github.com/amplifygo/amplifygo/runtime/migrate"
	"github.com/amplifygo/amplifygo/runtime/migrate/dial"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/store/postgres"
	"github.com/amplifygo/amplifygo/runtime/store/sqlite"
	"github.com/amplifygo/amplifygo/runtime/store/storetest"
	"github.com/amplifygo/amplifygo/runtime/value"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// both runs a test on an empty database of each kind.
func both(t *testing.T, test func(t *testing.T, url string)) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, "sqlite:"+filepath.Join(t.TempDir(), "test.db"))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, pgtest.URL(t))
	})
}

func database(t testing.TB, url string) migrate.Database {
	t.Helper()
	db, err := dial.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// linked changes the suite's schema and links it.
func linked(t testing.TB, change func(d *schema.Definition)) *schema.Schema {
	t.Helper()
	d := storetest.Definition()
	change(&d)
	s, err := schema.New(d)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func same(*schema.Definition) {}

// item is the model Item of a definition.
func item(d *schema.Definition) *schema.Model { return d.Models[0] }

func without(m *schema.Model, name string) {
	m.Fields = slices.DeleteFunc(m.Fields, func(f *schema.Field) bool { return f.Name == name })
	m.Indexes = slices.DeleteFunc(m.Indexes, func(x *schema.Index) bool { return slices.Contains(x.Fields, name) })
}

func field(m *schema.Model, name string) *schema.Field {
	return m.Fields[slices.IndexFunc(m.Fields, func(f *schema.Field) bool { return f.Name == name })]
}

// openStore opens a store that changes nothing.
func openStore(t testing.TB, url string, s *schema.Schema) store.Store {
	t.Helper()
	st, err := store.Open(t.Context(), []store.Driver{sqlite.Driver(), postgres.Driver()}, url, s, store.OpenOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return st
}

// fill stores two rows: one with values, one without.
func fill(t testing.TB, url string, s *schema.Schema) {
	t.Helper()
	st := openStore(t, url, s)
	m := s.Model("Item")
	full := record(m, map[string]value.Value{
		"id": value.OfString("1"), "s": value.OfString("12"), "n": value.OfInt(7), "f": value.OfFloat(2), "b": value.OfBool(true),
		"e": value.OfString("OPEN"), "tags": value.OfJSON(`["a"]`), "owner": value.OfString("x1"), "j": value.NullValue(),
	})
	err := st.Write(t.Context(), func(ctx context.Context, tx store.Tx) error {
		return errors.Join(
			tx.Insert(ctx, &store.Insert{Model: m, Record: full}),
			tx.Insert(ctx, &store.Insert{Model: m, Record: record(m, map[string]value.Value{"id": value.OfString("2")})}),
		)
	})
	if err := errors.Join(err, st.Close()); err != nil {
		t.Fatal(err)
	}
}

func record(m *schema.Model, v map[string]value.Value) value.Record {
	n := 0
	for _, f := range m.Fields {
		n = max(n, f.Ordinal+1)
	}
	rec := make(value.Record, n)
	for name, x := range v {
		rec[m.Field(name).Ordinal] = x
	}
	return rec
}

// firstRow reads row "1" of Item.
func firstRow(t testing.TB, url string, s *schema.Schema) value.Record {
	t.Helper()
	st := openStore(t, url, s)
	defer st.Close()
	m := s.Model("Item")
	q := &store.Query{Model: m, Limit: 1}
	for _, f := range m.Fields {
		if f.Relation == nil {
			q.Fields = append(q.Fields, f)
		}
	}
	res, err := st.Read(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Rows) == 0 {
		return nil
	}
	return res.Rows[0].Record
}

// TestChanges: what each change of a schema loses, and what the rows are after
// it. A second run has nothing to do.
func TestChanges(t *testing.T) {
	both(t, func(t *testing.T, _ string) {
		for _, c := range changes {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				url := "sqlite:" + filepath.Join(t.TempDir(), "test.db")
				if strings.Contains(t.Name(), "/postgres/") {
					url = pgtest.URL(t)
				}
				testChange(t, url, c)
			})
		}
	})
}

func testChange(t *testing.T, url string, c change) {
	db := database(t, url)
	before, after := linked(t, same), linked(t, c.change)
	if p, err := migrate.Apply(t.Context(), db, before, false); err != nil || p.Empty() {
		t.Fatal(p, err)
	}
	if p, err := migrate.Make(t.Context(), db, before); err != nil || !p.Empty() {
		t.Fatalf("after the first migration: %v\n%s", err, p.SQL())
	}
	fill(t, url, before)
	_, err := migrate.Apply(t.Context(), db, after, false)
	var loss *migrate.LossError
	switch {
	case c.loss == "" && err != nil:
		t.Fatal(err)
	case c.loss != "" && !errors.As(err, &loss):
		t.Fatalf("got %v, want a loss", err)
	case c.loss != "":
		if !strings.Contains(err.Error(), c.loss) {
			t.Errorf("got %v, want %s", err, c.loss)
		}
		if firstRow(t, url, before)[0] != value.OfString("1") {
			t.Error("a refused migration changed the database")
		}
		if _, err := migrate.Apply(t.Context(), db, after, true); err != nil {
			t.Fatal(err)
		}
	}
	if p, err := migrate.Make(t.Context(), db, after); err != nil || !p.Empty() {
		t.Errorf("after the migration: %v\n%s", err, p.SQL())
	}
	if c.after == nil {
		return
	}
	rec := firstRow(t, url, after)
	for name, want := range c.after {
		if rec == nil || rec[after.Model("Item").Field(name).Ordinal] != want {
			t.Errorf("field %s: got %v, want %v", name, rec, want)
		}
	}
}

type change struct {
	name   string
	change func(d *schema.Definition)
	// loss is part of the refusal; empty where nothing is lost.
	loss  string
	after map[string]value.Value
}

var changes = []change{
	{name: "nothing", change: same, after: map[string]value.Value{"s": value.OfString("12"), "j": value.NullValue()}},
	{name: "new model", change: func(d *schema.Definition) {
		d.Models = append(d.Models, &schema.Model{Name: "New", Key: []string{"id"}, Fields: []*schema.Field{{Name: "id", Kind: schema.ID}}})
	}},
	{name: "new field", change: func(d *schema.Definition) {
		item(d).Fields = append(item(d).Fields, &schema.Field{Name: "more", Kind: schema.Int})
	}, after: map[string]value.Value{"more": {}, "n": value.OfInt(7)}},
	{name: "new required field", change: func(d *schema.Definition) {
		item(d).Fields = append(item(d).Fields, &schema.Field{Name: "more", Kind: schema.Int, Required: true})
	}, loss: "table Item, column more: the new field is required and has no default: reading it from an old row is an error (2 rows)"},
	{name: "new required field with default", change: func(d *schema.Definition) {
		item(d).Fields = append(item(d).Fields,
			&schema.Field{Name: "more", Kind: schema.Int, Required: true, Default: "5", HasDefault: true},
			&schema.Field{Name: "text", Kind: schema.String, Required: true, Default: "it's", HasDefault: true},
			&schema.Field{Name: "yes", Kind: schema.Boolean, Required: true, Default: "true", HasDefault: true},
			&schema.Field{Name: "float", Kind: schema.Float, Required: true, Default: "1.5", HasDefault: true})
	}, after: map[string]value.Value{"more": value.OfInt(5), "text": value.OfString("it's"), "yes": value.OfBool(true), "float": value.OfFloat(1.5)}},
	{name: "dropped field", change: func(d *schema.Definition) { without(item(d), "owner"); item(d).Rules = nil },
		loss: "table Item, column owner: the column is dropped with its values (1 rows)", after: map[string]value.Value{"s": value.OfString("12")}},
	{name: "dropped field without values", change: func(d *schema.Definition) { without(item(d), "at") }},
	{name: "dropped model", change: func(d *schema.Definition) { d.Models = d.Models[1:] }, loss: "table Item: the table is dropped with its rows (2 rows)"},
	{name: "dropped model without rows", change: func(d *schema.Definition) { d.Models = append(d.Models[:1:1], d.Models[2:]...) }},
	{name: "number to text", change: func(d *schema.Definition) { field(item(d), "n").Kind = schema.String }, after: map[string]value.Value{"n": value.OfString("7")}},
	{name: "whole number to floating point", change: func(d *schema.Definition) { field(item(d), "n").Kind = schema.Float }, after: map[string]value.Value{"n": value.OfFloat(7)}},
	{name: "boolean to text", change: func(d *schema.Definition) { field(item(d), "b").Kind = schema.String }, after: map[string]value.Value{"b": value.OfString("true")}},
	{name: "floating point to whole number", change: func(d *schema.Definition) { field(item(d), "f").Kind = schema.Int }, after: map[string]value.Value{"f": value.OfInt(2)}},
	{name: "text to number that fits", change: func(d *schema.Definition) { field(item(d), "s").Kind = schema.Int }, after: map[string]value.Value{"s": value.OfInt(12)}},
	{name: "text to number that does not fit", change: func(d *schema.Definition) { field(item(d), "owner").Kind = schema.Int; item(d).Rules = nil },
		loss: "values that do not fit are dropped (1 rows)", after: map[string]value.Value{"owner": {}, "n": value.OfInt(7)}},
	{name: "list to text", change: func(d *schema.Definition) { field(item(d), "tags").List = false }, loss: "table Item, column tags: the type changes"},
	{name: "another key", change: func(d *schema.Definition) { item(d).Key = []string{"owner"} }, loss: "the key changes from (id) to (owner)",
		after: map[string]value.Value{"owner": value.OfString("x1"), "id": value.OfString("1")}},
	{name: "a new key", change: func(d *schema.Definition) {
		item(d).Fields = append(item(d).Fields, &schema.Field{Name: "fresh", Kind: schema.ID, Required: true})
		item(d).Key = []string{"fresh"}
	}, loss: "the key changes from (id) to (fresh)"},
	{name: "a key of three fields", change: func(d *schema.Definition) { item(d).Key = []string{"id", "e", "n"} }, loss: "the key changes from (id) to (id, e#n)",
		after: map[string]value.Value{"n": value.OfInt(7)}},
	{name: "new composite index", change: func(d *schema.Definition) {
		item(d).Indexes = append(item(d).Indexes, &schema.Index{Name: "x", Fields: []string{"e", "s", "n"}})
	}, after: map[string]value.Value{"n": value.OfInt(7)}},
	{name: "dropped indexes", change: func(d *schema.Definition) { item(d).Indexes = nil }, after: map[string]value.Value{"n": value.OfInt(7)}},
}

// TestNewCompositeIndex: old rows are in a new index.
func TestNewCompositeIndex(t *testing.T) {
	both(t, func(t *testing.T, url string) {
		db := database(t, url)
		before := linked(t, same)
		after := linked(t, func(d *schema.Definition) {
			item(d).Indexes = append(item(d).Indexes, &schema.Index{Name: "x", Fields: []string{"e", "s", "n"}})
		})
		for _, s := range []*schema.Schema{before, after} {
			if _, err := migrate.Apply(t.Context(), db, s, false); err != nil {
				t.Fatal(err)
			}
			if s == before {
				fill(t, url, before)
			}
		}
		st := openStore(t, url, after)
		defer st.Close()
		m := after.Model("Item")
		res, err := st.Read(t.Context(), &store.Query{Model: m, Fields: m.KeyFields, Access: &store.Access{Index: m.Indexes[len(m.Indexes)-1], Partition: value.OfString("OPEN")}})
		if err != nil || len(res.Rows) != 1 {
			t.Errorf("got %v, %v", res, err)
		}
	})
}

// TestConcurrentStart: many servers that start together migrate once.
func TestConcurrentStart(t *testing.T) {
	both(t, func(t *testing.T, url string) {
		s := linked(t, same)
		var wg sync.WaitGroup
		for range 6 {
			wg.Go(func() {
				st, err := store.Open(t.Context(), []store.Driver{sqlite.Driver(), postgres.Driver()}, url, s, store.OpenOptions{Migrate: true})
				if err != nil {
					t.Error(err)
					return
				}
				if err := errors.Join(st.Ping(t.Context()), st.Close()); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	})
}

// TestVerify: a server that may not migrate refuses a database that does not fit.
func TestVerify(t *testing.T) {
	both(t, func(t *testing.T, url string) {
		_, err := store.Open(t.Context(), []store.Driver{sqlite.Driver(), postgres.Driver()}, url, linked(t, same), store.OpenOptions{})
		if err == nil || !strings.Contains(err.Error(), "amplifygo migrate apply") {
			t.Errorf("got %v", err)
		}
	})
}

// TestForeignTables: tables that are not ours are left alone, and their names
// are not taken.
func TestForeignTables(t *testing.T) {
	both(t, func(t *testing.T, url string) {
		db := database(t, url)
		exec := func(sql string) {
			t.Helper()
			if err := db.Exclusive(t.Context(), func(s migrate.Session) error { return s.Exec(t.Context(), sql) }); err != nil {
				t.Fatal(err)
			}
		}
		exec("CREATE TABLE mine (a INT); INSERT INTO mine VALUES (1)")
		if _, err := migrate.Apply(t.Context(), db, linked(t, same), false); err != nil {
			t.Fatal(err)
		}
		exec("INSERT INTO mine VALUES (2)")
		exec(`CREATE TABLE "Taken" (a INT)`)
		_, err := migrate.Apply(t.Context(), db, linked(t, func(d *schema.Definition) { d.Models[1].Table = "Taken" }), true)
		if err == nil || !strings.Contains(err.Error(), "Taken") {
			t.Errorf("got %v", err)
		}
	})
}

// TestFiles: a plan becomes a file, which is applied once and must not change.
func TestFiles(t *testing.T) {
	both(t, func(t *testing.T, url string) {
		db := database(t, url)
		s := linked(t, same)
		p, err := migrate.Make(t.Context(), db, s)
		if err != nil {
			t.Fatal(err)
		}
		f, err := p.File("first", time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
		if err != nil {
			t.Fatal(err)
		}
		dir := fstest.MapFS{f.Name: {Data: []byte(f.SQL)}}
		files, err := migrate.ReadFiles(dir)
		if err != nil {
			t.Fatal(err)
		}
		st, err := migrate.ReadStatus(t.Context(), db, s, files)
		if err != nil || len(st.Pending) != 1 || len(st.Applied) != 0 || st.Plan.Empty() {
			t.Fatalf("before: %+v, %v", st, err)
		}
		for i := range 2 {
			done, err := migrate.ApplyFiles(t.Context(), db, files, false)
			if err != nil || len(done) != 1-i {
				t.Fatalf("run %d: %v, %v", i, done, err)
			}
		}
		st, err = migrate.ReadStatus(t.Context(), db, s, files)
		if err != nil || len(st.Pending) != 0 || len(st.Applied) != 1 || !st.Plan.Empty() {
			t.Fatalf("after: %+v, %v", st, err)
		}
		files[0].SQL += "-- changed\n"
		if _, err := migrate.ApplyFiles(t.Context(), db, files, false); err == nil {
			t.Error("a changed file was accepted")
		}
		lossy, err := migrate.ParseFile("20260102030406_drop.sql", "-- amplifygo migration for "+p.Dialect+"\n-- LOSS: all\nDROP TABLE \"Book\";\n")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := migrate.ApplyFiles(t.Context(), db, []*migrate.File{lossy}, false); err == nil {
			t.Error("a loss was not refused")
		}
		if _, err := migrate.ApplyFiles(t.Context(), db, []*migrate.File{lossy}, true); err != nil {
			t.Error(err)
		}
	})
}

// TestFileOfAnotherDatabase: a file that loses nothing where it was written is
// refused where it does.
func TestFileOfAnotherDatabase(t *testing.T) {
	both(t, func(t *testing.T, url string) {
		before := linked(t, same)
		db := database(t, url)
		if _, err := migrate.Apply(t.Context(), db, before, false); err != nil {
			t.Fatal(err)
		}
		after := linked(t, func(d *schema.Definition) { without(item(d), "f") })
		p, err := migrate.Make(t.Context(), db, after)
		if err != nil || len(p.Losses) != 0 {
			t.Fatalf("an empty table: %+v, %v", p, err)
		}
		f, err := p.File("drop_f", time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
		if err != nil {
			t.Fatal(err)
		}
		fill(t, url, before)
		_, err = migrate.ApplyFiles(t.Context(), db, []*migrate.File{f}, false)
		var loss *migrate.FileLossError
		if !errors.As(err, &loss) || len(loss.Losses) != 1 || !strings.Contains(loss.Losses[0], "column f") || !strings.Contains(loss.Losses[0], "(1 rows)") {
			t.Fatalf("got %v", err)
		}
		if row := firstRow(t, url, before); row[before.Model("Item").Field("f").Ordinal] != value.OfFloat(2) {
			t.Errorf("the refused file was applied: %v", row)
		}
		if _, err := migrate.ApplyFiles(t.Context(), db, []*migrate.File{f}, true); err != nil {
			t.Error(err)
		}
	})
}

func TestURL(t *testing.T) {
	t.Parallel()
	if _, err := dial.Open(t.Context(), "mysql://x"); err == nil {
		t.Error("an unknown database was opened")
	}
}
