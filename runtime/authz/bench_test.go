package authz_test

import (
	"testing"

	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// The budget of a decision without a dynamic rule: 2 µs, no allocation.

func benchPolicy(t testing.TB) (*fixture, *schema.Model) {
	f := compile(t, schema.Definition{
		SDL: "type Query { getDoc: Doc @aws_iam @aws_cognito_user_pools @aws_api_key }",
		Models: []*schema.Model{
			model("Doc", []rule{groups("Admin", "Ed"), to(authenticated(), schema.Read|schema.Update|schema.Delete|schema.Create)}, text("a"), text("b"), text("c")),
			model("Own", []rule{owner()}, text("a")),
		},
	})
	return f, f.model("Doc")
}

func TestStaticDecisionsDoNotAllocate(t *testing.T) {
	f, m := benchPolicy(t)
	in := input(m, "id=1", "a=x")
	ed := identity.User("ed", "a", "b", "Ed")
	for name, decide := range map[string]func() bool{
		"read":      func() bool { return f.Read(ed, m, schema.Get).Outcome == authz.Allow },
		"update":    func() bool { return f.Update(ed, m, in).Refusal == nil },
		"delete":    func() bool { return f.Delete(ed, m).Refusal == nil },
		"create":    func() bool { return f.Create(ed, m, in).Refusal == nil },
		"directive": func() bool { return f.Directive(ed, "Query", "getDoc") },
		"denied":    func() bool { return f.Read(key, m, schema.Get).Outcome == authz.Deny },
	} {
		if n := testing.AllocsPerRun(100, func() {
			if !decide() {
				t.Error(name)
			}
		}); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	f, m := benchPolicy(b)
	ed := identity.User("ed", "a", "b", "Ed")
	for b.Loop() {
		f.Read(ed, m, schema.Get)
	}
}

func BenchmarkReadOwner(b *testing.B) {
	f, _ := benchPolicy(b)
	m := f.model("Own")
	for b.Loop() {
		f.Read(alice, m, schema.Get)
	}
}

func BenchmarkUpdate(b *testing.B) {
	f, m := benchPolicy(b)
	in := input(m, "id=1", "a=x")
	ed := identity.User("ed", "Ed")
	for b.Loop() {
		f.Update(ed, m, in)
	}
}

func BenchmarkDirective(b *testing.B) {
	f, _ := benchPolicy(b)
	for b.Loop() {
		f.Directive(alice, "Query", "getDoc")
	}
}
