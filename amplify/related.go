package amplify

import "context"

// FetchRelated loads the record that a belongsTo field points to. pairs are
// the related model's key fields and the record's reference values, in turns.
// A reference without a value gives ErrNotFound, without a request.
//
//go:noinline
func FetchRelated[T any](ctx context.Context, c *Client, m *Model, opts []CallOption, pairs ...any) (record T, err error) {
	key := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if unset(pairs[i+1]) {
			return record, &Error{Operation: m.Get.Field, Code: CodeNotFound, Message: "the record has no reference"}
		}
		key[pairs[i].(string)] = pairs[i+1]
	}
	return Fetch[T](ctx, c, m, key, opts)
}

// FetchRelatedPage loads the records of a hasMany field. pairs are the related
// model's reference fields and the record's key values, in turns.
//
//go:noinline
func FetchRelatedPage[T any](ctx context.Context, c *Client, m *Model, opts []ListOption, pairs ...any) (*Page[T], error) {
	call := newCall(m)
	call.filters = []filterNode{matching(pairs)}
	if err := call.withList(opts); err != nil {
		return nil, named(&m.List, err)
	}
	return readPage[T](ctx, &listing{c, &m.List, nil, call}, call.after)
}

// FetchRelatedOne loads the record of a hasOne field: the first record with the references.
//
//go:noinline
func FetchRelatedOne[T any](ctx context.Context, c *Client, m *Model, opts []CallOption, pairs ...any) (record T, err error) {
	call := newCall(m)
	call.filters = []filterNode{matching(pairs)}
	if err := call.withCall(opts); err != nil {
		return record, named(&m.List, err)
	}
	page, err := readPage[T](ctx, &listing{c, &m.List, nil, call}, "")
	if page == nil {
		return record, err
	}
	for item, itemErr := range page.All(ctx) {
		if err == nil {
			err = itemErr
		}
		return item, err
	}
	if err == nil {
		err = &Error{Operation: m.List.Field, Code: CodeNotFound, Message: "there is no related record"}
	}
	return record, err
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
	o, ok := v.(interface{ HasValue() bool })
	return ok && !o.HasValue()
}
