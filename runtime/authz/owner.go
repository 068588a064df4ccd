package authz

import (
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// Owner is what Create writes into a model's owner field for a caller. It
// reports false for a caller for whom it writes none, and for owner fields that
// are lists.
func (p *Policy) Owner(id *auth.Identity, m *schema.Model) (value.Value, bool) {
	c, mp := p.callerOf(id), p.models[m]
	if c <= function || mp == nil {
		return value.Value{}, false
	}
	for i := range mp.tables[c].create.dynamic {
		w := &mp.tables[c].create.dynamic[i]
		if w.kind != ownerRole || w.field == nil || w.field.List {
			continue
		}
		if o := ownerOf(id, w.claims); o.full != "" {
			return ownerValue(w.field, o.full), true
		}
	}
	return value.Value{}, false
}
