package jsresolver

import (
	"slices"
	"strconv"
	"strings"

	"github.com/dop251/goja"

	"github.com/amplifygo/amplifygo/runtime/graphql/input"
)

// operations are those of @aws-appsync/utils/dynamodb that mark a value of an
// update.
func (w *world) operations() *goja.Object {
	mark := func(name string) native {
		return func(c goja.FunctionCall) goja.Value {
			m := input.Value{Kind: input.Object, Fields: []input.Field{
				{Name: w.marks().operation, Value: input.Value{Kind: input.String, Text: name}}, {Name: "value", Value: *w.tree(c.Argument(0))}}}
			if name == "updateListItem" {
				m.Fields = append(m.Fields, input.Field{Name: "index", Value: *w.tree(c.Argument(1))})
			}
			return w.must(m.AppendJSON(nil), nil)
		}
	}
	fs := map[string]native{}
	for _, name := range []string{"add", "remove", "replace", "increment", "decrement", "append", "prepend", "updateListItem"} {
		fs[name] = mark(name)
	}
	return w.natives(fs)
}

// updating writes the expression of an update.
type updating struct {
	*builder
	mark        string
	set, remove []string
}

// updateExpression makes the expression of ddb.update's object.
func updateExpression(v *input.Value, m *marks) (*expression, error) {
	u := &updating{builder: newBuilder(), mark: m.operation}
	u.numbered = true
	if v.Kind != input.Object {
		u.fail("an update is an object of fields and their new values")
	}
	if op := marked(v, u.mark); op != nil {
		u.wholes(op.Text, v.Get("value"))
	} else {
		u.fields("", v)
	}
	if len(u.set) > 0 {
		u.Expression = "SET " + strings.Join(u.set, ", ")
	}
	if len(u.remove) > 0 {
		u.Expression = strings.TrimSpace(u.Expression + " REMOVE " + strings.Join(u.remove, ", "))
	}
	return &u.expression, u.err
}

// wholes is operations.replace, or add, of an object of fields: each of them is
// set as a whole.
func (u *updating) wholes(op string, v *input.Value) {
	if op != "replace" && op != "add" || v.Kind != input.Object {
		u.fail("operations.%s is for one field", op)
		return
	}
	for i := range v.Fields {
		path, of := u.name(v.Fields[i].Name), &v.Fields[i].Value
		if inner := marked(of, u.mark); inner != nil {
			u.operation(path, inner.Text, of)
		} else {
			u.set = append(u.set, path+" = "+u.value(of, ""))
		}
	}
}

func (u *updating) fields(prefix string, v *input.Value) {
	for i := range v.Fields {
		u.field(prefix+u.name(v.Fields[i].Name), &v.Fields[i].Value)
	}
}

// field writes what becomes of a field. An object changes the parts that it has,
// operations.replace all of them.
func (u *updating) field(path string, v *input.Value) {
	if op := marked(v, u.mark); op != nil {
		u.operation(path, op.Text, v)
		return
	}
	switch {
	case v.Kind == input.Object && len(v.Fields) > 0 && !isSet(v):
		u.fields(path+".", v)
	case v.Kind == input.List && slices.ContainsFunc(v.Items, func(e input.Value) bool { return marked(&e, u.mark) != nil }):
		for i := range v.Items {
			u.element(path, &v.Items[i])
		}
	default:
		u.set = append(u.set, path+" = "+u.value(v, ""))
	}
}

// element writes operations.updateListItem(value, index).
func (u *updating) element(path string, v *input.Value) {
	op, index := marked(v, u.mark), v.Get("index")
	n, err := strconv.Atoi(index.Text)
	if op == nil || op.Text != "updateListItem" || index.Kind != input.Int || err != nil || n < 0 {
		u.fail("a list with operations has operations.updateListItem(value, index) only")
		return
	}
	u.set = append(u.set, path+"["+strconv.Itoa(n)+"] = "+u.value(v.Get("value"), ""))
}

func (u *updating) operation(path, op string, v *input.Value) {
	operand := v.Get("value")
	switch op {
	case "remove":
		u.remove = append(u.remove, path)
	case "increment", "decrement":
		if operand.IsNull() {
			operand = &input.Value{Kind: input.Int, Text: "1"}
		}
		sign := map[string]string{"increment": " + ", "decrement": " - "}[op]
		zero := u.value(&input.Value{Kind: input.Int, Text: "0"}, "")
		u.set = append(u.set, path+" = if_not_exists("+path+", "+zero+")"+sign+u.value(operand, ""))
	case "append", "prepend":
		now := "if_not_exists(" + path + ", " + u.value(&input.Value{Kind: input.List}, "") + ")"
		parts := []string{now, u.value(operand, "")}
		if op == "prepend" {
			slices.Reverse(parts)
		}
		u.set = append(u.set, path+" = list_append("+strings.Join(parts, ", ")+")")
	case "updateListItem":
		u.element(path, v)
	default: // add and replace
		u.set = append(u.set, path+" = "+u.value(operand, ""))
	}
}
