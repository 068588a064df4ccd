package sqlgen

import (
	"fmt"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/schema"
)

// Type is the type of a column.
type Type uint8

// The types of columns. List and Map hold JSON text: lists, and custom types.
const (
	Text Type = iota + 1
	Integer
	Real
	Boolean
	List
	Map
)

// text reports whether the values are texts, which may be long.
func (t Type) text() bool { return t == Text || t == List || t == Map }

// TypeOf gives the type of the column that holds a field.
func TypeOf(f *schema.Field) Type {
	if f.List {
		return List
	}
	switch f.Kind {
	case schema.Int, schema.AWSTimestamp:
		return Integer
	case schema.Float:
		return Real
	case schema.Boolean:
		return Boolean
	case schema.CustomKind:
		return Map
	}
	return Text
}

// Column is one column of a table.
type Column struct {
	Name string
	// Quoted is the name as SQL.
	Quoted string
	Type   Type
	// Field is what the column holds; nil for the columns below.
	Field *schema.Field
	// Parts are the fields that the column holds joined with "#".
	Parts []*schema.Field
	// NotNull is set for the columns of the primary key.
	NotNull bool
	// marker is the field's name as it stands in the column of nulls.
	marker string
}

// KeyColumns are the columns by which a key reaches rows.
type KeyColumns struct {
	Partition *Column
	// Sort is nil for a key of one field. For two sort fields and more it is
	// the column that holds them joined.
	Sort *Column
}

// columns lists them.
func (k KeyColumns) columns() []*Column {
	if k.Sort == nil {
		return []*Column{k.Partition}
	}
	return []*Column{k.Partition, k.Sort}
}

// Table is the table of a model.
type Table struct {
	Model  *schema.Model
	Name   string
	Quoted string
	// Columns are all columns in the order in which they are created: those of
	// the fields, joined sort keys, the column of nulls.
	Columns []*Column
	// Nulls names the fields that were given an explicit null at creation:
	// ",a,b,". The columns themselves cannot tell such a null from absence.
	Nulls *Column
	// Key is the primary key. As in DynamoDB the joined text of several sort
	// fields is unique, so ("a#1", "2") and ("a", "1#2") exclude one another;
	// each is found by its own fields only.
	Key     KeyColumns
	Indexes []*Index

	byOrdinal []*Column
	joined    map[string]*Column
	access    map[*schema.Index]KeyColumns
}

// Index is a secondary index of a table; none is unique.
type Index struct {
	Name    string
	Columns []*Column
	// Elements: the index finds the elements of the one column, a List.
	// Only some databases have such indexes.
	Elements bool
}

// Column finds the column of a stored field of the table's model; nil for
// anything else.
func (t *Table) Column(f *schema.Field) *Column {
	if f == nil || f.Model != t.Model || f.Ordinal < 0 {
		return nil
	}
	return t.byOrdinal[f.Ordinal]
}

// Layout is all tables of a schema.
type Layout struct {
	Tables  []*Table
	byModel map[*schema.Model]*Table
}

// Table finds the table of a model; nil for a model of another schema.
func (l *Layout) Table(m *schema.Model) *Table { return l.byModel[m] }

// NewLayout derives the tables from the schema, the same for every database.
// An error means that two names of the schema need the same identifier.
func NewLayout(s *schema.Schema) (*Layout, error) {
	l := &Layout{byModel: make(map[*schema.Model]*Table, len(s.Models))}
	all := make([]string, len(s.Models))
	for i, m := range s.Models {
		all[i] = tableName(m)
	}
	ids := names(all)
	seen := map[string]string{}
	for _, m := range s.Models {
		t, err := newTable(m, ids[tableName(m)])
		if err != nil {
			return nil, fmt.Errorf("table of model %s: %w", m.Name, err)
		}
		for _, n := range t.relationNames() {
			key := strings.ToLower(n)
			if other := seen[key]; other != "" {
				return nil, fmt.Errorf("models %s and %s both need the name %q in the database", other, m.Name, n)
			}
			seen[key] = m.Name
		}
		l.Tables = append(l.Tables, t)
		l.byModel[m] = t
	}
	l.indexRelations(s)
	return l, nil
}

func tableName(m *schema.Model) string {
	if m.Table != "" {
		return m.Table
	}
	return m.Name
}

func newTable(m *schema.Model, name string) (*Table, error) {
	t := &Table{Model: m, Name: name, Quoted: Quote(name), joined: map[string]*Column{}, access: map[*schema.Index]KeyColumns{}}
	var fields []string
	for _, f := range m.Fields {
		if f.Relation == nil {
			fields = append(fields, f.Name)
		}
	}
	ids := names(fields)
	for _, f := range m.Fields {
		if f.Relation != nil {
			continue
		}
		c := &Column{Name: ids[f.Name], Type: TypeOf(f), Field: f, marker: "," + f.Name + ","}
		t.add(c)
		t.byOrdinal = append(t.byOrdinal, c)
	}
	var err error
	if t.Key, err = t.key(m.KeyFields); err != nil {
		return nil, err
	}
	for _, c := range t.Key.columns() {
		c.NotNull = true
	}
	for _, x := range m.Indexes {
		k, err := t.key(x.KeyFields)
		if err != nil {
			return nil, fmt.Errorf("index %s: %w", x.Name, err)
		}
		t.access[x] = k
		t.index(k.columns())
	}
	t.indexRules()
	t.Nulls = &Column{Name: "#nulls", Type: Text}
	t.add(t.Nulls)
	return t, nil
}

func (t *Table) add(c *Column) {
	c.Quoted = Quote(c.Name)
	t.Columns = append(t.Columns, c)
}

// key finds the columns of a key and adds the one of the joined sort fields.
func (t *Table) key(fields []*schema.Field) (KeyColumns, error) {
	for _, f := range fields {
		switch t.Column(f).Type {
		case Text, Integer, Real:
		default:
			return KeyColumns{}, fmt.Errorf("field %s cannot be part of a key", f.Name)
		}
	}
	k := KeyColumns{Partition: t.Column(fields[0])}
	switch len(fields) {
	case 1:
	case 2:
		k.Sort = t.Column(fields[1])
	default:
		k.Sort = t.join(fields[1:])
	}
	return k, nil
}

// join finds or adds the column that holds the fields joined.
func (t *Table) join(fields []*schema.Field) *Column {
	parts := make([]string, len(fields))
	for i, f := range fields {
		parts[i] = f.Name
	}
	name := strings.Join(parts, "#")
	c := t.joined[name]
	if c == nil {
		c = &Column{Name: shortened(name, maxName), Type: Text, Parts: fields}
		t.joined[name] = c
		t.add(c)
	}
	return c
}
