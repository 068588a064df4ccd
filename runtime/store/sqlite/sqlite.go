// Package sqlite is the store on an embedded SQLite database, by the pure Go
// translation modernc.org/sqlite, so that programs build without cgo.
//
// The database is in WAL mode: readers and the one writer do not wait for one
// another. Writes that arrive while another one commits share the next commit,
// so that many writers pay for one flush to the disk (see group). A write that
// was acknowledged is on the disk (synchronous=FULL).
package sqlite

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"github.com/amplifygo/amplifygo/runtime/migrate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/store/sqlgen"
	_ "modernc.org/sqlite" // configures the library that we call
	sqlite3 "modernc.org/sqlite/lib"
)

// Options change what Open does. The zero value is right for a server.
type Options struct {
	// Migrate says what Open does about the tables.
	Migrate migrate.Mode
	// Readers is the number of reading connections; 0 means one for each
	// processor and two more.
	Readers int
	// Relaxed gives up durability against loss of power (not against a crash
	// of the process) for speed: synchronous=NORMAL.
	Relaxed bool
	// MapBytes is how much of the file each reader maps into memory; 0 maps
	// nothing. What is mapped and read counts as the process's memory, once for
	// each reader, and saves a system call for each page that is not in the
	// reader's cache.
	MapBytes int64
	// Logger hears of migrations; nil for silence.
	Logger *slog.Logger
	// Trace, where not nil, is called after each statement of a request with
	// its text, the number of its parameters and of the rows it found or changed.
	Trace func(sql string, args, rows int)
}

// Store is a store.Store on a database file.
type Store struct {
	compiler *sqlgen.Compiler
	options  Options
	readers  *readers
	writer   *group
	// temporary is a directory to remove at the end; empty for a real database.
	temporary string
	opened    int // readers
	closed    chan struct{}
	closing   sync.Once
}

var _ store.Store = (*Store)(nil)

// Open opens or creates the database at a path, in a directory that is there. The
// path ":memory:" makes a database for tests, in a temporary directory that Close
// removes and without durability.
func Open(ctx context.Context, path string, s *schema.Schema, options Options) (*Store, error) {
	layout, err := sqlgen.NewLayout(s)
	if err != nil {
		return nil, err
	}
	st := &Store{compiler: sqlgen.New(layout, sqlgen.SQLite{}), options: options, closed: make(chan struct{})}
	synchronous := "FULL"
	if options.Relaxed {
		synchronous = "NORMAL"
	}
	if path == ":memory:" {
		if st.temporary, err = os.MkdirTemp("", "amplifygo"); err != nil {
			return nil, err
		}
		path, synchronous = filepath.Join(st.temporary, "memory.db"), "OFF"
	}
	if err := st.open(ctx, path, s, synchronous); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return st, nil
}

func (st *Store) open(ctx context.Context, path string, s *schema.Schema, synchronous string) error {
	if err := ensure(ctx, path, s, st.options); err != nil {
		return err
	}
	w, err := open(path, false)
	if err != nil {
		return err
	}
	st.writer = newGroup(w)
	if err := writeAhead(ctx, w); err != nil {
		return fmt.Errorf("database %s: %w", path, err)
	}
	for _, pragma := range []string{
		"PRAGMA busy_timeout = 10000",
		"PRAGMA synchronous = " + synchronous,
		"PRAGMA temp_store = MEMORY",
	} {
		if err := w.exec(pragma); err != nil {
			return fmt.Errorf("database %s: %w", path, err)
		}
	}
	n := st.options.Readers
	if n <= 0 {
		n = runtime.GOMAXPROCS(0) + 2
	}
	st.readers = newReaders(n)
	for range n {
		if err := st.openReader(path); err != nil {
			return err
		}
	}
	return nil
}

func (st *Store) openReader(path string) error {
	c, err := open(path, true)
	if err != nil {
		return err
	}
	st.opened++
	st.readers.put(c)
	for _, pragma := range []string{
		"PRAGMA busy_timeout = 10000",
		"PRAGMA query_only = ON",
		"PRAGMA cache_size = -1024", // KiB; the allocator takes nearly twice as much
		"PRAGMA temp_store = MEMORY",
		fmt.Sprintf("PRAGMA mmap_size = %d", max(st.options.MapBytes, 0)),
	} {
		if err := c.exec(pragma); err != nil {
			return fmt.Errorf("database %s: %w", path, err)
		}
	}
	return nil
}

// Ping reports whether the database answers.
func (st *Store) Ping(ctx context.Context) error {
	c, err := st.reader(ctx)
	if err != nil {
		return err
	}
	defer st.giveBack(c)
	return c.exec("SELECT 1 FROM sqlite_schema LIMIT 1")
}

// errClosed is returned for requests to a closed store.
var errClosed = errors.New("the store is closed")

func (st *Store) reader(ctx context.Context) (*conn, error) {
	return st.readers.take(ctx, st.closed)
}

func (st *Store) giveBack(c *conn) {
	c.ctx = nil
	st.readers.put(c)
}

// Close waits for the requests in progress and closes the database.
func (st *Store) Close() error {
	var err error
	st.closing.Do(func() {
		close(st.closed)
		var errs []error
		for range st.opened {
			c, err := st.readers.take(context.Background(), nil)
			errs = append(errs, err, c.close())
		}
		if st.writer != nil {
			errs = append(errs, st.writer.close())
		}
		if st.temporary != "" {
			errs = append(errs, os.RemoveAll(st.temporary))
		}
		err = errors.Join(errs...)
	})
	return err
}

// Read implements store.Reader.
func (st *Store) Read(ctx context.Context, q *store.Query) (*store.Result, error) {
	if q.Lock {
		return nil, errors.New("a query that locks rows needs a transaction")
	}
	r, err := st.compiler.Read(q)
	if err != nil {
		return nil, err
	}
	defer r.Release()
	if r.Empty {
		return r.Result(), nil
	}
	c, err := st.reader(ctx)
	if err != nil {
		return nil, err
	}
	defer st.giveBack(c)
	return st.run(ctx, c, r)
}

// run runs a compiled query on a connection.
func (st *Store) run(ctx context.Context, c *conn, r *sqlgen.Read) (*store.Result, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s, err := c.statement(r.SQL)
	if err != nil {
		return nil, err
	}
	c.ctx, c.length = ctx, 0
	defer func() { s.reset(); c.ctx = nil }()
	if err := s.bind(r.Args); err != nil {
		return nil, err
	}
	for {
		more, err := s.step()
		if err != nil {
			return nil, ended(ctx, err)
		}
		if !more || !r.Add(s) {
			break
		}
	}
	if err := r.Err(); err != nil {
		return nil, err
	}
	res := r.Result()
	if st.options.Trace != nil {
		st.options.Trace(string(r.SQL), len(r.Args), len(res.Rows))
	}
	return res, nil
}

// ended gives the context's error for a statement that was stopped because of it.
func ended(ctx context.Context, err error) error {
	var e *Error
	switch {
	case !errors.As(err, &e):
	case e.Code&0xff == sqlite3.SQLITE_INTERRUPT && ctx.Err() != nil:
		return ctx.Err()
	case e.Code&0xff == sqlite3.SQLITE_TOOBIG:
		return fmt.Errorf("%w: %w", store.ErrTooLong, err)
	}
	return err
}
