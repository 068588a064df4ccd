package oracle

import (
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// speaker is what one rule says about who: one for each group of a rule. Two
// rules that say the same about who are one speaker.
type speaker struct {
	// kind of the callers.
	kind string
	// how is "all", "group", "owner" or "groupField"; what is the group or the
	// field; claim the claim as written, empty for the default.
	how, what, claim string
}

func speakers(r *schema.Rule) []speaker {
	kind := kindOf(r)
	var list []speaker
	switch {
	case r.Strategy == schema.Owner:
		claim := r.IdentityClaim
		if claim == "sub::username" {
			claim = ""
		}
		list = append(list, speaker{kind, "owner", r.OwnerField, claim})
	case r.Strategy == schema.Groups && r.GroupsField != "":
		list = append(list, speaker{kind, "groupField", r.GroupsField, groupClaim(r)})
	case r.Strategy == schema.Groups:
		for _, g := range r.Groups {
			list = append(list, speaker{kind, "group", g, groupClaim(r)})
		}
	default:
		list = append(list, speaker{kind, "all", "", ""})
	}
	return list
}

func kindOf(r *schema.Rule) string {
	switch r.Provider {
	case schema.APIKey:
		return "apiKey"
	case schema.UserPools:
		return "userPools"
	case schema.OIDCProvider:
		return "oidc"
	case schema.Function:
		return "lambda"
	}
	if r.Strategy == schema.Private {
		return "pool"
	}
	return "guest"
}

func groupClaim(r *schema.Rule) string {
	if r.GroupClaim == "cognito:groups" {
		return ""
	}
	return r.GroupClaim
}

// resources are the fields that rules speak about: the declared ones.
func resources(m *schema.Model) []*schema.Field {
	var fields []*schema.Field
	for _, f := range m.Fields {
		if f.Origin == schema.Declared || f.Rules != nil {
			fields = append(fields, f)
		}
	}
	if fields == nil {
		return m.Fields
	}
	return fields
}

// effective are the rules of a field: its own, or else the model's.
func effective(m *schema.Model, f *schema.Field) []*schema.Rule {
	if f.Rules == nil {
		return m.Rules
	}
	return f.Rules
}

// holds reports whether a speaker has one of the operations on a field.
func holds(m *schema.Model, f *schema.Field, s speaker, ops schema.Operations) bool {
	for _, r := range effective(m, f) {
		if r.Operations&ops == 0 || kindOf(r) != s.kind {
			continue
		}
		for _, t := range speakers(r) {
			if t == s {
				return true
			}
		}
	}
	return false
}

// everybody lists the speakers of a model, each once.
func everybody(m *schema.Model) []speaker {
	var list []speaker
	note := func(rules []*schema.Rule) {
		for _, r := range rules {
		next:
			for _, s := range speakers(r) {
				for _, t := range list {
					if s == t {
						continue next
					}
				}
				list = append(list, s)
			}
		}
	}
	note(m.Rules)
	for _, f := range resources(m) {
		note(f.Rules)
	}
	return list
}

// somewhere are the speakers who have one of the operations on some field.
func somewhere(m *schema.Model, ops schema.Operations) []speaker {
	var list []speaker
	for _, s := range everybody(m) {
		for _, f := range resources(m) {
			if holds(m, f, s, ops) {
				list = append(list, s)
				break
			}
		}
	}
	return list
}

// recognises reports whether a speaker speaks of the caller on a row (of the
// caller at all, for speakers who do not look at rows).
func (o *Oracle) recognises(id *auth.Identity, m *schema.Model, s speaker, row Row, reading bool) bool {
	if o.Kind(id) != s.kind {
		return false
	}
	switch s.how {
	case "all":
		return true
	case "group":
		return groups(id, s.claim)[s.what]
	}
	f := m.Field(s.what)
	if f == nil || f.Relation != nil || row == nil {
		return false
	}
	mine := o.mine(id, s, reading)
	if f.List {
		list, _ := row[s.what].([]any)
		for _, e := range list {
			if t, ok := e.(string); ok && mine[t] {
				return true
			}
		}
		return false
	}
	t, ok := row[s.what].(string)
	return ok && mine[t]
}

// mine are the texts that name the caller for an owner or group field.
func (o *Oracle) mine(id *auth.Identity, s speaker, reading bool) map[string]bool {
	if s.how == "groupField" {
		return groups(id, s.claim)
	}
	forms, complete := names(id, s.claim)
	set := map[string]bool{}
	for _, f := range forms {
		if complete || reading {
			set[f] = true
		}
	}
	return set
}

// could reports whether a speaker could recognise the caller on some row.
func (o *Oracle) could(id *auth.Identity, m *schema.Model, s speaker, reading bool) bool {
	if s.how == "all" || s.how == "group" {
		return o.recognises(id, m, s, nil, reading)
	}
	f := m.Field(s.what)
	return o.Kind(id) == s.kind && f != nil && f.Relation == nil && len(o.mine(id, s, reading)) > 0
}
