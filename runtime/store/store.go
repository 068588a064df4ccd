// Package store is what the executor asks of a database. The drivers are in
// the sub-packages sqlite and postgres; both compile the same requests to SQL
// through a dialect, and the same test-suite runs on both.
//
// A request speaks in fields of the schema and conditions of package
// predicate, never in SQL. Authorization reaches the store as a condition like
// any other, so that it is part of the statement that reads or writes.
package store

import (
	"context"
	"errors"

	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// Store is a database that holds the tables of a schema. It is safe for
// concurrent use.
type Store interface {
	Reader
	// Write runs fn in one read-write transaction and commits it when fn
	// returns nil. fn may be run again when the database reports a conflict
	// with another transaction, so it must not have effects of its own. The
	// error of fn is returned as it is. When Write returns nil the transaction
	// is durable. A Write with the context that fn gets is ErrNested.
	Write(ctx context.Context, fn func(ctx context.Context, tx Tx) error) error
	// Ping reports whether the database answers.
	Ping(ctx context.Context) error
	Close() error
}

// Reader reads rows.
type Reader interface {
	// Read runs one statement, whatever the number of rows.
	Read(ctx context.Context, q *Query) (*Result, error)
}

// Tx is a read-write transaction. Reads see its own writes. A row that was
// read with Query.Lock does not change until the transaction ends.
type Tx interface {
	Reader
	// Insert stores a new row. It returns ErrExists when a row with the key is
	// there (whatever the condition says).
	Insert(ctx context.Context, w *Insert) error
	// Update changes the row with the key. It returns ErrNoRow when there is no
	// such row or Where does not admit it.
	Update(ctx context.Context, w *Update) error
	// Delete removes the row with the key. It returns ErrNoRow as Update does.
	Delete(ctx context.Context, w *Delete) error
	// Savepoint runs fn so that its failure undoes only what it did.
	Savepoint(ctx context.Context, fn func(ctx context.Context) error) error
}

// The errors of writes.
var (
	ErrExists = errors.New("a row with this key is already there")
	ErrNoRow  = errors.New("no row has this key and meets the condition")
	// ErrCursor is returned by Read for an After that does not fit the query.
	ErrCursor = errors.New("the cursor does not belong to this query")
	// ErrTooLong is returned by Read for rows that are much longer than
	// Query.Bytes.
	ErrTooLong = errors.New("the rows are too long to be read at once")
)

// PageBytes is Query.Bytes of what clients ask for: half of what an answer may
// be, since texts grow in JSON.
const PageBytes = 16 << 20

// Query asks for rows of one model.
type Query struct {
	Model *schema.Model
	// Fields are the stored fields wanted. Result records have all ordinals of
	// the model; fields not asked for are Absent.
	Fields []*schema.Field
	// Access says by which key the rows are reached; nil scans the table in
	// the order of the primary key.
	Access *Access
	// Where selects rows; nil selects all.
	Where predicate.Expr
	// Check is evaluated for each selected row and reported in Row.Admitted,
	// without selecting: a get tells "not there" from "not yours" by it.
	Check predicate.Expr
	// Limit is the greatest number of rows, for each batch key where there is
	// Batch; 0 means no limit.
	Limit int
	// Bytes, where not 0, ends a page with the row that makes its texts as long,
	// as DynamoDB's pages end at 1 MB; Next continues. Rows for many parents end
	// so too, one for each parent aside, and are ErrTooLong at four times Bytes.
	Bytes int
	// After continues behind the row that the cursor names. Not with Batch.
	After *Cursor
	// Batch reads the rows of many parents at once.
	Batch *Batch
	// ScanLimit, where not 0, gives DynamoDB's pages: at most ScanLimit rows
	// are looked at, and Where is applied to these. Not with Batch.
	ScanLimit int
	// Within, where not nil, selects the rows that ScanLimit counts; Where
	// selects among them. Only with ScanLimit.
	Within predicate.Expr
	// Lock keeps the rows from changing until the transaction ends. Only in a Tx.
	Lock bool
	// Last: nobody continues behind the rows, so that the cursors of the result
	// may be nil where there are more.
	Last bool
	// Nested are relationships to read along with the rows, in the same
	// statement. Not with Batch.
	Nested []Nested
}

// Nested is a relationship of a query's rows. Query has a Batch without keys
// and no access, scan limit, cursor or lock: its Fields equal From of the row.
type Nested struct {
	// From are the fields of the outer model, as many as Query.Batch.Fields.
	From []*schema.Field
	// Query may have Nested of its own.
	Query *Query
	// One: Batch.Fields are the whole primary key, so that there is one row at most.
	One bool
	// Ready asks for the rows as they will stand in the answer instead of
	// records: objects with these members, texts and integers only. Query has
	// no Check, no Nested, and is Last.
	Ready []Member
}

// Member is a field of a model under the name that it has in an object.
type Member struct {
	Key   string
	Field *schema.Field
}

// Access reaches rows by the primary key or a secondary index and orders them
// by its sort keys. Rows that lack one of the index's fields are not in it.
type Access struct {
	// Index is nil for the primary key.
	Index *schema.Index
	// Partition is the value of the first key field.
	Partition value.Value
	// Sort narrows the sort keys; nil takes all.
	Sort *SortCondition
	// Desc reverses the order of the sort keys.
	Desc bool
}

// SortCondition narrows the sort key. One sort key compares natively. Several
// compare as AppSync compares them: as one string, the values joined with "#".
type SortCondition struct {
	// Op is Eq, Lt, Le, Gt, Ge, Between or BeginsWith.
	Op predicate.Op
	// Args are values of the sort key, or Strings that are already joined.
	Args []value.Value
}

// Batch reads rows for many parents: those whose Fields equal one of Keys, in
// the order of the primary key within each, or of Order. A key with a null part
// matches nothing.
type Batch struct {
	Fields []*schema.Field
	Keys   [][]value.Value
	// Order is an index in whose order the rows of each parent are read, those
	// that it has; nil for the primary key. Fields is its partition key.
	Order *schema.Index
	// Desc reverses the order within each parent.
	Desc bool
	// After continues single keys, by position in Keys; nil for none.
	After []*Cursor
}

// Row is one row of a Result.
type Row struct {
	Record value.Record
	// Admitted is the outcome of Query.Check; true without one.
	Admitted bool
}

// Result is the rows of a Query, in order. With Batch the rows of all parents
// stand behind one another in the order of Keys, and Groups says which are whose.
type Result struct {
	Rows []Row
	// Next continues behind the last row; nil when there are no more.
	Next *Cursor
	// Groups has one element for each of Batch.Keys.
	Groups []Group
	// Nested are the results of Query.Nested, with a group for each of Rows. One
	// is nil where the store cannot read the relationship along: whoever wants
	// it then asks for it by a Batch.
	Nested []*Result
	// Ready is instead of Rows and Groups where Nested.Ready asked for it: for
	// each outer row a JSON array of objects or, where there is one at most, the
	// object. It is empty where there is none.
	Ready []string
}

// Group is the rows of one parent: Result.Rows[Start:End].
type Group struct {
	Start, End int
	Next       *Cursor
}

// Cursor names a row by the values that order the query: the sort values and
// then the primary key. The executor seals it into nextToken.
type Cursor struct {
	Values []value.Value
}

// Insert stores a row. Record has all ordinals of the model; Absent ones are
// left out, Null ones are stored as explicit nulls.
type Insert struct {
	Model  *schema.Model
	Record value.Record
	// Last promises that nothing else happens in the transaction and that its
	// function returns nil after the insert has succeeded: the store may commit
	// in the same statement.
	Last bool
}

// Update changes the row whose key fields equal Key.
type Update struct {
	Model *schema.Model
	Key   []value.Value
	// Set are the fields to change; a Null removes the field (it reads as
	// Absent afterwards).
	Set []Assignment
	// Where must admit the row as it is before the change; nil admits it.
	Where predicate.Expr
}

// Assignment gives a field a value.
type Assignment struct {
	Field *schema.Field
	Value value.Value
}

// Delete removes the row whose key fields equal Key.
type Delete struct {
	Model *schema.Model
	Key   []value.Value
	// Where must admit the row; nil admits it.
	Where predicate.Expr
}
