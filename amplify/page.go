package amplify

import (
	"context"
	"iter"
)

// Page is one page of a list. T is a pointer to the record. Its JSON is a
// connection of the API.
type Page[T any] struct {
	// Items are the records. One that the API could not return whole is nil,
	// and the call's error says why.
	Items []T `json:"items"`
	// NextToken is where the next page starts, for After; empty on the last
	// page. A page without items can have a next one.
	NextToken string `json:"nextToken,omitempty"`

	list *listing // nil for a page inside of a record
}

// All goes through the page's records and then, fetching each page when it is
// reached, through those of all following pages. An error ends it, after the
// records that came with it.
//
//go:noinline
func (p *Page[T]) All(ctx context.Context) iter.Seq2[T, error] { return walk(ctx, p, nil) }

// walk yields the records of a page, the error that came with it, and so on
// with the following pages. A nil page has only an error.
//
//go:noinline
func walk[T any](ctx context.Context, first *Page[T], firstErr error) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		p, err := first, firstErr
		for p != nil {
			for _, item := range p.Items {
				if any(item) != any(none) && !yield(item, nil) {
					return
				}
			}
			if err != nil || p.NextToken == "" || p.list == nil {
				break
			}
			p, err = PageOf[T](p.list.page(ctx, p.NextToken))
		}
		if err != nil {
			yield(none, err)
		}
	}
}

// listing is a list or an index query, which can be read from any page on.
type listing struct {
	client    *Client
	operation *Operation
	args      any // an object of the key arguments, or nil
	call      *call
	each      func(record any) // sees every record first; nil for none
}

// page reads the page at a token.
func (l *listing) page(ctx context.Context, token string) *Listed {
	call := *l.call
	call.after = token
	vars, err := listVariables(l.args, &call)
	if err != nil {
		return &Listed{l, &Answer{operation: l.operation.Field, err: named(l.operation, err)}}
	}
	a := l.client.read(ctx, queryKind, l.operation, manySelection, vars, &call)
	if a.missing() && a.err == nil {
		a.err = &Error{Operation: l.operation.Field, Code: CodeUnknown, Message: "the API gave neither a list nor an error"}
	}
	return &Listed{l, a}
}
