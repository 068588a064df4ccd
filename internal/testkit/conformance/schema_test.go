package conformance_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/amplifygo/amplifygo/codegen/amplifysdl"
	"github.com/amplifygo/amplifygo/internal/check"
	"github.com/amplifygo/amplifygo/internal/diag"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/internal/testkit/conformance"
	"github.com/amplifygo/amplifygo/parser"
)

// compile runs a case through the whole front end, as `amplifygo check` does.
func compile(t *testing.T, c conformance.Case) (*ir.Schema, diag.List) {
	t.Helper()
	schema, list, err := parser.Parse(context.Background(), parser.Options{Path: c.Root + "/" + c.Source, Root: c.Root})
	if err != nil {
		t.Fatal(err)
	}
	if schema != nil {
		list = append(list, check.Check(schema)...)
	}
	list.Sort()
	return schema, list
}

func errorsOf(list diag.List) diag.List {
	var errs diag.List
	for _, d := range list {
		if d.Severity == diag.Error {
			errs = append(errs, d)
		}
	}
	return errs
}

// TestModelSDL holds model.graphql of every accepted case.
func TestModelSDL(t *testing.T) {
	cases, err := conformance.Cases()
	if err != nil {
		t.Fatal(err)
	}
	var equal, total atomic.Int64
	t.Run("case", func(t *testing.T) {
		for _, c := range cases {
			if c.Rejected() {
				continue
			}
			total.Add(1)
			t.Run(c.Name, func(t *testing.T) {
				t.Parallel()
				schema, list := compile(t, c)
				for _, d := range errorsOf(list) {
					t.Errorf("refused: %v", d)
				}
				if t.Failed() {
					return
				}
				want, err := c.Golden("model.graphql")
				if err != nil {
					t.Fatal(err)
				}
				diffs, err := conformance.CompareSDL(amplifysdl.Print(schema), want)
				if err != nil {
					t.Fatal(err)
				}
				for _, d := range diffs {
					t.Error(d)
				}
				if !t.Failed() {
					equal.Add(1)
				}
			})
		}
	})
	t.Logf("model.graphql: %d/%d accepted cases equal", equal.Load(), total.Load())
	if equal.Load() != total.Load() || total.Load() == 0 {
		t.Errorf("%d/%d", equal.Load(), total.Load())
	}
}

var update = flag.Bool("update", false, "rewrite rejections.txt with what the compiler says now")

// TestRejected holds every rejected case: refused with the code and at the
// place that rejections.txt gives, and with nothing else, because each case has
// one fault. The file's reasons were compared with Amplify's by hand.
func TestRejected(t *testing.T) {
	cases, err := conformance.Cases()
	if err != nil {
		t.Fatal(err)
	}
	want := rejections(t)
	var lines []string
	right, total := 0, 0
	for _, c := range cases {
		if !c.Rejected() {
			continue
		}
		total++
		_, list := compile(t, c)
		line := c.Number()
		for _, d := range errorsOf(list) {
			line += fmt.Sprintf(" %s %s", d.Code, d.Span)
			if d.Message == "" || d.Hint == "" || !d.Span.Valid() {
				t.Errorf("%s: no message, hint or position: %v", c.Name, d)
			}
		}
		lines = append(lines, line)
		switch {
		case line == c.Number():
			t.Errorf("%s: accepted; Amplify says: %s", c.Name, c.Error)
		case !*update && line != want[c.Number()]:
			t.Errorf("%s: got %s, want %s; Amplify says: %s", c.Name, line, want[c.Number()], c.Error)
		default:
			right++
		}
	}
	if *update {
		if err := os.WriteFile("rejections.txt", []byte(strings.Join(lines, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d/%d rejected cases refused for the same reason at the right place", right, total)
	if right != total || total != 95 {
		t.Errorf("%d/%d", right, total)
	}
}

// rejections reads rejections.txt by case number.
func rejections(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile("rejections.txt")
	if err != nil && !*update {
		t.Fatal(err)
	}
	want := map[string]string{}
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		number, _, _ := strings.Cut(line, " ")
		want[number] = line
	}
	return want
}
