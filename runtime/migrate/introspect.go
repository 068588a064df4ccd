package migrate

import (
	"context"
	"fmt"

	"github.com/amplifygo/amplifygo/runtime/store/sqlgen"
)

// column is a column as the database has it.
type column struct {
	name, typ string
	notNull   bool
}

// table is a table as the database has it.
type table struct {
	name    string
	columns []column
	key     []string
	indexes []string
}

func (t *table) column(name string) *column {
	for i := range t.columns {
		if t.columns[i].name == name {
			return &t.columns[i]
		}
	}
	return nil
}

// marker is the column that every table of a model has and no other table.
const marker = "#nulls"

// ours reports whether a table belongs to a model, of this schema or an
// earlier one. Other tables of the database are none of our business.
func (t *table) ours() bool { return t.column(marker) != nil }

// queries ask a database for its columns (table, name, type, "1" for NOT NULL,
// place in the primary key from 1 or 0) in order, and its indexes (table, name).
type queries struct{ columns, indexes string }

var introspection = map[string]queries{
	"sqlite": {
		columns: `SELECT m.name, c.name, c.type, c."notnull", c.pk
			FROM sqlite_schema AS m, pragma_table_info(m.name) AS c
			WHERE m.type = 'table' ORDER BY m.name, c.cid`,
		indexes: `SELECT tbl_name, name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name`,
	},
	"postgres": {
		columns: `SELECT c.table_name, c.column_name,
				CASE WHEN c.collation_name = 'C' THEN c.data_type || ' COLLATE "C"' ELSE c.data_type END,
				CASE WHEN c.is_nullable = 'NO' THEN '1' ELSE '0' END,
				coalesce(k.ordinal_position, 0)
			FROM information_schema.columns AS c
			JOIN information_schema.tables AS t
				ON t.table_schema = c.table_schema AND t.table_name = c.table_name AND t.table_type = 'BASE TABLE'
			LEFT JOIN information_schema.table_constraints AS p
				ON p.table_schema = c.table_schema AND p.table_name = c.table_name AND p.constraint_type = 'PRIMARY KEY'
			LEFT JOIN information_schema.key_column_usage AS k
				ON k.constraint_schema = p.constraint_schema AND k.constraint_name = p.constraint_name
				AND k.table_name = c.table_name AND k.column_name = c.column_name
			WHERE c.table_schema = current_schema() ORDER BY c.table_name, c.ordinal_position`,
		indexes: `SELECT tablename, indexname FROM pg_indexes WHERE schemaname = current_schema() ORDER BY indexname`,
	},
}

// introspect reads what the database has.
func introspect(ctx context.Context, s Session, d sqlgen.Dialect) (map[string]*table, error) {
	q := introspection[d.Name()]
	rows, err := s.Rows(ctx, q.columns)
	if err != nil {
		return nil, fmt.Errorf("read the database's tables: %w", err)
	}
	tables := map[string]*table{}
	for _, r := range rows {
		t := tables[r[0]]
		if t == nil {
			t = &table{name: r[0]}
			tables[r[0]] = t
		}
		t.columns = append(t.columns, column{name: r[1], typ: r[2], notNull: r[3] == "1"})
		if r[4] != "0" {
			place := int(r[4][0] - '0') // our keys have at most two columns
			for len(t.key) < place {
				t.key = append(t.key, "")
			}
			if place > 0 {
				t.key[place-1] = r[1]
			}
		}
	}
	if rows, err = s.Rows(ctx, q.indexes); err != nil {
		return nil, fmt.Errorf("read the database's indexes: %w", err)
	}
	for _, r := range rows {
		if t := tables[r[0]]; t != nil {
			t.indexes = append(t.indexes, r[1])
		}
	}
	return tables, nil
}
