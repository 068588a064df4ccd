package jsresolver

import (
	"bytes"
	"slices"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/graphql/input"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// condition is a condition of a write.
type condition struct {
	expression
	// EqualsIgnore are attributes that do not count when an item is compared
	// with what it was to become.
	EqualsIgnore                        []string `json:"equalsIgnore,omitempty"`
	ConsistentRead                      *bool    `json:"consistentRead,omitempty"`
	ReturnValuesOnConditionCheckFailure *bool    `json:"returnValuesOnConditionCheckFailure,omitempty"`
	Handler                             *handler `json:"conditionalCheckFailedHandler,omitempty"`
}

// handler says what decides about a condition that does not hold.
type handler struct {
	Strategy string `json:"strategy"`
	Lambda   string `json:"lambdaArn"`
}

// condition reads the condition of a request; nil for none.
func (t *table) condition(q *tableRequest) (*rowCondition, error) {
	c := q.Condition
	switch {
	case c == nil:
		return nil, nil
	case strings.TrimSpace(c.Expression) == "":
		return nil, Invalid("Invalid ConditionExpression: The expression can not be empty;")
	case c.Handler != nil && c.Handler.Strategy != "Reject":
		return nil, t.refuse("the strategy %q of a conditionalCheckFailedHandler is not supported, only Reject is", clip(c.Handler.Strategy))
	}
	return t.where(&c.expression)
}

// reached reports whether a row is already what a put was to make of it, which
// AppSync takes for a success although the condition does not hold: the request
// is one that has been repeated. What the API itself writes does not count.
func (c *condition) reached(m *schema.Model, row value.Record, fields []authz.Assignment) bool {
	if c == nil || row == nil {
		return false
	}
	for _, f := range m.Fields {
		if f.Relation != nil || slices.Contains(c.EqualsIgnore, f.Name) {
			continue
		}
		i := slices.IndexFunc(fields, func(a authz.Assignment) bool { return a.Field == f })
		switch {
		case i >= 0:
			if !same(f, row[f.Ordinal], fields[i].Value) {
				return false
			}
		case f.Origin == schema.Declared && !row[f.Ordinal].IsNull() && !defaulted(f, row[f.Ordinal]):
			return false
		}
	}
	return true
}

// defaulted reports whether a value is the one that its field has by itself.
func defaulted(f *schema.Field, v value.Value) bool {
	if v.Kind() == value.String {
		return f.HasDefault && v.Text() == f.Default
	}
	return f.HasDefault && string(v.AppendJSON(nil)) == f.Default
}

// same reports whether two values of a field are the same to scripts.
func same(f *schema.Field, a, b value.Value) bool {
	if a.IsNull() || b.IsNull() {
		return a.IsNull() == b.IsNull()
	}
	x, err := input.ParseJSON(appendField(nil, f, a))
	if err != nil {
		return false
	}
	y, err := input.ParseJSON(appendField(nil, f, b))
	return err == nil && bytes.Equal(x.AppendJSON(nil), y.AppendJSON(nil))
}
