package jsresolver

import (
	"fmt"
	"slices"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/graphql/input"
)

// onlyMembers refuses members of a statement that are not known. Undefined ones do not
// reach here.
func onlyMembers(statement string, v *input.Value, known ...string) error {
	if v.Kind != input.Object {
		return fmt.Errorf("%s takes an object", statement)
	}
	for i := range v.Fields {
		if !slices.Contains(known, v.Fields[i].Name) {
			return fmt.Errorf("%s does not take %q on this server; write the statement with sql`…`", statement, v.Fields[i].Name)
		}
	}
	return nil
}

// tableOf writes the table's name.
func tableOf(s *written, v *input.Value) error {
	table := v.Get("table")
	if table.IsNull() {
		table = v.Get("from")
	}
	if table.Kind != input.String || table.Text == "" {
		return fmt.Errorf("the table of a statement is a name")
	}
	s.name(table.Text)
	return nil
}

// columnsOf writes a list of columns, or "*".
func columnsOf(s *written, v *input.Value) error {
	if v.IsNull() || v.Kind == input.String && v.Text == "*" {
		s.text("*")
		return nil
	}
	if v.Kind != input.List || len(v.Items) == 0 {
		return fmt.Errorf("columns are a list of names")
	}
	for i := range v.Items {
		if v.Items[i].Kind != input.String {
			return fmt.Errorf("columns are a list of names")
		}
		if i > 0 {
			s.text(", ")
		}
		s.name(v.Items[i].Text)
	}
	return nil
}

func selectStatement(s *written, v *input.Value) error {
	if err := onlyMembers("select", v, "table", "from", "columns", "where", "orderBy", "limit", "offset"); err != nil {
		return err
	}
	s.text("SELECT ")
	if err := columnsOf(s, v.Get("columns")); err != nil {
		return err
	}
	s.text(" FROM ")
	if err := tableOf(s, v); err != nil {
		return err
	}
	if err := whereOf(s, v.Get("where")); err != nil {
		return err
	}
	for i, by := range v.Get("orderBy").Items {
		dir := strings.ToUpper(by.Get("dir").Text)
		if by.Get("column").Kind != input.String || dir != "" && dir != "ASC" && dir != "DESC" {
			return fmt.Errorf(`orderBy is a list of {"column": "name", "dir": "ASC"}`)
		}
		s.text([]string{" ORDER BY ", ", "}[min(i, 1)]).name(by.Get("column").Text)
		if dir != "" {
			s.text(" " + dir)
		}
	}
	for _, part := range []struct{ member, keyword string }{{"limit", " LIMIT "}, {"offset", " OFFSET "}} {
		if n := v.Get(part.member); !n.IsNull() {
			s.text(part.keyword).value(n)
		}
	}
	return nil
}

func insertStatement(s *written, v *input.Value) error {
	if err := onlyMembers("insert", v, "table", "values", "returning"); err != nil {
		return err
	}
	s.text("INSERT INTO ")
	if err := tableOf(s, v); err != nil {
		return err
	}
	values := v.Get("values")
	if values.Kind != input.Object || len(values.Fields) == 0 {
		return fmt.Errorf("insert needs values")
	}
	for i := range values.Fields {
		s.text([]string{" (", ", "}[min(i, 1)]).name(values.Fields[i].Name)
	}
	for i := range values.Fields {
		s.text([]string{") VALUES (", ", "}[min(i, 1)]).value(&values.Fields[i].Value)
	}
	s.text(")")
	return returning(s, v)
}

func updateStatement(s *written, v *input.Value) error {
	if err := onlyMembers("update", v, "table", "values", "where", "returning"); err != nil {
		return err
	}
	s.text("UPDATE ")
	if err := tableOf(s, v); err != nil {
		return err
	}
	values := v.Get("values")
	if values.Kind != input.Object || len(values.Fields) == 0 {
		return fmt.Errorf("update needs values")
	}
	for i := range values.Fields {
		s.text([]string{" SET ", ", "}[min(i, 1)]).name(values.Fields[i].Name).text(" = ").value(&values.Fields[i].Value)
	}
	if err := whereOf(s, v.Get("where")); err != nil {
		return err
	}
	return returning(s, v)
}

func removeStatement(s *written, v *input.Value) error {
	if err := onlyMembers("remove", v, "table", "where", "returning"); err != nil {
		return err
	}
	s.text("DELETE FROM ")
	if err := tableOf(s, v); err != nil {
		return err
	}
	if err := whereOf(s, v.Get("where")); err != nil {
		return err
	}
	return returning(s, v)
}

func returning(s *written, v *input.Value) error {
	if v.Get("returning").IsNull() {
		return nil
	}
	s.text(" RETURNING ")
	return columnsOf(s, v.Get("returning"))
}

// whereOf writes the WHERE clause; nothing for no condition. A condition that is
// given and says nothing is an error: an update of all rows is asked for by
// leaving it out.
func whereOf(s *written, v *input.Value) error {
	if v.IsNull() {
		return nil
	}
	s.text(" WHERE ")
	return rdsCondition(s, v, 0)
}

func rdsCondition(s *written, v *input.Value, depth int) error {
	if v.Kind != input.Object || len(v.Fields) == 0 || depth > maxDepth {
		return fmt.Errorf("a condition is an object of columns and their operators, found %s", clip(string(v.AppendJSON(nil))))
	}
	for i := range v.Fields {
		if i > 0 {
			s.text(" AND ")
		}
		name, of := v.Fields[i].Name, &v.Fields[i].Value
		if name == "and" || name == "or" || name == "not" {
			if err := rdsList(s, name, of, depth); err != nil {
				return err
			}
			continue
		}
		if of.Kind != input.Object || len(of.Fields) == 0 {
			return fmt.Errorf("the condition on %s has no operator", name)
		}
		for j := range of.Fields {
			if j > 0 {
				s.text(" AND ")
			}
			if err := rdsTest(s, name, of.Fields[j].Name, &of.Fields[j].Value); err != nil {
				return err
			}
		}
	}
	return nil
}

func rdsList(s *written, how string, v *input.Value, depth int) error {
	if v.Kind != input.List || len(v.Items) == 0 {
		return fmt.Errorf("%s takes a list of conditions", how)
	}
	open, between := "(", " AND "
	switch how {
	case "or":
		between = " OR "
	case "not":
		open = "NOT ("
	}
	for i := range v.Items {
		s.text([]string{open, between}[min(i, 1)]).text("(")
		if err := rdsCondition(s, &v.Items[i], depth+1); err != nil {
			return err
		}
		s.text(")")
	}
	s.text(")")
	return nil
}

func rdsTest(s *written, column, op string, v *input.Value) error {
	switch {
	case signs[op] != "":
		s.name(column).text(" " + signs[op] + " ").value(v)
	case op == "beginsWith" && v.Kind == input.String:
		s.name(column).text(" LIKE ").value(&input.Value{Kind: input.String, Text: v.Text + "%"})
	case op == "contains" && v.Kind == input.String:
		s.name(column).text(" LIKE ").value(&input.Value{Kind: input.String, Text: "%" + v.Text + "%"})
	case op == "notContains" && v.Kind == input.String:
		s.name(column).text(" NOT LIKE ").value(&input.Value{Kind: input.String, Text: "%" + v.Text + "%"})
	case op == "between" && v.Kind == input.List && len(v.Items) == 2:
		s.name(column).text(" BETWEEN ").value(&v.Items[0]).text(" AND ").value(&v.Items[1])
	case op == "attributeExists" && v.Kind == input.Bool && v.Bool:
		s.name(column).text(" IS NOT NULL")
	case op == "attributeExists" && v.Kind == input.Bool:
		s.name(column).text(" IS NULL")
	default:
		return fmt.Errorf("the operator %s on %s does not take %s", op, column, clip(string(v.AppendJSON(nil))))
	}
	return nil
}
