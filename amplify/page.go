package amplify

import (
	"context"
	"encoding/json"
	"iter"
)

// Page is one page of a list.
type Page[T any] struct {
	// Items are the records. One that the API could not return whole is nil,
	// and the call's error says why.
	Items []*T
	// NextToken is where the next page starts, for After; empty on the last
	// page. A page without items can have a next one.
	NextToken string

	next func(ctx context.Context, token string) (*Page[T], error)
}

// All goes through the page's records and then, fetching each page when it is
// reached, through those of all following pages. An error ends it, after the
// records that came with it.
func (p *Page[T]) All(ctx context.Context) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) { p.walk(ctx, nil, yield) }
}

func (p *Page[T]) walk(ctx context.Context, err error, yield func(*T, error) bool) {
	for {
		for _, item := range p.Items {
			if item != nil && !yield(item, nil) {
				return
			}
		}
		if err != nil {
			yield(nil, err)
			return
		}
		if p.NextToken == "" || p.next == nil {
			return
		}
		if p, err = p.next(ctx, p.NextToken); p == nil {
			yield(nil, err)
			return
		}
	}
}

type pageJSON[T any] struct {
	Items     []*T    `json:"items"`
	NextToken *string `json:"nextToken"`
}

// UnmarshalJSON reads a connection of the API: {"items": […], "nextToken": …}.
func (p *Page[T]) UnmarshalJSON(b []byte) error {
	var w pageJSON[T]
	if err := json.Unmarshal(b, &w); err != nil {
		return err
	}
	p.Items, p.NextToken = w.Items, ""
	if w.NextToken != nil {
		p.NextToken = *w.NextToken
	}
	return nil
}

// MarshalJSON writes the page as the API does.
func (p Page[T]) MarshalJSON() ([]byte, error) {
	w := pageJSON[T]{Items: p.Items}
	if p.NextToken != "" {
		w.NextToken = &p.NextToken
	}
	return json.Marshal(w)
}
