package graphql

import (
	"encoding/json"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/event"
	"github.com/amplifygo/amplifygo/runtime/graphql/input"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// PayloadField gives the value of an event's field that custom subscriptions
// look at, where nothing is hidden from the subscriber; absent where there is
// none.
func (e *Engine) PayloadField(ev *event.Event, name string) value.Value {
	var got input.Value
	if ev.Record == nil {
		if tree, err := payload(ev); err == nil {
			got = e.presents(e.answers(ev.Mutation), name, tree.Get(name))
		}
	} else if m := e.Schema.Model(ev.Model); m != nil {
		if f := m.Field(name); f != nil && f.Relation == nil {
			got = jsonValue(e.Policy.Present(f, masked(ev)[f.Ordinal]))
		}
	}
	return scalarOrAbsent(&got)
}

// answers is the model of a custom mutation's result; nil for none.
func (e *Engine) answers(mutation string) *schema.Model {
	o := e.Schema.Operation("Mutation", mutation)
	if o == nil || o.Returns.Kind != schema.ModelKind {
		return nil
	}
	return e.Schema.Model(o.Returns.TypeName)
}

// indexedArgument gives an argument whose text the payload's field of the same
// name has to equal. Numbers compare across kinds, and null has rules of its
// own: only texts are found by identity.
func indexedArgument(args []input.Field) (field string, values []value.Value) {
	for i := range args {
		if v := scalarValue(&args[i].Value); v.Kind() == value.String {
			return args[i].Name, []value.Value{v}
		}
	}
	return "", nil
}

// indexedFilter gives a field that has to equal one of some texts for a
// handler's filter to be true.
func indexedFilter(text json.RawMessage) (field string, values []value.Value) {
	if tree, err := input.ParseJSON(text); err == nil {
		return indexedTest(&tree)
	}
	return "", nil
}

func indexedTest(v *input.Value) (field string, values []value.Value) {
	for i := range v.Fields {
		name, of := v.Fields[i].Name, &v.Fields[i].Value
		switch {
		case name == "and" || name == "or" && len(of.Items) == 1:
			for j := range of.Items {
				if field, values = indexedTest(&of.Items[j]); field != "" {
					return field, values
				}
			}
		case name != "or" && !strings.Contains(name, "."):
			if values = texts(of); values != nil {
				return name, values
			}
		}
	}
	return "", nil
}

// texts gives what a field has to equal; nil where that is not texts alone.
func texts(operators *input.Value) (values []value.Value) {
	items := operators.Get("in").Items
	if eq := operators.Get("eq"); eq.Kind == input.String {
		items = []input.Value{*eq}
	}
	for i := range items {
		v := scalarValue(&items[i])
		if v.Kind() != value.String {
			return nil
		}
		values = append(values, v)
	}
	return values
}
