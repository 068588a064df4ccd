package authz_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// FuzzClaims: whatever the claims are, a caller is admitted by them only where
// the claim is the text, or holds the text, that the row or rule names.
func FuzzClaims(f *testing.F) {
	for _, s := range []string{
		`{"sub":"sub-alice","username":"alice","cognito:groups":["Admin"]}`, `{"sub":null,"username":""}`, `{"sub":["sub-alice"],"username":{"a":1}}`,
		`{"cognito:groups":"[\"Admin\"]"}`, `{"cognito:groups":"SuperAdmin"}`, `{"cognito:groups":[["Admin"],null,1]}`, `{"username":"a::b","sub":"::"}`, `{"cognito:username":"alice","sub":"s"}`,
	} {
		f.Add(s, "sub-alice::alice")
	}
	p := compileModels(f,
		model("Own", []rule{owner()}, text("x")),
		model("Grp", []rule{groups("Admin")}, text("x")),
		model("Dyn", []rule{groupIn("team")}, text("team")))
	f.Fuzz(func(t *testing.T, claims, stored string) {
		var c map[string]any
		if json.Unmarshal([]byte(claims), &c) != nil || c == nil {
			return // no claims
		}
		id := identity.WithClaims(schema.ModeUserPool, schema.UserPools, c)
		own, dyn := p.model("Own"), p.model("Dyn")
		sub, _ := c["sub"].(string)
		username, _ := c["username"].(string)
		if c["username"] == nil {
			username, _ = c["cognito:username"].(string)
		}
		mine := stored != "" && (!strings.Contains(stored, "::") && (stored == sub || stored == username) || sub != "" && username != "" && stored == sub+"::"+username)
		r := make(value.Record, len(own.Fields))
		r[own.Field("owner").Ordinal] = value.OfString(stored)
		if got := p.Read(id, own, schema.Get).Admits(r); got != mine {
			t.Errorf("owner %q for %s: %v", stored, claims, got)
		}
		if got := p.Read(id, p.model("Grp"), schema.Get).Outcome == authz.Allow; got != hasGroup(c["cognito:groups"], "Admin") {
			t.Errorf("Admin for %s: %v", claims, got)
		}
		r = make(value.Record, len(dyn.Fields))
		r[dyn.Field("team").Ordinal] = value.OfString(stored)
		if got := p.Read(id, dyn, schema.Get).Admits(r); got != hasGroup(c["cognito:groups"], stored) {
			t.Errorf("team %q for %s: %v", stored, claims, got)
		}
	})
}

func hasGroup(claim any, group string) bool {
	if text, ok := claim.(string); ok {
		var list []any
		if json.Unmarshal([]byte(text), &list) == nil && list != nil {
			claim = list
		} else {
			claim = []any{text}
		}
	}
	list, _ := claim.([]any)
	for _, g := range list {
		if g == group && group != "" {
			return true
		}
	}
	return false
}

// TestIdentityWithoutClaims: an identity may carry only what was extracted.
func TestIdentityWithoutClaims(t *testing.T) {
	t.Parallel()
	p := compileModels(t, model("Own", []rule{owner()}, text("x")))
	m := p.model("Own")
	id := &auth.Identity{Mode: schema.ModeUserPool, Provider: schema.UserPools, Sub: "s", Username: "u"}
	for stored, seen := range map[string]string{"s::u": "row", "s": "row", "u": "row", "u::s": "none", "": "none"} {
		want(t, stored, readRow(p.Read(id, m, schema.Get), row(m, "owner="+stored)), seen)
	}
	id.Sub, id.Username = "", ""
	want(t, "nothing", readRow(p.Read(id, m, schema.Get), row(m, "owner=")), "refused")
}

// TestMissingClaims: reading goes by the claims that are there, everything
// else needs them all.
func TestMissingClaims(t *testing.T) {
	t.Parallel()
	p := compileModels(t, model("Own", []rule{owner()}, text("x")))
	m := p.model("Own")
	id := identity.WithClaims(schema.ModeUserPool, schema.UserPools, map[string]any{"sub": "s"})
	mine := row(m, "owner=s")
	want(t, "read", readRow(p.Read(id, m, schema.ListOp), mine), "row")
	want(t, "update", p.update(id, "Own", mine, "x=1"), "no")
	want(t, "delete", p.delete(id, "Own", mine), "no")
	v, _ := p.create(id, "Own", "x=1")
	want(t, "create", v, "no")
	if p.Subscribe(id, m, schema.Create, nil).Outcome != authz.Deny {
		t.Error("a subscription without username was accepted")
	}
}
