package amplify

import (
	"context"
	"encoding/json"
	"iter"
)

// Page is one page of a list. T is a pointer to the record.
type Page[T comparable] struct {
	// Items are the records. One that the API could not return whole is nil,
	// and the call's error says why.
	Items []T
	// NextToken is where the next page starts, for After; empty on the last
	// page. A page without items can have a next one.
	NextToken string

	list *listing // nil for a page inside of a record
}

// All goes through the page's records and then, fetching each page when it is
// reached, through those of all following pages. An error ends it, after the
// records that came with it.
func (p *Page[T]) All(ctx context.Context) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) { p.walk(ctx, nil, yield) }
}

// walk yields the records of the page, the error that came with it, and so on
// with the following pages. A nil page has only an error.
func (p *Page[T]) walk(ctx context.Context, err error, yield func(T, error) bool) {
	var none T
	for p != nil {
		for _, item := range p.Items {
			if item != none && !yield(item, nil) {
				return
			}
		}
		if err != nil || p.NextToken == "" || p.list == nil {
			break
		}
		p, err = readPage[T](ctx, p.list, p.NextToken)
	}
	if err != nil {
		yield(none, err)
	}
}

// UnmarshalJSON reads a connection of the API: {"items": […], "nextToken": …}.
func (p *Page[T]) UnmarshalJSON(b []byte) error {
	var items []T
	token, err := unmarshalPage(b, &items)
	if err != nil {
		return err
	}
	p.Items, p.NextToken = items, token
	return nil
}

// MarshalJSON writes the page as the API does.
func (p Page[T]) MarshalJSON() ([]byte, error) { return marshalPage(p.Items, p.NextToken) }

// pageJSON is a page on the wire. Items is a slice, or a pointer to one.
type pageJSON struct {
	Items     any     `json:"items"`
	NextToken *string `json:"nextToken"`
}

func unmarshalPage(b []byte, items any) (token string, err error) {
	w := pageJSON{Items: items}
	if err := json.Unmarshal(b, &w); err != nil || w.NextToken == nil {
		return "", err
	}
	return *w.NextToken, nil
}

func marshalPage(items any, token string) ([]byte, error) {
	w := pageJSON{Items: items}
	if token != "" {
		w.NextToken = &token
	}
	return json.Marshal(w)
}

// listing is a list or an index query, which can be read from any page on.
type listing struct {
	client    *Client
	operation *Operation
	args      any // an object of the key arguments, or nil
	call      *call
}

// readPage reads the page at a token; nil where there is none, with the error.
func readPage[T comparable](ctx context.Context, l *listing, token string) (*Page[T], error) {
	page := &Page[T]{list: l}
	found, err := l.read(ctx, token, page)
	if !found {
		return nil, err
	}
	return page, err
}

func (l *listing) read(ctx context.Context, token string, page any) (found bool, err error) {
	call := *l.call
	call.after = token
	vars, err := listVariables(l.args, &call)
	if err != nil {
		return false, named(l.operation, err)
	}
	found, err = l.client.read(ctx, queryKind, l.operation, manySelection, vars, &call, page)
	if !found && err == nil {
		err = &Error{Operation: l.operation.Field, Code: CodeUnknown, Message: "the API gave neither a list nor an error"}
	}
	return found, err
}
