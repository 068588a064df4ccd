package jsresolver

import (
	"github.com/amplifygo/amplifygo/runtime/graphql/input"
)

// where writes a clause of a condition, which may be a statement of sql`…`;
// nothing for no condition. A condition that is given and says nothing is an
// error: an update of all rows is asked for by leaving it out.
func (s *written) where(keyword string, v *input.Value) {
	if v.IsNull() {
		return
	}
	s.text(keyword)
	if pieces, kind := statementOf(v, s.marks); pieces != nil {
		if kind != "sql" {
			s.fail("a condition is an object or sql`…`, not a statement of %s", kind)
		}
		s.add(pieces...)
		return
	}
	s.condition(v, 0)
}

// condition writes an object of columns and their operators, all of which have
// to hold. A list of conditions stands in parentheses where it is not alone.
func (s *written) condition(v *input.Value, depth int) {
	if v.Kind != input.Object || len(v.Fields) == 0 || depth > maxDepth {
		s.fail("a condition is an object of columns and their operators, found %s", clip(string(v.AppendJSON(nil))))
		return
	}
	for i := range v.Fields {
		name, of := v.Fields[i].Name, &v.Fields[i].Value
		s.text(between(i, "", " AND "))
		if name == "and" || name == "or" || name == "not" {
			s.conditions(name, of, len(v.Fields) == 1, depth)
			continue
		}
		if of.Kind != input.Object || len(of.Fields) == 0 || marked(of, s.hint) != nil {
			s.fail("the condition on %s has no operator", clip(name))
			return
		}
		for j := range of.Fields {
			s.text(between(j, "", " AND "))
			s.operator(name, of.Fields[j].Name, &of.Fields[j].Value)
		}
	}
}

// conditions writes what and, or and not hold.
func (s *written) conditions(how string, v *input.Value, alone bool, depth int) {
	if v.Kind != input.List || len(v.Items) == 0 {
		s.fail("%s takes a list of conditions", how)
		return
	}
	open, then, end := "(", " AND ", ")"
	switch {
	case how == "not":
		open = "NOT ("
	case alone:
		open, end = "", ""
	}
	if how == "or" {
		then = " OR "
	}
	for i := range v.Items {
		s.text(between(i, open, then)).text("(")
		s.condition(&v.Items[i], depth+1)
		s.text(")")
	}
	s.text(end)
}

// operator writes one test of a column, or of its size or an aggregate of it.
func (s *written) operator(column, op string, v *input.Value) {
	call := aggregateCalls[op]
	if op == "size" {
		call = "LENGTH("
	}
	if call == "" {
		s.test(column, "", op, v)
		return
	}
	if v.Kind != input.Object || len(v.Fields) == 0 {
		s.fail("the operator %s on %s takes comparisons, such as {\"gt\": 1}", op, clip(column))
	}
	for i := range v.Fields {
		s.text(between(i, "", " AND "))
		s.test(column, call, v.Fields[i].Name, &v.Fields[i].Value)
	}
}

func (s *written) test(column, call, op string, v *input.Value) {
	s.text(call).name(column)
	if call != "" {
		s.text(")")
	}
	like := func(before, after string) *input.Value {
		return &input.Value{Kind: input.String, Text: before + v.Text + after}
	}
	switch {
	case signs[op] != "":
		s.text(" " + signs[op] + " ").value(v)
	case op == "beginsWith" && v.Kind == input.String:
		s.text(" LIKE ").value(like("", "%"))
	case op == "contains" && v.Kind == input.String:
		s.text(" LIKE ").value(like("%", "%"))
	case op == "notContains" && v.Kind == input.String:
		s.text(" NOT LIKE ").value(like("%", "%"))
	case op == "between" && v.Kind == input.List && len(v.Items) == 2:
		s.text(" BETWEEN ").value(&v.Items[0]).text(" AND ").value(&v.Items[1])
	case op == "attributeExists" && v.Kind == input.Bool && v.Bool:
		s.text(" IS NOT NULL")
	case op == "attributeExists" && v.Kind == input.Bool:
		s.text(" IS NULL")
	default:
		s.fail("the operator %s on %s does not take %s", clip(op), clip(column), clip(string(v.AppendJSON(nil))))
	}
}
