package amplify

import "context"

// Calls makes the calls of a model; the generated methods give the results
// their types. Its methods are not inlined: small as they are, the compiler
// would copy them into the methods of every model.
type Calls struct {
	client *Client
	model  *Model
	each   func(record any) // nil for none
}

// NewCalls makes the calls of a model.
func NewCalls(c *Client, m *Model) Calls { return Calls{client: c, model: m} }

// Each gives calls whose lists hand every record to f before the program has
// it. Records are what PageOf and SeqOf are asked for, pointers; nil ones are
// left out.
func (c Calls) Each(f func(record any)) Calls {
	c.each = f
	return c
}

// Create calls the model's create.
//
//go:noinline
func (c *Calls) Create(ctx context.Context, in any, opts []CallOption) *Answer {
	return c.mutate(ctx, &c.model.Create, in, opts)
}

// Update calls the model's update.
//
//go:noinline
func (c *Calls) Update(ctx context.Context, in any, opts []CallOption) *Answer {
	return c.mutate(ctx, &c.model.Update, in, opts)
}

// Delete calls the model's delete. The key is as for Get.
//
//go:noinline
func (c *Calls) Delete(ctx context.Context, key any, opts []CallOption) *Answer {
	return c.mutate(ctx, &c.model.Delete, c.model.identifier(key), opts)
}

func (c *Calls) mutate(ctx context.Context, o *Operation, input any, opts []CallOption) *Answer {
	return c.client.one(ctx, mutationKind, c.model, o, map[string]any{"input": input}, opts)
}

// Get calls the model's get. The key is the value of the identifier's only
// field, or an object of its fields.
//
//go:noinline
func (c *Calls) Get(ctx context.Context, key any, opts []CallOption) *Answer {
	return c.client.one(ctx, queryKind, c.model, &c.model.Get, c.model.identifier(key), opts)
}

// identifier is an object of the fields of the model's identifier.
func (m *Model) identifier(key any) any {
	if len(m.Key) == 1 {
		return Arg(m.Key[0], key)
	}
	return key
}

// Arg is an object of one argument.
func Arg(name string, value any) any { return map[string]any{name: value} }

// List calls the model's list.
//
//go:noinline
func (c *Calls) List(ctx context.Context, opts []ListOption) *Listed {
	return c.By(ctx, &c.model.List, nil, opts)
}

// All goes through all pages of the model's list, fetching each when it is
// reached.
//
//go:noinline
func (c *Calls) All(ctx context.Context, opts []ListOption) *Source {
	return &Source{ctx: ctx, first: func() *Listed { return c.List(ctx, opts) }}
}

// By calls a list or an index query. args is an object of the key arguments,
// or nil.
//
//go:noinline
func (c *Calls) By(ctx context.Context, o *Operation, args any, opts []ListOption) *Listed {
	call := newCall(c.model)
	if err := call.withList(opts); err != nil {
		return &Listed{answer: &Answer{operation: o.Field, err: named(o, err)}}
	}
	list := &listing{client: c.client, operation: o, args: args, call: call, each: c.each}
	return list.page(ctx, call.after)
}

// OnCreate yields the events of the model's subscription; as all of them, it
// ends when the context does, when the caller stops, or after an error that is
// not an ErrGap and came without a record.
//
//go:noinline
func (c *Calls) OnCreate(ctx context.Context, opts []SubscribeOption) *Source {
	return c.client.subscribe(ctx, &c.model.OnCreate, nil, newCall(c.model), opts)
}

// OnUpdate yields the events of the model's subscription.
//
//go:noinline
func (c *Calls) OnUpdate(ctx context.Context, opts []SubscribeOption) *Source {
	return c.client.subscribe(ctx, &c.model.OnUpdate, nil, newCall(c.model), opts)
}

// OnDelete yields the events of the model's subscription.
//
//go:noinline
func (c *Calls) OnDelete(ctx context.Context, opts []SubscribeOption) *Source {
	return c.client.subscribe(ctx, &c.model.OnDelete, nil, newCall(c.model), opts)
}

// Observe follows the model's list.
//
//go:noinline
func (c *Calls) Observe(ctx context.Context, opts []FilterOption) *Observed {
	return &Observed{ctx, c, opts}
}
