package sqlgen

import (
	"slices"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/schema"
)

// index adds an index on the columns, followed by the primary key, which
// orders rows that are equal in them. An index that another one makes
// superfluous is left out.
func (t *Table) index(columns []*Column) {
	columns = slices.Clone(columns)
	for _, c := range t.Key.columns() {
		if !slices.Contains(columns, c) {
			columns = append(columns, c)
		}
	}
	if prefixOf(columns, t.Key.columns()) || slices.Equal(columns, t.Key.columns()) {
		return
	}
	for _, x := range t.Indexes {
		if !x.Elements && prefixOf(columns, x.Columns) {
			return
		}
	}
	t.Indexes = slices.DeleteFunc(t.Indexes, func(x *Index) bool { return !x.Elements && prefixOf(x.Columns, columns) })
	t.Indexes = append(t.Indexes, &Index{Name: t.indexName(columns), Columns: columns})
}

// indexElements adds an index on the elements of a list.
func (t *Table) indexElements(c *Column) {
	for _, x := range t.Indexes {
		if x.Elements && x.Columns[0] == c {
			return
		}
	}
	t.Indexes = append(t.Indexes, &Index{Name: t.indexName([]*Column{c}) + "#elements", Columns: []*Column{c}, Elements: true})
}

func prefixOf(short, long []*Column) bool {
	return len(short) <= len(long) && slices.Equal(short, long[:len(short)])
}

// indexName makes a name that says what the index is for: "Todo.owner.id", or
// "Todo.list.day#hour.id" where two sort fields are joined.
func (t *Table) indexName(columns []*Column) string {
	parts := []string{t.Name}
	for _, c := range columns {
		parts = append(parts, c.Name)
	}
	return shortened(strings.Join(parts, "."), maxName-len("#elements"))
}

// indexRules indexes the owner and group fields of the rules that read or
// change rows: their values are part of nearly every statement.
func (t *Table) indexRules() {
	for _, r := range t.Model.Rules {
		t.indexRule(r)
	}
	for _, f := range t.Model.Fields {
		for _, r := range f.Rules {
			t.indexRule(r)
		}
	}
}

func (t *Table) indexRule(r *schema.Rule) {
	for _, name := range []string{r.OwnerField, r.GroupsField} {
		if name == "" {
			continue
		}
		c := t.Column(t.Model.Field(name))
		switch {
		case c == nil: // a groups field that the model does not have admits nobody
		case c.Type == Text:
			t.index([]*Column{c})
		case c.Type == List:
			t.indexElements(c)
		}
	}
}

// indexRelations indexes the references of every relationship in the child.
func (l *Layout) indexRelations(s *schema.Schema) {
	for _, m := range s.Models {
		for _, f := range m.Fields {
			if f.Relation == nil {
				continue
			}
			child := l.byModel[f.Relation.Child]
			var columns []*Column
			for _, r := range f.Relation.ReferenceFields {
				columns = append(columns, child.Column(r))
			}
			child.index(columns)
		}
	}
}

// relationNames are the names that the table takes in the database's one name
// space of tables and indexes.
func (t *Table) relationNames() []string {
	all := []string{t.Name}
	for _, x := range t.Indexes {
		all = append(all, x.Name)
	}
	return all
}
