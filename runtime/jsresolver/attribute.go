package jsresolver

import (
	"errors"
	"fmt"

	"github.com/dop251/goja"

	"github.com/amplifygo/amplifygo/runtime/graphql/input"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// tree reads a native's argument as ordered JSON.
func (w *world) tree(v goja.Value) *input.Value {
	t, err := input.ParseJSON(w.argument(v))
	w.check(err)
	return &t
}

// typing is how values get DynamoDB's types.
type typing bool

// The module's functions know the sets that toStringSet and its like have made;
// for util.dynamodb, {"SS": […]} is a map as any other.
const (
	withSets    typing = true
	withoutSets typing = false
)

// isSet reports whether a value has the form of DynamoDB's sets: a member of
// texts, or of numbers.
func isSet(v *input.Value) bool {
	if v.Kind != input.Object || len(v.Fields) != 1 || v.Fields[0].Value.Kind != input.List || len(v.Fields[0].Value.Items) == 0 {
		return false
	}
	name := v.Fields[0].Name
	for i := range v.Fields[0].Value.Items {
		switch kind := v.Fields[0].Value.Items[i].Kind; {
		case kind == input.String && (name == "SS" || name == "NS" || name == "BS"):
		case name == "NS" && (kind == input.Int || kind == input.Float):
		default:
			return false
		}
	}
	return true
}

// appendTyped appends a value in DynamoDB's typed form.
func appendTyped(b []byte, v *input.Value, how typing) []byte {
	name := ""
	switch v.Kind {
	case input.String, input.Enum:
		name = "S"
	case input.Int, input.Float:
		name = "N"
	case input.Bool:
		name = "BOOL"
	case input.List:
		b = append(b, `{"L":[`...)
		for i := range v.Items {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendTyped(b, &v.Items[i], how)
		}
		return append(b, "]}"...)
	case input.Object:
		if how == withSets && isSet(v) {
			return v.AppendJSON(b)
		}
		return append(appendTypedMap(append(b, `{"M":`...), v, how), '}')
	default:
		return append(b, `{"NULL":null}`...)
	}
	return append(v.AppendJSON(append(b, `{"`+name+`":`...)), '}')
}

func appendTypedMap(b []byte, v *input.Value, how typing) []byte {
	b = append(b, '{')
	for i := range v.Fields {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(value.AppendString(b, v.Fields[i].Name), ':')
		b = appendTyped(b, &v.Fields[i].Value, how)
	}
	return append(b, '}')
}

// untyped reads a value in DynamoDB's typed form.
func untyped(v *input.Value, depth int) (input.Value, error) {
	if v.Kind != input.Object || len(v.Fields) != 1 || depth > maxDepth {
		return input.Value{}, errors.New(`expected one value in DynamoDB's form, such as {"S":"text"}: use util.dynamodb.toMapValues`)
	}
	of := v.Fields[0].Value
	switch kind := v.Fields[0].Name; kind {
	case "S":
		if of.Kind == input.String {
			return of, nil
		}
	case "N":
		return number(&of)
	case "BOOL":
		if of.Kind == input.Bool {
			return of, nil
		}
	case "NULL":
		return input.Value{Kind: input.Null}, nil
	case "L":
		if of.Kind == input.List {
			return untypedList(&of, depth)
		}
	case "M":
		if of.Kind == input.Object {
			return untypedMap(&of, depth)
		}
	case "SS":
		if of.Kind == input.List {
			return of, nil
		}
	case "NS":
		if of.Kind == input.List {
			return numbers(&of)
		}
	default:
		return input.Value{}, fmt.Errorf("values of DynamoDB's type %s cannot be stored", kind)
	}
	return input.Value{}, fmt.Errorf("not a value of DynamoDB's type %s: %s", v.Fields[0].Name, clip(string(of.AppendJSON(nil))))
}

// number admits the text of a number, as DynamoDB's own form has it.
func number(v *input.Value) (input.Value, error) {
	if v.Kind == input.String {
		t, err := input.ParseJSON([]byte(v.Text))
		if err != nil || t.Kind != input.Int && t.Kind != input.Float {
			return t, fmt.Errorf("%q is no number", clip(v.Text))
		}
		return t, nil
	}
	if v.Kind != input.Int && v.Kind != input.Float {
		return *v, errors.New("not a number")
	}
	return *v, nil
}

// numbers reads a set of numbers.
func numbers(v *input.Value) (input.Value, error) {
	out := input.Value{Kind: input.List, Items: make([]input.Value, len(v.Items))}
	for i := range v.Items {
		var err error
		if out.Items[i], err = number(&v.Items[i]); err != nil {
			return out, err
		}
	}
	return out, nil
}

func untypedList(v *input.Value, depth int) (input.Value, error) {
	out := input.Value{Kind: input.List, Items: make([]input.Value, len(v.Items))}
	for i := range v.Items {
		var err error
		if out.Items[i], err = untyped(&v.Items[i], depth+1); err != nil {
			return out, err
		}
	}
	return out, nil
}

func untypedMap(v *input.Value, depth int) (input.Value, error) {
	out := input.Value{Kind: input.Object, Fields: make([]input.Field, len(v.Fields))}
	for i := range v.Fields {
		of, err := untyped(&v.Fields[i].Value, depth+1)
		if err != nil {
			return out, fmt.Errorf("%s: %w", v.Fields[i].Name, err)
		}
		out.Fields[i] = input.Field{Name: v.Fields[i].Name, Value: of}
	}
	return out, nil
}
