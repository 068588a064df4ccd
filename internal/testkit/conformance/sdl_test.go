package conformance

import (
	"strings"
	"testing"
)

func TestCasesAreComplete(t *testing.T) {
	t.Parallel()
	cases, err := Cases()
	if err != nil {
		t.Fatal(err)
	}
	accepted := 0
	for _, c := range cases {
		if c.Rejected() {
			continue
		}
		accepted++
		for _, name := range []string{"model.graphql", "schema.graphql"} {
			text, err := c.Golden(name)
			if err != nil {
				t.Fatal(err)
			}
			if diffs, err := CompareSDL(text, text); err != nil || len(diffs) > 0 {
				t.Errorf("%s: %s differs from itself: %v %v", c.Name, name, diffs, err)
			}
		}
	}
	if len(cases) != 194 || accepted != 99 {
		t.Errorf("%d cases, %d accepted; want 194 and 99", len(cases), accepted)
	}
}

func TestCompareSDLSeesWhatCounts(t *testing.T) {
	t.Parallel()
	base := `type A @x(l: ["a", "b"]) { f(a: Int = 1): String! g: [Int!] @aws_subscribe(mutations: ["p", "q"]) } enum E { P Q }`
	same := `enum E { Q P } # c
	type A @x(l: ["a", "b"]) { g: [Int!] @aws_subscribe(mutations: ["q", "p"]) "doc" f(a: Int = 1): String! }`
	if diffs, err := CompareSDL([]byte(same), []byte(base)); err != nil || len(diffs) > 0 {
		t.Errorf("differences in order alone: %v %v", diffs, err)
	}
	for _, change := range [][2]string{
		{`["a", "b"]`, `["b", "a"]`}, {"String!", "String"}, {"[Int!]", "[Int]"}, {"= 1", "= 2"}, {"a: Int", "b: Int"},
		{"enum E { P Q }", "enum E { P }"}, {"enum E", "enum F"}, {`"q"`, `"r"`}, {"type A", "input A"}, {"@x", "@y"},
	} {
		changed := strings.Replace(base, change[0], change[1], 1)
		if strings.HasPrefix(changed, "input") {
			changed = strings.Replace(changed, "f(a: Int = 1)", "f", 1)
		}
		diffs, err := CompareSDL([]byte(changed), []byte(base))
		if err != nil || len(diffs) == 0 {
			t.Errorf("%s for %s: no difference seen (%v)", change[1], change[0], err)
		}
	}
}
