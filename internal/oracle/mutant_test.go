package oracle_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// A mutant is a policy with one mistake that a compiler of rules could make.
// It changes the schema before it is compiled, the caller before the policy is
// asked, or the answer. Every mutant has to be caught: this tests the cases.
type mutant struct {
	name    string
	schema  func(d *schema.Definition)
	caller  func(id *auth.Identity) *auth.Identity
	answers func(s subject) subject
}

// eachRule makes a mutation of every rule.
func eachRule(change func(r *schema.Rule)) func(*schema.Definition) {
	return func(d *schema.Definition) {
		seen := map[*schema.Rule]bool{}
		visit := func(rules []*schema.Rule) {
			for _, r := range rules {
				if !seen[r] {
					seen[r] = true
					change(r)
				}
			}
		}
		for _, m := range d.Models {
			visit(m.Rules)
			for _, f := range m.Fields {
				visit(f.Rules)
			}
		}
		for _, o := range d.Operations {
			visit(o.Rules)
		}
	}
}

func eachField(change func(m *schema.Model, f *schema.Field)) func(*schema.Definition) {
	return func(d *schema.Definition) {
		for _, m := range d.Models {
			for _, f := range m.Fields {
				change(m, f)
			}
		}
	}
}

func ownerClaim(claim string) func(*schema.Definition) {
	return eachRule(func(r *schema.Rule) {
		if r.Strategy == schema.Owner && r.IdentityClaim == "" {
			r.IdentityClaim = claim
		}
	})
}

// withClaims changes a copy of the claims of token callers.
func withClaims(change func(c map[string]any)) func(*auth.Identity) *auth.Identity {
	return func(id *auth.Identity) *auth.Identity {
		if id == nil || id.Claims == nil {
			return id
		}
		copied := *id
		copied.Claims = maps.Clone(id.Claims)
		change(copied.Claims)
		return &copied
	}
}

func eachGroupClaim(change func(v any) any) func(*auth.Identity) *auth.Identity {
	return withClaims(func(c map[string]any) {
		for _, name := range []string{"cognito:groups", "roles"} {
			c[name] = change(c[name])
		}
	})
}

var mutants = []mutant{
	{name: "owner compares only sub", schema: ownerClaim("sub")},
	{name: "owner compares only username", schema: ownerClaim("username")},
	{name: "owner compares only the stored form", answers: func(s subject) subject { return &onWhere{s, firstOnly} }},
	{name: "identityClaim ignored", schema: eachRule(func(r *schema.Rule) { r.IdentityClaim = "" })},
	{name: "withClaimIn ignored", schema: eachRule(func(r *schema.Rule) { r.GroupClaim = "" })},
	{name: "provider ignored", schema: bothProviders},
	{name: "an identity pool guest counts as signed in", caller: guestIsSignedIn},
	{name: "any signature is an administrator", caller: anySignatureIsAdmin},
	{name: "groups by substring", caller: eachGroupClaim(groupsBySubstring)},
	{name: "a text claim is no list", caller: eachGroupClaim(textIsOneGroup)},
	{name: "a text claim is no group", caller: eachGroupClaim(textIsNothing)},
	{name: "groups of other types are stringified", caller: eachGroupClaim(stringified)},
	{name: "claims of wrong type are stringified", caller: withClaims(func(c map[string]any) {
		for _, n := range []string{"sub", "username", "uid"} {
			if list, ok := c[n].([]any); ok {
				c[n] = list[0]
			}
		}
	})},
	{name: "cognito:username before username", caller: withClaims(func(c map[string]any) {
		if c["cognito:username"] != nil {
			c["username"] = c["cognito:username"]
		}
	})},
	{name: "a missing claim equals a null owner", answers: func(s subject) subject { return &nullOwner{s} }},
	{name: "only the first rule counts", schema: func(d *schema.Definition) {
		for _, m := range d.Models {
			m.Rules = m.Rules[:1]
		}
	}},
	{name: "read means get", schema: func(d *schema.Definition) {
		for _, m := range d.Models {
			for _, r := range m.Rules {
				if r.Operations.Has(schema.Read) {
					r.Operations &^= schema.Read &^ schema.Get
				}
			}
		}
	}},
	{name: "to is ignored", schema: eachRule(func(r *schema.Rule) { r.Operations = schema.All })},
	{name: "field rules ignored", schema: eachField(func(_ *schema.Model, f *schema.Field) { f.Rules = nil })},
	{name: "field rules added instead of replacing", schema: addedFieldRules},
	{name: "no field rule means the model's", schema: eachField(func(_ *schema.Model, f *schema.Field) {
		if len(f.Rules) == 0 {
			f.Rules = nil
		}
	})},
	{name: "list filter forgotten", answers: func(s subject) subject { return &listUnfiltered{s} }},
	{name: "list filter forgotten on an index query", answers: func(s subject) subject { return &indexUnfiltered{s} }},
	{name: "key arguments not checked", answers: func(s subject) subject { return &keysUnchecked{s} }},
	{name: "deny turned into an empty list", answers: func(s subject) subject { return &denyIsEmpty{s} }},
	{name: "an empty filter means everything", answers: func(s subject) subject { return &denyIsAllow{s} }},
	{name: "relation decided by the parent's rules", answers: func(s subject) subject { return &relationOfParent{s} }},
	{name: "relation needs get", answers: func(s subject) subject { return &relationByGet{s} }},
	{name: "hidden fields shown to list-only roles", answers: func(s subject) subject { return &onlyNulledGuarded{s} }},
	{name: "hidden fields probed by filters", answers: func(s subject) subject { return &unguarded{s} }},
	{name: "a hidden field makes its comparison false", answers: func(s subject) subject { return &guardedToFalse{s} }},
	{name: "null needs no grant of delete", answers: func(s subject) subject { return &nullsAreValues{s} }},
	{name: "delete on some field suffices", answers: func(s subject) subject { return &deleteSomewhere{s} }},
	{name: "keys need a grant on update", answers: func(s subject) subject { return &refuseKeys{s} }},
	{name: "update not checked against the stored row", answers: func(s subject) subject { return &rowsIgnored{s} }},
	{name: "no condition in the statement that writes", answers: func(s subject) subject { return &noWhere{s} }},
	{name: "mass assignment of the owner", answers: func(s subject) subject { return &ownerNotInput{s} }},
	{name: "explicit null owner is filled", answers: func(s subject) subject { return &nullOwnerFilled{s} }},
	{name: "owner filled only by owner rules alone", answers: func(s subject) subject { return &neverFilled{s} }},
	{name: "owner stored as username", answers: func(s subject) subject { return &filledUsername{s} }},
	{name: "refused fields in schema order", answers: func(s subject) subject { return &sortedRefusal{s} }},
	{name: "subscription argument not checked", answers: func(s subject) subject { return &argumentsIgnored{s} }},
	{name: "subscription filter forgotten", answers: func(s subject) subject { return &eventsUnfiltered{s} }},
	{name: "subscription matches the shown owner", answers: func(s subject) subject { return &eventsByShownOwner{s} }},
	{name: "function roles may do everything", caller: func(id *auth.Identity) *auth.Identity {
		if id != nil && id.Principal == auth.FunctionRole {
			return identity.IAM()
		}
		return id
	}},
	{name: "modes that are off are accepted", schema: func(d *schema.Definition) { d.Modes.Additional = append(d.Modes.Additional, schema.ModeAPIKey) }},
	{name: "cognito_groups ignored", schema: func(d *schema.Definition) {
		for _, g := range []string{`(cognito_groups: ["g1"])`, `(cognito_groups: ["g2", "Admin"])`} {
			d.SDL = strings.ReplaceAll(d.SDL, g, "")
		}
	}},
	{name: "the type's directives ignored", schema: func(d *schema.Definition) {
		lines := strings.Split(d.SDL, "\n")
		for i, l := range lines {
			if strings.HasPrefix(l, "type ") {
				lines[i] = strings.Join(strings.Fields(l)[:2], " ") + " {"
			}
		}
		d.SDL = strings.Join(lines, "\n")
	}},
	{name: "denied fields ignored", caller: func(id *auth.Identity) *auth.Identity {
		if id != nil && id.Mode == schema.ModeLambda {
			return identity.Lambda()
		}
		return id
	}},
	{name: "owner rules admit to operations", answers: func(s subject) subject { return &operationsOpen{s} }},
	{name: "single claims are shown in part", answers: func(s subject) subject { return &shownInPart{s} }},
	{name: "nothing is redacted", answers: func(s subject) subject { return &nothingRedacted{s} }},
	{name: "protected fields travel in mutation results", answers: func(s subject) subject { return &nothingNulled{s} }},
}

func TestMutantsAreCaught(t *testing.T) {
	t.Parallel()
	if len(mutants) < 20 {
		t.Fatalf("only %d mutants", len(mutants))
	}
	for _, m := range mutants {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			for seed := uint64(1); seed <= worlds; seed++ {
				trial := newMutantTrial(t, seed, m)
				trial.run()
				if len(trial.found) > 0 {
					t.Logf("caught in world %d after %d questions: %.300s", seed, trial.asked, trial.found[0])
					return
				}
			}
			t.Error("not caught")
		})
	}
}

func newMutantTrial(t testing.TB, seed uint64, m mutant) *trial {
	trial := newTrial(t, seed)
	if m.schema != nil {
		d := generate(seed).def
		m.schema(&d)
		trial.theirs = link(t, d)
		trial.subject = compile(t, trial.theirs)
	}
	if m.caller != nil {
		trial.subject = &asCaller{trial.subject, m.caller}
	}
	if m.answers != nil {
		trial.subject = m.answers(trial.subject)
	}
	return trial
}

func bothProviders(d *schema.Definition) {
	double := func(rules []*schema.Rule) []*schema.Rule {
		out := slices.Clone(rules)
		for _, r := range rules {
			if r.Provider == schema.UserPools || r.Provider == schema.OIDCProvider {
				other := *r
				other.Provider = schema.UserPools + schema.OIDCProvider - r.Provider
				out = append(out, &other)
			}
		}
		return out
	}
	for _, m := range d.Models {
		m.Rules = double(m.Rules)
		for _, f := range m.Fields {
			if f.Rules != nil {
				f.Rules = double(f.Rules)
			}
		}
	}
}

func addedFieldRules(d *schema.Definition) {
	eachField(func(m *schema.Model, f *schema.Field) {
		if f.Rules == nil {
			return
		}
		f.Rules = slices.Clone(f.Rules)
		for _, r := range m.Rules {
			added := *r
			if added.Operations.Any(schema.Read) {
				added.Operations |= schema.Read
			}
			f.Rules = append(f.Rules, &added)
		}
	})(d)
}

func guestIsSignedIn(id *auth.Identity) *auth.Identity {
	if id != nil && id.Principal == auth.Guest {
		return identity.IDP()
	}
	return id
}

func anySignatureIsAdmin(id *auth.Identity) *auth.Identity {
	if id != nil && id.Mode == schema.ModeIAM {
		return identity.IAM()
	}
	return id
}

func groupsBySubstring(v any) any {
	text := fmt.Sprint(v)
	var all []any
	for _, g := range []string{"g1", "g2", "g11", "Admin", "g"} {
		if strings.Contains(text, g) {
			all = append(all, g)
		}
	}
	return all
}

func textIsOneGroup(v any) any {
	if s, ok := v.(string); ok {
		return []any{s}
	}
	return v
}

func textIsNothing(v any) any {
	if _, ok := v.(string); ok {
		return nil
	}
	return v
}

func stringified(v any) any {
	list, ok := v.([]any)
	if !ok {
		return v
	}
	var flat []any
	for _, e := range list {
		if inner, ok := e.([]any); ok {
			flat = append(flat, inner...)
		} else {
			flat = append(flat, e)
		}
	}
	return flat
}

// asCaller asks in the name of another caller.
type asCaller struct {
	subject
	as func(*auth.Identity) *auth.Identity
}

func (a *asCaller) Directive(id *auth.Identity, parent, field string) bool {
	return a.subject.Directive(a.as(id), parent, field)
}
func (a *asCaller) Read(id *auth.Identity, m *schema.Model, op schema.Operations) authz.Decision {
	return a.subject.Read(a.as(id), m, op)
}
func (a *asCaller) ReadKey(id *auth.Identity, m *schema.Model, op schema.Operations, k authz.KeyArguments) authz.KeyDecision {
	return a.subject.ReadKey(a.as(id), m, op, k)
}
func (a *asCaller) Relation(id *auth.Identity, f *schema.Field) authz.Decision {
	return a.subject.Relation(a.as(id), f)
}
func (a *asCaller) Field(id *auth.Identity, m *schema.Model, f *schema.Field) authz.Decision {
	return a.subject.Field(a.as(id), m, f)
}
func (a *asCaller) Guard(id *auth.Identity, m *schema.Model, e predicate.Expr) predicate.Expr {
	return a.subject.Guard(a.as(id), m, e)
}
func (a *asCaller) Create(id *auth.Identity, m *schema.Model, in *authz.Input) authz.Check {
	return a.subject.Create(a.as(id), m, in)
}
func (a *asCaller) Update(id *auth.Identity, m *schema.Model, in *authz.Input) authz.Check {
	return a.subject.Update(a.as(id), m, in)
}
func (a *asCaller) Delete(id *auth.Identity, m *schema.Model) authz.Check {
	return a.subject.Delete(a.as(id), m)
}
func (a *asCaller) Operation(id *auth.Identity, o *schema.Operation) authz.Decision {
	return a.subject.Operation(a.as(id), o)
}
func (a *asCaller) Subscribe(id *auth.Identity, m *schema.Model, op schema.Operations, args map[string]value.Value) authz.Decision {
	return a.subject.Subscribe(a.as(id), m, op, args)
}
