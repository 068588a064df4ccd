package authz

import (
	"slices"

	"github.com/amplifygo/amplifygo/runtime/schema"
)

// modelPolicy is the compiled authorization of one model.
type modelPolicy struct {
	model  *schema.Model
	tables [callers]table
	// guarded and nulled as the methods of Policy say.
	guarded, nulled []*schema.Field
	// arguments are the owner arguments of subscriptions.
	arguments []*schema.Field
	// readers are the roles with any kind of read access.
	readers []roleKey
	// followers are the roles that read each relationship field.
	followers map[*schema.Field][]roleKey
}

// table is what one kind of caller may do with a model.
type table struct {
	get, list, related, listen, delete gate
	create, update                     writers
	// fields are the read gates of guarded fields.
	fields map[*schema.Field]*gate
}

func compileModel(m *schema.Model) (*modelPolicy, error) {
	x, err := newMatrix(m)
	if err != nil {
		return nil, err
	}
	mp := &modelPolicy{model: m, followers: map[*schema.Field][]roleKey{}}
	for _, r := range x.roles {
		t := &mp.tables[r.caller]
		t.get.add(r, x.anywhere(r, schema.Get))
		t.list.add(r, x.anywhere(r, schema.ListOp))
		if readable := x.anywhere(r, schema.Read); readable != nil {
			t.related.add(r, readable)
			mp.readers = append(mp.readers, r.roleKey)
		}
		t.listen.add(r, x.anywhere(r, schema.Listen))
		t.delete.add(r, x.everywhere(r, schema.Delete))
		t.create.add(x.creator(r))
		t.update.add(x.updater(r))
	}
	for i, f := range x.fields {
		mp.field(x, i, f)
		if f.Relation != nil {
			mp.followers[f] = x.followersOf(i)
		}
	}
	mp.references()
	mp.subscriptionArguments(x)
	return mp, nil
}

// field compiles reading one field. A field without rules of its own needs
// care only where a caller reaches rows by another field's rule; one with
// rules of its own, where any role of the model lacks it, those included that
// may only write, list or listen (AppSync forgets them; docs/parity.md).
func (mp *modelPolicy) field(x *matrix, i int, f *schema.Field) {
	ops := schema.Read
	if f.Rules != nil {
		ops = schema.All
	}
	if !x.denied(i, ops) {
		return
	}
	mp.guarded = append(mp.guarded, f)
	if mp.model.Subscriptions() && x.denied(i, schema.Get) {
		mp.nulled = append(mp.nulled, f)
	}
	for c := range mp.tables {
		t := &mp.tables[c]
		if t.fields == nil {
			t.fields = map[*schema.Field]*gate{}
		}
		g := &gate{}
		for _, r := range x.roles {
			if r.caller == caller(c) {
				g.add(r, appendGranting(nil, x.cells[r.roleKey][i].rules, schema.Read))
			}
		}
		t.fields[f] = g
	}
}

// references guards relationship fields that follow guarded fields.
func (mp *modelPolicy) references() {
	isGuarded := func(f *schema.Field) bool { return mp.tables[nobody].fields[f] != nil }
	var guarded []*schema.Field
	for _, f := range mp.model.Fields {
		hidden := isGuarded(f)
		if hidden || slices.ContainsFunc(followed(f), isGuarded) {
			guarded = append(guarded, f)
		}
	}
	mp.guarded = guarded
}

func (mp *modelPolicy) subscriptionArguments(x *matrix) {
	for _, r := range x.roles {
		if r.kind != ownerRole || r.field == nil || r.field.List || x.anywhere(r, schema.Listen) == nil {
			continue
		}
		seen := false
		for _, f := range mp.arguments {
			seen = seen || f == r.field
		}
		if !seen {
			mp.arguments = append(mp.arguments, r.field)
		}
	}
}
