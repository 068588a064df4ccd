package graphql_test

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/schema"
)

func pick[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }

// operand is a literal that a field may be compared with.
func (w *hiddenWorld) operand(f *schema.Field) string {
	switch {
	case f.Name == "owner":
		return pick(w.r, `"sub-bob::bob"`, `"bob"`, `"sub-alice::alice"`, `"sub"`)
	case f.Name == "team":
		return pick(w.r, `"g1"`, `"g2"`)
	case strings.HasSuffix(f.Name, "Id") || f.Name == "id":
		return pick(w.r, `"0"`, `"1"`, `"2"`, `"5"`)
	}
	switch f.Kind {
	case schema.Int:
		return fmt.Sprint(w.r.IntN(4))
	case schema.Float:
		return pick(w.r, "0.5", "1", "0")
	case schema.EnumKind:
		return pick(w.r, "A", "B", "C")
	case schema.AWSJSON:
		return pick(w.r, `"1"`, `"{\"a\":1}"`)
	}
	return pick(w.r, `"a"`, `"b"`, `"ab"`)
}

func (w *hiddenWorld) test(f *schema.Field, subscription bool) string {
	ops := []string{"eq", "ne"}
	switch {
	case f.Kind == schema.EnumKind && !subscription:
	case f.Kind == schema.Int || f.Kind == schema.Float:
		ops = append(ops, "lt", "le", "gt", "ge", "between")
	default:
		ops = append(ops, "lt", "ge", "contains", "notContains", "beginsWith", "between")
	}
	switch {
	case subscription:
		ops = append(ops, "in", "notIn")
	case f.Kind != schema.EnumKind:
		ops = append(ops, "attributeExists", "attributeType", "null")
		if f.Kind != schema.Int && f.Kind != schema.Float {
			ops = append(ops, "size")
		}
	}
	literal := func() string {
		l := w.operand(f)
		if subscription && f.Kind == schema.EnumKind {
			l = `"` + l + `"`
		}
		return l
	}
	switch op := pick(w.r, ops...); op {
	case "between":
		a, b := literal(), literal()
		if a > b {
			a, b = b, a
		}
		return fmt.Sprintf("{between: [%s, %s]}", a, b)
	case "in", "notIn":
		return fmt.Sprintf("{%s: [%s, %s]}", op, literal(), literal())
	case "attributeExists":
		return fmt.Sprintf("{attributeExists: %v}", w.r.IntN(2) == 0)
	case "attributeType":
		return "{attributeType: " + pick(w.r, "_null", "string", "number", "list") + "}"
	case "size":
		return fmt.Sprintf("{size: {%s: %d}}", pick(w.r, "eq", "gt", "ne"), w.r.IntN(3))
	case "null":
		return pick(w.r, "{eq: null}", "{ne: null}")
	default:
		return "{" + op + ": " + literal() + "}"
	}
}

// filter is a random filter over all fields, hidden ones more often.
func (w *hiddenWorld) filter(m *schema.Model, depth int, kind string) string {
	switch w.r.IntN(6) {
	case 0, 1:
		if depth > 0 {
			return "{" + pick(w.r, "and", "or") + ": [" + w.filter(m, depth-1, kind) + ", " + w.filter(m, depth-1, kind) + "]}"
		}
	case 2:
		if depth > 0 && kind != "subscription" {
			return "{not: " + w.filter(m, depth-1, kind) + "}"
		}
	}
	for {
		f := m.Fields[w.r.IntN(len(m.Fields))]
		if f.Relation != nil || f.Kind == schema.CustomKind || kind == "condition" && f.Name == "id" || f.Name == "team" && kind == "subscription" ||
			f.Name == "createdAt" || f.Name == "updatedAt" || f.List && f.Kind == schema.EnumKind {
			continue
		}
		return "{" + f.Name + ": " + w.test(f, kind == "subscription") + "}"
	}
}

func (w *hiddenWorld) selection(m *schema.Model, depth int) string {
	out := "id"
	for _, f := range m.Fields {
		switch {
		case w.r.IntN(3) > 0:
		case f.Relation == nil && f.Kind == schema.CustomKind:
			out += " " + f.Name + " { x }"
		case f.Relation == nil:
			out += " " + pick(w.r, "", "z: ") + f.Name
			if strings.Contains(out, "z: ") && strings.Count(out, "z: ") > 1 {
				out = strings.Replace(out, "z: "+f.Name, f.Name, 1)
			}
		case depth == 0:
		case f.Relation.Kind == schema.HasMany:
			args := ""
			if w.r.IntN(2) == 0 {
				args = "(filter: " + w.filter(f.Relation.Target, 1, "") + pick(w.r, "", ", limit: 2", ", sortDirection: DESC") + ")"
			}
			out += " " + f.Name + args + " { items { " + w.selection(f.Relation.Target, depth-1) + " }" + pick(w.r, "", " nextToken") + " }"
		default:
			out += " " + f.Name + " { " + w.selection(f.Relation.Target, depth-1) + " }"
		}
	}
	return out
}

// document is a random document; paged ones take $t.
func (w *hiddenWorld) document() (text string, paged bool) {
	m := w.schema.Models[w.r.IntN(len(w.schema.Models))]
	if w.scan {
		m = w.schema.Model("Emp")
	}
	switch w.r.IntN(10) {
	case 8:
		return "{ some { " + w.selection(w.schema.Model("Emp"), 2) + " } }", false
	case 9:
		return "mutation { touch { " + w.selection(w.schema.Model("Emp"), 2) + " } }", false
	case 0:
		return fmt.Sprintf(`{ get%s(id: "%d") { %s } }`, m.Name, w.r.IntN(10), w.selection(m, 2)), false
	case 1, 2, 3:
		return w.list(m, "list"+map[string]string{"Emp": "Emps", "Team": "Teams", "Boss": "Bosses", "Lead": "Leads", "Priv": "Privs"}[m.Name], ""), true
	case 4, 5:
		if len(m.Indexes) == 0 {
			m = w.schema.Model("Emp")
		}
		x := m.Indexes[w.r.IntN(len(m.Indexes))]
		args := x.KeyFields[0].Name + ": " + w.operand(x.KeyFields[0]) + ", "
		switch {
		case w.r.IntN(2) == 0:
		case len(x.KeyFields) == 2:
			op := pick(w.r, "eq", "lt", "ge")
			v := w.operand(x.KeyFields[1])
			args += x.SortArgument + ": {" + op + ": " + v + "}, "
		case len(x.KeyFields) > 2:
			args += x.SortArgument + `: {` + pick(w.r, "beginsWith", "ge", "lt") + `: {` + x.KeyFields[1].Name + ": " + w.operand(x.KeyFields[1]) + "}}, "
		}
		if len(x.KeyFields) > 1 && w.r.IntN(2) == 0 {
			args += "sortDirection: DESC, "
		}
		return w.list(m, x.Query, args), true
	}
	m = w.schema.Model(pick(w.r, "Emp", "Priv"))
	condition := ""
	if w.r.IntN(2) == 0 {
		condition = ", condition: " + w.filter(m, 1, "condition")
	}
	id := w.r.IntN(10)
	switch w.r.IntN(4) {
	case 0:
		return fmt.Sprintf(`mutation { delete%s(input: {id: "%d"}%s) { %s } }`, m.Name, id, condition, w.selection(m, 1)), false
	case 1:
		return fmt.Sprintf(`mutation { create%s(input: {%sname: "a"}%s) { %s } }`, m.Name, pick(w.r, "", fmt.Sprintf(`id: "%d", `, id)), condition, w.selection(m, 1)), false
	}
	set := pick(w.r, `name: "ab"`, `age: 2`)
	if m.Name == "Emp" {
		set = pick(w.r, set, `nick: "n"`, `note: "b"`, `ssn: "a"`, `salary: 1`, `rank: B`, `teamId: "1"`, `bossId: "1"`, `ratio: 1`)
	}
	return fmt.Sprintf(`mutation { update%s(input: {id: "%d", %s}%s) { %s } }`, m.Name, id, set, condition, w.selection(m, 1)), false
}

func (w *hiddenWorld) list(m *schema.Model, field, args string) string {
	if w.r.IntN(3) > 0 {
		args += "filter: " + w.filter(m, 2, "") + ", "
	}
	if w.r.IntN(2) == 0 {
		args += fmt.Sprintf("limit: %d, ", 1+w.r.IntN(4))
	}
	return "query Q($t: String) { r: " + field + "(" + args + "nextToken: $t) { items { " + w.selection(m, 2) + " } nextToken } }"
}
