package check

import (
	"strings"

	"github.com/amplifygo/amplifygo/internal/diag"
	"github.com/amplifygo/amplifygo/internal/ir"
)

// fieldRules are the rules that hold for a field: its own, or the model's.
func fieldRules(m *ir.Model, f *ir.Field) []*ir.Rule {
	if len(f.Rules) > 0 {
		return f.Rules
	}
	return m.Rules
}

// ownerReassign warns about a declared owner field that its owner can change, so
// that the record can be given away, or that everybody can change, who can then
// take the record over.
func ownerReassign(v *view) {
	v.memberWrites(func(m *ir.Model, f *ir.Field, r *ir.Rule) (string, *ir.Rule) {
		wide := updatedByAnybody(fieldRules(m, f))
		switch {
		case r.Strategy != ir.Owner || ownList(m, r):
			return "", nil
		case wide == nil:
			return "the owner", r
		case wide.Operations.Has(r.Operations):
			return "", nil // there is nothing to take over
		case wide.Strategy == ir.Public:
			return "everybody", wide
		}
		return "everybody who signed in", wide
	}, func(r *ir.Rule) string { return r.OwnerField }, "AG1118", "%s.%s says who owns a record, and %s can change it")
}

// ownList reports whether a list of owners belongs to those in it: they make the
// record, and nobody else owns it. That they share it is what the list is for.
func ownList(m *ir.Model, r *ir.Rule) bool {
	if !r.Plural || !r.Operations.Any(ir.Create) {
		return false
	}
	for _, other := range m.Rules {
		if other.Strategy == ir.Owner && other.OwnerField != r.OwnerField && other.Operations.Any(ir.Create) {
			return false
		}
	}
	return true
}

// updatedByAnybody gives a rule that lets all callers, or all who signed in, update.
func updatedByAnybody(rules []*ir.Rule) *ir.Rule {
	for _, r := range rules {
		if (r.Strategy == ir.Public || r.Strategy == ir.Private) && r.Operations.Any(ir.Update) {
			return r
		}
	}
	return nil
}

// groupReassign warns about a declared group field that members of the groups
// can change.
func groupReassign(v *view) {
	v.memberWrites(func(_ *ir.Model, _ *ir.Field, r *ir.Rule) (string, *ir.Rule) { return "their members", r },
		func(r *ir.Rule) string { return r.GroupsField }, "AG1113",
		"%s.%s says which groups have access to a record, and %s can change it")
}

// memberWrites warns about fields that name whom a rule admits and that those can
// change, with the words and the rule that who gives; there is no warning without
// words.
func (v *view) memberWrites(who func(*ir.Model, *ir.Field, *ir.Rule) (string, *ir.Rule), field func(*ir.Rule) string, code diag.Code, message string) {
	for _, m := range v.schema.Models {
		seen := map[string]bool{}
		for _, r := range m.Rules {
			name := field(r)
			f := v.declared(m, name)
			if name == "" || f == nil || seen[name] || isKey(m, name) || m.Disabled.Has(ir.Update) {
				continue
			}
			words, by := who(m, f, r)
			if words == "" || !r.Operations.Any(ir.Update) || !anyCovers(fieldRules(m, f), r, ir.Update) {
				continue
			}
			seen[name] = true
			d := v.diags.Warnf(code, f.Span, message, m.Name, f.Name, words)
			d.Hint = "give the field rules of its own without 'update', such as .to(['" + strings.Join(withoutUpdate(r), "', '") + "'])"
			d.Notes = note(by.Span, "the rule")
		}
	}
}

// withoutUpdate are the operations of a rule but update. Delete is among them: who
// may delete a record may delete all its fields.
func withoutUpdate(r *ir.Rule) []string {
	var names []string
	for _, o := range []struct {
		name string
		set  ir.OperationSet
	}{{"create", ir.Create}, {"read", readSet}, {"delete", ir.Delete}} {
		if o.name == "read" || r.Operations.Has(o.set) {
			names = append(names, o.name)
		}
	}
	return names
}

func isKey(m *ir.Model, name string) bool {
	for _, k := range m.Key.Fields {
		if k == name {
			return true
		}
	}
	return false
}
