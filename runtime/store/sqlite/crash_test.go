package sqlite_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/amplifygo/amplifygo/runtime/migrate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/store/sqlite"
	"github.com/amplifygo/amplifygo/runtime/store/storetest"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// crashDatabase, where set, makes the test binary a writer that is to be killed.
const crashDatabase = "AMPLIFYGO_CRASH_DATABASE"

func TestMain(m *testing.M) {
	if path := os.Getenv(crashDatabase); path != "" {
		if err := writeForEver(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

const crashWriters = 8

// writeForEver writes pairs of rows from several goroutines and prints the
// number of each pair once it is acknowledged.
func writeForEver(path string) error {
	s, err := schema.New(storetest.Definition())
	if err != nil {
		return err
	}
	st, err := sqlite.Open(context.Background(), path, s, sqlite.Options{})
	if err != nil {
		return err
	}
	m := s.Model("Order")
	from := os.Getpid() * 1_000_000
	var mu sync.Mutex
	failed := make(chan error)
	for w := range crashWriters {
		go func() {
			for i := from + w; ; i += crashWriters {
				err := st.Write(context.Background(), func(ctx context.Context, tx store.Tx) error {
					for _, half := range []string{"a", "b"} {
						if err := tx.Insert(ctx, &store.Insert{Model: m, Record: pairHalf(m, i, half)}); err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					failed <- err
					return
				}
				mu.Lock()
				_, err = fmt.Println(i)
				mu.Unlock()
				if err != nil {
					failed <- err
					return
				}
			}
		}()
	}
	return <-failed
}

func pairHalf(m *schema.Model, i int, half string) value.Record {
	rec := make(value.Record, 4)
	rec[m.Field("tenant").Ordinal] = value.OfString(strconv.Itoa(i))
	rec[m.Field("code").Ordinal] = value.OfString(half)
	rec[m.Field("num").Ordinal] = value.OfInt(int64(i))
	rec[m.Field("note").Ordinal] = value.OfString(strings.Repeat(half, i%3000))
	return rec
}

// TestKill: a server that is killed in the middle of its writes has every
// acknowledged write after the next start, and none by halves. Run it longer
// with AMPLIFYGO_CRASH_ROUNDS=1000.
func TestKill(t *testing.T) {
	t.Parallel()
	rounds := 4
	if n, err := strconv.Atoi(os.Getenv("AMPLIFYGO_CRASH_ROUNDS")); err == nil {
		rounds = n
	}
	path := filepath.Join(t.TempDir(), "crash.db")
	acknowledged := map[string]bool{}
	for round := range rounds {
		killWriter(t, path, 50+37*round%200, acknowledged)
		checkPairs(t, path, acknowledged)
	}
}

// killWriter starts a writer and kills it after some acknowledged writes.
func killWriter(t *testing.T, path string, after int, acknowledged map[string]bool) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), crashDatabase+"="+path)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	n := 0
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			break // killed; a line without its end was not written whole
		}
		acknowledged[strings.TrimSpace(line)] = true
		if n++; n == after {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := cmd.Wait(); err == nil || n < after {
		t.Fatalf("the writer ended by itself after %d writes: %v", n, err)
	}
}

func checkPairs(t *testing.T, path string, acknowledged map[string]bool) {
	s := storetest.Schema(t)
	st, err := sqlite.Open(t.Context(), path, s, sqlite.Options{Migrate: migrate.Verify})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	m := s.Model("Order")
	res, err := st.Read(t.Context(), &store.Query{Model: m, Fields: m.Fields})
	if err != nil {
		t.Fatal(err)
	}
	halves := map[string]int{}
	for _, r := range res.Rows {
		halves[r.Record[0].Text()]++
	}
	for pair, n := range halves {
		if n != 2 {
			t.Errorf("pair %s was written by halves", pair)
		}
	}
	for pair := range acknowledged {
		if halves[pair] == 0 {
			t.Errorf("pair %s was acknowledged and is gone", pair)
		}
	}
}
