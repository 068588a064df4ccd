package oracle

import (
	"strings"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// Answer is what a question about a row gives.
type Answer string

// The answers: the whole request is refused; the row is not among those
// admitted; the row is admitted.
const (
	Refused Answer = "refused"
	No      Answer = "no"
	Yes     Answer = "yes"
)

// above answers for callers above all rules; ok is false for the others.
func (o *Oracle) above(id *auth.Identity, root string) (a Answer, ok bool) {
	switch o.Kind(id) {
	case "":
		return Refused, true
	case "admin":
		return Yes, true
	case "function":
		q, m, l := o.access(id)
		if map[string]bool{"Query": q, "Mutation": m, "Subscription": l}[root] {
			return Yes, true
		}
		return Refused, true
	}
	return "", false
}

// among answers for the speakers who have an operation.
func (o *Oracle) among(id *auth.Identity, m *schema.Model, list []speaker, row Row, reading bool) Answer {
	a := Refused
	for _, s := range list {
		if o.recognises(id, m, s, row, reading) {
			return Yes
		}
		if o.could(id, m, s, reading) {
			a = No
		}
	}
	return a
}

// Read answers for reading a row by get or list.
func (o *Oracle) Read(id *auth.Identity, m *schema.Model, op schema.Operations, row Row) Answer {
	if a, ok := o.above(id, "Query"); ok {
		return a
	}
	return o.among(id, m, somewhere(m, op), row, true)
}

// Relation answers for reading a row of the related model through a
// relationship field.
func (o *Oracle) Relation(id *auth.Identity, f *schema.Field, row Row) Answer {
	if a, ok := o.above(id, "Query"); ok {
		return a
	}
	m := f.Relation.Target
	a := o.among(id, m, somewhere(m, schema.Read), row, true)
	shown := m.Key
	if f.Relation.Kind != schema.BelongsTo {
		shown = append(append([]string{}, m.Key...), f.Relation.References...)
	}
	if a == Refused {
		return a
	}
	return o.withFields(id, m, shown, row, a)
}

// withFields narrows an answer by fields that have to be readable: where no
// row could show one of them, the request is refused.
func (o *Oracle) withFields(id *auth.Identity, m *schema.Model, fields []string, row Row, a Answer) Answer {
	for _, name := range fields {
		switch o.field(id, m, m.Field(name), row) {
		case Refused:
			return Refused
		case No:
			a = No
		}
	}
	return a
}

// hides reports whether somebody who can reach rows may not read the field.
func hides(m *schema.Model, f *schema.Field, counted schema.Operations) bool {
	known := false
	for _, r := range resources(m) {
		known = known || r == f
	}
	if !known {
		return false
	}
	open := map[string]bool{}
	for _, r := range effective(m, f) {
		s := speakers(r)
		if len(s) == 1 && s[0].how == "all" {
			if everyRead(m, f, s[0]) {
				open[s[0].kind] = true
			}
		}
	}
	for _, s := range somewhere(m, counted) {
		if !open[s.kind] && !holds(m, f, s, schema.Read) {
			return true
		}
	}
	return false
}

func everyRead(m *schema.Model, f *schema.Field, s speaker) bool {
	for _, op := range []schema.Operations{schema.Get, schema.ListOp, schema.Sync, schema.Search, schema.Listen} {
		if !holds(m, f, s, op) {
			return false
		}
	}
	return true
}

// checked reports whether reading a field has to be asked for.
func checked(m *schema.Model, f *schema.Field) bool {
	if f.Rules != nil {
		return hides(m, f, schema.All)
	}
	return hides(m, f, schema.Read)
}

// field answers for the rules of one field alone.
func (o *Oracle) field(id *auth.Identity, m *schema.Model, f *schema.Field, row Row) Answer {
	if !checked(m, f) {
		return Yes
	}
	var readers []speaker
	for _, s := range everybody(m) {
		if holds(m, f, s, schema.Read) {
			readers = append(readers, s)
		}
	}
	return o.among(id, m, readers, row, false)
}

// Field answers for reading a field of a row that the caller has reached.
func (o *Oracle) Field(id *auth.Identity, m *schema.Model, f *schema.Field, row Row) Answer {
	switch o.Kind(id) {
	case "":
		return Refused
	case "admin", "function":
		return Yes
	}
	a := o.field(id, m, f, row)
	switch r := f.Relation; {
	case a == Refused || r == nil:
		return a
	case r.Kind == schema.BelongsTo:
		return o.withFields(id, m, r.References, row, a)
	}
	return o.withFields(id, m, m.Key, row, a)
}

// Nulled reports whether a field reads as null after mutations and in events.
func (o *Oracle) Nulled(m *schema.Model, f *schema.Field) bool {
	subscribed := m.OnCreate+m.OnUpdate+m.OnDelete != ""
	return subscribed && checked(m, f) && hides(m, f, schema.Get)
}

// Present gives what clients see of a text of a field.
func (o *Oracle) Present(m *schema.Model, f *schema.Field, text string) string {
	all := append([]*schema.Rule{}, m.Rules...)
	for _, g := range m.Fields {
		all = append(all, g.Rules...)
	}
	for _, r := range all {
		several := r.IdentityClaim == "" || strings.Contains(r.IdentityClaim, "::")
		if r.Strategy == schema.Owner && r.OwnerField == f.Name && several {
			parts := strings.Split(text, "::")
			return parts[len(parts)-1]
		}
	}
	return text
}
