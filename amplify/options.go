package amplify

import (
	"fmt"
	"maps"
	"net/http"
)

// CallOption is an option of every call: WithAuthMode, WithAuthToken,
// WithHeaders, Select.
type CallOption interface {
	FilterOption
	applyCall(*call) error
}

// FilterOption is an option of lists and of subscriptions: Where and every CallOption.
type FilterOption interface {
	ListOption
	SubscribeOption
}

// ListOption is an option of calls that return pages: Limit, After, SortDesc,
// Where and every CallOption.
type ListOption interface{ applyList(*call) error }

// SubscribeOption is an option of subscriptions: Where and every CallOption.
type SubscribeOption interface{ applySubscribe(*call) error }

// call is what the options of one call say.
type call struct {
	model     string       // the record's model in the API; empty for custom operations
	defaults  selectionSet // the model's default selection
	mode      AuthMode     // empty for the client's default
	token     string
	header    http.Header
	limit     int
	after     string
	desc      bool
	filters   []filterNode
	selection selectionSet // nil for the default
	started   func()       // of a subscription; nil for none
}

// belongsTo refuses a filter or selection of another model than the call's.
func (c *call) belongsTo(model, what string) error {
	if c.model == model {
		return nil
	}
	if c.model == "" {
		return usage("", "%s of %s does not apply to this call", what, model)
	}
	return usage("", "%s of %s does not apply to a call that returns %s", what, model, c.model)
}

type callOption func(*call) error

func (o callOption) applyCall(c *call) error      { return o(c) }
func (o callOption) applyList(c *call) error      { return o(c) }
func (o callOption) applySubscribe(c *call) error { return o(c) }

type filterOption func(*call) error

func (o filterOption) applyList(c *call) error      { return o(c) }
func (o filterOption) applySubscribe(c *call) error { return o(c) }

type listOption func(*call) error

func (o listOption) applyList(c *call) error { return o(c) }

// ModeOption is WithAuthMode's result, which is an option of calls and of New.
type ModeOption struct{ mode AuthMode }

// WithAuthMode makes a call use the mode instead of the client's default; given
// to New, it sets the client's default. A mode that no rule of the operation
// admits fails before anything is sent.
func WithAuthMode(mode AuthMode) ModeOption { return ModeOption{mode} }

func (o ModeOption) applyCall(c *call) error {
	if o.mode != AuthModeNone && !(^Modes(0)).Has(o.mode) {
		return usage("", "there is no auth mode %q", string(o.mode))
	}
	c.mode = o.mode
	return nil
}
func (o ModeOption) applyList(c *call) error      { return o.applyCall(c) }
func (o ModeOption) applySubscribe(c *call) error { return o.applyCall(c) }
func (o ModeOption) applyClient(c *config) error {
	if o.mode != AuthModeNone && !(^Modes(0)).Has(o.mode) {
		return fmt.Errorf("amplify: there is no auth mode %q", string(o.mode))
	}
	c.mode = o.mode
	return nil
}

// WithAuthToken sends the token as the Authorization header, verbatim, in
// place of the mode's token source: a bare JWT for user pool and OIDC, any
// text for a Lambda authorizer. It does not go with the identity pool, whose
// signature is in the same header.
func WithAuthToken(token string) CallOption {
	return callOption(func(c *call) error {
		if token == "" {
			return usage("", "WithAuthToken needs a token")
		}
		c.token = token
		return nil
	})
}

// HeadersOption is WithHeaders's result, which is an option of calls and of New.
type HeadersOption struct{ header http.Header }

// WithHeaders adds headers to a request, after those of the auth mode, so that
// they win. Headers of a call replace those given to New.
//
// A subscription carries them in its start, and in the address of the
// connection that it opens, as with the official client, but for Authorization:
// addresses end in the logs of proxies, so that secrets belong there or in
// WithAuthToken.
func WithHeaders(header http.Header) HeadersOption { return HeadersOption{maps.Clone(header)} }

func (o HeadersOption) applyCall(c *call) error {
	c.header = o.header
	return nil
}
func (o HeadersOption) applyList(c *call) error      { return o.applyCall(c) }
func (o HeadersOption) applySubscribe(c *call) error { return o.applyCall(c) }
func (o HeadersOption) applyClient(c *config) error {
	c.header = o.header
	return nil
}

// Limit bounds the records that the API looks at for one page, before it
// filters them: a page may hold fewer, even none, and still have a next one.
// The API's default is 100.
func Limit(n int) ListOption {
	return listOption(func(c *call) error {
		if n < 1 {
			return usage("", "Limit(%d): a page has at least one record", n)
		}
		c.limit = n
		return nil
	})
}

// After continues a list at the NextToken of a page. The empty token is the
// beginning.
func After(token string) ListOption {
	return listOption(func(c *call) error {
		c.after = token
		return nil
	})
}

// SortDesc reverses the order of the sort key. Only index queries and lists
// by a composite identifier have an order.
func SortDesc() ListOption {
	return listOption(func(c *call) error {
		c.desc = true
		return nil
	})
}

type subscribeOption func(*call) error

func (o subscribeOption) applySubscribe(c *call) error { return o(c) }

// WhenStarted calls f each time the API has acknowledged the subscription:
// what happens from then on is delivered. It is called where the sequence is
// ranged over, at the start and again after each lost connection, and events
// wait until it returns.
func WhenStarted(f func()) SubscribeOption {
	return subscribeOption(func(c *call) error {
		c.started = f
		return nil
	})
}

// newCall starts the options of a call that returns records of the model.
func newCall(m *Model) *call {
	return &call{model: m.Name, defaults: parseSelection(m.Selection)}
}

func (c *call) withCall(opts []CallOption) error {
	for _, o := range opts {
		if err := o.applyCall(c); err != nil {
			return err
		}
	}
	return nil
}

func (c *call) withList(opts []ListOption) error {
	for _, o := range opts {
		if err := o.applyList(c); err != nil {
			return err
		}
	}
	return nil
}

func (c *call) withSubscribe(opts []SubscribeOption) error {
	for _, o := range opts {
		if err := o.applySubscribe(c); err != nil {
			return err
		}
	}
	return nil
}
