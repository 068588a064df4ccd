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

// Generic code is compiled for each program again, so the generic functions
// below only give the result its type. Their type arguments are pointers
// wherever the result is a record: all pointers share one instance of the code,
// as long as the constraint is any. What is left for each type argument is a
// wrapper, into which the shared code would be copied but for go:noinline.

// read calls a query or a mutation with the variables and decodes the value of
// its root field into what into points to. found is false where it is absent
// or null.
func (c *Client) read(ctx context.Context, k kind, o *Operation, sel func(*call) selectionSet, vars any, call *call, into any) (found bool, err error) {
	resp, err := c.sendOnce(ctx, k, o, sel, vars, call)
	if err != nil {
		return false, err
	}
	raw := resp.Data[o.Field]
	err = decode(o.Field, raw, into)
	if len(resp.Errors) > 0 {
		err = answerError(o.Field, resp.Status, resp.Errors)
	}
	return !isNull(raw), err
}

// sendOnce sends the request of a call.
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

// decode reads the value of a root field; an absent one leaves into alone.
func decode(operation string, raw json.RawMessage, into any) error {
	if len(raw) == 0 {
		return nil
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return misfit(operation, err)
	}
	return nil
}

func isNull(raw json.RawMessage) bool { return len(raw) == 0 || string(raw) == "null" }

func misfit(operation string, err error) *Error {
	return &Error{Operation: operation, Code: CodeUnknown, Message: "the answer does not fit the schema that the client was generated from", Err: err}
}

// document gives the text of an operation, cached for the default selection.
func (c *Client) document(k kind, o *Operation, sel func(*call) selectionSet, call *call) string {
	if call.selection != nil {
		return document(k, o.Field, o.Vars, sel(call))
	}
	return c.documents.get(o, func() string { return document(k, o.Field, o.Vars, sel(call)) })
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
//
//go:noinline
func Mutate[T any](ctx context.Context, c *Client, m *Model, o *Operation, input any, opts []CallOption) (record T, err error) {
	err = c.one(ctx, mutationKind, m, o, map[string]any{"input": input}, opts, &record)
	return record, err
}

// Fetch calls a model's get. The key is an object of the identifier's fields.
//
//go:noinline
func Fetch[T any](ctx context.Context, c *Client, m *Model, key any, opts []CallOption) (record T, err error) {
	err = c.one(ctx, queryKind, m, &m.Get, key, opts, &record)
	return record, err
}

// one calls for one record; no record and no error are ErrNotFound.
func (c *Client) one(ctx context.Context, k kind, m *Model, o *Operation, vars any, opts []CallOption, into any) error {
	call := newCall(m)
	if err := call.withCall(opts); err != nil {
		return named(o, err)
	}
	found, err := c.read(ctx, k, o, oneSelection, vars, call, into)
	if !found && err == nil {
		err = &Error{Operation: o.Field, Code: CodeNotFound, Message: "there is no such record"}
	}
	return err
}

// FetchPage calls a list or an index query. args is an object of the key
// arguments, or nil.
//
//go:noinline
func FetchPage[T any](ctx context.Context, c *Client, m *Model, o *Operation, args any, opts []ListOption) (*Page[T], error) {
	call := newCall(m)
	if err := call.withList(opts); err != nil {
		return nil, named(o, err)
	}
	return readPage[T](ctx, &listing{c, o, args, call}, call.after)
}

// FetchAll goes through all pages of a list, fetching each when it is reached.
//
//go:noinline
func FetchAll[T any](ctx context.Context, c *Client, m *Model, o *Operation, args any, opts []ListOption) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		page, err := FetchPage[T](ctx, c, m, o, args, opts)
		walk(ctx, page, err)(yield)
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
//
//go:noinline
func InvokeQuery[T any](ctx context.Context, c *Client, m *Model, o *Operation, args any, opts []CallOption) (result T, err error) {
	err = c.custom(ctx, queryKind, m, o, args, opts, &result)
	return result, err
}

// InvokeMutation calls a custom mutation. m is the model of the result, nil for others.
//
//go:noinline
func InvokeMutation[T any](ctx context.Context, c *Client, m *Model, o *Operation, args any, opts []CallOption) (result T, err error) {
	err = c.custom(ctx, mutationKind, m, o, args, opts, &result)
	return result, err
}

func (c *Client) custom(ctx context.Context, k kind, m *Model, o *Operation, args any, opts []CallOption, into any) error {
	call := customCall(m, o)
	if err := call.withCall(opts); err != nil {
		return named(o, err)
	}
	if args == nil {
		args = struct{}{}
	}
	_, err := c.read(ctx, k, o, oneSelection, args, call, into)
	return err
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
