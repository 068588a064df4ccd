package wire_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/runtime/graphql/wire"
)

func FuzzString(f *testing.F) {
	for _, s := range []string{"", "a\"b\\c\n\r\t\x00\x1f\x7f", "é😀\u2028", "\xff\xfea\xc3", "</script>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var got string
		if err := json.Unmarshal(wire.String(nil, s), &got); err != nil {
			t.Fatal(err)
		}
		if want := strings.ToValidUTF8(s, "\ufffd"); got != want && strings.ReplaceAll(got, "\ufffd", "") != strings.ReplaceAll(want, "\ufffd", "") {
			t.Fatalf("%q became %q", s, got)
		}
	})
}

func TestFloat(t *testing.T) {
	t.Parallel()
	for want, f := range map[string]float64{
		"1": 1.0, "0": 0, "-2.5": -2.5, "0.1": 0.1, "100": 1e2, "123456789012345680000": 123456789012345680000,
		"1e+21": 1e21, "1e-07": 1e-7, "0.000001": 1e-6, "null": math.NaN(), "1.7976931348623157e+308": math.MaxFloat64,
	} {
		if got := string(wire.Float(nil, f)); got != want {
			t.Errorf("%v: %s, want %s", f, got, want)
		}
	}
	if got := string(wire.Float(nil, math.Inf(-1))); got != "null" {
		t.Error(got)
	}
}
