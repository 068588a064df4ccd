package jsresolver

import (
	"errors"
	"fmt"
	"slices"

	"github.com/amplifygo/amplifygo/runtime/graphql/input"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// maxGroups bounds the alternatives of a subscription's filter.
const maxGroups = 100

var errFilter = errors.New(`expected {"filterGroup": [{"filters": [{"fieldName", "operator", "value"}]}]}, as util.transform.toSubscriptionFilter gives it`)

// engineFilter turns the filter that a script has set into the engine's form:
// groups are alternatives, the filters of one all have to match.
func engineFilter(text []byte) ([]byte, error) {
	v, err := input.ParseJSON(text)
	if err != nil {
		return nil, err
	}
	groups := v.Get("filterGroup")
	if groups.Kind != input.List || len(groups.Items) == 0 || len(groups.Items) > maxGroups {
		return nil, errFilter
	}
	b := []byte(`{"or":[`)
	for i := range groups.Items {
		filters := groups.Items[i].Get("filters")
		if filters.Kind != input.List || len(filters.Items) == 0 {
			return nil, errFilter
		}
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"and":[`...)
		for j := range filters.Items {
			f := &filters.Items[j]
			name, operator, operand := f.Get("fieldName"), f.Get("operator"), f.Get("value")
			if name.Kind != input.String || operator.Kind != input.String || operand.Kind == input.Absent {
				return nil, errFilter
			}
			if j > 0 {
				b = append(b, ',')
			}
			b = append(value.AppendString(append(b, '{'), name.Text), `:{`...)
			b = operand.AppendJSON(append(value.AppendString(b, operator.Text), ':'))
			b = append(b, "}}"...)
		}
		b = append(b, "]}"...)
	}
	return append(b, "]}"...), nil
}

// filterTest is one comparison of a subscription's filter.
type filterTest struct {
	field, op string
	value     *input.Value
}

// subscriptionFilter is util.transform.toSubscriptionFilter: alternatives of
// what all has to match, and in each of them one of the alternatives of the
// rules.
func subscriptionFilter(v *input.Value, ignored []string, rules *input.Value) ([]byte, error) {
	groups, err := alternatives(v, ignored, 0)
	if err != nil {
		return nil, err
	}
	if !rules.IsNull() {
		strict, err := anyOf(rules)
		if err != nil {
			return nil, err
		}
		if groups, err = product(groups, strict); err != nil {
			return nil, err
		}
	}
	// An alternative that says nothing is none: a filter does not get wider by it.
	groups = slices.DeleteFunc(groups, func(g []filterTest) bool { return len(g) == 0 })
	b := []byte(`{"filterGroup":[`)
	for i, g := range groups {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"filters":[`...)
		for j, t := range g {
			if j > 0 {
				b = append(b, ',')
			}
			b = value.AppendString(append(b, `{"fieldName":`...), t.field)
			b = value.AppendString(append(b, `,"operator":`...), t.op)
			b = append(t.value.AppendJSON(append(b, `,"value":`...)), '}')
		}
		b = append(b, "]}"...)
	}
	return append(b, "]}"...), nil
}

// anyOf gives the alternatives of rules, of which one has to match.
func anyOf(rules *input.Value) ([][]filterTest, error) {
	if rules.Kind != input.Object || len(rules.Fields) == 0 {
		return nil, errors.New("expected an object of rules")
	}
	var out [][]filterTest
	for i := range rules.Fields {
		one, err := alternatives(&input.Value{Kind: input.Object, Fields: rules.Fields[i : i+1]}, nil, 0)
		if err != nil {
			return nil, err
		}
		out = append(out, one...)
	}
	return out, nil
}

// alternatives multiplies a filter out. Several operators on one field are
// alternatives, too: so AppSync has them.
func alternatives(v *input.Value, ignored []string, depth int) ([][]filterTest, error) {
	if v.Kind != input.Object || depth > 10 {
		return nil, errors.New("expected an object of fields and their operators")
	}
	out := [][]filterTest{nil}
	for i := range v.Fields {
		name, of := v.Fields[i].Name, &v.Fields[i].Value
		var part [][]filterTest
		switch {
		case name == "or" || name == "and":
			if of.Kind != input.List || len(of.Items) == 0 {
				return nil, fmt.Errorf("%s takes a list", name)
			}
			if name == "and" {
				part = [][]filterTest{nil}
			}
			for j := range of.Items {
				one, err := alternatives(&of.Items[j], ignored, depth+1)
				if err != nil {
					return nil, err
				}
				if name == "or" {
					// What is ignored, or says nothing, is no alternative.
					part = append(part, slices.DeleteFunc(one, func(tests []filterTest) bool { return len(tests) == 0 })...)
				} else if part, err = product(part, one); err != nil {
					return nil, err
				}
			}
		case slices.Contains(ignored, name):
			continue
		case of.Kind != input.Object || len(of.Fields) == 0:
			return nil, fmt.Errorf("the filter on %s has no operator", name)
		default:
			for j := range of.Fields {
				part = append(part, []filterTest{{name, of.Fields[j].Name, &of.Fields[j].Value}})
			}
		}
		if len(part) == 0 {
			continue
		}
		var err error
		if out, err = product(out, part); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func product(a, b [][]filterTest) ([][]filterTest, error) {
	if len(a)*len(b) > maxGroups {
		return nil, fmt.Errorf("the filter has more than %d alternatives", maxGroups)
	}
	var out [][]filterTest
	for _, x := range a {
		for _, y := range b {
			out = append(out, append(append([]filterTest(nil), x...), y...))
		}
	}
	return out, nil
}
