package introspection_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/amplifygo/amplifygo/codegen/introspection"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/internal/testkit/conformance"
	"github.com/amplifygo/amplifygo/internal/testkit/lowered"
	"github.com/google/go-cmp/cmp"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	lowered.Accepted(t, equal)
}

func TestCompiledSchemas(t *testing.T) {
	t.Parallel()
	lowered.Compiled(t, equal)
}

// equal wants the golden's text, key order included, which is more than the
// suite asks for: clients see models in this order.
func equal(t *testing.T, c conformance.Case, s *ir.Schema) {
	golden, err := c.Golden("introspection.json")
	if err != nil {
		t.Fatal(err)
	}
	var got, want any
	text := introspection.Build(s)
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	if err := json.Unmarshal(golden, &want); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Fatal(d)
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, golden); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(compact.String(), string(text)); d != "" {
		t.Errorf("the meaning is right, but the order of keys is not Amplify's:\n%s", d)
	}
}
