package migrate

import (
	"context"
	"slices"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/store/sqlgen"
)

// rebuilds reports whether the table has to be written anew: its key changes,
// or the type of a column, which SQLite cannot alter.
func (df *differ) rebuilds(t *sqlgen.Table, have *table) bool {
	if !slices.Equal(have.key, keyNames(t)) {
		return true
	}
	for _, c := range t.Columns {
		h := have.column(c.Name)
		if h == nil && c.NotNull || h != nil && (!strings.EqualFold(h.typ, df.d.Type(c.Type)) || h.notNull != c.NotNull) {
			return true
		}
	}
	return false
}

func keyNames(t *sqlgen.Table) (names []string) {
	for _, c := range t.PrimaryKey() {
		names = append(names, c.Name)
	}
	return names
}

// rebuild copies the table into a new one.
func (df *differ) rebuild(ctx context.Context, t *sqlgen.Table, have *table) error {
	if err := df.rebuildLosses(ctx, t, have); err != nil {
		return err
	}
	fresh := t.Name + "#new"
	var columns, contents, present []string
	for _, c := range t.Columns {
		content, err := df.copied(ctx, t, c, have)
		if err != nil {
			return err
		}
		if c.NotNull {
			if content == "" {
				present = append(present, "FALSE") // no old row has the new key
				content = "NULL"
			} else {
				present = append(present, "("+content+") IS NOT NULL")
			}
		}
		if content != "" {
			columns, contents = append(columns, c.Quoted), append(contents, content)
		}
	}
	df.step(sqlgen.CreateTable(df.d, t, fresh), "create the new form of table %s", t.Name)
	df.step("INSERT INTO "+sqlgen.Quote(fresh)+" ("+strings.Join(columns, ", ")+")\nSELECT "+strings.Join(contents, ", ")+
		"\nFROM "+t.Quoted+" WHERE "+strings.Join(present, " AND ")+"\nON CONFLICT DO NOTHING", "copy the rows of table %s", t.Name)
	df.step("DROP TABLE "+t.Quoted, "drop the old form of table %s", t.Name)
	df.step("ALTER TABLE "+sqlgen.Quote(fresh)+" RENAME TO "+t.Quoted, "put the new form of table %s in its place", t.Name)
	df.indexes(t, nil)
	return nil
}

// copied gives the SQL of a column's content in the old table.
func (df *differ) copied(ctx context.Context, t *sqlgen.Table, c *sqlgen.Column, have *table) (string, error) {
	h := have.column(c.Name)
	if h == nil {
		return df.content(ctx, t, c, have)
	}
	if strings.EqualFold(h.typ, df.d.Type(c.Type)) {
		return df.rejoined(t, c, have), nil
	}
	return df.convert(c.Quoted, df.typeOf(h.typ), c.Type), nil
}

// rejoined gives the content of a column that stays. A joined sort key stays,
// too, when its parts change their types, because values that fit keep their
// texts; where one is dropped the key goes with it.
func (df *differ) rejoined(t *sqlgen.Table, c *sqlgen.Column, have *table) string {
	var kept []string
	for _, f := range c.Parts {
		part := t.Column(f)
		if h := have.column(part.Name); h != nil && !strings.EqualFold(h.typ, df.d.Type(part.Type)) {
			kept = append(kept, "("+df.convert(part.Quoted, df.typeOf(h.typ), part.Type)+") IS NOT NULL")
		}
	}
	if len(kept) == 0 {
		return c.Quoted
	}
	return "CASE WHEN " + strings.Join(kept, " AND ") + " THEN " + c.Quoted + " END"
}

// rebuildLosses counts what does not fit into the new form.
func (df *differ) rebuildLosses(ctx context.Context, t *sqlgen.Table, have *table) error {
	if key := keyNames(t); !slices.Equal(have.key, key) {
		err := df.lose(ctx, Loss{Table: t.Name, What: "the key changes from (" + strings.Join(have.key, ", ") + ") to (" + strings.Join(key, ", ") +
			"): rows are known by other keys, and rows without the new key or with one that is taken are dropped"}, "")
		if err != nil {
			return err
		}
	}
	for i := range have.columns {
		h := &have.columns[i]
		c := wanted(t, h.name)
		switch {
		case c == nil:
			if err := df.loseColumn(ctx, t, h); err != nil {
				return err
			}
		case !strings.EqualFold(h.typ, df.d.Type(c.Type)):
			converted := df.convert(c.Quoted, df.typeOf(h.typ), c.Type)
			err := df.lose(ctx, Loss{Table: t.Name, Column: c.Name, What: "the type changes from " + h.typ + " to " + df.d.Type(c.Type) + ": values that do not fit are dropped"},
				c.Quoted+" IS NOT NULL AND ("+converted+") IS NULL")
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// typeOf gives the type of a column by its SQL type; 0 for one that is not ours.
func (df *differ) typeOf(sql string) sqlgen.Type {
	for _, t := range []sqlgen.Type{sqlgen.Text, sqlgen.Integer, sqlgen.Real, sqlgen.Boolean, sqlgen.List} {
		if strings.EqualFold(df.d.Type(t), sql) {
			return t
		}
	}
	if strings.EqualFold(sql, "text") {
		return sqlgen.Text // with another order
	}
	return 0
}

// convert gives the SQL of a value in another type: NULL where it has none.
func (df *differ) convert(c string, from, to sqlgen.Type) string {
	sqlite := df.d.Name() == "sqlite"
	switch {
	case from == sqlgen.Text && to == sqlgen.Text:
		return c
	case from == sqlgen.Integer && to == sqlgen.Real:
		return "CAST(" + c + " AS " + df.d.Type(to) + ")"
	case (from == sqlgen.Integer || from == sqlgen.Real) && to == sqlgen.Text:
		return "CAST(" + c + " AS TEXT)"
	case from == sqlgen.Boolean && to == sqlgen.Text:
		return "CASE WHEN " + c + " THEN 'true' WHEN NOT " + c + " THEN 'false' END"
	case from == sqlgen.Real && to == sqlgen.Integer:
		return "CASE WHEN abs(" + c + ") < 9e15 AND CAST(" + c + " AS bigint) = " + c + " THEN CAST(" + c + " AS bigint) END"
	case from == sqlgen.Text && to == sqlgen.Integer && sqlite:
		return "CASE WHEN CAST(CAST(" + c + " AS INTEGER) AS TEXT) = " + c + " THEN CAST(" + c + " AS INTEGER) END"
	case from == sqlgen.Text && to == sqlgen.Integer:
		return "CASE WHEN " + c + " ~ '^-?[0-9]{1,18}$' THEN " + c + "::bigint END"
	}
	return "CAST(NULL AS " + strings.TrimSuffix(df.d.Type(to), ` COLLATE "C"`) + ")"
}
