package check

import (
	"strings"

	"github.com/amplifygo/amplifygo/internal/ir"
)

// Some warnings are about rules that many models inherit from the schema; they
// come once for each rule, with the first model as the example.

// publicBeside warns about a rule that lets everybody in beside rules for
// fewer: for the operations of both, the narrower one protects nothing.
func publicBeside(v *view) {
	reported := map[*ir.Rule]bool{}
	for _, m := range v.schema.Models {
		for _, public := range m.Rules {
			if public.Strategy != ir.Public || reported[public] {
				continue
			}
			for _, r := range m.Rules {
				own := r.Operations &^ m.Disabled
				both := public.Operations & own
				if r.Strategy == ir.Public || both == 0 || besideOnPurpose(public, r, both, own != both) {
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

// besideOnPurpose tells the usual ways to let everybody do something that fewer
// may do as well: both are the operations that both may do, more tells whether
// the fewer may do others besides. Whoever has signed in, also as a member of a
// group, needs a rule for reading of their own, because their requests come in
// another mode. Where the public rule is limited to reading or handing in, those
// who have more to say are the ones who look after it: "everybody reads, admins
// write". A public rule for changes is no such, nor is one without limits.
func besideOnPurpose(public, r *ir.Rule, both ir.OperationSet, more bool) bool {
	signedIn := r.Strategy == ir.Private || r.Strategy == ir.Groups && r.GroupsField == ""
	switch {
	case !both.Any(ir.Mutations):
		return signedIn || more
	case public.Operations.Has(ir.All):
		return false
	default:
		return r.Strategy == ir.Private || more && !both.Any(ir.Update|ir.Delete)
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
