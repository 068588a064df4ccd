package graphql

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/event"
	"github.com/amplifygo/amplifygo/runtime/graphql/gqlerror"
	"github.com/amplifygo/amplifygo/runtime/graphql/input"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// SubscriptionResolver is a Resolver that also runs the handlers of custom
// subscriptions when they start.
type SubscriptionResolver interface {
	Resolver
	// ResolveSubscription gives the filters of a subscription, or nil for none.
	// An error refuses the subscription.
	ResolveSubscription(ctx context.Context, call *Call) (*SubscriptionFilters, error)
}

// SubscriptionFilters are what a subscription's handler sets, in the form of
// AppSync's util.transform.toSubscriptionFilter.
type SubscriptionFilters struct {
	// Filter says which events the subscriber gets; without it the arguments do.
	Filter json.RawMessage
	// Invalidation says by which payloads of an Invalidation the subscription
	// ends; nil for none.
	Invalidation json.RawMessage
}

// Invalidation ends subscriptions: those of a field whose invalidation filter
// matches the payload.
type Invalidation struct {
	// Field is a field of the Subscription type.
	Field string
	// Payload is a JSON object.
	Payload json.RawMessage
}

// maxTests bounds the comparisons, with their operands, of the filter that a
// handler sets, which often is what a client has sent, multiplied out.
const maxTests = 2000

// scalars counts the scalars of a filter.
func scalars(v *input.Value) int {
	n := 0
	for i := range v.Items {
		n += scalars(&v.Items[i])
	}
	for i := range v.Fields {
		n += scalars(&v.Fields[i].Value)
	}
	return max(n, 1)
}

// payloadTest decides about the payload of an event, of which get gives what is
// at a path with dots.
type payloadTest func(get func(path string) input.Value) bool

// startHandler runs the handler of a custom subscription and compiles its filter.
func (s *Subscription) startHandler(ctx context.Context, r *run, args []input.Field) error {
	h, ok := s.e.Resolver.(SubscriptionResolver)
	if !ok {
		if len(s.field.Root.Operation.Handlers) > 0 { // it may be what refuses subscribers
			return gqlerror.New(gqlerror.NotImplemented, "No handler is registered for "+s.field.Parent+"."+s.field.Name+".")
		}
		return nil
	}
	call := &Call{Operation: s.field.Root.Operation, Arguments: arguments(s.field, args), Identity: s.id, Header: r.header}
	filters, err := h.ResolveSubscription(ctx, call)
	if err != nil || filters == nil {
		return err
	}
	if s.test, err = s.compile(filters.Filter); err != nil {
		return err
	}
	if s.test != nil {
		s.Field, s.Values = indexedFilter(filters.Filter)
	}
	if s.invalid, err = s.compile(filters.Invalidation); s.invalid != nil {
		s.Invalidated = s.field.Name
	}
	return err
}

// compile compiles a filter of a handler; nil for none.
func (s *Subscription) compile(text json.RawMessage) (payloadTest, error) {
	if text == nil {
		return nil, nil
	}
	tree, err := input.ParseJSON(text)
	if err != nil {
		return nil, fmt.Errorf("the filter of subscription %s: %w", s.field.Name, err)
	}
	if scalars(&tree) > maxTests {
		return nil, fmt.Errorf("the filter of subscription %s has more than %d comparisons", s.field.Name, maxTests)
	}
	test, err := compileTest(&tree)
	if err != nil {
		return nil, fmt.Errorf("the filter of subscription %s: %w", s.field.Name, err)
	}
	return test, nil
}

// Ends reports whether an invalidation ends the subscription. One that cannot be
// read does: nobody goes on listening because of a slip.
func (s *Subscription) Ends(ev *event.Event) bool {
	if s.invalid == nil || ev.Invalidates != s.field.Name {
		return false
	}
	tree, err := payload(ev)
	return err != nil || s.invalid(func(path string) input.Value { return step(*tree, path, true) })
}

// payload is the payload of an event, read once for all subscriptions.
func payload(ev *event.Event) (*input.Value, error) {
	v, err := ev.Read(func(text []byte) (any, error) {
		tree, err := input.ParseJSON(text)
		return &tree, err
	})
	if err != nil {
		return nil, err
	}
	return v.(*input.Value), nil
}

// compileTest compiles a filter object. What it does not know is an error:
// nothing may turn into "no filter".
func compileTest(v *input.Value) (payloadTest, error) {
	if v.Kind != input.Object {
		return nil, errors.New("expected an object")
	}
	var tests []payloadTest
	for i := range v.Fields {
		name, of := v.Fields[i].Name, &v.Fields[i].Value
		var t payloadTest
		var err error
		if name == "and" || name == "or" {
			t, err = compileList(of, name == "or")
		} else {
			t, err = compileField(name, of)
		}
		if err != nil {
			return nil, err
		}
		tests = append(tests, t)
	}
	return all(tests), nil
}

func all(tests []payloadTest) payloadTest {
	return func(get func(string) input.Value) bool {
		for _, t := range tests {
			if !t(get) {
				return false
			}
		}
		return true
	}
}

func compileList(v *input.Value, or bool) (payloadTest, error) {
	if v.Kind != input.List || len(v.Items) == 0 {
		return nil, errors.New("and and or take a list of filters")
	}
	var tests []payloadTest
	for i := range v.Items {
		t, err := compileTest(&v.Items[i])
		if err != nil {
			return nil, err
		}
		tests = append(tests, t)
	}
	if !or {
		return all(tests), nil
	}
	return func(get func(string) input.Value) bool {
		for _, t := range tests {
			if t(get) {
				return true
			}
		}
		return false
	}, nil
}

// compileField compiles the operators of a field, a path with dots.
func compileField(path string, v *input.Value) (payloadTest, error) {
	if v.Kind != input.Object || len(v.Fields) == 0 {
		return nil, fmt.Errorf("the filter on %s has no operator", path)
	}
	var tests []payloadTest
	for i := range v.Fields {
		op, operand := v.Fields[i].Name, v.Fields[i].Value
		if !payloadOperator(op, &operand) {
			return nil, fmt.Errorf("the filter on %s has an unknown operator or operand: %s", path, op)
		}
		tests = append(tests, func(get func(string) input.Value) bool {
			got := get(path)
			return !got.IsNull() && payloadCompare(op, &got, &operand) // missing fields match nothing (api.md 5.4)
		})
	}
	return all(tests), nil
}

func payloadOperator(op string, operand *input.Value) bool {
	switch op {
	case "eq", "ne", "lt", "le", "gt", "ge", "contains", "notContains", "beginsWith":
		return operand.Kind != input.List && operand.Kind != input.Object && !operand.IsNull()
	case "in", "notIn", "containsAny":
		return operand.Kind == input.List
	case "between":
		return operand.Kind == input.List && len(operand.Items) == 2
	}
	return false
}

func payloadCompare(op string, got, want *input.Value) bool {
	switch op {
	case "eq":
		return sameJSON(got, want)
	case "ne":
		return !sameJSON(got, want)
	case "in":
		return within(got, want.Items)
	case "notIn":
		return !within(got, want.Items)
	case "contains", "notContains":
		return holds(got, want) == (op == "contains")
	case "containsAny":
		for i := range want.Items {
			if holds(got, &want.Items[i]) {
				return true
			}
		}
		return false
	case "beginsWith":
		return got.Kind == input.String && want.Kind == input.String && strings.HasPrefix(got.Text, want.Text)
	case "between":
		return ordered(&want.Items[0], got, func(c int) bool { return c <= 0 }) && ordered(got, &want.Items[1], func(c int) bool { return c <= 0 })
	case "lt":
		return ordered(got, want, func(c int) bool { return c < 0 })
	case "le":
		return ordered(got, want, func(c int) bool { return c <= 0 })
	case "gt":
		return ordered(got, want, func(c int) bool { return c > 0 })
	}
	return ordered(got, want, func(c int) bool { return c >= 0 })
}

func sameJSON(a, b *input.Value) bool { return same(scalarValue(a), scalarValue(b)) }

func within(v *input.Value, list []input.Value) bool {
	for i := range list {
		if sameJSON(v, &list[i]) {
			return true
		}
	}
	return false
}

// holds: a list has the element, or a text the part.
func holds(got, want *input.Value) bool {
	if got.Kind == input.List {
		return within(want, got.Items)
	}
	return got.Kind == input.String && want.Kind == input.String && strings.Contains(got.Text, want.Text)
}

func ordered(a, b *input.Value, holds func(int) bool) bool {
	if a.Kind == input.String && b.Kind == input.String {
		return holds(strings.Compare(a.Text, b.Text))
	}
	x, errX := strconv.ParseFloat(a.Text, 64)
	y, errY := strconv.ParseFloat(b.Text, 64)
	if errX != nil || errY != nil || a.Kind == input.String || b.Kind == input.String {
		return false
	}
	switch {
	case x < y:
		return holds(-1)
	case x > y:
		return holds(1)
	}
	return holds(0)
}

// payload gives what an event has at a path, as the subscriber sees it: what
// the subscriber may not read is absent, so that neither arguments nor a filter
// that is made of them probe it.
func (s *Subscription) payload(ev *event.Event) (func(path string) input.Value, bool) {
	if ev.Record == nil {
		tree, err := payload(ev)
		return func(path string) input.Value {
			return s.at(s.field.Type.Name, path, func(name string) input.Value {
				return s.e.presents(s.Model, name, tree.Get(name))
			})
		}, err == nil
	}
	m := s.e.Schema.Model(ev.Model)
	if m == nil {
		return nil, false
	}
	row := masked(ev)
	return func(path string) input.Value {
		return s.at(m.Name, path, func(name string) input.Value {
			f := m.Field(name)
			if f == nil || f.Relation != nil {
				return input.Value{}
			}
			return jsonValue(s.e.Policy.Present(f, row[f.Ordinal]))
		})
	}, true
}

// at follows a path from an object of a type. get gives the object's fields.
func (s *Subscription) at(parent, path string, get func(name string) input.Value) input.Value {
	name, rest, more := strings.Cut(path, ".")
	def := s.e.document.AST.Types[parent]
	if def == nil || !s.reads(parent, name) {
		return input.Value{}
	}
	f := def.Fields.ForName(name)
	if f == nil {
		return input.Value{}
	}
	v, of := get(name), f.Type.Name()
	switch def := s.e.document.AST.Types[of]; {
	case def == nil || def.IsLeafType(): // an AWSJSON has parts, but no types
		return step(v, rest, more)
	case more:
		return s.at(of, rest, func(name string) input.Value { return *v.Get(name) })
	}
	return s.shown(of, &v)
}

// shown is a value of an object type without what the subscriber may not read.
func (s *Subscription) shown(of string, v *input.Value) input.Value {
	def := s.e.document.AST.Types[of]
	if def.IsLeafType() {
		return *v
	}
	out := input.Value{Kind: v.Kind}
	for i := range v.Items {
		out.Items = append(out.Items, s.shown(of, &v.Items[i]))
	}
	for i := range v.Fields {
		f := &v.Fields[i]
		if t := def.Fields.ForName(f.Name); t != nil && s.reads(of, f.Name) {
			out.Fields = append(out.Fields, input.Field{Name: f.Name, Value: s.shown(t.Type.Name(), &f.Value)})
		}
	}
	return out
}

// reads reports whether the subscriber may read a field of every object of a
// type.
func (s *Subscription) reads(parent, name string) bool {
	m := s.e.Schema.Model(parent)
	return (m == nil || !s.e.guarded[m.Field(name)]) && s.e.Policy.Directive(s.id, parent, name)
}

// presents is the value of a field of a custom mutation's result as clients see
// it; m is nil where the result is no row of a model.
func (e *Engine) presents(m *schema.Model, name string, v *input.Value) input.Value {
	if m != nil {
		if f := m.Field(name); f != nil && e.presented[f] && !v.IsNull() {
			return jsonValue(e.Policy.Present(f, scalarOrAbsent(v)))
		}
	}
	return *v
}

// step follows a path from a value without a type.
func step(v input.Value, path string, more bool) input.Value {
	for more {
		var name string
		name, path, more = strings.Cut(path, ".")
		v = *v.Get(name)
	}
	return v
}

func jsonValue(v value.Value) input.Value {
	tree, err := input.ParseJSON(appendScalar(nil, v))
	if err != nil {
		return input.Value{}
	}
	return tree
}
