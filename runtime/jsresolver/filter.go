package jsresolver

import (
	"strconv"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/graphql/input"
)

// signs are the operators of filters that DynamoDB writes between operands.
var signs = map[string]string{"eq": "=", "ne": "<>", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}

// filterFunctions are those that DynamoDB writes as functions of two operands.
var filterFunctions = map[string]string{"beginsWith": "begins_with(", "contains": "contains(", "notContains": "NOT contains(", "attributeType": "attribute_type("}

// filterTypes are DynamoDB's names of its types by those of filters.
var filterTypes = map[string]string{"_null": "NULL", "string": "S", "stringSet": "SS", "number": "N", "numberSet": "NS", "binary": "B", "binarySet": "BS",
	"boolean": "BOOL", "list": "L", "map": "M"}

// maxFilterDepth bounds how deep filters are nested.
const maxFilterDepth = 20

// filterExpression makes the expression of a filter in the form of an object,
// {"n": {"gt": 1}}, in AppSync's words; an empty one of an empty object.
func filterExpression(v *input.Value) (*expression, error) {
	b := newBuilder()
	b.Expression = strings.Join(b.object(v, "", 0), " AND ")
	return &b.expression, b.err
}

// object gives the parts of a filter, all of which have to hold. A member that
// says nothing is an error, as to AppSync: a condition must not get lost.
func (b *builder) object(v *input.Value, prefix string, depth int) (parts []string) {
	if v.Kind != input.Object || depth > maxFilterDepth {
		b.fail("expected an object of fields and their operators, found %s", clip(string(v.AppendJSON(nil))))
		return nil
	}
	for i := range v.Fields {
		name, of := v.Fields[i].Name, &v.Fields[i].Value
		part := ""
		switch {
		case name == "not":
			part = "(NOT " + b.whole(of, prefix+"not_", depth+1) + ")"
		case name == "and" || name == "or":
			if part = b.group(name, of, prefix, depth); part == "" && len(v.Fields) == 1 && depth == 0 {
				continue
			}
		default:
			part = b.field(b.name(name), prefix+name, of, depth)
		}
		if part == "" {
			b.fail("the condition on %s has no operator", clip(name))
		}
		parts = append(parts, part)
	}
	return parts
}

// whole is a filter within another one.
func (b *builder) whole(v *input.Value, prefix string, depth int) string {
	parts := b.object(v, prefix, depth)
	if len(parts) == 0 {
		return b.fail("a filter within another one says nothing")
	}
	return join(parts, " AND ")
}

func join(parts []string, with string) string {
	if len(parts) == 1 {
		return parts[0]
	}
	return "(" + strings.Join(parts, with) + ")"
}

// group writes what and, or or hold: a list of filters, or one.
func (b *builder) group(how string, v *input.Value, prefix string, depth int) string {
	if v.Kind == input.Object {
		return b.whole(v, prefix+how+"_0_", depth+1)
	}
	if v.Kind != input.List {
		return b.fail("%s takes a list of filters", how)
	}
	parts := make([]string, len(v.Items))
	for i := range v.Items {
		parts[i] = b.whole(&v.Items[i], prefix+how+"_"+strconv.Itoa(i)+"_", depth+1)
	}
	if len(parts) == 0 {
		return ""
	}
	return join(parts, " "+strings.ToUpper(how)+" ")
}

// field writes the tests of a field, or of its parts.
func (b *builder) field(path, name string, v *input.Value, depth int) string {
	if v.Kind != input.Object || depth > maxFilterDepth {
		return b.fail("the condition on %s has no operator", clip(name))
	}
	var parts []string
	for i := range v.Fields {
		op, of := v.Fields[i].Name, &v.Fields[i].Value
		switch {
		case op == "size":
			parts = append(parts, b.field("size("+path+")", name+"_size", of, depth+1))
		case of.Kind == input.Object && signs[op] == "" && !strings.HasPrefix(path, "size("):
			parts = append(parts, b.field(path+"."+b.name(op), name+"_"+op, of, depth+1))
		default:
			parts = append(parts, "("+b.test(path, name+"_"+op, op, of)+")")
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return join(parts, " AND ")
}

func (b *builder) test(path, name, op string, v *input.Value) string {
	if sign := signs[op]; sign != "" {
		return path + " " + sign + " " + b.value(v, name)
	}
	switch {
	case op == "attributeType" && v.Kind == input.String && filterTypes[v.Text] != "":
		v = &input.Value{Kind: input.String, Text: filterTypes[v.Text]}
		fallthrough
	case filterFunctions[op] != "":
		return filterFunctions[op] + path + "," + b.value(v, name) + ")"
	case op == "attributeExists" && v.Kind == input.Bool && v.Bool:
		return "attribute_exists(" + path + ")"
	case op == "attributeExists" && v.Kind == input.Bool:
		return "attribute_not_exists(" + path + ")"
	case op == "between" && v.Kind == input.List && len(v.Items) == 2:
		return path + " BETWEEN " + b.value(&v.Items[0], name+"_start") + " AND " + b.value(&v.Items[1], name+"_end")
	case op == "in" && v.Kind == input.List && len(v.Items) > 0:
		names := make([]string, len(v.Items))
		for i := range v.Items {
			names[i] = b.value(&v.Items[i], name+"_"+strconv.Itoa(i))
		}
		return path + " IN (" + strings.Join(names, ", ") + ")"
	}
	return b.fail("the operator %s does not take %s", clip(op), clip(string(v.AppendJSON(nil))))
}
