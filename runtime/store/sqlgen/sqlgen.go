// Package sqlgen turns the requests of package store into SQL: it lays out the
// tables of a schema and compiles queries, writes and conditions for a
// dialect. It knows no driver.
//
// The text of a statement depends on the shape of a request only (and for
// PostgreSQL on its limit); every value that a caller supplied is a parameter.
// So statements can be kept prepared, and no value ever becomes SQL.
//
// Conditions follow package predicate, which has no third truth value. The SQL
// of a condition may be NULL where the condition is false, never where it is
// true: WHERE takes NULL for false, as do AND and OR as far as the outcome
// "true" goes. Negation, which would let NULL through as NULL, is always
// written IS NOT TRUE.
package sqlgen

import (
	"errors"
	"fmt"

	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// ErrText is returned for a text that cannot be stored: it holds the character
// U+0000, which PostgreSQL does not have, or is not UTF-8.
var ErrText = errors.New("the text holds the character U+0000 or is not valid UTF-8, and cannot be stored")

// maxDepth bounds the nesting of conditions. SQLite takes expressions of depth
// 1000, of which one level of a condition may need three.
const maxDepth = 250

// Compiler compiles requests for the tables of a schema. It is safe for
// concurrent use.
type Compiler struct {
	layout  *Layout
	dialect Dialect
}

// New makes a compiler.
func New(l *Layout, d Dialect) *Compiler { return &Compiler{layout: l, dialect: d} }

// Layout gives the tables that the compiler was made for.
func (c *Compiler) Layout() *Layout { return c.layout }

func (c *Compiler) table(m *schema.Model) (*Table, error) {
	t := c.layout.Table(m)
	if t == nil {
		return nil, fmt.Errorf("the model of the request is not in the store's schema")
	}
	return t, nil
}

// Statement is SQL text and its parameters in order. Both are valid until the
// holder is released.
type Statement struct {
	SQL  []byte
	Args []value.Value
}

// builder writes one statement.
type builder struct {
	Statement
	d Dialect
	t *Table
	// prefix qualifies columns: "", "t." or "u.".
	prefix string
	err    error
}

func (b *builder) reset(d Dialect, t *Table) {
	clear(b.Args)
	*b = builder{Statement: Statement{SQL: b.SQL[:0], Args: b.Args[:0]}, d: d, t: t}
}

func (b *builder) text(s string)    { b.SQL = append(b.SQL, s...) }
func (b *builder) column(c *Column) { b.text(b.prefix); b.text(c.Quoted) }

func (b *builder) arg(v value.Value) {
	b.Args = append(b.Args, v)
	b.SQL = b.d.placeholder(b.SQL, len(b.Args))
}

func (b *builder) fail(format string, args ...any) {
	if b.err == nil {
		b.err = fmt.Errorf(format, args...)
	}
}

// finish reports what went wrong on the way.
func (b *builder) finish() error {
	if n := b.d.MaxArgs(); b.err == nil && len(b.Args) > n {
		b.fail("the request needs %d parameters, more than the database's %d: split it", len(b.Args), n)
	}
	return b.err
}

// expr appends a condition.
func (b *builder) expr(e predicate.Expr, depth int) {
	if depth > maxDepth {
		b.fail("conditions are nested more than %d deep", maxDepth)
		return
	}
	switch e := e.(type) {
	case predicate.Constant:
		b.constant(bool(e))
	case predicate.And:
		b.junction(e, " AND ", true, depth)
	case predicate.Or:
		b.junction(gather(e), " OR ", false, depth)
	case predicate.Not:
		b.text("(")
		b.expr(e.Expr, depth+1)
		b.text(") IS NOT TRUE")
	case predicate.Compare:
		b.compare(e)
	default:
		b.fail("unknown condition %T", e)
	}
}

// gather makes the equalities of one field in an Or an In: an owner's three
// names become one search of an index.
func gather(parts predicate.Or) predicate.Or {
	equalities := 0
	for _, p := range parts {
		if c, ok := p.(predicate.Compare); ok && c.Op == predicate.Eq && !c.Size && len(c.Args) == 1 {
			equalities++
		}
	}
	if equalities < 2 {
		return parts
	}
	gathered := make(predicate.Or, 0, len(parts))
	at := map[*schema.Field]int{}
	for _, p := range parts {
		c, ok := p.(predicate.Compare)
		if !ok || c.Op != predicate.Eq || c.Size || len(c.Args) != 1 {
			gathered = append(gathered, p)
			continue
		}
		i, there := at[c.Field]
		if !there {
			at[c.Field] = len(gathered)
			gathered = append(gathered, predicate.Compare{Field: c.Field, Op: predicate.In, Args: []value.Value{c.Args[0]}})
			continue
		}
		in := gathered[i].(predicate.Compare)
		in.Args = append(in.Args, c.Args[0])
		gathered[i] = in
	}
	return gathered
}

// junction appends the parts in halves, so that a list of any length is no
// deeper than its logarithm.
func (b *builder) junction(parts []predicate.Expr, op string, empty bool, depth int) {
	switch len(parts) {
	case 0:
		b.constant(empty)
	case 1:
		b.expr(parts[0], depth+1)
	default:
		half := len(parts) / 2
		b.text("(")
		b.junction(parts[:half], op, empty, depth)
		b.text(op)
		b.junction(parts[half:], op, empty, depth)
		b.text(")")
	}
}

func (b *builder) constant(is bool) {
	if is {
		b.text("TRUE")
	} else {
		b.text("FALSE")
	}
}
