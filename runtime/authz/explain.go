package authz

import (
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// Question is what Explain is asked.
type Question struct {
	Model *schema.Model
	// Operation is one of Create, Update, Delete, Get, ListOp and Listen. With
	// Field it is one of Read, Create, Update and Delete, which is removing the
	// field's value by an update.
	Operation schema.Operations
	// Field asks about one field; nil asks about the operation.
	Field *schema.Field
}

// Reason is one rule that admits the caller.
type Reason struct {
	Rule *schema.Rule
	// Owner or Groups is the field of the row that has to name the caller, or
	// a group of the caller; both are nil where the rule admits on every row.
	Owner, Groups *schema.Field
}

// Explanation is an answer with its reasons.
type Explanation struct {
	// Outcome is Filter where it depends on the row.
	Outcome Outcome
	// Reasons are the rules that admit on every row, or else those that admit
	// on some. Administrators and functions' roles need none.
	Reasons []Reason
	// Fields are the fields that the caller may supply to a create or update,
	// taking all Reasons together, where these are not all fields; otherwise nil.
	Fields []*schema.Field
	// More says by which rules further fields may be supplied on some rows,
	// where Outcome is Allow and Fields is not all that the caller can reach.
	More *Explanation
}

// Explain answers from the same tables as the decisions, without a row.
func (p *Policy) Explain(id *auth.Identity, q Question) Explanation {
	c := p.callerOf(id)
	mp := p.models[q.Model]
	switch {
	case c == nobody || mp == nil:
		return Explanation{}
	case c <= function:
		return Explanation{Outcome: p.explainUnfiltered(c, id, q)}
	}
	t := &mp.tables[c]
	if q.Field != nil {
		e := t.explainField(id, q)
		e.Reasons = ofField(q, e.Reasons)
		return e
	}
	switch q.Operation {
	case schema.Get:
		return t.get.explain(id, true)
	case schema.ListOp:
		return t.list.explain(id, true)
	case schema.Listen:
		return t.listen.explain(id, false)
	case schema.Delete:
		return t.delete.explain(id, false)
	case schema.Create:
		return t.create.explain(id, mp.model)
	case schema.Update:
		return t.update.explain(id, mp.model)
	}
	return Explanation{}
}

func (p *Policy) explainUnfiltered(c caller, id *auth.Identity, q Question) Outcome {
	op := q.Operation
	if q.Field != nil {
		switch op {
		case schema.Read:
			return Allow
		case schema.Delete:
			op = schema.Update
		}
	}
	return p.unfiltered(c, id, op).Outcome
}

// ofField keeps the reasons whose rules are in force for the field that was
// asked about. Fields that no rule speaks about (id, timestamps) keep all.
func ofField(q Question, all []Reason) []Reason {
	rules := q.Field.Rules
	if rules == nil {
		rules = q.Model.Rules
	}
	var kept []Reason
	for _, r := range all {
		for _, rule := range rules {
			if rule == r.Rule && rule.Operations.Any(q.Operation) {
				kept = append(kept, r)
				break
			}
		}
	}
	if kept == nil {
		return all
	}
	return kept
}

func (t *table) explainField(id *auth.Identity, q Question) Explanation {
	switch q.Operation {
	case schema.Read:
		if g := t.fields[q.Field]; g != nil {
			return g.explain(id, false)
		}
		return t.related.explain(id, true)
	case schema.Create:
		return t.create.explainNeed(id, need{field: q.Field})
	case schema.Update:
		return t.update.explainNeed(id, need{field: q.Field})
	case schema.Delete:
		return t.update.explainNeed(id, need{field: q.Field, null: true})
	}
	return Explanation{}
}

func reasons(r *role, rules []*schema.Rule) []Reason {
	out := make([]Reason, len(rules))
	for i, rule := range rules {
		out[i].Rule = rule
		switch r.kind {
		case ownerRole:
			out[i].Owner = r.field
		case groupRole:
			out[i].Groups = r.field
		}
	}
	return out
}

func (g *gate) explain(id *auth.Identity, loose bool) Explanation {
	e := Explanation{}
	for _, r := range g.open {
		e.Reasons = append(e.Reasons, Reason{Rule: r})
	}
	for i := range g.members {
		if g.members[i].admits(id) {
			e.Reasons = append(e.Reasons, reasons(g.members[i].role, g.members[i].rules)...)
		}
	}
	if e.Reasons != nil {
		e.Outcome = Allow
		return e
	}
	for i := range g.dynamic {
		if g.dynamic[i].where(id, loose) != nil {
			e.Outcome = Filter
			e.Reasons = append(e.Reasons, reasons(g.dynamic[i].role, g.dynamic[i].rules)...)
		}
	}
	return e
}

// explain tells who may do the operation at all, and with which fields.
func (ws *writers) explain(id *auth.Identity, m *schema.Model) Explanation {
	static, dynamic := ws.matching(id)
	operating := func(w *writer) bool { return w.operates }
	e := explainWriters(static, dynamic, operating)
	switch e.Outcome {
	case Filter:
		e.Fields, _ = supplied(append(static[:len(static):len(static)], dynamic...), m)
	case Allow:
		var all bool
		if e.Fields, all = supplied(static, m); all {
			return e
		}
		more := explainWriters(nil, dynamic, operating)
		more.Fields, _ = supplied(append(static[:len(static):len(static)], dynamic...), m)
		if more.Outcome == Filter {
			e.More = &more
		}
	}
	return e
}

// supplied are the fields that writers may set together; nil and true for all.
func supplied(ws []*writer, m *schema.Model) (fields []*schema.Field, all bool) {
	all = true
	fields = []*schema.Field{}
	for _, f := range m.Fields {
		switch {
		case f.Relation != nil:
		case meetsAny(ws, need{field: f}):
			fields = append(fields, f)
		case f.Origin == schema.Declared && !contains(m.KeyFields, f):
			all = false
		}
	}
	if all {
		return nil, true
	}
	return fields, false
}

func (ws *writers) explainNeed(id *auth.Identity, n need) Explanation {
	static, dynamic := ws.matching(id)
	fits := func(w *writer) bool { return w.meets(n) }
	if n.null {
		// Removing asks for both rights; the roles of a caller add up.
		both := append(append([]*writer{}, static...), dynamic...)
		if !meetsAny(both, need{field: n.field}) {
			return Explanation{}
		}
		e := explainWriters(static, dynamic, fits)
		set := explainWriters(static, dynamic, func(w *writer) bool { return w.meets(need{field: n.field}) })
		if e.Outcome == Allow && set.Outcome == Filter {
			return set
		}
		return e
	}
	return explainWriters(static, dynamic, fits)
}

// matching are the writers that recognise the caller, on all rows and on some.
func (ws *writers) matching(id *auth.Identity) (static, dynamic []*writer) {
	for i := range ws.static {
		if ws.static[i].admits(id) {
			static = append(static, &ws.static[i])
		}
	}
	for i := range ws.dynamic {
		if ws.dynamic[i].where(id, false) != nil {
			dynamic = append(dynamic, &ws.dynamic[i])
		}
	}
	return static, dynamic
}

func explainWriters(static, dynamic []*writer, fits func(*writer) bool) Explanation {
	e := Explanation{}
	for i, ws := range [][]*writer{static, dynamic} {
		for _, w := range ws {
			if fits(w) {
				e.Outcome = []Outcome{Allow, Filter}[i]
				e.Reasons = append(e.Reasons, reasons(w.role, w.rules)...)
			}
		}
		if e.Outcome != Deny {
			return e
		}
	}
	return e
}
