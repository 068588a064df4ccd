package oracle_test

import (
	"os"
	"strconv"
	"testing"

	"github.com/amplifygo/amplifygo/internal/oracle"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// worlds is how many random schemas are tried; each brings 7 callers and 6
// rows, and some 2,700 questions. AMPLIFYGO_ORACLE_WORLDS sets another
// number (25,000 make a million combinations of schema, caller and row), and
// AMPLIFYGO_ORACLE_SEED the first seed, to repeat a failure.
const worlds = 60

func environment(t testing.TB, name string, otherwise uint64) uint64 {
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

func link(t testing.TB, d schema.Definition) *schema.Schema {
	s, err := schema.New(d)
	if err != nil {
		t.Fatalf("%s: %v", d.Source, err)
	}
	return s
}

func compile(t testing.TB, s *schema.Schema) *authz.Policy {
	p, err := authz.Compile(s)
	if err != nil {
		t.Fatalf("%s: %v", s.Source, err)
	}
	return p
}

// newTrial makes a trial of the policy of a world.
func newTrial(t testing.TB, seed uint64) *trial {
	w := generate(seed)
	ours := link(t, w.def)
	theirs := link(t, generate(seed).def)
	return &trial{subject: compile(t, theirs), theirs: theirs, oracle: &oracle.Oracle{Schema: ours}, world: w, dice: newDice(seed + 1<<32)}
}

func TestPolicyAgreesWithOracle(t *testing.T) {
	t.Parallel()
	first := environment(t, "AMPLIFYGO_ORACLE_SEED", 1)
	n := environment(t, "AMPLIFYGO_ORACLE_WORLDS", worlds)
	asked := 0
	for seed := first; seed < first+n; seed++ {
		trial := newTrial(t, seed)
		trial.run()
		asked += trial.asked
		for i, d := range trial.found {
			if i < 5 {
				t.Error(d)
			}
		}
		if len(trial.found) > 0 {
			t.Fatalf("repeat with AMPLIFYGO_ORACLE_SEED=%d AMPLIFYGO_ORACLE_WORLDS=1", seed)
		}
	}
	t.Logf("seeds %d to %d, %d questions", first, first+n-1, asked)
}

// TestExplanationsAgreeWithDecisions: what is explained is what is decided.
func TestExplanationsAgreeWithDecisions(t *testing.T) {
	t.Parallel()
	for seed := uint64(1); seed <= worlds; seed++ {
		trial := newTrial(t, seed)
		p := compile(t, trial.theirs)
		for _, m := range trial.theirs.Models {
			for _, id := range trial.world.callers {
				explain := func(op schema.Operations, f *schema.Field) authz.Outcome {
					return p.Explain(id, authz.Question{Model: m, Operation: op, Field: f}).Outcome
				}
				trial.differ(p.Read(id, m, schema.Get).Outcome, explain(schema.Get, nil), "get %s by %s", m.Name, who{id})
				trial.differ(p.Read(id, m, schema.ListOp).Outcome, explain(schema.ListOp, nil), "list %s by %s", m.Name, who{id})
				trial.differ(p.Subscribe(id, m, schema.Create, nil).Outcome, explain(schema.Listen, nil), "listen %s by %s", m.Name, who{id})
				trial.differ(checkOutcome(p.Delete(id, m)), explain(schema.Delete, nil), "delete %s by %s", m.Name, who{id})
				trial.differ(checkOutcome(p.Update(id, m, &authz.Input{})), explain(schema.Update, nil), "update %s by %s", m.Name, who{id})
				for _, f := range p.Guarded(m) {
					if f.Relation == nil {
						trial.differ(p.Field(id, m, f).Outcome, explain(schema.Read, f), "read %s.%s by %s", m.Name, f.Name, who{id})
					}
				}
			}
		}
		for _, d := range trial.found {
			t.Fatal(d)
		}
	}
}

func checkOutcome(c authz.Check) authz.Outcome {
	switch {
	case c.Refusal != nil:
		return authz.Deny
	case c.Rows:
		return authz.Filter
	}
	return authz.Allow
}
