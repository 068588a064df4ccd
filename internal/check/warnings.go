package check

import (
	"strings"

	"github.com/amplifygo/amplifygo/internal/ir"
)

// Some warnings are about rules that many models inherit from the schema; they
// come once for each rule, with the first model as the example.

// publicBeside warns about a rule that lets everybody in beside rules for
// fewer: for the operations of both, the narrower one protects nothing. Reading
// alone is no surprise where the narrower rule has more to say, as in the common
// "everybody reads, admins write", nor beside a rule for all who signed in, who
// need one of their own because their requests come in another mode.
func publicBeside(v *view) {
	reported := map[*ir.Rule]bool{}
	for _, m := range v.schema.Models {
		for _, public := range m.Rules {
			if public.Strategy != ir.Public || reported[public] {
				continue
			}
			for _, r := range m.Rules {
				both := public.Operations & r.Operations
				if r.Strategy == ir.Public || both == 0 {
					continue
				}
				onlyReads := !both.Any(ir.Create | ir.Update | ir.Delete)
				if onlyReads && (r.Strategy == ir.Private || r.Operations != both) {
					continue
				}
				reported[public] = true
				d := v.diags.Warnf("AG1110", public.Span, "%s of %s may be done with %s by everybody, so the rule for %s protects nothing there",
					operationWords(both), m.Name, publicWords(public), roleWords(r))
				d.Hint = "limit the public rule with .to([...]), or remove the other"
				d.Notes = note(r.Span, "the narrower rule")
				break
			}
		}
	}
}

func publicWords(r *ir.Rule) string {
	if r.Provider == ir.IdentityPool {
		return "guest credentials"
	}
	return "the API key"
}

// operationWords lists operations for a message, read for all its parts.
func operationWords(set ir.OperationSet) string {
	var words []string
	if set.Has(readSet) {
		words = append(words, "read")
		set &^= readSet
	}
	return strings.Join(append(words, set.Names()...), ", ")
}

// shadowedRules warns about a rule whose operations a wider rule of the same
// provider grants to more people.
func shadowedRules(v *view) {
	reported := map[*ir.Rule]bool{}
	for _, m := range v.schema.Models {
		for _, r := range m.Rules {
			if reported[r] || r.Operations == 0 {
				continue
			}
			for _, wide := range m.Rules {
				if wide == r || !wider(wide, r) || !wide.Operations.Has(r.Operations) {
					continue
				}
				reported[r] = true
				d := v.diags.Warnf("AG1114", r.Span, "this rule of %s adds nothing: %s may do all of it", m.Name, roleWords(wide))
				d.Hint = "remove it, or limit the wider rule with .to([...])"
				d.Notes = note(wide.Span, "the wider rule")
				break
			}
		}
	}
}

// wider reports whether everybody whom r admits is admitted by w as well:
// signed-in users of a provider include its owners and groups.
func wider(w, r *ir.Rule) bool {
	return w.Strategy == ir.Private && r.Provider == w.Provider && (r.Strategy == ir.Owner || r.Strategy == ir.Groups)
}

// covers reports whether a rule admits everybody of r to op.
func covers(w, r *ir.Rule, op ir.OperationSet) bool {
	if !w.Operations.Any(op) {
		return false
	}
	if wider(w, r) {
		return true
	}
	have := map[string]bool{}
	for _, role := range w.Roles() {
		have[role] = true
	}
	for _, role := range r.Roles() {
		if !have[role] {
			return false
		}
	}
	return true
}

// wideningFields warns about a field's rule that admits people whom the
// model's rules do not.
func wideningFields(v *view) {
	for _, m := range v.schema.Models {
		for _, f := range m.Fields {
			for _, r := range f.Rules {
				var more ir.OperationSet
				for _, op := range []ir.OperationSet{readSet, ir.Create, ir.Update, ir.Delete} {
					if r.Operations.Any(op) && !anyCovers(m.Rules, r, op) {
						more |= op
					}
				}
				if more == 0 {
					continue
				}
				d := v.diags.Warnf("AG1111", r.Span, "%s.%s is open to the %s for %s, and the model is not", m.Name, f.Name, roleWords(r), operationWords(more))
				d.Hint = "if it is meant, leave it; else use a role of the model's rules"
				d.Notes = note(m.Span, "the model")
			}
		}
	}
}

func anyCovers(rules []*ir.Rule, r *ir.Rule, op ir.OperationSet) bool {
	for _, w := range rules {
		if covers(w, r, op) {
			return true
		}
	}
	return false
}

// fieldRules are the rules that hold for a field: its own, or the model's.
func fieldRules(m *ir.Model, f *ir.Field) []*ir.Rule {
	if len(f.Rules) > 0 {
		return f.Rules
	}
	return m.Rules
}

// ownerReassign warns about a declared owner field that its owner can change:
// the record can be given away, or taken over by who may update it.
func ownerReassign(v *view) {
	v.memberWrites(func(r *ir.Rule) string {
		if r.Strategy == ir.Owner {
			return r.OwnerField
		}
		return ""
	}, "AG1118", "%s.%s says who owns a record, and the owner can change it")
}

// groupReassign warns about a declared group field that members of the groups
// can change.
func groupReassign(v *view) {
	v.memberWrites(func(r *ir.Rule) string { return r.GroupsField }, "AG1113",
		"%s.%s says which groups have access to a record, and their members can change it")
}

func (v *view) memberWrites(field func(*ir.Rule) string, code, message string) {
	for _, m := range v.schema.Models {
		seen := map[string]bool{}
		for _, r := range m.Rules {
			name := field(r)
			f := v.declared(m, name)
			if name == "" || f == nil || seen[name] || isKey(m, name) || m.Disabled.Has(ir.Update) {
				continue
			}
			if !r.Operations.Any(ir.Update) || !anyCovers(fieldRules(m, f), r, ir.Update) {
				continue
			}
			seen[name] = true
			v.writable(m, f, r, code, message)
		}
	}
}

func isKey(m *ir.Model, name string) bool {
	for _, k := range m.Key.Fields {
		if k == name {
			return true
		}
	}
	return false
}
