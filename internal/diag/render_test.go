package diag

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/amplifygo/amplifygo/internal/source"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const postText = "const schema = a.schema({\n\ttitle: a.strng(),\n  名: a.strng(),\n  long: f('" +
	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" +
	"', a.strng()),\n  two: a.model({\n  }),\r\n  bell: '\a',\n});\n"

func at(line, from, to int) source.Span {
	return source.Span{File: "amplify/data/post.ts", Start: source.Position{Line: line, Column: from}, End: source.Position{Line: line, Column: to}}
}

// sample has a finding of each shape: tab, wide letters, long line, several
// lines, second place, no place, no file, control characters.
func sample() List {
	list := List{
		{Code: "AG0203", Severity: Error, Span: at(2, 11, 16), Message: `unknown field builder "strng"`, Detail: "not part of the schema language", Hint: `did you mean "string"?`},
		{Code: "AG0203", Severity: Error, Span: at(3, 8, 13), Message: `unknown field builder "strng"`},
		{Code: "AG0203", Severity: Error, Span: at(4, 155, 160), Message: "in a long line"},
		{Code: "AG0301", Severity: Error, Message: "over several lines", Span: source.Span{File: "amplify/data/post.ts", Start: source.Position{Line: 5, Column: 10}, End: source.Position{Line: 6, Column: 3}},
			Notes: []Note{{Span: at(1, 16, 24), Message: "in this schema"}, {Message: "and nowhere else"}}},
		{Code: "AG0302", Severity: Error, Message: "in a file that is gone", Span: source.Span{File: "gone.ts", Start: source.Position{Line: 9, Column: 1}, End: source.Position{Line: 9, Column: 2}}, Detail: "here"},
		{Code: "AG0303", Severity: Error, Message: "without a place, 100% sure: yes, and\nno", Hint: "try"},
		{Code: "AG1101", Severity: Warning, Span: at(7, 9, 12), Message: "a bell"},
		{Code: "AG1101", Severity: Warning, Span: at(99, 1, 2), Message: "behind the end"},
	}
	return list
}

func sourceOf(file string) (string, bool) { return postText, file == "amplify/data/post.ts" }

func TestRender(t *testing.T) {
	t.Parallel()
	many := List{}
	for i := range 23 {
		many.Errorf("AG0001", at(i+1, 1, 2), "error %d", i)
		many.Warnf("AG1101", at(i+1, 1, 2), "warning %d", i)
	}
	cases := []struct {
		name string
		list List
		o    RenderOptions
	}{
		{"text", sample(), RenderOptions{Source: sourceOf}},
		{"color", sample()[:4], RenderOptions{Source: sourceOf, Color: true}},
		{"many", many, RenderOptions{}},
		{"max", many, RenderOptions{Max: 1}},
		{"json", sample(), RenderOptions{Format: FormatJSON}},
		{"json-empty", nil, RenderOptions{Format: FormatJSON}},
		{"sarif", append(sample(), Diagnostic{Code: "AG0101", Severity: Error, Message: "of the catalogue"}), RenderOptions{Format: FormatSARIF, Version: "1.2.3"}},
		{"github", sample(), RenderOptions{Format: FormatGitHub}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var b bytes.Buffer
			if err := Render(&b, c.list, c.o); err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(string(c.o.Format), "json") || c.o.Format == FormatSARIF {
				if !json.Valid(b.Bytes()) {
					t.Error("not JSON")
				}
			}
			path := filepath.Join("testdata", c.name+".golden")
			if *update {
				if err := os.MkdirAll("testdata", 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), b.String()); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func TestRenderRefusesUnknownFormat(t *testing.T) {
	t.Parallel()
	if err := Render(&bytes.Buffer{}, sample(), RenderOptions{Format: "xml"}); err == nil {
		t.Error("accepted")
	}
	if _, err := ParseFormat("jsno"); err == nil || !strings.Contains(err.Error(), `did you mean "json"?`) {
		t.Error(err)
	}
	if f, err := ParseFormat("sarif"); err != nil || f != FormatSARIF {
		t.Error(f, err)
	}
}

// TestRenderLeavesListAlone: rendering sorts a copy.
func TestRenderLeavesListAlone(t *testing.T) {
	t.Parallel()
	list := List{{Code: "B", Span: at(9, 1, 2)}, {Code: "A", Span: at(1, 1, 2)}}
	if err := Render(&bytes.Buffer{}, list, RenderOptions{}); err != nil {
		t.Fatal(err)
	}
	if list[0].Code != "B" {
		t.Error("sorted in place")
	}
}

func TestNearest(t *testing.T) {
	t.Parallel()
	known := []string{"string", "integer", "model", "id", "url", "hasMany", "belongsTo"}
	for name, want := range map[string]string{"strng": "string", "STRING": "string", "modle": "model", "hasMnay": "hasMany", "ul": "url", "xx": "", "frobnicate": "", "belongTo": "belongsTo"} {
		if got := Nearest(name, known); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// TestCatalogue: every entry is complete, and no code has two.
func TestCatalogue(t *testing.T) {
	t.Parallel()
	seen := map[Code]bool{}
	for _, e := range Catalogue() {
		if seen[e.Code] {
			t.Errorf("%s is there twice", e.Code)
		}
		seen[e.Code] = true
		if e.Title == "" || e.Explanation == "" || e.Bad == "" || e.Good == "" {
			t.Errorf("%s is incomplete", e.Code)
		}
		if strings.HasSuffix(e.Title, ".") {
			t.Errorf("%s: title %q", e.Code, e.Title)
		}
	}
	if _, ok := Explain("AG0101"); !ok {
		t.Error("AG0101 is not explained")
	}
	if _, ok := Explain("AG9999"); ok {
		t.Error("AG9999 is explained")
	}
}
