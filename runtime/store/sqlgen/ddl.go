package sqlgen

import "strings"

// CreateTable gives the statement that creates a table under a name.
func CreateTable(d Dialect, t *Table, name string) string {
	var b strings.Builder
	b.WriteString("CREATE TABLE " + Quote(name) + " (")
	for i, c := range t.Columns {
		if i > 0 {
			b.WriteString(",")
		}
		b.WriteString("\n  " + ColumnDefinition(d, c))
	}
	b.WriteString(",\n  PRIMARY KEY (" + columnList(t.Key.columns()) + ")\n)")
	return b.String()
}

// ColumnDefinition gives a column's part of CREATE TABLE and ADD COLUMN.
func ColumnDefinition(d Dialect, c *Column) string {
	s := c.Quoted + " " + d.Type(c.Type)
	if c.NotNull {
		s += " NOT NULL"
	}
	return s
}

// CreateIndex gives the statement that creates an index; empty where the
// database has no such index.
func CreateIndex(d Dialect, t *Table, x *Index) string {
	if !d.supports(x) {
		return ""
	}
	if x.Elements {
		return "CREATE INDEX " + Quote(x.Name) + " ON " + t.Quoted + " USING gin ((" + x.Columns[0].Quoted + "::jsonb))"
	}
	return "CREATE INDEX " + Quote(x.Name) + " ON " + t.Quoted + " (" + columnList(x.Columns) + ")"
}

// PrimaryKey gives the columns of a table's primary key.
func (t *Table) PrimaryKey() []*Column { return t.Key.columns() }

// Supports reports whether the database has indexes such as x.
func Supports(d Dialect, x *Index) bool { return d.supports(x) }

func columnList(columns []*Column) string {
	quoted := make([]string, len(columns))
	for i, c := range columns {
		quoted[i] = c.Quoted
	}
	return strings.Join(quoted, ", ")
}
