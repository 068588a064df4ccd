package amplify

import (
	"bytes"
	"encoding/json"
	"reflect"
)

// Filter is a condition on the records of the model M. It is built from the
// generated fields and passed to a call with Where:
//
//	client.TodoFields.Priority.Between(1, 3).And(client.TodoFields.Done.Eq(false))
//
// The API evaluates it as DynamoDB does: an absent value fails every
// comparison but Ne, NotContains and Not.
type Filter[M any] struct{ node filterNode }

// filterNode is a comparison of a field, or a combination of conditions.
type filterNode struct {
	field, operator string       // a comparison
	values          []any        // of the comparison
	combine         string       // "and", "or", "not": a combination
	parts           []filterNode // of the combination
}

func compare[M any](field, operator string, values ...any) Filter[M] {
	return Filter[M]{filterNode{field: field, operator: operator, values: values}}
}

// And holds where the filter and all others hold.
func (f Filter[M]) And(others ...Filter[M]) Filter[M] {
	return And(append([]Filter[M]{f}, others...)...)
}

// Or holds where the filter or one of the others holds.
func (f Filter[M]) Or(others ...Filter[M]) Filter[M] {
	return Or(append([]Filter[M]{f}, others...)...)
}

// And holds where all filters hold.
func And[M any](filters ...Filter[M]) Filter[M] { return combine("and", filters) }

// Or holds where one of the filters holds.
func Or[M any](filters ...Filter[M]) Filter[M] { return combine("or", filters) }

// Not holds where the filter does not. Subscriptions do not take it.
func Not[M any](f Filter[M]) Filter[M] { return combine("not", []Filter[M]{f}) }

func combine[M any](how string, filters []Filter[M]) Filter[M] {
	n := filterNode{combine: how}
	for _, f := range filters {
		n.parts = append(n.parts, f.node)
	}
	return Filter[M]{n}
}

// Where limits a list or a subscription to the records that the filter holds
// for. Several are combined with and.
func Where[M any](f Filter[M]) FilterOption {
	return filterOption(func(c *call) error {
		if err := c.belongsTo(reflect.TypeFor[M](), "a filter"); err != nil {
			return err
		}
		c.filters = append(c.filters, f.node)
		return nil
	})
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
		out.parts = append(out.parts, filterNode{field: n.field, operator: operator, values: []any{v}})
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
