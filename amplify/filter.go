package amplify

import (
	"bytes"
	"encoding/json"
	"strings"
)

// Filter is a condition on the records of a model. It is built from the
// generated fields and passed to a call with Where:
//
//	client.TodoFields.Priority.Between(1, 3).And(client.TodoFields.Done.Eq(false))
//
// The API evaluates it as DynamoDB does: an absent value fails every
// comparison but Ne, NotContains and Not. The zero Filter is no condition.
type Filter struct{ node *filterNode }

// filterNode is a comparison of a field, or a combination of conditions.
type filterNode struct {
	model           string       // of the field
	field, operator string       // a comparison
	values          []any        // of the comparison
	combine         string       // "and", "or", "not": a combination
	parts           []filterNode // of the combination
}

// condition is what the filter holds; for the zero Filter neither a comparison
// nor a combination.
func (f Filter) condition() filterNode {
	if f.node == nil {
		return filterNode{}
	}
	return *f.node
}

// compare is a comparison of a generated field.
func compare(field, operator string, values ...any) Filter {
	model, name := splitField(field)
	return Filter{&filterNode{model: model, field: name, operator: operator, values: values}}
}

// splitField gives the names in a generated field: "Todo.title".
func splitField(field string) (model, name string) {
	model, name, _ = strings.Cut(field, ".")
	return model, name
}

// And holds where the filter and all others hold.
func (f Filter) And(others ...Filter) Filter { return And(append([]Filter{f}, others...)...) }

// Or holds where the filter or one of the others holds.
func (f Filter) Or(others ...Filter) Filter { return Or(append([]Filter{f}, others...)...) }

// And holds where all filters hold.
func And(filters ...Filter) Filter { return combine("and", filters) }

// Or holds where one of the filters holds.
func Or(filters ...Filter) Filter { return combine("or", filters) }

// Not holds where the filter does not. Subscriptions do not take it.
func Not(f Filter) Filter { return combine("not", []Filter{f}) }

func combine(how string, filters []Filter) Filter {
	n := &filterNode{combine: how}
	for _, f := range filters {
		n.parts = append(n.parts, f.condition())
	}
	return Filter{n}
}

// Where limits a list or a subscription to the records that the filter holds
// for. Several are combined with and.
func Where(f Filter) FilterOption {
	return filterOption(func(c *call) error {
		n := f.condition()
		if err := n.check(c.belongsTo); err != nil {
			return err
		}
		c.filters = append(c.filters, n)
		return nil
	})
}

// Check reports as an error whether the filter compares a field of another
// model than the one of the given name in the API.
func (f Filter) Check(model string) error {
	if f.IsZero() {
		return nil
	}
	return f.node.check((&call{model: model}).belongsTo)
}

// check asks about the model of every field of the condition.
func (n filterNode) check(belongs func(model, what string) error) error {
	for _, p := range n.parts {
		if err := p.check(belongs); err != nil {
			return err
		}
	}
	switch {
	case n.combine != "":
		return nil
	case n.operator == "":
		return usage("", "the zero Filter is no condition: build one from the generated fields, or leave Where out")
	}
	return belongs(n.model, "a filter")
}

// joined makes one condition of several; ok is false for none.
func joined(filters []filterNode) (filterNode, bool) {
	switch len(filters) {
	case 0:
		return filterNode{}, false
	case 1:
		return filters[0], true
	}
	return filterNode{combine: "and", parts: filters}, true
}

// wire writes a filter as the API takes it. Lists and subscriptions have
// different operators: lists have no in and notIn, which are written as or and
// and; subscriptions have no not, size and attributeExists, which are refused.
func (n filterNode) wire(subscription bool) (json.RawMessage, error) {
	if n.combine != "" {
		return n.wireCombined(subscription)
	}
	if subscription && (n.operator == "size" || n.operator == "attributeExists") {
		return nil, usage("", "a subscription cannot filter by %s of %s", n.operator, n.field)
	}
	if !subscription && (n.operator == "in" || n.operator == "notIn") {
		return n.expanded().wire(false)
	}
	var value any = n.values
	if n.operator != "between" && n.operator != "in" && n.operator != "notIn" {
		value = n.values[0]
	}
	b, err := encode(map[string]any{n.field: map[string]any{n.operator: value}})
	return b, err
}

// expanded writes "one of" as alternatives of equality.
func (n filterNode) expanded() filterNode {
	combine, operator := "or", "eq"
	if n.operator == "notIn" {
		combine, operator = "and", "ne"
	}
	out := filterNode{combine: combine}
	for _, v := range n.values {
		out.parts = append(out.parts, filterNode{model: n.model, field: n.field, operator: operator, values: []any{v}})
	}
	return out
}

func (n filterNode) wireCombined(subscription bool) (json.RawMessage, error) {
	if len(n.parts) == 0 {
		return nil, usage("", "%q of no conditions: the API would take it for no filter at all", n.combine)
	}
	parts := make([]json.RawMessage, len(n.parts))
	for i, p := range n.parts {
		b, err := p.wire(subscription)
		if err != nil {
			return nil, err
		}
		parts[i] = b
	}
	if n.combine == "not" {
		if subscription {
			return nil, usage("", "a subscription cannot filter by not")
		}
		return encode(map[string]any{"not": parts[0]})
	}
	return encode(map[string]any{n.combine: parts})
}

// encode writes JSON as JavaScript does, without escaping characters for HTML.
func encode(v any) (json.RawMessage, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}
