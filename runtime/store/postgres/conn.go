package postgres

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strconv"
	"unsafe"

	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/store/sqlgen"
	"github.com/amplifygo/amplifygo/runtime/value"
	lru "github.com/hashicorp/golang-lru/v2/simplelru"
	"github.com/jackc/pgx/v5/pgconn"
)

// conn is a connection with its prepared statements.
type conn struct {
	pg         *pgconn.PgConn
	statements *lru.LRU[string, *pgconn.StatementDescription]
	last       int
	// evicted are the names of statements to forget.
	evicted []string
	// ahead is a statement to send with the next one; empty for none.
	ahead string
	// params and text are memory for parameters.
	params [][]byte
	text   []byte
}

// statementsKept bounds the prepared statements of a connection, which cost
// memory in the server.
const statementsKept = 256

// own is the key of our data at a connection.
const own = "amplifygo"

// session gives the connection's state, which lives as long as it does.
func session(pg *pgconn.PgConn) *conn {
	if c, ok := pg.CustomData()[own].(*conn); ok {
		return c
	}
	c := &conn{pg: pg}
	c.forget()
	pg.CustomData()[own] = c
	return c
}

// forget empties the cache of statements.
func (c *conn) forget() {
	// The error is for sizes below 1 only.
	c.statements, _ = lru.NewLRU(statementsKept, func(_ string, d *pgconn.StatementDescription) { c.evicted = append(c.evicted, d.Name) })
}

// statement finds or prepares a statement. Its description spares the server
// to describe the columns anew for each run.
func (c *conn) statement(ctx context.Context, sql []byte) (*pgconn.StatementDescription, error) {
	if d, ok := c.statements.Get(string(sql)); ok {
		return d, nil
	}
	for len(c.evicted) > 0 {
		name := c.evicted[0]
		c.evicted = c.evicted[1:]
		if err := c.pg.Deallocate(ctx, name); err != nil {
			return nil, err
		}
	}
	c.last++
	text := string(sql)
	d, err := c.pg.Prepare(ctx, "a"+strconv.Itoa(c.last), text, nil)
	if err != nil {
		return nil, err
	}
	c.statements.Add(text, d)
	return d, nil
}

// binaryResults asks for all columns in binary form.
var binaryResults = []int16{1}

// result is the outcome of a statement, which has to be closed.
type result struct {
	*pgconn.ResultReader
	batch *pgconn.MultiResultReader // nil for a statement by itself
}

// close ends the statement and gives the number of rows that it found or
// changed.
func (r result) close() (int64, error) {
	if r.ResultReader == nil {
		return 0, r.batch.Close() // what was sent ahead failed
	}
	tag, err := r.Close()
	if r.batch != nil {
		err = errors.Join(err, r.batch.Close())
	}
	return tag.RowsAffected(), err
}

// query starts a statement, together with what is to be sent ahead of it: the
// begin of a transaction costs no round trip of its own.
func (c *conn) query(ctx context.Context, sql []byte, args []value.Value) (result, error) {
	d, err := c.statement(ctx, sql)
	if err != nil {
		return result{}, err
	}
	if c.ahead == "" {
		c.encode(args)
		return result{ResultReader: c.pg.ExecStatement(ctx, d, c.params, nil, binaryResults)}, nil
	}
	first, err := c.statement(ctx, []byte(c.ahead))
	if err != nil {
		return result{}, err
	}
	c.ahead = ""
	c.encode(args)
	batch := &pgconn.Batch{}
	batch.ExecStatement(first, nil, nil, nil)
	batch.ExecStatement(d, c.params, nil, binaryResults)
	r := result{batch: c.pg.ExecBatch(ctx, batch)}
	if r.batch.NextResult() {
		if _, err := r.batch.ResultReader().Close(); err == nil && r.batch.NextResult() {
			r.ResultReader = r.batch.ResultReader()
		}
	}
	return r, nil
}

// encode writes the parameters in text form, which needs no knowledge of their
// types.
func (c *conn) encode(args []value.Value) {
	clear(c.params)
	c.params, c.text = c.params[:0], c.text[:0]
	for _, v := range args {
		start := len(c.text)
		switch v.Kind() {
		case value.Bool:
			c.text = strconv.AppendBool(c.text, v.Bool())
		case value.Int:
			c.text = strconv.AppendInt(c.text, v.Int(), 10)
		case value.Float:
			c.text = strconv.AppendFloat(c.text, v.Float(), 'g', -1, 64)
		case value.String, value.JSON:
			c.params = append(c.params, bytesOf(v.Text()))
			continue
		default:
			c.params = append(c.params, nil)
			continue
		}
		// Where the memory grows, earlier parameters stay in the old one.
		c.params = append(c.params, c.text[start:len(c.text):len(c.text)])
	}
}

// bytesOf gives the bytes of a text that is only read. An empty text is not nil,
// which would be NULL.
func bytesOf(s string) []byte {
	if s == "" {
		return []byte{}
	}
	return unsafe.Slice(unsafe.StringData(s), len(s))
}

// exec runs a statement of our own by the simple protocol, after what is to be
// sent ahead of it.
func (c *conn) exec(ctx context.Context, sql string) (pgconn.CommandTag, error) {
	if c.ahead != "" {
		sql, c.ahead = c.ahead+"; "+sql, ""
	}
	results, err := c.pg.Exec(ctx, sql).ReadAll()
	if err != nil {
		return pgconn.CommandTag{}, err
	}
	return results[len(results)-1].CommandTag, nil
}

// failed looks at the error of a statement: where the tables have changed
// under prepared statements, these are prepared anew.
func (c *conn) failed(ctx context.Context, err error) error {
	if stale(err) {
		c.statements.Purge()
	}
	return ended(ctx, err)
}

// stale reports that a prepared statement cannot be used any more: its result
// changed with the table, or somebody dropped it.
func stale(err error) bool {
	code := codeOf(err)
	return code == "0A000" || code == "26000"
}

func codeOf(err error) string {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// ended gives the context's error for a statement that was cancelled because of it.
func ended(ctx context.Context, err error) error {
	if ctx.Err() != nil && (codeOf(err) == "57014" || pgconn.Timeout(err)) {
		return ctx.Err()
	}
	if codeOf(err) == "54000" { // it cannot make a value that long
		return fmt.Errorf("%w: %w", store.ErrTooLong, err)
	}
	return err
}

// row is a row in binary form.
type row struct {
	values [][]byte
	texts  sqlgen.Texts
}

// Null reports whether column i is NULL.
func (r *row) Null(i int) bool { return r.values[i] == nil }

// Bool gives column i as a boolean.
func (r *row) Bool(i int) bool { return len(r.values[i]) == 1 && r.values[i][0] != 0 }

// Int gives column i as an integer.
func (r *row) Int(i int) int64 { return int64(r.bits(i)) }

// Float gives column i as a float.
func (r *row) Float(i int) float64 { return math.Float64frombits(r.bits(i)) }

func (r *row) bits(i int) uint64 {
	if len(r.values[i]) != 8 {
		return 0 // not a bigint or double precision: no column of ours
	}
	return binary.BigEndian.Uint64(r.values[i])
}

// Text gives column i as a text of its own.
func (r *row) Text(i int) string { return r.texts.Keep(r.values[i]) }
