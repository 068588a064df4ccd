package jsresolver

import (
	"strconv"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/graphql/input"
)

// joins are the kinds of joins by their members of select.
var joins = map[string]string{"join": "JOIN", "innerJoin": "INNER JOIN", "leftJoin": "LEFT JOIN", "leftOuterJoin": "LEFT OUTER JOIN", "rightJoin": "RIGHT JOIN",
	"rightOuterJoin": "RIGHT OUTER JOIN", "fullOuterJoin": "FULL OUTER JOIN", "crossJoin": "CROSS JOIN", "joinNatural": "NATURAL JOIN",
	"innerJoinNatural": "NATURAL INNER JOIN", "leftJoinNatural": "NATURAL LEFT JOIN", "leftOuterJoinNatural": "NATURAL LEFT OUTER JOIN",
	"rightJoinNatural": "NATURAL RIGHT JOIN", "rightOuterJoinNatural": "NATURAL RIGHT OUTER JOIN", "fullOuterJoinNatural": "NATURAL FULL OUTER JOIN"}

var selectMembers = func() []string {
	out := []string{"table", "from", "columns", "where", "groupBy", "having", "orderBy", "limit", "offset"}
	for name := range joins {
		out = append(out, name)
	}
	return out
}()

func selectStatement(s *written, v *input.Value) {
	s.only("select", v, selectMembers...)
	s.text("SELECT ")
	s.columns(v.Get("columns"))
	s.text(" FROM ")
	s.source(v, true)
	for i := range v.Fields {
		if kind := joins[v.Fields[i].Name]; kind != "" {
			s.joined(kind, &v.Fields[i].Value)
		}
	}
	s.where(" WHERE ", v.Get("where"))
	s.groups(v.Get("groupBy"))
	s.where(" HAVING ", v.Get("having"))
	s.order(v.Get("orderBy"))
	for _, part := range []struct{ member, keyword string }{{"limit", " LIMIT "}, {"offset", " OFFSET "}} {
		if n := v.Get(part.member); !n.IsNull() {
			s.text(part.keyword).value(n)
		}
	}
}

// source writes the table of a statement: a name or {alias: name}, and where it
// is read from also a statement or {alias: statement}.
func (s *written) source(v *input.Value, reads bool) {
	of := v.Get("table")
	if of.IsNull() {
		of = v.Get("from")
	} else if !v.Get("from").IsNull() {
		s.fail("a statement has a table or a from, not both")
	}
	pieces, kind := statementOf(of, s.marks)
	switch {
	case of.Kind == input.String:
		s.name(of.Text)
	case pieces != nil && !reads, of.Kind != input.Object, len(of.Fields) == 0:
		s.fail("the table of a statement is a name")
	case kind == "sql":
		s.add(pieces...)
	case pieces != nil:
		s.text("(").add(pieces...).text(")")
	default:
		s.aliased(of, reads)
	}
}

// aliased writes {alias: name}, {alias: statement} or {alias: aggregate}, or
// several of them.
func (s *written) aliased(v *input.Value, statements bool) {
	for i := range v.Fields {
		alias, of := v.Fields[i].Name, &v.Fields[i].Value
		s.text(between(i, "", ", "))
		switch {
		case of.Kind == input.String:
			s.name(of.Text)
		case statements && s.aggregated(of):
		case statements:
			if s.text("("); !s.embed(of) {
				s.fail("%q is an alias of no name and no statement", clip(alias))
			}
			s.text(")")
		default:
			s.fail("%q is an alias of no name", clip(alias))
		}
		s.text(" AS ").named(piece{Name: alias, Alias: true})
	}
}

// aggregated writes an aggregate of agg; false for what is none.
func (s *written) aggregated(v *input.Value) bool {
	name := marked(v, s.aggregate)
	if name == nil {
		return false
	}
	column := v.Get("value")
	if call := aggregateCalls[name.Text]; call == "" || column.Kind != input.String {
		s.fail("an aggregate is of a column")
	} else {
		s.text(call).name(column.Text).text(")")
	}
	return true
}

// columns writes a list of columns, or "*".
func (s *written) columns(v *input.Value) {
	if v.IsNull() || v.Kind == input.String && v.Text == "*" {
		s.text("*")
		return
	}
	if v.Kind != input.List || len(v.Items) == 0 {
		s.fail(`columns are a list of names, aliases and aggregates, or "*"`)
	}
	for i := range v.Items {
		s.text(between(i, "", ", "))
		one := &v.Items[i]
		switch {
		case one.Kind == input.String:
			s.name(one.Text)
		case s.aggregated(one):
		case one.Kind == input.Object && len(one.Fields) > 0 && marked(one, s.statement) == nil:
			s.aliased(one, true)
		default:
			s.fail("a column is a name, {alias: name or statement} or an aggregate")
		}
	}
}

// joined writes the joins of one kind.
func (s *written) joined(kind string, list *input.Value) {
	if list.IsNull() {
		return
	}
	if list.Kind != input.List {
		s.fail("joins are a list")
	}
	for i := range list.Items {
		one := &list.Items[i]
		s.only("a join", one, "table", "from", "on", "using")
		s.text(" " + kind + " ")
		s.source(one, true)
		on, using := one.Get("on"), one.Get("using")
		switch bare := strings.HasPrefix(kind, "NATURAL") || strings.HasPrefix(kind, "CROSS"); {
		case on.IsNull() && using.IsNull():
		case bare || !on.IsNull() && !using.IsNull():
			s.fail("a join has either on or using, and a natural or a cross join neither")
		case !on.IsNull():
			s.where(" ON ", on)
		default:
			s.using(using)
		}
	}
}

func (s *written) using(list *input.Value) {
	if list.Kind != input.List || len(list.Items) == 0 {
		s.fail("using is a list of names of columns")
	}
	for i := range list.Items {
		if list.Items[i].Kind != input.String {
			s.fail("using is a list of names of columns")
		}
		s.text(between(i, " USING (", ", ")).name(list.Items[i].Text)
	}
	s.text(")")
}

// groups writes GROUP BY: names, or numbers of columns.
func (s *written) groups(list *input.Value) {
	if list.IsNull() {
		return
	}
	if list.Kind != input.List || len(list.Items) == 0 {
		s.fail("groupBy is a list of names and numbers of columns")
	}
	for i := range list.Items {
		s.text(between(i, " GROUP BY ", ", "))
		one := &list.Items[i]
		if one.Kind == input.String {
			s.name(one.Text)
			continue
		}
		n, err := strconv.Atoi(one.Text)
		if one.Kind != input.Int || err != nil || n < 1 {
			s.fail("groupBy is a list of names and numbers of columns")
		}
		s.text(strconv.Itoa(n))
	}
}

func (s *written) order(list *input.Value) {
	if !list.IsNull() && list.Kind != input.List {
		s.fail(`orderBy is a list of {"column": "name", "dir": "ASC"}`)
	}
	for i := range list.Items {
		dir, column := strings.ToUpper(list.Items[i].Get("dir").Text), list.Items[i].Get("column")
		if dir == "" {
			dir = "ASC"
		}
		if column.Kind != input.String || dir != "ASC" && dir != "DESC" {
			s.fail(`orderBy is a list of {"column": "name", "dir": "ASC"}`)
			return
		}
		s.text(between(i, " ORDER BY ", ", ")).name(column.Text).text(" " + dir)
	}
}

func insertStatement(s *written, v *input.Value) {
	s.only("insert", v, "table", "from", "values", "returning")
	s.text("INSERT INTO ")
	s.source(v, false)
	values := s.values("insert", v)
	for i := range values {
		s.text(between(i, " (", ", ")).name(values[i].Name)
	}
	for i := range values {
		s.text(between(i, ") VALUES (", ", ")).value(&values[i].Value)
	}
	s.text(")")
	s.returning(v)
}

func updateStatement(s *written, v *input.Value) {
	s.only("update", v, "table", "from", "values", "where", "returning")
	s.text("UPDATE ")
	s.source(v, false)
	values := s.values("update", v)
	for i := range values {
		s.text(between(i, " SET ", ", ")).name(values[i].Name).text(" = ").value(&values[i].Value)
	}
	s.where(" WHERE ", v.Get("where"))
	s.returning(v)
}

func removeStatement(s *written, v *input.Value) {
	s.only("remove", v, "table", "from", "where", "returning")
	s.text("DELETE FROM ")
	s.source(v, false)
	s.where(" WHERE ", v.Get("where"))
	s.returning(v)
}

func (s *written) values(statement string, v *input.Value) []input.Field {
	values := v.Get("values")
	if values.Kind != input.Object || len(values.Fields) == 0 {
		s.fail("%s needs values", statement)
	}
	return values.Fields
}

func (s *written) returning(v *input.Value) {
	if of := v.Get("returning"); !of.IsNull() {
		s.text(" RETURNING ")
		s.columns(of)
	}
}
