// Package descriptor turns the IR into the description that the runtime works
// from. The server emitter prints it as Go literals; `amplifygo dev`,
// `amplifygo explain` and tests hand it to the runtime as it is, so that there
// is one conversion and what is tested is what is generated.
package descriptor

import (
	"fmt"

	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// Build describes a schema. sdl is the text of schema.graphql.
// It returns an error for an IR that holds something the runtime has no word
// for, which is a bug in the stages before.
func Build(s *ir.Schema, sdl []byte) (schema.Definition, error) {
	b := builder{ir: s}
	d := schema.Definition{
		Source: s.Source,
		SDL:    string(sdl),
		Modes:  modes(s.AuthModes),
	}
	for _, e := range s.Enums {
		d.Enums = append(d.Enums, &schema.Enum{Name: e.Name, Values: e.Values})
	}
	for _, t := range s.CustomTypes {
		d.CustomTypes = append(d.CustomTypes, &schema.CustomType{Name: t.Name, Fields: b.fields(t.Name, t.Fields)})
	}
	for _, m := range s.Models {
		d.Models = append(d.Models, b.model(m))
	}
	for _, o := range s.Operations {
		d.Operations = append(d.Operations, b.operation(o))
		if o.Kind == ir.Conversation {
			d.Models = append(d.Models, b.conversationModels(o)...)
		}
	}
	for _, a := range s.Access {
		d.Access = append(d.Access, access(a))
	}
	return d, b.err
}

// builder carries what the conversion needs and its first error.
type builder struct {
	ir  *ir.Schema
	err error
}

func (b *builder) fail(format string, args ...any) {
	if b.err == nil {
		b.err = fmt.Errorf(format, args...)
	}
}

func modes(m ir.AuthModes) schema.Modes {
	out := schema.Modes{Default: schema.Mode(m.Default)}
	for _, a := range m.Additional {
		out.Additional = append(out.Additional, schema.Mode(a))
	}
	if m.OIDC != nil {
		out.OIDC = &schema.OIDC{Issuer: m.OIDC.Issuer, ClientID: m.OIDC.ClientID, AuthTTLSeconds: m.OIDC.AuthTTLSeconds, IssueTTLSeconds: m.OIDC.IssueTTLSeconds}
	}
	if m.Lambda != nil {
		out.Lambda = &schema.Lambda{Function: m.Lambda.Function, TTLSeconds: m.Lambda.TTLSeconds}
	}
	return out
}

func access(a *ir.FunctionAccess) schema.FunctionAccess {
	out := schema.FunctionAccess{Function: a.Function}
	for _, action := range a.Actions {
		switch action {
		case "query":
			out.Query = true
		case "mutate":
			out.Mutate = true
		case "listen":
			out.Listen = true
		}
	}
	return out
}

func (b *builder) rules(rules []*ir.Rule) []*schema.Rule {
	if rules == nil {
		return nil
	}
	out := make([]*schema.Rule, 0, len(rules))
	for _, r := range rules {
		out = append(out, b.rule(r))
	}
	return out
}

var strategies = map[ir.Strategy]schema.Strategy{
	ir.Public: schema.Public, ir.Private: schema.Private, ir.Owner: schema.Owner,
	ir.Groups: schema.Groups, ir.Custom: schema.Custom, ir.Resource: schema.Resource,
}

var providers = map[ir.Provider]schema.Provider{
	ir.APIKey: schema.APIKey, ir.IdentityPool: schema.IdentityPool, ir.UserPools: schema.UserPools,
	ir.OIDC: schema.OIDCProvider, ir.Lambda: schema.Function,
}

func (b *builder) rule(r *ir.Rule) *schema.Rule {
	strategy, ok := strategies[r.Strategy]
	if !ok {
		b.fail("rule at %s: unknown strategy %q", r.Span, r.Strategy)
	}
	provider, ok := providers[r.Provider]
	if !ok && r.Strategy != ir.Resource {
		b.fail("rule at %s: unknown provider %q", r.Span, r.Provider)
	}
	return &schema.Rule{
		Strategy: strategy, Provider: provider, Operations: operations(r.Operations),
		OwnerField: r.OwnerField, Groups: r.Groups, GroupsField: r.GroupsField, Plural: r.Plural,
		IdentityClaim: r.IdentityClaim, GroupClaim: r.GroupClaim, Function: r.Function, Source: r.Span.Line(),
	}
}

var operationBits = []struct {
	from ir.OperationSet
	to   schema.Operations
}{
	{ir.Create, schema.Create}, {ir.Update, schema.Update}, {ir.Delete, schema.Delete}, {ir.Get, schema.Get},
	{ir.List, schema.ListOp}, {ir.Sync, schema.Sync}, {ir.Search, schema.Search}, {ir.Listen, schema.Listen},
}

func operations(s ir.OperationSet) schema.Operations {
	var out schema.Operations
	for _, o := range operationBits {
		if s.Has(o.from) {
			out |= o.to
		}
	}
	return out
}
