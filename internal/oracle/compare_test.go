package oracle_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/amplifygo/amplifygo/internal/oracle"
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// subject is what is compared with the oracle: a Policy, or a mutant of one.
type subject interface {
	Directive(id *auth.Identity, parent, field string) bool
	Read(id *auth.Identity, m *schema.Model, op schema.Operations) authz.Decision
	ReadKey(id *auth.Identity, m *schema.Model, op schema.Operations, k authz.KeyArguments) authz.KeyDecision
	Relation(id *auth.Identity, f *schema.Field) authz.Decision
	RedactRelation(id *auth.Identity, f *schema.Field) bool
	Field(id *auth.Identity, m *schema.Model, f *schema.Field) authz.Decision
	Guarded(m *schema.Model) []*schema.Field
	Nulled(m *schema.Model) []*schema.Field
	Guard(id *auth.Identity, m *schema.Model, e predicate.Expr) predicate.Expr
	Create(id *auth.Identity, m *schema.Model, in *authz.Input) authz.Check
	Update(id *auth.Identity, m *schema.Model, in *authz.Input) authz.Check
	Delete(id *auth.Identity, m *schema.Model) authz.Check
	Operation(id *auth.Identity, o *schema.Operation) authz.Decision
	Subscribe(id *auth.Identity, m *schema.Model, op schema.Operations, args map[string]value.Value) authz.Decision
	SubscriptionArguments(m *schema.Model) []*schema.Field
	Delivers(d authz.Decision, row value.Record) bool
	Present(f *schema.Field, v value.Value) value.Value
}

var _ subject = (*authz.Policy)(nil)

// trial compares a subject over its own copy of a schema with the oracle's.
type trial struct {
	subject
	theirs *schema.Schema
	oracle *oracle.Oracle
	world  *world
	dice   dice
	// found are the differences.
	found []string
	asked int
	// stride, where it is not 0, asks only about every stride-th pair of a
	// caller and a row, beginning with first.
	stride, first int
}

func (t *trial) differ(wanted, got any, format string, args ...any) {
	t.asked++
	if !reflect.DeepEqual(wanted, got) {
		t.found = append(t.found, fmt.Sprintf("%s: %s: oracle %v, policy %v", t.world.def.Source, fmt.Sprintf(format, args...), wanted, got))
	}
}

// run asks everything about the world's callers and rows.
func (t *trial) run() {
	n := t.first
	for _, m := range t.oracle.Schema.Models {
		t.static(m)
		for _, id := range t.world.callers {
			for _, row := range t.world.rows {
				if n++; t.stride > 0 && n%t.stride != 0 {
					continue
				}
				row = fit(m, row)
				t.reads(id, m, row)
				t.keys(id, m, row)
				t.fields(id, m, row)
				t.writes(id, m, row)
				t.listens(id, m, row)
			}
			t.writes(id, m, nil)
		}
	}
	for _, id := range t.world.callers {
		t.rest(id)
	}
}

func (t *trial) static(m *schema.Model) {
	tm := t.theirs.Model(m.Name)
	nulled := map[string]bool{}
	for _, f := range t.Nulled(tm) {
		nulled[f.Name] = true
	}
	arguments := map[string]bool{}
	for _, f := range t.SubscriptionArguments(tm) {
		arguments[f.Name] = true
	}
	t.differ(t.oracle.Arguments(m), arguments, "arguments of %s", m.Name)
	for _, f := range m.Fields {
		t.differ(t.oracle.Nulled(m, f), nulled[f.Name], "%s.%s nulled", m.Name, f.Name)
		if f.Relation != nil {
			t.differ(t.oracle.Redacted(f), t.RedactRelation(nil, tm.Field(f.Name)), "%s.%s redacted", m.Name, f.Name)
			continue
		}
		for _, text := range []string{"s1::u1", "s1", "a::b::c", ""} {
			t.differ(t.oracle.Present(m, f, text), t.Present(tm.Field(f.Name), value.OfString(text)).Text(), "%s.%s presented", m.Name, f.Name)
		}
	}
}

// answer is a decision on a row in the oracle's words.
func answer(d authz.Decision, row value.Record) oracle.Answer {
	switch {
	case d.Outcome == authz.Deny:
		return oracle.Refused
	case d.Outcome == authz.Filter && d.Where == nil:
		return "a filter without condition"
	case d.Admits(row):
		return oracle.Yes
	}
	return oracle.No
}

func (t *trial) reads(id *auth.Identity, m *schema.Model, row oracle.Row) {
	tm := t.theirs.Model(m.Name)
	rec := record(tm, row)
	for _, op := range []schema.Operations{schema.Get, schema.ListOp} {
		t.differ(t.oracle.Read(id, m, op, row), answer(t.Read(id, tm, op), rec), "%s op %d %s by %s", m.Name, op, show(row), who{id})
	}
	for _, f := range m.Fields {
		if f.Relation == nil {
			continue
		}
		target := t.theirs.Model(f.Relation.Target.Name)
		reached := fit(f.Relation.Target, row)
		t.differ(t.oracle.Relation(id, f, reached), answer(t.Relation(id, tm.Field(f.Name)), record(target, reached)), "%s.%s to %s by %s", m.Name, f.Name, show(reached), who{id})
	}
}

func (t *trial) fields(id *auth.Identity, m *schema.Model, row oracle.Row) {
	tm := t.theirs.Model(m.Name)
	rec := record(tm, row)
	guarded := map[string]bool{}
	for _, f := range t.Guarded(tm) {
		guarded[f.Name] = true
	}
	visible := oracle.Row{}
	for _, f := range m.Fields {
		wanted := t.oracle.Field(id, m, f, row)
		got := oracle.Yes
		if guarded[f.Name] || t.oracle.Kind(id) == "" {
			got = answer(t.Field(id, tm, tm.Field(f.Name)), rec)
		}
		t.differ(wanted, got, "%s.%s of %s by %s", m.Name, f.Name, show(row), who{id})
		if v, there := row[f.Name]; there && wanted == oracle.Yes {
			visible[f.Name] = v
		}
	}
	for range 3 {
		e := t.condition(m, 2)
		wanted := t.oracle.Kind(id) != "" && predicate.Eval(onto(tm, e), record(tm, visible))
		got := predicate.Eval(t.Guard(id, tm, onto(tm, e)), rec)
		t.differ(wanted, got, "condition %+v on %s by %s", e, show(row), who{id})
	}
}

func (t *trial) writes(id *auth.Identity, m *schema.Model, row oracle.Row) {
	tm := t.theirs.Model(m.Name)
	var rec value.Record
	if row != nil {
		rec = record(tm, row)
	}
	pairs := t.input(m)
	t.create(id, m, tm, pairs)
	wanted := t.oracle.Update(id, m, pairs, row)
	c := t.Update(id, tm, input(tm, pairs))
	t.compareCheck(wanted, &c, rec, "update %s with %v of %s by %s", m.Name, pairs, show(row), who{id})
	c = t.Delete(id, tm)
	t.compareCheck(t.oracle.Delete(id, m, row), &c, rec, "delete %s %s by %s", m.Name, show(row), who{id})
}

// compareCheck does with a check what an executor does.
func (t *trial) compareCheck(wanted oracle.Verdict, c *authz.Check, rec value.Record, format string, args ...any) {
	refusal := c.Refusal
	if refusal == nil && c.Rows {
		refusal = c.Admit(rec)
	}
	got := oracle.Verdict{Refused: refusal != nil}
	if refusal != nil {
		got.Fields = refusal.Fields
	}
	t.differ(wanted, got, format, args...)
	if rec != nil && c.Refusal == nil {
		statement := c.Where == nil || predicate.Eval(c.Where, rec)
		t.differ(!wanted.Refused, statement, "the statement's condition of "+format, args...)
	}
}

func (t *trial) create(id *auth.Identity, m, tm *schema.Model, pairs []oracle.Pair) {
	wanted := t.oracle.Create(id, m, pairs)
	in := input(tm, pairs)
	c := t.Create(id, tm, in)
	got := oracle.Verdict{Refused: c.Refusal != nil}
	if c.Refusal != nil {
		got.Fields = c.Refusal.Fields
	}
	for _, a := range in.Fields[len(pairs):] {
		got.Filled = append(got.Filled, oracle.Pair{Field: a.Field.Name, Value: plain(a.Value)})
	}
	t.differ(wanted, got, "create %s %v by %s", m.Name, pairs, who{id})
}

func (t *trial) listens(id *auth.Identity, m *schema.Model, row oracle.Row) {
	tm := t.theirs.Model(m.Name)
	args, theirs := map[string]any{}, map[string]value.Value{}
	for _, name := range []string{"owner", "author", "b"} {
		if t.dice.chance(0.3) {
			args[name] = pick(t.dice, ownerTexts...)
			theirs[name] = toValue(args[name])
		}
	}
	op := pick(t.dice, schema.Create, schema.Update, schema.Delete)
	d := t.Subscribe(id, tm, op, theirs)
	got := answer(d, record(tm, row))
	if got == oracle.Yes && !t.Delivers(d, record(tm, row)) {
		got = oracle.No
	}
	t.differ(t.oracle.Subscribe(id, m, args, row), got, "subscribe %s %v to %s by %s", m.Name, args, show(row), who{id})
}

func (t *trial) rest(id *auth.Identity) {
	for _, o := range t.oracle.Schema.Operations {
		t.differ(t.oracle.Operation(id, o), answer(t.Operation(id, t.theirs.Operation(o.Parent, o.Name)), nil), "%s by %s", o.Name, who{id})
	}
	for _, parent := range []string{"Query", "Mutation", "Subscription", "T"} {
		for _, field := range []string{"one", "two", "three"} {
			of := t.world.directives
			wanted := t.oracle.Directive(id, parent, field, of[[2]string{parent, ""}], of[[2]string{parent, field}])
			t.differ(wanted, t.Directive(id, parent, field), "directive of %s.%s for %s", parent, field, who{id})
		}
	}
}

// who and show write a caller and a row, only where there is something to report.
type who struct{ *auth.Identity }

func (w who) String() string {
	if w.Identity == nil {
		return "nobody"
	}
	claims, err := json.Marshal(w.Claims)
	if err != nil {
		claims = []byte(err.Error())
	}
	return fmt.Sprintf("%s principal %d %s %s", w.Mode, w.Principal, w.Function, claims)
}

type show oracle.Row

func (s show) String() string {
	text, err := json.Marshal(oracle.Row(s))
	if err != nil {
		return err.Error()
	}
	return strings.ReplaceAll(string(text), `"`, "")
}
