package amplify

import (
	"context"
	"encoding/json"
)

// The methods below load the records that a relationship of the model points
// to. m is the related model; pairs are fields of it and values of the record
// that they equal, in turns.

// Related loads the record of a belongsTo field, by its key. A reference
// without a value gives ErrNotFound, without a request.
//
//go:noinline
func (c *Calls) Related(ctx context.Context, m *Model, opts []CallOption, pairs ...any) *Answer {
	key := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if unset(pairs[i+1]) {
			err := &Error{Operation: m.Get.Field, Code: CodeNotFound, Message: "the record has no reference"}
			return &Answer{operation: m.Get.Field, err: err}
		}
		key[pairs[i].(string)] = pairs[i+1]
	}
	return c.client.one(ctx, queryKind, m, &m.Get, key, opts)
}

// RelatedPage loads the records of a hasMany field, by their references.
//
//go:noinline
func (c *Calls) RelatedPage(ctx context.Context, m *Model, opts []ListOption, pairs ...any) *Listed {
	call := newCall(m)
	call.filters = []filterNode{matching(pairs)}
	if err := call.withList(opts); err != nil {
		return &Listed{answer: &Answer{operation: m.List.Field, err: named(&m.List, err)}}
	}
	list := &listing{client: c.client, operation: &m.List, call: call}
	return list.page(ctx, call.after)
}

// RelatedOne loads the record of a hasOne field: the first with the references.
//
//go:noinline
func (c *Calls) RelatedOne(ctx context.Context, m *Model, opts []CallOption, pairs ...any) *Answer {
	answer := &Answer{operation: m.List.Field}
	call := newCall(m)
	call.filters = []filterNode{matching(pairs)}
	if err := call.withCall(opts); err != nil {
		answer.err = named(&m.List, err)
		return answer
	}
	list := &listing{client: c.client, operation: &m.List, call: call}
	page, err := PageOf[*json.RawMessage](list.page(ctx, ""))
	if answer.err = err; page == nil {
		return answer
	}
	for item, err := range page.All(ctx) {
		if answer.err == nil {
			answer.err = err
		}
		if item != nil {
			answer.value = *item
		}
		return answer
	}
	if answer.err == nil {
		answer.err = &Error{Operation: m.List.Field, Code: CodeNotFound, Message: "there is no related record"}
	}
	return answer
}

// matching is the filter of the official client's loaders: an and of equalities, even of one.
func matching(pairs []any) filterNode {
	n := filterNode{combine: "and"}
	for i := 0; i+1 < len(pairs); i += 2 {
		n.parts = append(n.parts, filterNode{field: pairs[i].(string), operator: "eq", values: []any{pairs[i+1]}})
	}
	return n
}

// unset reports whether a reference value is an Opt without a value.
func unset(v any) bool {
	text, err := json.Marshal(v)
	return err == nil && isNull(text)
}
