package amplify

import (
	"context"
	"encoding/json"
	"errors"
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

// read calls a query or a mutation with the variables.
func (c *Client) read(ctx context.Context, k kind, o *Operation, sel func(*call) selectionSet, vars any, call *call) *Answer {
	resp, err := c.sendOnce(ctx, k, o, sel, vars, call)
	if err != nil {
		return &Answer{operation: o.Field, err: err}
	}
	a := &Answer{operation: o.Field, value: resp.Data[o.Field]}
	if len(resp.Errors) > 0 {
		a.err = answerError(o.Field, resp.Status, resp.Errors)
	}
	return a
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

// one calls for one record; no record and no error are ErrNotFound.
func (c *Client) one(ctx context.Context, k kind, m *Model, o *Operation, vars any, opts []CallOption) *Answer {
	call := newCall(m)
	if err := call.withCall(opts); err != nil {
		return &Answer{operation: o.Field, err: named(o, err)}
	}
	a := c.read(ctx, k, o, oneSelection, vars, call)
	if a.missing() && a.err == nil {
		a.err = &Error{Operation: o.Field, Code: CodeNotFound, Message: "there is no such record"}
	}
	return a
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
func InvokeQuery(ctx context.Context, c *Client, m *Model, o *Operation, args any, opts []CallOption) *Answer {
	return c.custom(ctx, queryKind, m, o, args, opts)
}

// InvokeMutation calls a custom mutation. m is the model of the result, nil for others.
func InvokeMutation(ctx context.Context, c *Client, m *Model, o *Operation, args any, opts []CallOption) *Answer {
	return c.custom(ctx, mutationKind, m, o, args, opts)
}

func (c *Client) custom(ctx context.Context, k kind, m *Model, o *Operation, args any, opts []CallOption) *Answer {
	call := customCall(m, o)
	if err := call.withCall(opts); err != nil {
		return &Answer{operation: o.Field, err: named(o, err)}
	}
	if args == nil {
		args = struct{}{}
	}
	return c.read(ctx, k, o, oneSelection, args, call)
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
