package authz

import (
	"encoding/json"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// Create decides about a create and, where it is admitted, writes the caller
// into owner fields whose key the input lacks (api.md 3.4): of every owner rule
// with create of the caller's provider, also where another rule admitted, but
// never for API keys, IAM and authorizer functions. An explicit null is not
// lacking. Such fields are appended to in.Fields. Rows is never set.
func (p *Policy) Create(id *auth.Identity, m *schema.Model, in *Input) Check {
	c := p.callerOf(id)
	if c <= function {
		return p.unfilteredCheck(c, id, schema.Create)
	}
	mp := p.models[m]
	if mp == nil || in == nil {
		return Check{Refusal: &Refusal{}}
	}
	ws := &mp.tables[c].create
	for i := range ws.static {
		w := &ws.static[i]
		if w.full && len(ws.dynamic) == 0 && w.admits(id) {
			return Check{Rules: w.rules}
		}
	}
	return createWith(id, ws, in)
}

// createWith is Create where roles have to be added up or owners filled in.
func createWith(id *auth.Identity, ws *writers, in *Input) Check {
	var may []*writer
	var rules []*schema.Rule
	for i := range ws.static {
		if w := &ws.static[i]; w.admits(id) {
			may, rules = append(may, w), append(rules, w.rules...)
		}
	}
	// Filled owners count as supplied for the owner rules that follow, but need
	// no grant of their own.
	supplied := Input{Fields: in.Fields[:len(in.Fields):len(in.Fields)]}
	for i := range ws.dynamic {
		if w := &ws.dynamic[i]; w.kind == ownerRole && w.field != nil && createAsOwner(id, w, &supplied) {
			may, rules = append(may, w), append(rules, w.rules...)
		}
	}
	for i := range ws.dynamic {
		if w := &ws.dynamic[i]; w.kind == groupRole && w.field != nil && inputMatches(id, w, in) {
			may, rules = append(may, w), append(rules, w.rules...)
		}
	}
	if r := refusal(may, in, nil); r != nil {
		return Check{Refusal: r}
	}
	in.Fields = supplied.Fields
	return Check{Rules: rules}
}

// createAsOwner reports whether an owner rule admits a create, filling in the
// owner where the input does not have the key.
func createAsOwner(id *auth.Identity, w *writer, in *Input) bool {
	if _, ok := in.Get(w.field); ok {
		return inputMatches(id, w, in)
	}
	o := ownerOf(id, w.claims)
	if o.full == "" {
		return false
	}
	in.Fields = append(in.Fields, Assignment{Field: w.field, Value: ownerValue(w.field, o.full)})
	return true
}

// inputMatches reports whether the owner or group field of the input names the
// caller.
func inputMatches(id *auth.Identity, w *writer, in *Input) bool {
	v, _ := in.Get(w.field)
	where := w.where(id, false)
	if where == nil {
		return false
	}
	row := make(value.Record, w.field.Ordinal+1)
	row[w.field.Ordinal] = v
	return predicate.Eval(where, row)
}

// ownerValue is the stored form of a new owner.
func ownerValue(f *schema.Field, owner string) value.Value {
	if !f.List {
		return value.OfString(owner)
	}
	text, err := json.Marshal([]string{owner})
	if err != nil {
		return value.NullValue() // a list of one string always marshals
	}
	return value.OfJSON(string(text))
}
