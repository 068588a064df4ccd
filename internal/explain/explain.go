// Package explain shows what the authorization rules of a schema amount to: as
// a matrix of kinds of callers against operations, for each model and field,
// and as the answer to one question, with the rules that decide and their
// lines. It asks the same compiled policy as the server does, so it cannot
// tell another story.
package explain

import (
	"fmt"
	"slices"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// Matrix is the authorization of a schema.
type Matrix struct {
	Source     string           `json:"source"`
	Principals []string         `json:"principals"`
	Models     []ModelTable     `json:"models"`
	Operations []OperationTable `json:"operations"`
}

// ModelTable is one model: a row for each principal, in the order of
// Matrix.Principals.
type ModelTable struct {
	Name   string       `json:"name"`
	Rules  []RuleLine   `json:"rules"`
	Rows   []Row        `json:"rows"`
	Fields []FieldTable `json:"fields"`
}

// FieldTable is one field of a model.
type FieldTable struct {
	Name string `json:"name"`
	// Own tells that the field has rules of its own, which replace the model's.
	Own bool `json:"ownRules"`
	// Restricted tells that some caller who reaches rows may not read it.
	Restricted bool       `json:"restricted"`
	Rules      []RuleLine `json:"rules,omitempty"`
	Rows       []Row      `json:"rows"`
}

// OperationTable is one custom operation.
type OperationTable struct {
	Name  string     `json:"name"` // "Query.echo"
	Rules []RuleLine `json:"rules"`
	Rows  []Row      `json:"rows"`
}

// RuleLine is a rule and where it stands.
type RuleLine struct {
	Rule   string `json:"rule"`
	Source string `json:"source"`
}

// Row is what one principal may do.
type Row struct {
	Principal string `json:"principal"`
	Cells     []Cell `json:"cells"`
}

// Cell is one answer.
type Cell struct {
	Operation string `json:"operation"`
	// Answer is "allow", "deny" or "condition".
	Answer string `json:"answer"`
	// Conditions say when, any of them suffices; empty unless Answer is "condition".
	Conditions []string `json:"conditions,omitempty"`
	// Fields are the fields that may be supplied, where these are not all.
	Fields []string `json:"fields,omitzero"`
	// Rules are the rules that admit.
	Rules []RuleLine `json:"rules,omitempty"`
	// More says when the caller may supply more than Fields.
	More *Cell `json:"more,omitempty"`
}

// operation is a column.
type operation struct {
	name string
	op   schema.Operations
}

var modelColumns = []operation{
	{"create", schema.Create}, {"get", schema.Get}, {"list", schema.ListOp}, {"update", schema.Update}, {"delete", schema.Delete}, {"listen", schema.Listen},
}

var fieldColumns = []operation{
	{"create", schema.Create}, {"read", schema.Read}, {"update", schema.Update}, {"remove", schema.Delete},
}

// Explainer answers for one schema.
type Explainer struct {
	schema *schema.Schema
	policy *authz.Policy
}

// New compiles the rules of a schema. Only models, operations, modes and
// access have to be filled in; without an SDL the directives are not looked at.
func New(s *schema.Schema) (*Explainer, error) {
	p, err := authz.Compile(s)
	if err != nil {
		return nil, err
	}
	return &Explainer{schema: s, policy: p}, nil
}

// Matrix makes the whole matrix. The order of everything is that of the schema.
func (e *Explainer) Matrix() *Matrix {
	people := e.principals()
	m := &Matrix{Source: e.schema.Source, Models: []ModelTable{}, Operations: []OperationTable{}}
	for _, p := range people {
		m.Principals = append(m.Principals, p.name)
	}
	for _, model := range e.schema.Models {
		m.Models = append(m.Models, e.modelTable(model, people))
	}
	for _, o := range e.schema.Operations {
		t := OperationTable{Name: o.Parent + "." + o.Name, Rules: ruleLines(o.Rules)}
		for _, p := range people {
			t.Rows = append(t.Rows, Row{p.name, []Cell{e.operationCell(p.identity, o)}})
		}
		m.Operations = append(m.Operations, t)
	}
	return m
}

func (e *Explainer) modelTable(m *schema.Model, people []principal) ModelTable {
	t := ModelTable{Name: m.Name, Rules: ruleLines(m.Rules), Fields: []FieldTable{}}
	for _, p := range people {
		row := Row{Principal: p.name}
		for _, c := range modelColumns {
			row.Cells = append(row.Cells, e.cell(p.identity, c.name, authz.Question{Model: m, Operation: c.op}))
		}
		t.Rows = append(t.Rows, row)
	}
	guarded := e.policy.Guarded(m)
	for _, f := range m.Fields {
		ft := FieldTable{Name: f.Name, Own: f.Rules != nil, Restricted: slices.Contains(guarded, f), Rules: ruleLines(f.Rules)}
		for _, p := range people {
			row := Row{Principal: p.name}
			for _, c := range fieldColumns {
				row.Cells = append(row.Cells, e.cell(p.identity, c.name, authz.Question{Model: m, Operation: c.op, Field: f}))
			}
			ft.Rows = append(ft.Rows, row)
		}
		t.Fields = append(t.Fields, ft)
	}
	return t
}

func (e *Explainer) cell(id *auth.Identity, name string, q authz.Question) Cell {
	return toCell(name, q, e.policy.Explain(id, q))
}

func toCell(name string, q authz.Question, x authz.Explanation) Cell {
	c := Cell{Operation: name, Answer: answers[x.Outcome]}
	for _, r := range x.Reasons {
		c.Rules = appendLine(c.Rules, ruleLine(r.Rule))
		if text := condition(r, q); x.Outcome == authz.Filter && !slices.Contains(c.Conditions, text) {
			c.Conditions = append(c.Conditions, text)
		}
	}
	for _, f := range x.Fields {
		c.Fields = append(c.Fields, f.Name)
	}
	if x.Fields != nil && c.Fields == nil {
		c.Fields = []string{}
	}
	if x.More != nil {
		more := toCell(name, q, *x.More)
		c.More = &more
	}
	return c
}

func (e *Explainer) operationCell(id *auth.Identity, o *schema.Operation) Cell {
	d := e.policy.Operation(id, o)
	c := Cell{Operation: "call", Answer: answers[d.Outcome]}
	for _, r := range d.Rules {
		c.Rules = appendLine(c.Rules, ruleLine(r))
	}
	return c
}

var answers = map[authz.Outcome]string{authz.Allow: "allow", authz.Deny: "deny", authz.Filter: "condition"}

func appendLine(lines []RuleLine, l RuleLine) []RuleLine {
	if slices.Contains(lines, l) {
		return lines
	}
	return append(lines, l)
}

// condition says when a rule that looks at the row admits.
func condition(r authz.Reason, q authz.Question) string {
	creating := q.Operation == schema.Create
	switch {
	case r.Owner != nil && creating && r.Owner.List:
		return fmt.Sprintf("%s is left out or holds the caller", r.Owner.Name)
	case r.Owner != nil && creating:
		return fmt.Sprintf("%s is left out or the caller", r.Owner.Name)
	case r.Owner != nil && r.Owner.List:
		return fmt.Sprintf("%s holds the caller", r.Owner.Name)
	case r.Owner != nil:
		return fmt.Sprintf("%s is the caller", r.Owner.Name)
	case r.Groups != nil && r.Groups.List:
		return fmt.Sprintf("%s holds a group of the caller", r.Groups.Name)
	case r.Groups != nil:
		return fmt.Sprintf("%s is a group of the caller", r.Groups.Name)
	}
	return "always"
}
