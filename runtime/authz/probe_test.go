package authz_test

import (
	"testing"

	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// TestDeniedFieldsAreNotProbed: what an authorizer function denied is absent in
// the caller's filters, and no key to read by.
func TestDeniedFieldsAreNotProbed(t *testing.T) {
	t.Parallel()
	m := model("Card", []rule{custom()}, text("pin"), text("name"))
	m.Indexes = []*schema.Index{{Name: "byPin", Query: "cardByPin", Fields: []string{"pin"}}}
	p := compileModels(t, m)
	card := p.model("Card")
	pin := card.Field("pin")
	row := make(value.Record, len(card.Fields))
	row[pin.Ordinal] = value.OfString("1234")
	probe := predicate.Compare{Field: pin, Op: predicate.BeginsWith, Args: []value.Value{value.OfString("1")}}
	denied, open := identity.Lambda("Card.pin"), identity.Lambda("Card.name", "Other.pin")
	for _, e := range []predicate.Expr{probe, predicate.Or{predicate.False, probe}, predicate.Not{Expr: predicate.Not{Expr: probe}}} {
		if predicate.Eval(p.Guard(denied, card, e), row) {
			t.Errorf("%v finds the denied value", e)
		}
		if !predicate.Eval(p.Guard(open, card, e), row) {
			t.Errorf("%v does not find a value that is not denied", e)
		}
	}
	k := authz.KeyArguments{Index: card.Indexes[0], Partition: value.OfString("1234")}
	if d := p.ReadKey(denied, card, schema.ListOp, k); d.Outcome != authz.Deny {
		t.Error("an index query by a denied field is admitted")
	}
	if d := p.ReadKey(open, card, schema.ListOp, k); d.Outcome != authz.Allow {
		t.Error("an index query by another field is refused")
	}
}

// TestOwnerArgumentDoesNotProbe: who hears of every row, but may not read its
// owner, does not learn it by the owner argument.
func TestOwnerArgumentDoesNotProbe(t *testing.T) {
	t.Parallel()
	p := compileModels(t, model("Doc", []rule{owner(), groups("Editors"), groups("Admins")}, text("x"),
		text("owner", owner(), groups("Admins"))))
	doc := p.model("Doc")
	row := make(value.Record, len(doc.Fields))
	row[doc.Field("owner").Ordinal] = value.OfString("sub-alice::alice")
	for group, hears := range map[string]bool{"Editors": false, "Admins": true} {
		d := p.Subscribe(identity.User("eve", group), doc, schema.Create, map[string]value.Value{"owner": value.OfString("alice")})
		if d.Outcome != authz.Allow || p.Delivers(d, row) != hears {
			t.Errorf("%s: %v, hears %v", group, d.Outcome, p.Delivers(d, row))
		}
	}
}
