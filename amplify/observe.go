package amplify

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"slices"
	"sync"
)

// Snapshot is the state of a list at one moment. T is a pointer to the record.
type Snapshot[T any] struct {
	// Items are all records; the slice is the caller's to keep.
	Items []T
	// Synced is set once the whole list is in. It is unset again while the
	// list is read anew after a gap.
	Synced bool
}

// Observed is a list that is followed, before its records have their type.
type Observed struct {
	ctx   context.Context
	calls *Calls
	opts  []FilterOption
}

// SnapshotsOf yields the records of a list, page by page, and then again after
// every change. It subscribes before it lists, so that no change is missed,
// and lists again after a gap, so that none is kept. As in the official
// client, a record that no longer matches the filter stays until it is removed.
//
//go:noinline
func SnapshotsOf[T any](o *Observed) iter.Seq2[Snapshot[T], error] {
	record := func(raw json.RawMessage) (any, error) {
		var r T
		err := json.Unmarshal(raw, &r)
		return r, err
	}
	return func(yield func(Snapshot[T], error) bool) {
		o.calls.client.observe(o.ctx, o.calls.model, record, o.opts, func(now state, err error) bool {
			s := Snapshot[T]{Items: make([]T, len(now.items)), Synced: now.synced}
			for i, item := range now.items {
				s.Items[i] = item.(T)
			}
			return yield(s, err)
		})
	}
}

func (c *Client) observe(ctx context.Context, m *Model, record func(json.RawMessage) (any, error), opts []FilterOption, yield func(state, error) bool) {
	o, err := newObservation(c, m, record, opts)
	if err != nil {
		yield(state{}, err)
		return
	}
	ctx, cancel := context.WithCancel(ctx)
	defer o.feeds.Wait()
	defer cancel()
	o.subscribe(ctx)
	o.run(ctx, yield)
}

// observation is one Observe.
type observation struct {
	record   func(json.RawMessage) (any, error) // decodes a record
	client   *Client
	model    *Model
	list     *call
	requests []*Request // of onCreate, onUpdate, onDelete
	changes  chan change
	feeds    sync.WaitGroup
	started  [3]bool // which subscriptions have started

	keys  []string
	items map[string]any
}

// change is an event of one of the three subscriptions.
type change struct {
	kind int // 0 create, 1 update, 2 delete
	event
	err error
}

func newObservation(c *Client, m *Model, record func(json.RawMessage) (any, error), opts []FilterOption) (*observation, error) {
	o := &observation{client: c, model: m, record: record, changes: make(chan change)}
	for _, operation := range []*Operation{&m.OnCreate, &m.OnUpdate, &m.OnDelete} {
		call, err := o.call(opts)
		if err != nil {
			return nil, named(operation, err)
		}
		r, err := c.subscribeRequest(operation, nil, call)
		if err != nil {
			return nil, named(operation, err)
		}
		o.requests = append(o.requests, r)
	}
	call, err := o.call(opts)
	o.list = call
	return o, err
}

// call resolves the options and makes sure that records can be told apart.
func (o *observation) call(opts []FilterOption) (*call, error) {
	call := newCall(o.model)
	for _, opt := range opts {
		if err := opt.applySubscribe(call); err != nil {
			return nil, err
		}
	}
	if call.selection != nil {
		for _, key := range o.model.Key {
			call.selection = call.selection.merge(selectedField{name: key})
		}
	}
	return call, nil
}

// subscribe starts the three subscriptions.
func (o *observation) subscribe(ctx context.Context) {
	for kind, r := range o.requests {
		o.feeds.Go(func() {
			for e, err := range o.client.events(ctx, r) {
				select {
				case o.changes <- change{kind, e, err}:
				case <-ctx.Done():
					return
				}
			}
		})
	}
}

// run waits until the subscriptions have started, lists, and follows the changes.
func (o *observation) run(ctx context.Context, yield func(state, error) bool) {
	stale := true
	for {
		if o.started == [3]bool{true, true, true} && stale {
			ok, again := o.read(ctx, yield)
			if !ok {
				return
			}
			stale = again
			continue
		}
		select {
		case <-ctx.Done():
			return
		case ch := <-o.changes:
			changed, gap, err := o.apply(ch)
			stale = stale || gap
			if err != nil {
				yield(o.snapshot(false), err)
				return
			}
			if changed && !stale && !yield(o.snapshot(true), nil) {
				return
			}
		}
	}
}

// read lists all pages, then applies the changes that came meanwhile. ok is
// false when it is all over, again true when there was another gap.
func (o *observation) read(ctx context.Context, yield func(state, error) bool) (ok, again bool) {
	o.keys, o.items = nil, map[string]any{}
	listing, cancel := context.WithCancel(ctx)
	defer cancel()
	pages := make(chan rawResult)
	o.feeds.Go(func() { o.pages(listing, pages) })
	var queued []change
	for pages != nil {
		select {
		case <-ctx.Done():
			return false, false
		case ch := <-o.changes:
			queued = append(queued, ch)
		case p, more := <-pages:
			if !more {
				pages = nil
				break
			}
			if err := o.add(p); err != nil {
				yield(o.snapshot(false), err)
				return false, false
			}
			if p.page.NextToken != "" && !yield(o.snapshot(false), nil) {
				return false, false
			}
		}
	}
	for _, ch := range queued {
		_, gap, err := o.apply(ch)
		again = again || gap
		if err != nil {
			yield(o.snapshot(false), err)
			return false, false
		}
	}
	if again {
		return true, true
	}
	return yield(o.snapshot(true), nil), false
}

// rawResult is a page, undecoded so that the keys can be read from it.
type rawResult struct {
	page *Page[*json.RawMessage]
	err  error
}

// pages lists page by page.
func (o *observation) pages(ctx context.Context, out chan<- rawResult) {
	defer close(out)
	list := &listing{client: o.client, operation: &o.model.List, call: o.list}
	page, err := PageOf[*json.RawMessage](list.page(ctx, ""))
	for {
		select {
		case out <- rawResult{page, err}:
		case <-ctx.Done():
			return
		}
		if err != nil || page.NextToken == "" {
			return
		}
		page, err = PageOf[*json.RawMessage](list.page(ctx, page.NextToken))
	}
}

func (o *observation) add(p rawResult) error {
	if p.page != nil {
		for _, raw := range p.page.Items {
			if raw == nil {
				continue
			}
			if err := o.put(*raw); err != nil {
				return err
			}
		}
	}
	return p.err
}

// apply takes in a change. An update or removal of a record that is not in the
// list is ignored.
func (o *observation) apply(ch change) (changed, gap bool, err error) {
	switch {
	case errors.Is(ch.err, ErrGap):
		return false, true, nil
	case ch.err != nil:
		return false, false, ch.err
	case ch.started:
		o.started[ch.kind] = true
		return false, false, nil
	}
	key, err := o.key(ch.value)
	if err != nil || key == "" {
		return false, false, err
	}
	_, known := o.items[key]
	switch {
	case ch.kind == 2:
		delete(o.items, key)
		o.keys = slices.DeleteFunc(o.keys, func(k string) bool { return k == key })
		return known, false, nil
	case ch.kind == 1 && !known:
		return false, false, nil
	}
	return true, false, o.put(ch.value)
}

func (o *observation) put(raw json.RawMessage) error {
	key, err := o.key(raw)
	if err != nil || key == "" {
		return err
	}
	item, err := o.record(raw)
	if err != nil {
		return misfit(o.model.List.Field, err)
	}
	if _, known := o.items[key]; !known {
		o.keys = append(o.keys, key)
	}
	o.items[key] = item
	return nil
}

// key identifies a record; empty for null.
func (o *observation) key(raw json.RawMessage) (string, error) {
	var fields map[string]json.RawMessage
	if err := decode(o.model.List.Field, raw, &fields); err != nil || fields == nil {
		return "", err
	}
	key := ""
	for _, name := range o.model.Key {
		key += string(fields[name]) + "\x00"
	}
	return key, nil
}

// state is a snapshot before its records have their type.
type state struct {
	items  []any
	synced bool
}

func (o *observation) snapshot(synced bool) state {
	s := state{items: make([]any, len(o.keys)), synced: synced}
	for i, k := range o.keys {
		s.items[i] = o.items[k]
	}
	return s
}
