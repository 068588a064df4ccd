package oracle

import (
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// Arguments are the fields that a model's subscriptions have as arguments.
func (o *Oracle) Arguments(m *schema.Model) map[string]bool {
	set := map[string]bool{}
	for _, s := range somewhere(m, schema.Listen) {
		if f := m.Field(s.what); s.how == "owner" && f != nil && !f.List {
			set[s.what] = true
		}
	}
	return set
}

// Subscribe answers for an event about a row: Refused at start, or whether the
// event is delivered. args are the owner arguments given.
func (o *Oracle) Subscribe(id *auth.Identity, m *schema.Model, args map[string]any, row Row) Answer {
	a, decided := o.above(id, "Subscription")
	if decided && a != Yes {
		return a
	}
	listeners := somewhere(m, schema.Listen)
	unfiltered := decided
	for _, s := range listeners {
		if !decided && (s.how == "all" || s.how == "group") && o.recognises(id, m, s, nil, false) {
			unfiltered = true
		}
	}
	if unfiltered {
		return o.agrees(id, m, args, row)
	}
	for _, s := range listeners {
		f := m.Field(s.what)
		if s.how != "owner" || s.kind != o.Kind(id) || f == nil || f.List {
			continue
		}
		if given := args[s.what]; given != nil && given != "" {
			text, _ := given.(string)
			if !o.mine(id, s, false)[text] {
				return Refused
			}
		}
	}
	return o.among(id, m, listeners, row, false)
}

// agrees compares the arguments with what the caller sees of the row: an owner
// that the caller may not read is no owner, whatever the argument.
func (o *Oracle) agrees(id *auth.Identity, m *schema.Model, args map[string]any, row Row) Answer {
	for name := range o.Arguments(m) {
		given, there := args[name]
		if !there {
			continue
		}
		seen := row[name]
		if o.Field(id, m, m.Field(name), row) != Yes {
			seen = nil
		}
		text, isText := seen.(string)
		if given == nil {
			if seen != nil {
				return No
			}
			continue
		}
		if !isText || o.Present(m, m.Field(name), text) != given {
			return No
		}
	}
	return Yes
}

// Operation answers for a custom operation.
func (o *Oracle) Operation(id *auth.Identity, op *schema.Operation) Answer {
	if a, ok := o.above(id, op.Parent); ok {
		return a
	}
	counts := map[string]schema.Operations{
		"Query":        schema.Read,
		"Mutation":     schema.Create | schema.Update | schema.Delete,
		"Subscription": schema.Listen,
	}[op.Parent]
	for _, r := range op.Rules {
		for _, s := range speakers(r) {
			static := s.how == "all" || s.how == "group"
			if static && r.Operations&counts != 0 && o.recognises(id, nil, s, nil, false) {
				return Yes
			}
		}
	}
	return Refused
}

// Directive is one @aws_* directive: its name and the groups it names.
type Directive struct {
	Name   string
	Groups []string
}

// Directive answers for a field of a type whose directives are given.
func (o *Oracle) Directive(id *auth.Identity, parent, field string, ofType, ofField []Directive) bool {
	kind := o.Kind(id)
	if kind == "" {
		return false
	}
	list := ofField
	if len(list) == 0 {
		list = ofType
	}
	mode := map[string]string{"admin": "aws_iam", "function": "aws_iam", "guest": "aws_iam", "pool": "aws_iam",
		"apiKey": "aws_api_key", "userPools": "aws_cognito_user_pools", "oidc": "aws_oidc", "lambda": "aws_lambda"}[kind]
	if len(list) == 0 {
		list = []Directive{{Name: map[schema.Mode]string{schema.ModeAPIKey: "aws_api_key", schema.ModeIAM: "aws_iam",
			schema.ModeUserPool: "aws_cognito_user_pools", schema.ModeOIDC: "aws_oidc", schema.ModeLambda: "aws_lambda"}[o.Schema.Modes.Default]}}
	}
	admitted := false
	for _, d := range list {
		if d.Name != mode {
			continue
		}
		admitted = admitted || len(d.Groups) == 0
		for _, g := range d.Groups {
			admitted = admitted || groups(id, "")[g]
		}
	}
	if kind == "function" {
		q, mu, l := o.access(id)
		granted, root := map[string]bool{"Query": q, "Mutation": mu, "Subscription": l}[parent]
		known := q || mu || l || o.knows(id)
		admitted = admitted && known && (granted || !root)
	}
	for _, d := range id.DeniedFields {
		admitted = admitted && (kind != "lambda" || d != parent+"."+field)
	}
	return admitted
}

func (o *Oracle) knows(id *auth.Identity) bool {
	for _, a := range o.Schema.Access {
		if a.Function == id.Function && id.Function != "" {
			return true
		}
	}
	return false
}
