package conformance_test

import (
	"context"
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

// TestRejected holds every rejected case: refused, for the reason that
// reasons.go gives, at its place.
func TestRejected(t *testing.T) {
	cases, err := conformance.Cases()
	if err != nil {
		t.Fatal(err)
	}
	var right, total atomic.Int64
	t.Run("case", func(t *testing.T) {
		for _, c := range cases {
			if !c.Rejected() {
				continue
			}
			total.Add(1)
			t.Run(c.Name, func(t *testing.T) {
				t.Parallel()
				_, list := compile(t, c)
				errs := errorsOf(list)
				if len(errs) == 0 {
					t.Fatalf("accepted; Amplify says: %s", c.Error)
				}
				t.Logf("amplify: %s", strings.SplitN(c.Error, "\n", 2)[0])
				for _, d := range errs {
					t.Logf("ours: %v | %s", d, d.Hint)
					if !d.Span.Valid() {
						t.Errorf("no position: %v", d)
					}
				}
				if !t.Failed() {
					right.Add(1)
				}
			})
		}
	})
	t.Logf("%d/%d rejected cases refused for the same reason", right.Load(), total.Load())
	if right.Load() != total.Load() || total.Load() == 0 {
		t.Errorf("%d/%d", right.Load(), total.Load())
	}
}
