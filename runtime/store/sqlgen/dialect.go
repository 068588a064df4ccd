package sqlgen

import (
	"strconv"

	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// Dialect is where the databases differ.
type Dialect interface {
	// Name is "sqlite" or "postgres".
	Name() string
	// Type gives the SQL type of a column.
	Type(t Type) string
	// MaxArgs is the greatest number of parameters of a statement.
	MaxArgs() int

	// placeholder appends the n-th parameter, counted from 1.
	placeholder(b []byte, n int) []byte
	// position appends an expression that is positive where the column's text
	// holds what needle appends, and zero or NULL elsewhere.
	position(b *builder, c *Column, needle func())
	// element appends whether a List holds a value, which may be null.
	element(b *builder, c *Column, v value.Value)
	// sameJSON appends the equality of a List or Map with a JSON value.
	sameJSON(b *builder, c *Column, v value.Value)
	// oneOf appends "IN" and the elements of a JSON array, which are of the type.
	oneOf(b *builder, t Type, array value.Value)
	// keyNumber appends the position of a batch's key, from 0, and keyPart one
	// element of it; null is NULL.
	keyNumber(b *builder)
	keyPart(b *builder, i int, t Type)
	// batch appends the join of the keys "k", a JSON array of arrays, with the
	// table "t". Rest appends conditions and what follows them; it applies to
	// each key by itself where limited is set.
	batch(b *builder, keys value.Value, limited, lock bool, rest func(prefix string))
	// jsonRow names the function that makes a JSON array of its arguments,
	// jsonRows the aggregate that makes one of all rows in their order.
	jsonRow() string
	jsonRows() string
	// jsonValue appends a column as it can stand in a JSON array unchanged.
	jsonValue(b *builder, c *Column)
	// embed appends a subquery whose outcome is JSON, which stands in a JSON
	// array where inJSON is set.
	embed(b *builder, inJSON bool, query func())
	// counted is a condition behind glue, empty for none, that always holds and
	// counts the texts.
	counted(glue string, texts []string) string
	// ready appends the query that makes objects, in an array where many is set,
	// of the rows of another, whose columns it names and whose texts are counted.
	ready(b *builder, many, counted bool, members []store.Member, rows func(name func(i int)))
	// branch appends a query with an order and a limit as a part of a union.
	branch(b *builder, query func())
	// limit appends the greatest number of rows.
	limit(b *builder, n int)
	// lock appends what keeps the selected rows from changing.
	lock(b *builder)
	// supports reports whether the database has such an index.
	supports(x *Index) bool
}

// SQLite is the dialect of SQLite 3.39 and later.
type SQLite struct{}

// Postgres is the dialect of PostgreSQL 12 and later; its statements use
// nothing that CockroachDB and YugabyteDB refuse.
type Postgres struct{}

// Name implements Dialect.
func (SQLite) Name() string { return "sqlite" }

// Name implements Dialect.
func (Postgres) Name() string { return "postgres" }

// MaxArgs implements Dialect.
func (SQLite) MaxArgs() int { return 32766 }

// MaxArgs implements Dialect.
func (Postgres) MaxArgs() int { return 65535 }

// Type implements Dialect. Floats are NUMERIC because SQLite then keeps whole
// numbers as integers and gives 1.0 back as 1, as DynamoDB does. SQLite
// knows types by the words in them: "INT" and "TEXT" count, what stands before
// tells a migration what the column is for.
func (SQLite) Type(t Type) string {
	switch t {
	case Integer:
		return "INTEGER"
	case Boolean:
		return "BOOLEAN INT"
	case Real:
		return "NUMERIC"
	case List, Map:
		return "JSON TEXT"
	}
	return "TEXT"
}

// Type implements Dialect. Text compares by bytes. JSON is kept as it was
// written; jsonb would reorder it.
func (Postgres) Type(t Type) string {
	switch t {
	case Integer:
		return "bigint"
	case Real:
		return "double precision"
	case Boolean:
		return "boolean"
	case List, Map:
		return "json"
	}
	return `text COLLATE "C"`
}

func (SQLite) placeholder(b []byte, _ int) []byte { return append(b, '?') }

func (Postgres) placeholder(b []byte, n int) []byte {
	return strconv.AppendInt(append(b, '$'), int64(n), 10)
}

func (SQLite) limit(b *builder, n int) {
	b.text(" LIMIT ")
	b.arg(value.OfInt(int64(n)))
}

// limit stands in the text: where it is a parameter PostgreSQL takes a tenth of
// the table for it, and so plans for rows that nobody wants, or anew each time.
func (Postgres) limit(b *builder, n int) {
	b.SQL = strconv.AppendInt(append(b.SQL, " LIMIT "...), int64(n), 10)
}

func (SQLite) lock(*builder) {} // a transaction is the only writer

func (Postgres) lock(b *builder) { b.text(" FOR UPDATE") }

func (SQLite) supports(x *Index) bool { return !x.Elements }

func (Postgres) supports(*Index) bool { return true }
