package migrate

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/store/sqlgen"
)

// differ plans one migration. It is our own and not Atlas's because tables of
// models are simple, because the question here is what is lost and for how
// many rows, which Atlas does not answer, and because every server carries it:
// Atlas's drivers would bring HCL and database/sql into each of them.
type differ struct {
	s    Session
	d    sqlgen.Dialect
	plan *Plan
}

func plan(ctx context.Context, s Session, d sqlgen.Dialect, l *sqlgen.Layout) (*Plan, error) {
	have, err := introspect(ctx, s, d)
	if err != nil {
		return nil, err
	}
	df := &differ{s: s, d: d, plan: &Plan{Dialect: d.Name()}}
	wanted := map[string]bool{}
	for _, t := range l.Tables {
		wanted[t.Name] = true
		if err := df.table(ctx, t, have[t.Name]); err != nil {
			return nil, err
		}
	}
	for _, name := range sortedNames(have) {
		if t := have[name]; !wanted[name] && t.ours() {
			if err := df.dropTable(ctx, t); err != nil {
				return nil, err
			}
		}
	}
	return df.plan, nil
}

func sortedNames(tables map[string]*table) []string {
	names := make([]string, 0, len(tables))
	for n := range tables {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

func (df *differ) step(sql, purpose string, args ...any) {
	df.plan.Steps = append(df.plan.Steps, Step{Purpose: fmt.Sprintf(purpose, args...), SQL: sql})
}

// lose notes a risk, and a loss where there are rows that it happens to.
func (df *differ) lose(ctx context.Context, l Loss, condition string) error {
	sql := "SELECT count(*) FROM " + sqlgen.Quote(l.Table)
	if condition != "" {
		sql += " WHERE " + condition
	}
	df.plan.risks = append(df.plan.risks, risk{loss: l, count: sql})
	n, err := df.count(ctx, sql)
	if err != nil || n == 0 {
		return err
	}
	l.Rows = n
	df.plan.Losses = append(df.plan.Losses, l)
	return nil
}

func (df *differ) count(ctx context.Context, sql string) (int64, error) {
	rows, err := df.s.Rows(ctx, sql)
	if err != nil {
		return 0, err
	}
	return strconv.ParseInt(rows[0][0], 10, 64)
}

func (df *differ) table(ctx context.Context, t *sqlgen.Table, have *table) error {
	if have == nil {
		df.step(sqlgen.CreateTable(df.d, t, t.Name), "create table %s", t.Name)
		df.indexes(t, nil)
		return nil
	}
	if !have.ours() {
		return fmt.Errorf("the database has a table %s already that does not belong to the schema: rename one of the two", t.Name)
	}
	if df.rebuilds(t, have) {
		return df.rebuild(ctx, t, have)
	}
	df.dropIndexes(t, have)
	for i := range have.columns {
		if err := df.dropColumn(ctx, t, &have.columns[i]); err != nil {
			return err
		}
	}
	for _, c := range t.Columns {
		if have.column(c.Name) == nil {
			if err := df.addColumn(ctx, t, c, have); err != nil {
				return err
			}
		}
	}
	df.indexes(t, have)
	return nil
}

func (df *differ) dropTable(ctx context.Context, t *table) error {
	df.step("DROP TABLE "+sqlgen.Quote(t.name), "drop table %s, whose model is gone", t.name)
	return df.lose(ctx, Loss{Table: t.name, What: "the table is dropped with its rows"}, "")
}

func (df *differ) dropColumn(ctx context.Context, t *sqlgen.Table, c *column) error {
	if wanted(t, c.name) != nil {
		return nil
	}
	df.step("ALTER TABLE "+t.Quoted+" DROP COLUMN "+sqlgen.Quote(c.name), "drop column %s of table %s", c.name, t.Name)
	return df.loseColumn(ctx, t, c)
}

// loseColumn notes the values of a column that goes. Joined sort keys hold
// nothing of their own; their names have a "#" between two names.
func (df *differ) loseColumn(ctx context.Context, t *sqlgen.Table, c *column) error {
	if left, _, joined := strings.Cut(c.name, "#"); joined && left != "" && t.Model.Field(left) != nil {
		return nil
	}
	return df.lose(ctx, Loss{Table: t.Name, Column: c.name, What: "the column is dropped with its values"}, sqlgen.Quote(c.name)+" IS NOT NULL")
}

func wanted(t *sqlgen.Table, name string) *sqlgen.Column {
	for _, c := range t.Columns {
		if c.Name == name {
			return c
		}
	}
	return nil
}

func (df *differ) addColumn(ctx context.Context, t *sqlgen.Table, c *sqlgen.Column, have *table) error {
	df.step("ALTER TABLE "+t.Quoted+" ADD COLUMN "+sqlgen.ColumnDefinition(df.d, c), "add column %s to table %s", c.Name, t.Name)
	content, err := df.content(ctx, t, c, have)
	if err != nil || content == "" {
		return err
	}
	df.step("UPDATE "+t.Quoted+" SET "+c.Quoted+" = "+content, "fill column %s of table %s", c.Name, t.Name)
	return nil
}

// content gives what old rows get in a new column; empty for nothing.
func (df *differ) content(ctx context.Context, t *sqlgen.Table, c *sqlgen.Column, have *table) (string, error) {
	switch f := c.Field; {
	case len(c.Parts) > 0:
		return df.joined(ctx, t, c, have)
	case f == nil || !f.NonNull():
		return "", nil
	case f.HasDefault && c.Type != sqlgen.List && c.Type != sqlgen.Map:
		n, err := df.count(ctx, "SELECT count(*) FROM "+t.Quoted)
		if err != nil || n == 0 {
			return "", err
		}
		return df.defaultOf(c), nil
	default:
		return "", df.lose(ctx, Loss{Table: t.Name, Column: c.Name,
			What: "the new field is required and has no default: reading it from an old row is an error"}, "")
	}
}

func (df *differ) defaultOf(c *sqlgen.Column) string {
	text := "'" + strings.ReplaceAll(c.Field.Default, "'", "''") + "'"
	if c.Type == sqlgen.Text {
		return text
	}
	if c.Type == sqlgen.Boolean {
		return strings.ToUpper(strconv.FormatBool(c.Field.Default == "true"))
	}
	return "CAST(" + text + " AS " + df.d.Type(c.Type) + ")"
}

// joined gives the SQL of a joined sort key; empty where a part is as new as it.
func (df *differ) joined(ctx context.Context, t *sqlgen.Table, c *sqlgen.Column, have *table) (string, error) {
	var parts []string
	for _, f := range c.Parts {
		part := t.Column(f)
		if have.column(part.Name) == nil {
			return "", nil
		}
		switch part.Type {
		case sqlgen.Text:
			parts = append(parts, part.Quoted)
		case sqlgen.Integer:
			parts = append(parts, "CAST("+part.Quoted+" AS TEXT)")
		default:
			// SQL writes floating point numbers in other ways than the store does.
			return "", df.lose(ctx, Loss{Table: t.Name, Column: c.Name,
				What: "the new sort key has a floating point part: old rows are not in its index until they are written again"}, part.Quoted+" IS NOT NULL")
		}
	}
	return strings.Join(parts, " || '#' || "), nil
}

// dropIndexes drops the indexes of the table that are not wanted any more;
// those with names of other people stay.
func (df *differ) dropIndexes(t *sqlgen.Table, have *table) {
	for _, name := range have.indexes {
		unwanted := !slices.ContainsFunc(t.Indexes, func(x *sqlgen.Index) bool { return x.Name == name && sqlgen.Supports(df.d, x) })
		if unwanted && strings.HasPrefix(name, t.Name+".") {
			df.step("DROP INDEX "+sqlgen.Quote(name), "drop index %s, which nothing needs any more", name)
		}
	}
}

func (df *differ) indexes(t *sqlgen.Table, have *table) {
	for _, x := range t.Indexes {
		if have != nil && slices.Contains(have.indexes, x.Name) {
			continue
		}
		if sql := sqlgen.CreateIndex(df.d, t, x); sql != "" {
			df.step(sql, "create index %s", x.Name)
		}
	}
}
