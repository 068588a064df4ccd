package sqlgen

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

func TestNames(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 70)
	scope := []string{"a", "Name", "name", "rowid", "CTID", "sqlite_x", long, long + "1", "select"}
	ids := names(scope)
	seen := map[string]string{}
	for _, n := range scope {
		id := ids[n]
		folded := strings.ToLower(id)
		if other, there := seen[folded]; there {
			t.Errorf("%s and %s are both %s", other, n, id)
		}
		seen[folded] = n
		if len(id) > maxName || reserved[folded] || strings.HasPrefix(folded, "sqlite_") {
			t.Errorf("%s becomes %s", n, id)
		}
	}
	for _, n := range []string{"a", "select"} {
		if ids[n] != n {
			t.Errorf("%s becomes %s without need", n, ids[n])
		}
	}
	for _, n := range []string{"Name", "name"} {
		if !strings.HasPrefix(ids[n], n+"#") {
			t.Errorf("%s becomes %s, which depends on its order", n, ids[n])
		}
	}
}

// FuzzAfterPrefix: the end of a prefix's range is above every text that begins
// with the prefix, and above no other.
func FuzzAfterPrefix(f *testing.F) {
	f.Add("a", "ab")
	f.Add("\uD7FF", "\uE000")
	f.Add("\U0010FFFF", "\U0010FFFF\U0010FFFF")
	f.Add("a\U0010FFFF", "b")
	f.Fuzz(func(t *testing.T, prefix, text string) {
		if !utf8.ValidString(prefix) || !utf8.ValidString(text) {
			return
		}
		end, ok := afterPrefix(prefix)
		if !utf8.ValidString(end) {
			t.Fatalf("%q is not UTF-8", end)
		}
		if in := text >= prefix && (!ok || text < end); in != strings.HasPrefix(text, prefix) {
			t.Errorf("%q begins with %q: the range to %q says %t", text, prefix, end, in)
		}
	})
}

func TestFitInteger(t *testing.T) {
	t.Parallel()
	for _, f := range []float64{-2.5, -0.5, 0, 0.5, 1, 2.5, 1e30, -1e30} {
		for op, holds := range map[predicate.Op]func(n float64) bool{
			predicate.Eq: func(n float64) bool { return n == f }, predicate.Lt: func(n float64) bool { return n < f },
			predicate.Le: func(n float64) bool { return n <= f }, predicate.Gt: func(n float64) bool { return n > f },
			predicate.Ge: func(n float64) bool { return n >= f },
		} {
			fitted, v, fits := fitInteger(op, f)
			for n := int64(-4); n <= 4; n++ {
				got := false
				switch fitted {
				case predicate.Eq:
					got = n == v.Int()
				case predicate.Lt:
					got = n < v.Int()
				case predicate.Le:
					got = n <= v.Int()
				case predicate.Gt:
					got = n > v.Int()
				case predicate.Ge:
					got = n >= v.Int()
				}
				if got = got && fits; got != holds(float64(n)) {
					t.Errorf("%d op %d %v: got %t", n, op, f, got)
				}
			}
		}
	}
}

func TestHasNUL(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		`"a"`: false, `"\u0000"`: true, `"\\u0000"`: false, `"\\\u0000"`: true, `"\\u0000 \u0000"`: true, `\u0001`: false,
	} {
		if got := hasNUL(text); got != want {
			t.Errorf("%s: got %t", text, got)
		}
	}
}

func TestJoinKey(t *testing.T) {
	t.Parallel()
	got := joinKey([]value.Value{value.OfString("a"), value.OfInt(-1), value.OfFloat(1), value.OfFloat(0.5)})
	if got != value.OfString("a#-1#1#0.5") {
		t.Errorf("got %v", got)
	}
	if got := joinKey([]value.Value{value.OfString("a"), value.NullValue()}); got.Kind() != value.Absent {
		t.Errorf("with a null: got %v", got)
	}
}

// TestIndexNames: an index on three fields is not one on a field and two joined
// ones.
func TestIndexNames(t *testing.T) {
	t.Parallel()
	child := &schema.Model{Name: "Child", Key: []string{"id"}, Indexes: []*schema.Index{{Name: "x", Fields: []string{"a", "b", "c"}}}, Fields: []*schema.Field{
		{Name: "id", Kind: schema.ID}, {Name: "a", Kind: schema.ID}, {Name: "b", Kind: schema.ID}, {Name: "c", Kind: schema.ID},
	}}
	parent := &schema.Model{Name: "Parent", Key: []string{"p", "q", "r"}, Fields: []*schema.Field{
		{Name: "p", Kind: schema.ID}, {Name: "q", Kind: schema.ID}, {Name: "r", Kind: schema.ID},
		{Name: "children", Kind: schema.ModelKind, TypeName: "Child", Relation: &schema.Relation{Kind: schema.HasMany, Model: "Child", References: []string{"a", "b", "c"}}},
	}}
	s, err := schema.New(schema.Definition{Models: []*schema.Model{parent, child}})
	if err != nil {
		t.Fatal(err)
	}
	l, err := NewLayout(s)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, x := range l.Table(child).Indexes {
		got = append(got, x.Name)
	}
	if want := []string{"Child.a.b#c.id", "Child.a.b.c.id"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
