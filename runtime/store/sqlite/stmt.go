package sqlite

import (
	"unsafe"

	"github.com/amplifygo/amplifygo/runtime/store/sqlgen"
	"github.com/amplifygo/amplifygo/runtime/value"
	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// stmt is a prepared statement. While it runs it is the Row of package sqlgen.
type stmt struct {
	c    *conn
	p    uintptr
	text sqlgen.Texts
}

// prepare compiles one statement.
func (c *conn) prepare(sql string) (*stmt, error) {
	s, _, err := c.prepareFirst(sql)
	if err == nil && s == nil {
		err = &Error{Code: sqlite3.SQLITE_MISUSE, Message: "an empty statement"}
	}
	return s, err
}

// prepareFirst compiles the first statement of a text and gives the text
// behind it. The statement is nil where there are only spaces and comments.
func (c *conn) prepareFirst(sql string) (*stmt, string, error) {
	p, err := libc.CString(sql)
	if err != nil {
		return nil, "", errNoMemory
	}
	defer libc.Xfree(c.tls, p)
	tail := c.out + unsafe.Sizeof(uintptr(0))
	rc := sqlite3.Xsqlite3_prepare_v3(c.tls, c.db, p, int32(len(sql)+1), sqlite3.SQLITE_PREPARE_PERSISTENT, c.out, tail)
	if rc != sqlite3.SQLITE_OK {
		return nil, "", c.failure(rc)
	}
	rest := sql[*(*uintptr)(pointer(tail))-p:]
	if handle := *(*uintptr)(pointer(c.out)); handle != 0 {
		return &stmt{c: c, p: handle}, rest, nil
	}
	return nil, rest, nil
}

func (s *stmt) columns() int { return int(sqlite3.Xsqlite3_column_count(s.c.tls, s.p)) }

func (s *stmt) finalize() { sqlite3.Xsqlite3_finalize(s.c.tls, s.p) }

// bind sets all parameters. Texts are copied to memory of the connection once
// and stay there until the statement is reset.
func (s *stmt) bind(args []value.Value) error {
	size := 0
	for _, v := range args {
		size += len(v.Text())
	}
	at, err := s.c.room(max(size, 1))
	if err != nil {
		return err
	}
	for i, v := range args {
		n := len(v.Text())
		if rc := s.bindOne(int32(i+1), v, at); rc != sqlite3.SQLITE_OK {
			return s.c.failure(rc)
		}
		at += uintptr(n)
	}
	return nil
}

func (s *stmt) bindOne(i int32, v value.Value, at uintptr) int32 {
	tls := s.c.tls
	switch v.Kind() {
	case value.Bool:
		n := int64(0)
		if v.Bool() {
			n = 1
		}
		return sqlite3.Xsqlite3_bind_int64(tls, s.p, i, n)
	case value.Int:
		return sqlite3.Xsqlite3_bind_int64(tls, s.p, i, v.Int())
	case value.Float:
		return sqlite3.Xsqlite3_bind_double(tls, s.p, i, v.Float())
	case value.String, value.JSON:
		text := v.Text()
		copy(unsafe.Slice((*byte)(pointer(at)), len(text)), text)
		return sqlite3.Xsqlite3_bind_text(tls, s.p, i, at, int32(len(text)), sqlite3.SQLITE_STATIC)
	}
	return sqlite3.Xsqlite3_bind_null(tls, s.p, i)
}

// step reports whether there is a row.
func (s *stmt) step() (bool, error) {
	switch rc := sqlite3.Xsqlite3_step(s.c.tls, s.p); rc {
	case sqlite3.SQLITE_ROW:
		return true, nil
	case sqlite3.SQLITE_DONE:
		return false, nil
	default:
		return false, s.c.failure(rc)
	}
}

// reset ends the statement, whose error step has given already. The parameters
// stay bound to memory that may change; the next run binds all of them anew.
func (s *stmt) reset() {
	sqlite3.Xsqlite3_reset(s.c.tls, s.p)
	s.text = sqlgen.Texts{}
}

// Null reports whether column i is NULL.
func (s *stmt) Null(i int) bool {
	return sqlite3.Xsqlite3_column_type(s.c.tls, s.p, int32(i)) == sqlite3.SQLITE_NULL
}

// Bool gives column i as a boolean.
func (s *stmt) Bool(i int) bool { return s.Int(i) != 0 }

// Int gives column i as an integer.
func (s *stmt) Int(i int) int64 { return sqlite3.Xsqlite3_column_int64(s.c.tls, s.p, int32(i)) }

// Float gives column i as a float; SQLite stores whole ones as integers.
func (s *stmt) Float(i int) float64 { return sqlite3.Xsqlite3_column_double(s.c.tls, s.p, int32(i)) }

// Text gives column i as a text of its own.
func (s *stmt) Text(i int) string {
	p := sqlite3.Xsqlite3_column_text(s.c.tls, s.p, int32(i))
	n := int(sqlite3.Xsqlite3_column_bytes(s.c.tls, s.p, int32(i)))
	if n == 0 {
		return ""
	}
	return s.text.Keep(unsafe.Slice((*byte)(pointer(p)), n))
}
