package jsresolver

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/dop251/goja"

	"github.com/amplifygo/amplifygo/runtime/graphql/input"
)

// builder writes filters in the form of objects, {"n": {"gt": 1}}, as
// expressions of DynamoDB, with its names and values.
type builder struct {
	expression
	count int
}

func newBuilder() *builder {
	return &builder{expression: expression{ExpressionNames: map[string]string{}, ExpressionValues: map[string]json.RawMessage{}}}
}

func (b *builder) name(field string) string {
	for known, of := range b.ExpressionNames {
		if of == field {
			return known
		}
	}
	name := "#n" + strconv.Itoa(len(b.ExpressionNames))
	b.ExpressionNames[name] = field
	return name
}

func (b *builder) value(v *input.Value) string {
	name := ":v" + strconv.Itoa(b.count)
	b.count++
	b.ExpressionValues[name] = appendTyped(nil, v)
	return name
}

// signs are the operators of filters that DynamoDB writes between operands.
var signs = map[string]string{"eq": "=", "ne": "<>", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}

// object writes a filter object.
func (b *builder) object(v *input.Value, depth int) (string, error) {
	if v.Kind != input.Object || len(v.Fields) == 0 || depth > 20 {
		return "", fmt.Errorf("expected an object of fields and their operators, found %s", clip(string(v.AppendJSON(nil))))
	}
	var parts []string
	for i := range v.Fields {
		part, err := b.part(v.Fields[i].Name, &v.Fields[i].Value, depth)
		if err != nil {
			return "", err
		}
		parts = append(parts, part)
	}
	return join(parts, " AND "), nil
}

func join(parts []string, with string) string {
	if len(parts) == 1 {
		return parts[0]
	}
	return "(" + strings.Join(parts, with) + ")"
}

func (b *builder) part(name string, v *input.Value, depth int) (string, error) {
	switch {
	case name == "not":
		inner, err := b.object(v, depth+1)
		return "(NOT " + inner + ")", err
	case (name == "and" || name == "or") && v.Kind == input.List && len(v.Items) > 0:
		var parts []string
		for i := range v.Items {
			part, err := b.object(&v.Items[i], depth+1)
			if err != nil {
				return "", err
			}
			parts = append(parts, part)
		}
		return join(parts, " "+strings.ToUpper(name)+" "), nil
	case v.Kind != input.Object || len(v.Fields) == 0:
		return "", fmt.Errorf("the condition on %s has no operator", name)
	}
	var parts []string
	for i := range v.Fields {
		part, err := b.test(b.name(name), v.Fields[i].Name, &v.Fields[i].Value)
		if err != nil {
			return "", fmt.Errorf("the condition on %s: %w", name, err)
		}
		parts = append(parts, part)
	}
	return join(parts, " AND "), nil
}

func (b *builder) test(path, op string, v *input.Value) (string, error) {
	if sign := signs[op]; sign != "" {
		return "(" + path + " " + sign + " " + b.value(v) + ")", nil
	}
	switch op {
	case "beginsWith":
		return "begins_with(" + path + ", " + b.value(v) + ")", nil
	case "contains":
		return "contains(" + path + ", " + b.value(v) + ")", nil
	case "notContains":
		return "(NOT contains(" + path + ", " + b.value(v) + "))", nil
	case "attributeType":
		return "attribute_type(" + path + ", " + b.value(v) + ")", nil
	case "attributeExists":
		if v.Kind == input.Bool && !v.Bool {
			return "attribute_not_exists(" + path + ")", nil
		}
		return "attribute_exists(" + path + ")", nil
	case "between":
		if v.Kind == input.List && len(v.Items) == 2 {
			return "(" + path + " BETWEEN " + b.value(&v.Items[0]) + " AND " + b.value(&v.Items[1]) + ")", nil
		}
	case "in":
		if v.Kind == input.List && len(v.Items) > 0 {
			names := make([]string, len(v.Items))
			for i := range v.Items {
				names[i] = b.value(&v.Items[i])
			}
			return "(" + path + " IN (" + strings.Join(names, ", ") + "))", nil
		}
	case "size":
		if v.Kind == input.Object && len(v.Fields) == 1 {
			return b.test("size("+path+")", v.Fields[0].Name, &v.Fields[0].Value)
		}
	}
	return "", fmt.Errorf("the operator %s does not take %s", op, clip(string(v.AppendJSON(nil))))
}

// filterExpression makes the expression of a filter object.
func filterExpression(v *input.Value) (*expression, error) {
	b := newBuilder()
	var err error
	b.Expression, err = b.object(v, 0)
	return &b.expression, err
}

// transform is util.transform.
func (w *world) transform() *goja.Object {
	text := func(c goja.FunctionCall) goja.Value {
		e, err := filterExpression(w.tree(c.Argument(0)))
		w.check(err)
		out, err := json.Marshal(e)
		w.check(err)
		return w.vm.ToValue(string(out))
	}
	return w.natives(map[string]native{
		"toDynamoDBFilterExpression": text, "toDynamoDBConditionExpression": text,
		"toElasticsearchQueryDSL": func(c goja.FunctionCall) goja.Value {
			query, err := searchQuery(w.tree(c.Argument(0)), 0)
			w.check(err)
			return w.vm.ToValue(string(query.AppendJSON(nil)))
		},
		"toSubscriptionFilter": func(c goja.FunctionCall) goja.Value {
			var ignored []string
			if list := w.tree(c.Argument(1)); list.Kind == input.List {
				for _, v := range list.Items {
					ignored = append(ignored, v.Text)
				}
			}
			rules := w.tree(c.Argument(2))
			return w.must(subscriptionFilter(w.tree(c.Argument(0)), ignored, rules))
		},
	})
}

// operations are those of @aws-appsync/utils/dynamodb that mark a value of an
// update. The key of the mark is no name of a field.
const operationMark = "#operation"

func (w *world) operations() *goja.Object {
	fs := map[string]native{}
	for _, name := range []string{"add", "remove", "replace", "increment", "decrement", "append", "prepend"} {
		fs[name] = func(c goja.FunctionCall) goja.Value {
			return w.must(append(w.tree(c.Argument(0)).AppendJSON([]byte(`{"`+operationMark+`":"`+name+`","value":`)), '}'), nil)
		}
	}
	return w.natives(fs)
}

// updateExpression makes the expression of ddb.update's object.
func updateExpression(v *input.Value) (*expression, error) {
	b := newBuilder()
	var set, remove []string
	for i := range v.Fields {
		name, of := b.name(v.Fields[i].Name), &v.Fields[i].Value
		if !of.IsNull() && of.Kind == input.Object && of.Get(operationMark).Kind == input.String {
			operand := of.Get("value")
			switch op := of.Get(operationMark).Text; op {
			case "remove":
				remove = append(remove, name)
				continue
			case "increment", "decrement":
				if operand.IsNull() {
					operand = &input.Value{Kind: input.Int, Text: "1"}
				}
				sign := map[string]string{"increment": "+", "decrement": "-"}[op]
				zero := b.value(&input.Value{Kind: input.Int, Text: "0"})
				set = append(set, name+" = if_not_exists("+name+", "+zero+") "+sign+" "+b.value(operand))
			case "append", "prepend":
				now := "if_not_exists(" + name + ", " + b.value(&input.Value{Kind: input.List}) + ")"
				parts := []string{now, b.value(operand)}
				if op == "prepend" {
					slices.Reverse(parts)
				}
				set = append(set, name+" = list_append("+strings.Join(parts, ", ")+")")
			default: // add and replace
				set = append(set, name+" = "+b.value(operand))
			}
			continue
		}
		set = append(set, name+" = "+b.value(of))
	}
	if len(set) > 0 {
		b.Expression = "SET " + strings.Join(set, ", ")
	}
	if len(remove) > 0 {
		b.Expression = strings.TrimSpace(b.Expression + " REMOVE " + strings.Join(remove, ", "))
	}
	return &b.expression, nil
}
