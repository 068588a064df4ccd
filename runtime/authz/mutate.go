package authz

import (
	"reflect"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// Update decides about an update. Every supplied key has to be covered by what
// the caller's matching roles may write together; a null also by what they may
// remove (api.md 3.7). The key fields need no grant.
func (p *Policy) Update(id *auth.Identity, m *schema.Model, in *Input) Check {
	c := p.callerOf(id)
	if c <= function {
		return p.unfilteredCheck(c, id, schema.Update)
	}
	mp := p.models[m]
	if mp == nil || in == nil {
		return Check{Refusal: &Refusal{}}
	}
	ws := &mp.tables[c].update
	for i := range ws.static {
		if w := &ws.static[i]; w.full && w.admits(id) {
			return Check{Rules: w.rules}
		}
	}
	return updateWith(id, m, ws, in)
}

// updateWith is Update where roles have to be added up.
func updateWith(id *auth.Identity, m *schema.Model, ws *writers, in *Input) Check {
	a := admission{in: in, keys: m.KeyFields}
	var rules []*schema.Rule
	for i := range ws.static {
		if w := &ws.static[i]; w.admits(id) {
			a.may, rules = append(a.may, w), append(rules, w.rules...)
		}
	}
	refused := refusal(a.may, in, a.keys)
	if refused == nil {
		return Check{Rules: rules}
	}
	for i := range ws.dynamic {
		if w := &ws.dynamic[i]; w.dynamicWhere(id, &a) {
			rules = append(rules, w.rules...)
		}
	}
	switch {
	case len(a.candidates) == 0:
		return Check{Refusal: refused}
	case !a.operates():
		return Check{Refusal: &Refusal{}}
	}
	return Check{Rows: true, Where: a.where(), Rules: rules, admit: a}
}

func (w *writer) dynamicWhere(id *auth.Identity, a *admission) bool {
	where := w.where(id, false)
	if where == nil {
		return false
	}
	a.candidates = append(a.candidates, candidate{w, where})
	return true
}

// Delete decides about a delete: only roles that have delete on every field of
// the model may (api.md 3.7).
func (p *Policy) Delete(id *auth.Identity, m *schema.Model) Check {
	c := p.callerOf(id)
	if c <= function {
		return p.unfilteredCheck(c, id, schema.Delete)
	}
	mp := p.models[m]
	if mp == nil {
		return Check{Refusal: &Refusal{}}
	}
	switch d := mp.tables[c].delete.decide(id, false); d.Outcome {
	case Allow:
		return Check{Rules: d.Rules}
	case Filter:
		return Check{Rows: true, Where: d.Where, Rules: d.Rules, admit: admission{whole: true, rows: d.Where}}
	}
	return Check{Refusal: &Refusal{}}
}

// unfilteredCheck answers for callers whom no rule of a model concerns.
func (p *Policy) unfilteredCheck(c caller, id *auth.Identity, op schema.Operations) Check {
	if c == admin || c == function && p.functionMay(id, op) {
		return Check{}
	}
	return Check{Refusal: &Refusal{}}
}

// admission is what Admit needs to know.
type admission struct {
	in *Input
	// keys are the fields of the input that need no grant.
	keys []*schema.Field
	// may are the static roles that recognised the caller, candidates the
	// dynamic ones that may, depending on the row.
	may        []*writer
	candidates []candidate
	// whole: the answer does not depend on the input but only on rows.
	whole bool
	rows  predicate.Expr
}

// candidate is a role and the rows on which it recognises the caller.
type candidate struct {
	*writer
	rows predicate.Expr
}

// Admit decides on the stored row, nil where there is none. It answers only
// where Rows is set, and otherwise repeats Refusal.
func (c *Check) Admit(row value.Record) *Refusal {
	switch {
	case !c.Rows:
		return c.Refusal
	case c.admit.whole:
		if row != nil && predicate.Eval(c.admit.rows, row) {
			return nil
		}
		return &Refusal{}
	}
	may := c.admit.may
	may = may[:len(may):len(may)]
	for _, k := range c.admit.candidates {
		if row != nil && predicate.Eval(k.rows, row) {
			may = append(may, k.writer)
		}
	}
	return refusal(may, c.admit.in, c.admit.keys)
}

// where gives exactly the rows that Admit admits, for the statement that
// writes: each need of the input met by a static role or on the row.
func (a *admission) where() predicate.Expr {
	var all []predicate.Expr
	if !operates(a.may) {
		all = append(all, a.rowsWith(func(w *writer) bool { return w.operates }))
	}
	for i := range a.in.Fields {
		f := &a.in.Fields[i]
		if contains(a.keys, f.Field) {
			continue
		}
		needs := [2]need{{field: f.Field}, {field: f.Field, null: true}}
		n := needs[:1]
		if f.Value.IsNull() {
			n = needs[:]
		}
		for _, need := range n {
			if !meetsAny(a.may, need) {
				all = append(all, a.rowsWith(func(w *writer) bool { return w.meets(need) }))
			}
		}
	}
	return predicate.All(distinct(all)...)
}

func operates(ws []*writer) bool {
	for _, w := range ws {
		if w.operates {
			return true
		}
	}
	return false
}

// operates reports whether some role that may recognise the caller has the
// operation itself, and not only the right to remove values.
func (a *admission) operates() bool {
	for _, k := range a.candidates {
		if k.operates {
			return true
		}
	}
	return operates(a.may)
}

// rowsWith gives the rows on which a candidate that fits recognises the caller.
func (a *admission) rowsWith(fits func(*writer) bool) predicate.Expr {
	var any predicate.Or
	for _, k := range a.candidates {
		if fits(k.writer) {
			any = append(any, k.rows)
		}
	}
	switch len(any) {
	case 0:
		return predicate.False
	case 1:
		return any[0]
	}
	return any
}

// distinct leaves out conditions that are there already: fields that the same
// roles may write ask for the same rows.
func distinct(all []predicate.Expr) []predicate.Expr {
	var out []predicate.Expr
next:
	for _, e := range all {
		for _, have := range out {
			if reflect.DeepEqual(e, have) {
				continue next
			}
		}
		out = append(out, e)
	}
	return out
}
