package sqlite

import (
	"context"
	"errors"
	"fmt"
	"unsafe"

	lru "github.com/hashicorp/golang-lru/v2/simplelru"
	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/store/sqlgen"
)

// conn is one connection to the database file. It belongs to one goroutine at
// a time. It speaks to SQLite's C interface as modernc.org/sqlite translates
// it, without database/sql: a row then costs no allocation but its texts.
type conn struct {
	tls *libc.TLS
	db  uintptr
	// out is memory for a result pointer of the C interface.
	out uintptr

	statements *lru.LRU[string, *stmt]
	// arena is C memory for the texts of the parameters in use.
	arena     uintptr
	arenaSize int

	// ctx is that of the read in progress; the progress handler looks at it.
	ctx      context.Context
	progress func(tls *libc.TLS, arg uintptr) int32

	// length is that of the texts of nested rows in the statement in progress.
	length  int
	counted func(tls *libc.TLS, context uintptr, n int32, values uintptr)
}

const (
	// statementsKept bounds the prepared statements of a connection.
	statementsKept = 256
	// progressSteps is how many steps of SQLite's virtual machine may pass
	// before it looks whether it shall stop: some tens of microseconds.
	progressSteps = 4000
	// valueBytes bounds one value, such as the JSON of a nested query's rows,
	// which SQLite makes in memory; its own bound is a gigabyte.
	valueBytes = 128 << 20
	// nestedBytes bounds the texts of nested rows in a statement.
	nestedBytes = 4 * store.PageBytes
)

// errNoMemory: SQLite's memory is outside of Go's heap.
var errNoMemory = errors.New("sqlite: out of memory")

// open opens a connection; one for writing creates the file, but not its folder:
// a path with a slip in it would give an empty database.
func open(path string, readOnly bool) (*conn, error) {
	c := &conn{tls: libc.NewTLS()}
	if c.out = libc.Xmalloc(c.tls, 16); c.out == 0 {
		c.tls.Close()
		return nil, errNoMemory
	}
	name, err := libc.CString(path)
	if err != nil {
		c.close()
		return nil, errNoMemory
	}
	defer libc.Xfree(c.tls, name)
	flags := int32(sqlite3.SQLITE_OPEN_READWRITE | sqlite3.SQLITE_OPEN_CREATE)
	if readOnly {
		flags = sqlite3.SQLITE_OPEN_READONLY
	}
	rc := sqlite3.Xsqlite3_open_v2(c.tls, name, c.out, flags|sqlite3.SQLITE_OPEN_NOMUTEX, 0)
	c.db = *(*uintptr)(pointer(c.out))
	if rc != sqlite3.SQLITE_OK {
		err := c.failure(rc)
		c.close()
		return nil, cannotOpen(path, err)
	}
	sqlite3.Xsqlite3_extended_result_codes(c.tls, c.db, 1)
	if err := c.configure(); err != nil {
		return nil, errors.Join(err, c.close())
	}
	c.statements, err = lru.NewLRU(statementsKept, func(_ string, s *stmt) { s.finalize() })
	if err != nil {
		c.close()
		return nil, err
	}
	c.watch()
	if err := c.count(); err != nil {
		return nil, errors.Join(err, c.close())
	}
	return c, nil
}

// configure makes SQLite take plans as they are prepared, whatever the
// parameters: otherwise it prepares a statement with LIMIT ? anew for every
// run, which costs more than the run. And it makes it take a name that is no
// column for an error instead of a text.
func (c *conn) configure() error {
	for _, o := range []struct{ option, on int32 }{
		{sqlite3.SQLITE_DBCONFIG_ENABLE_QPSG, 1},
		{sqlite3.SQLITE_DBCONFIG_DQS_DML, 0},
		{sqlite3.SQLITE_DBCONFIG_DQS_DDL, 0},
	} {
		if rc := sqlite3.Xsqlite3_db_config(c.tls, c.db, o.option, libc.VaList(c.out, o.on, uintptr(0))); rc != sqlite3.SQLITE_OK {
			return c.failure(rc)
		}
	}
	sqlite3.Xsqlite3_limit(c.tls, c.db, sqlite3.SQLITE_LIMIT_LENGTH, valueBytes)
	return nil
}

// watch lets SQLite ask now and then whether the context of the statement has
// ended. A callback needs no goroutine for each statement, as
// sqlite3_interrupt would.
func (c *conn) watch() {
	c.progress = func(*libc.TLS, uintptr) int32 {
		if c.ctx != nil && c.ctx.Err() != nil {
			return 1
		}
		return 0
	}
	// The translated C calls a function pointer as a Go func value.
	sqlite3.Xsqlite3_progress_handler(c.tls, c.db, progressSteps, *(*uintptr)(unsafe.Pointer(&c.progress)), 0)
}

// count gives SQLite the function that bounds what nested queries read.
func (c *conn) count() error {
	name, err := libc.CString(sqlgen.Counted)
	if err != nil {
		return errNoMemory
	}
	defer libc.Xfree(c.tls, name)
	c.counted = func(tls *libc.TLS, context uintptr, n int32, values uintptr) {
		for _, v := range unsafe.Slice((*uintptr)(pointer(values)), n) {
			c.length += int(sqlite3.Xsqlite3_value_bytes(tls, v))
		}
		if c.length > nestedBytes {
			sqlite3.Xsqlite3_result_error_toobig(tls, context)
			return
		}
		sqlite3.Xsqlite3_result_int(tls, context, 1)
	}
	rc := sqlite3.Xsqlite3_create_function_v2(c.tls, c.db, name, -1, sqlite3.SQLITE_UTF8|sqlite3.SQLITE_DIRECTONLY, 0, *(*uintptr)(unsafe.Pointer(&c.counted)), 0, 0, 0)
	if rc != sqlite3.SQLITE_OK {
		return c.failure(rc)
	}
	return nil
}

func (c *conn) close() error {
	if c.statements != nil {
		c.statements.Purge()
	}
	var err error
	if c.db != 0 {
		if rc := sqlite3.Xsqlite3_close_v2(c.tls, c.db); rc != sqlite3.SQLITE_OK {
			err = c.failure(rc)
		}
	}
	libc.Xfree(c.tls, c.arena)
	libc.Xfree(c.tls, c.out)
	c.tls.Close()
	return err
}

// Error is a failure that SQLite reported.
type Error struct {
	// Code is SQLite's extended result code.
	Code    int
	Message string
}

// Error gives SQLite's message and code.
func (e *Error) Error() string { return fmt.Sprintf("sqlite: %s (%d)", e.Message, e.Code) }

func (c *conn) failure(rc int32) error {
	if c.db == 0 {
		return &Error{Code: int(rc), Message: libc.GoString(sqlite3.Xsqlite3_errstr(c.tls, rc))}
	}
	return &Error{Code: int(rc), Message: libc.GoString(sqlite3.Xsqlite3_errmsg(c.tls, c.db))}
}

// autocommit reports whether no transaction is open.
func (c *conn) autocommit() bool { return sqlite3.Xsqlite3_get_autocommit(c.tls, c.db) != 0 }

// changes is the number of rows that the last write changed.
func (c *conn) changes() int { return int(sqlite3.Xsqlite3_changes(c.tls, c.db)) }

// exec runs a statement of our own without parameters, keeping it prepared.
func (c *conn) exec(sql string) error {
	s, ok := c.statements.Get(sql)
	if !ok {
		var err error
		if s, err = c.prepare(sql); err != nil {
			return err
		}
		c.statements.Add(sql, s)
	}
	defer s.reset()
	for {
		more, err := s.step()
		if err != nil || !more {
			return err
		}
	}
}

// statement finds or prepares a statement.
func (c *conn) statement(sql []byte) (*stmt, error) {
	if s, ok := c.statements.Get(string(sql)); ok {
		return s, nil
	}
	text := string(sql)
	s, err := c.prepare(text)
	if err != nil {
		return nil, err
	}
	c.statements.Add(text, s)
	return s, nil
}

// room gives n bytes of C memory, valid until the next call.
func (c *conn) room(n int) (uintptr, error) {
	if n > c.arenaSize {
		size := max(4096, n+n/2)
		libc.Xfree(c.tls, c.arena)
		c.arenaSize = 0
		if c.arena = libc.Xmalloc(c.tls, libc.Tsize_t(size)); c.arena == 0 {
			return 0, errNoMemory
		}
		c.arenaSize = size
	}
	return c.arena, nil
}

// pointer makes an address of C memory a pointer. The garbage collector does
// not know that memory, so the address stays valid as long as C says.
func pointer(p uintptr) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&p)) }
