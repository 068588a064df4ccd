package bundle

import (
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/internal/source"
)

func TestKeys(t *testing.T) {
	t.Parallel()
	text := "f({\n  /** One.\n   *  Two. */ a: g(1, { b: 2 }), // b: 3\n  'c-d': \"}\", /* e: 4 */ ...h,\n  [i]: `x${ {j: `}`} }y`, k: /[},]/, get l() { return 1 },\n  ümlaut: 1,\n  m, nested: { inner: 1 } })"
	texts := NewTexts("/root")
	texts.Add("/root/a.ts", text)
	call := source.Span{File: "a.ts", Start: source.Position{Line: 1, Column: 1}, End: source.Position{Line: 1, Column: 2}}
	keys := texts.Keys(call)
	for _, name := range []string{"a", "c-d", "k", "ümlaut", "m", "nested"} {
		k, ok := keys[name]
		if !ok {
			t.Errorf("%s is missing", name)
			continue
		}
		x := texts.Text("a.ts")
		if got := strings.Trim(x.text[x.Offset(k.Span.Start):x.Offset(k.Span.End)], "'"); got != name {
			t.Errorf("the place of %s holds %q", name, got)
		}
	}
	for _, name := range []string{"b", "e", "i", "j", "inner"} {
		if _, ok := keys[name]; ok {
			t.Errorf("%s is no key of the literal", name)
		}
	}
	if got := keys["a"].Doc; got != "One.\n Two." {
		t.Errorf("doc %q", got)
	}
	if _, ok := texts.Keys(keys["nested"].Span)["inner"]; !ok {
		t.Error("the keys of a key's value")
	}
	if got := texts.Keys(source.Span{File: "b.ts"}); len(got) != 0 {
		t.Error(got)
	}
}

func TestPositions(t *testing.T) {
	t.Parallel()
	x := newText("ab\r\n\tö🙂c\n\nend")
	for _, c := range []struct{ offset, line, column int }{{0, 1, 1}, {2, 1, 3}, {4, 2, 1}, {5, 2, 2}, {7, 2, 3}, {11, 2, 5}, {13, 3, 1}, {14, 4, 1}, {17, 4, 4}} {
		p := x.Position(c.offset)
		if p.Line != c.line || p.Column != c.column {
			t.Errorf("offset %d is %v, want %d:%d", c.offset, p, c.line, c.column)
		}
		if got := x.Offset(p); got != c.offset {
			t.Errorf("%v is offset %d, want %d", p, got, c.offset)
		}
	}
	if x.Line(1) != "ab" || x.Line(4) != "end" || x.Line(5) != "" || x.Line(0) != "" {
		t.Error("lines")
	}
	if x.Offset(source.Position{Line: 9, Column: 1}) != -1 {
		t.Error("a line that is not there")
	}
}

func TestTooDeep(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"brackets":   strings.Repeat("(", maxDepth+1),
		"operators":  "x = " + strings.Repeat("!", maxRun+1) + "1",
		"words":      strings.Repeat("typeof ", maxRun+1),
		"elses":      strings.Repeat("if(a);else ", maxElses+1),
		"types":      strings.Repeat("A<B, ", maxDepth+1),
		"templates":  strings.Repeat("`${", maxDepth+1),
		"third line": "a\nb\n" + strings.Repeat("[", maxDepth+1),
	} {
		line, deep := tooDeep(text)
		want := 1
		if name == "third line" {
			want = 3
		}
		if !deep || line != want {
			t.Errorf("%s: line %d, %v", name, line, deep)
		}
	}
	prompt := "const p = `" + strings.Repeat("word ", 50_000) + "`; const q = '" + strings.Repeat("((", 5000) + "'; // " + strings.Repeat("[", 5000)
	list := "[" + strings.Repeat("{ a: f(1), b: `x${1}` },\n", 50_000) + "]"
	for _, text := range []string{prompt, list, strings.Repeat("if (a < b && c > d) { e() }\n", 20_000), strings.Repeat("for (let i = 0; i < n; i++) f(i);\n", 20_000)} {
		if line, deep := tooDeep(text); deep {
			t.Errorf("line %d of %.40s", line, text)
		}
	}
}

func TestVLQ(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{"A": 0, "C": 1, "D": -1, "gB": 16, "hB": -16, "+/////B": 0} {
		got, used := vlq(text)
		if want != 0 && got != want || used == 0 && text != "+/////B" {
			t.Errorf("%s: %d, %d", text, got, used)
		}
	}
	if _, used := vlq("!"); used != 0 {
		t.Error("a letter that is no digit")
	}
	if _, used := vlq("g"); used != 0 {
		t.Error("a number that does not end")
	}
}

// FuzzScan steps over any text: it ends, and what it finds lies in the text.
func FuzzScan(f *testing.F) {
	for _, s := range []string{"f({a:1})", "f({'", "f({`${`${`", "f({/", "f(/**", "f({\\", "f({a:'\\", "(((`${}}`", "x = `${ {a:1} }` / 2 / 3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		tooDeep(text)
		texts := NewTexts("/")
		texts.Add("/a", text)
		call := source.Span{File: "a", Start: source.Position{Line: 1, Column: 1}, End: source.Position{Line: 1, Column: 2}}
		for name, k := range texts.Keys(call) {
			if !k.Span.Valid() {
				t.Errorf("%q has no place", name)
			}
		}
	})
}
