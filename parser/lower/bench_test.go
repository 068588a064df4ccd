package lower_test

import (
	"fmt"
	"testing"

	"github.com/amplifygo/amplifygo/internal/check"
	"github.com/amplifygo/amplifygo/parser/lower"
	"github.com/amplifygo/amplifygo/parser/node"
)

// manyModels is a schema of n models of 13 fields in chains of relationships,
// with an enum, an index, rules on the model and on a field.
func manyModels(n int) *node.Program {
	name := func(i int) string { return fmt.Sprintf("Model%d", i) }
	entry := func(name string, v node.Value) *node.Entry { return &node.Entry{Name: name, Value: v} }
	rules := &node.Rules{List: []*node.Rule{
		{Builder: "owner", Strategy: "owner", OwnerField: "owner"}, {Builder: "group", Strategy: "groups", Groups: []string{"Staff"}},
	}}
	s := &node.Schema{Engine: "dynamodb", Types: []*node.Entry{entry("Kind", &node.Enum{Values: []string{"A", "B"}})}}
	for i := range n {
		m := &node.Model{Rules: rules, Indexes: []*node.Index{{Partition: "f0", SortKeys: []string{"f1"}}}}
		for j := range 8 {
			m.Fields = append(m.Fields, entry(fmt.Sprintf("f%d", j), &node.Field{Type: "String"}))
		}
		m.Fields = append(m.Fields, entry("kind", &node.Ref{Name: "Kind"}), entry("state", &node.Enum{Values: []string{"ON", "OFF"}}),
			entry("secret", &node.Field{Type: "String", Rules: rules}))
		if i > 0 {
			m.Fields = append(m.Fields, entry("parentId", &node.Field{Type: "ID"}),
				entry("parent", &node.Relation{Kind: "belongsTo", Model: name(i - 1), References: []string{"parentId"}}))
		}
		if i < n-1 {
			m.Fields = append(m.Fields, entry("children", &node.Relation{Kind: "hasMany", Model: name(i + 1), References: []string{"parentId"}}))
		}
		s.Types = append(s.Types, entry(name(i), m))
	}
	return &node.Program{Source: "r.ts", HasAuth: true, Schema: &node.Schemas{Members: []*node.Schema{s}}}
}

func BenchmarkLower(b *testing.B) {
	for _, n := range []int{100, 1000} {
		p := manyModels(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, list := lower.Lower(p); list.HasErrors() {
					b.Fatal(list[0])
				}
			}
		})
	}
}

func BenchmarkCheck(b *testing.B) {
	for _, n := range []int{100, 1000} {
		schema, _ := lower.Lower(manyModels(n))
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if list := check.Check(schema); list.HasErrors() {
					b.Fatal(list[0])
				}
			}
		})
	}
}

// TestManyUnknownNames lowers thousands of models that all refer to a type that
// does not exist: every one is reported, and the search for the name that was
// meant ends before it costs seconds.
func TestManyUnknownNames(t *testing.T) {
	t.Parallel()
	const n = 3000
	p := manyModels(n)
	for _, e := range p.Schema.Members[0].Types {
		if m, ok := e.Value.(*node.Model); ok {
			m.Fields = append(m.Fields, &node.Entry{Name: "wrong", Value: &node.Ref{Name: "Knd" + e.Name}})
		}
	}
	_, list := lower.Lower(p)
	if len(list) != n {
		t.Errorf("%d findings for %d wrong references", len(list), n)
	}
	if first, last := list[0].Hint, list[n-1].Hint; first == last {
		t.Errorf("the search for names has no bound: %q", last)
	}
}
