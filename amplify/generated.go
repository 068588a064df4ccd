package amplify

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
)

// This file is what generated code calls. Programs use the generated methods
// instead.

// Model describes a model to the runtime. Generated code writes it down.
type Model struct {
	// Name is the type's name in the API; Key are the fields of its identifier.
	Name string
	Key  []string
	// Selection is what calls select by default: every field but the
	// relationships, "id place { city }".
	Selection string
	// The operations; the zero Operation where the schema disables one.
	Get, List                    Operation
	Create, Update, Delete       Operation
	OnCreate, OnUpdate, OnDelete Operation
}

// Operation describes one root field of the API.
type Operation struct {
	// Field is its name: "createTodo".
	Field string
	// Vars are the variables that the document declares, as it declares them:
	// "$id: ID!, $lang: String".
	Vars string
	// Modes are the modes that some rule admits.
	Modes Modes
	// Selection is the selection of a custom operation's result; empty for
	// scalars and for results that are models.
	Selection string
}

// invoke calls a query or a mutation with the variables, and decodes the value
// of its root field. Absent and null give the zero value of T.
func invoke[T any](ctx context.Context, c *Client, k kind, o *Operation, sel func(*call) selectionSet, vars any, call *call) (T, error) {
	resp, err := c.sendOnce(ctx, k, o, sel, vars, call)
	if err != nil {
		var zero T
		return zero, err
	}
	value, err := decode[T](o.Field, resp.Data[o.Field])
	if len(resp.Errors) > 0 {
		return value, answerError(o.Field, resp.Status, resp.Errors)
	}
	return value, err
}

// sendOnce is the part of invoke that is the same for all types; generic code is
// compiled for each model, so little should be in it.
func (c *Client) sendOnce(ctx context.Context, k kind, o *Operation, sel func(*call) selectionSet, vars any, call *call) (*Response, error) {
	mode, err := c.modeFor(o, call.mode)
	if err != nil {
		return nil, err
	}
	variables, err := encode(vars)
	if err != nil {
		return nil, usage(o.Field, "input: %v", err)
	}
	return c.invoke(ctx, &Request{
		Operation: o.Field, Mutation: k == mutationKind, Document: c.document(k, o, sel, call),
		Variables: variables, Mode: mode, Header: c.header(call.header), Token: call.token,
	})
}

func decode[T any](operation string, raw json.RawMessage) (T, error) {
	var value T
	if len(raw) == 0 {
		return value, nil
	}
	if err := json.Unmarshal(raw, &value); err != nil {
		return value, misfit(operation, err)
	}
	return value, nil
}

func misfit(operation string, err error) *Error {
	return &Error{Operation: operation, Code: CodeUnknown, Message: "the answer does not fit the schema that the client was generated from", Err: err}
}

// document gives the text of an operation, cached for the default selection.
func (c *Client) document(k kind, o *Operation, sel func(*call) selectionSet, call *call) string {
	if call.selection != nil {
		return document(k, o.Field, o.Vars, sel(call))
	}
	if d, ok := c.documents.Load(o); ok {
		return d.(string)
	}
	d := document(k, o.Field, o.Vars, sel(call))
	c.documents.Store(o, d)
	return d
}

// oneSelection and manySelection are what calls for one record and for pages select.
func oneSelection(c *call) selectionSet {
	if c.selection != nil {
		return c.selection
	}
	return c.defaults
}

func manySelection(c *call) selectionSet { return pageSelection(oneSelection(c)) }

// Mutate calls a model's create, update or delete with the input.
func Mutate[T any](ctx context.Context, c *Client, m *Model, o *Operation, input any, opts []CallOption) (*T, error) {
	call := newCall[T](m)
	if err := call.withCall(opts); err != nil {
		return nil, named(o, err)
	}
	return found[T](o)(invoke[*T](ctx, c, mutationKind, o, oneSelection, map[string]any{"input": input}, call))
}

// Fetch calls a model's get. The key is an object of the identifier's fields.
func Fetch[T any](ctx context.Context, c *Client, m *Model, key any, opts []CallOption) (*T, error) {
	call := newCall[T](m)
	if err := call.withCall(opts); err != nil {
		return nil, named(&m.Get, err)
	}
	return found[T](&m.Get)(invoke[*T](ctx, c, queryKind, &m.Get, oneSelection, key, call))
}

// found turns "no record and no error" into ErrNotFound.
func found[T any](o *Operation) func(*T, error) (*T, error) {
	return func(v *T, err error) (*T, error) {
		if v == nil && err == nil {
			err = &Error{Operation: o.Field, Code: CodeNotFound, Message: "there is no such record"}
		}
		return v, err
	}
}

// FetchPage calls a list or an index query. args is an object of the key
// arguments, or nil.
func FetchPage[T any](ctx context.Context, c *Client, m *Model, o *Operation, args any, opts []ListOption) (*Page[T], error) {
	call := newCall[T](m)
	if err := call.withList(opts); err != nil {
		return nil, named(o, err)
	}
	return fetchPage[T](ctx, c, o, args, call)
}

func fetchPage[T any](ctx context.Context, c *Client, o *Operation, args any, call *call) (*Page[T], error) {
	vars, err := listVariables(args, call)
	if err != nil {
		return nil, named(o, err)
	}
	page, err := invoke[*Page[T]](ctx, c, queryKind, o, manySelection, vars, call)
	if page == nil {
		if err == nil {
			err = &Error{Operation: o.Field, Code: CodeUnknown, Message: "the API gave neither a list nor an error"}
		}
		return nil, err
	}
	page.next = func(ctx context.Context, token string) (*Page[T], error) {
		following := *call
		following.after = token
		return fetchPage[T](ctx, c, o, args, &following)
	}
	return page, err
}

// FetchAll goes through all pages of a list, fetching each when it is reached.
func FetchAll[T any](ctx context.Context, c *Client, m *Model, o *Operation, args any, opts []ListOption) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		page, err := FetchPage[T](ctx, c, m, o, args, opts)
		if page == nil {
			yield(nil, err)
			return
		}
		page.walk(ctx, err, yield)
	}
}

// listVariables joins the key arguments with those of the options; what is not
// given is left out.
func listVariables(args any, c *call) (json.RawMessage, error) {
	extra := map[string]any{}
	if filter, ok := joined(c.filters); ok {
		b, err := filter.wire(false)
		if err != nil {
			return nil, err
		}
		extra["filter"] = b
	}
	if c.desc {
		extra["sortDirection"] = "DESC"
	}
	if c.limit > 0 {
		extra["limit"] = c.limit
	}
	if c.after != "" {
		extra["nextToken"] = c.after
	}
	return mergeObjects(args, extra)
}

// mergeObjects writes one JSON object of two.
func mergeObjects(first any, second map[string]any) (json.RawMessage, error) {
	b, err := encode(second)
	if err != nil || first == nil {
		return b, err
	}
	a, err := encode(first)
	switch {
	case err != nil:
		return nil, err
	case len(a) < 2 || a[0] != '{':
		return nil, errors.New("arguments are not an object")
	case len(a) == 2:
		return b, nil
	case len(b) == 2:
		return a, nil
	}
	return append(append(a[:len(a)-1], ','), b[1:]...), nil
}

// named puts the operation's name on an error of an option.
func named(o *Operation, err error) error {
	var e *Error
	if errors.As(err, &e) && e.Operation == "" {
		e.Operation = o.Field
	}
	return err
}

// InvokeQuery calls a custom query. m is the model of the result, nil for others.
func InvokeQuery[T any](ctx context.Context, c *Client, m *Model, o *Operation, args any, opts []CallOption) (T, error) {
	return invokeCustom[T](ctx, c, queryKind, m, o, args, opts)
}

// InvokeMutation calls a custom mutation. m is the model of the result, nil for others.
func InvokeMutation[T any](ctx context.Context, c *Client, m *Model, o *Operation, args any, opts []CallOption) (T, error) {
	return invokeCustom[T](ctx, c, mutationKind, m, o, args, opts)
}

func invokeCustom[T any](ctx context.Context, c *Client, k kind, m *Model, o *Operation, args any, opts []CallOption) (T, error) {
	call := customCall(m, o)
	if err := call.withCall(opts); err != nil {
		var zero T
		return zero, named(o, err)
	}
	if args == nil {
		args = struct{}{}
	}
	return invoke[T](ctx, c, k, o, oneSelection, args, call)
}

// customCall starts the options of a custom operation's call. Like the
// official client, it has no selection of its own.
func customCall(m *Model, o *Operation) *call {
	c := &call{defaults: parseSelection(o.Selection)}
	if m != nil {
		c.defaults = parseSelection(m.Selection)
	}
	return c
}
