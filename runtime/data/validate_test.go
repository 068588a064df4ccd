package data

import (
	"testing"
	"time"

	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

func TestValidators(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		typ, arg  string
		kind      schema.Kind
		good, bad value.Value
	}{
		{"minLength", "2", schema.String, value.OfString("éé"), value.OfString("a")},
		{"maxLength", "2", schema.String, value.OfString("😀"), value.OfString("😀a")}, // UTF-16 units
		{"startsWith", "a", schema.String, value.OfString("ab"), value.OfString("ba")},
		{"endsWith", "a", schema.String, value.OfString("ba"), value.OfString("ab")},
		{"matches", `^(?=.*\d)(\w)\1$`, schema.String, value.OfString("11"), value.OfString("12")},
		{"matches", `b`, schema.String, value.OfString("abc"), value.OfString("ac")},
		{"gt", "1.5", schema.Float, value.OfFloat(1.6), value.OfFloat(1.5)},
		{"gte", "-1", schema.Int, value.OfInt(-1), value.OfInt(-2)},
		{"lt", "3", schema.Int, value.OfInt(2), value.OfInt(3)},
		{"lte", "3", schema.Float, value.OfInt(3), value.OfFloat(3.1)},
	} {
		passes, err := compileValidator(schema.Validator{Type: c.typ, Value: c.arg}, c.kind)
		if err != nil {
			t.Fatal(c.typ, err)
		}
		if ok, err := passes(c.good); !ok || err != nil {
			t.Errorf("%s %s refuses a good value: %v", c.typ, c.arg, err)
		}
		if ok, _ := passes(c.bad); ok {
			t.Errorf("%s %s admits a bad value", c.typ, c.arg)
		}
	}
	for _, v := range []schema.Validator{{Type: "like", Value: "x"}, {Type: "minLength", Value: "x"}, {Type: "matches", Value: "("}, {Type: "gt", Value: "x"}} {
		if _, err := compileValidator(v, schema.Int); err == nil {
			t.Errorf("%s %s compiles", v.Type, v.Value)
		}
	}
	if _, err := compileValidator(schema.Validator{Type: "gt", Value: "1"}, schema.String); err == nil {
		t.Error("gt on a string compiles")
	}
}

// TestPatternsEnd: a pattern that takes exponential time is given up.
func TestPatternsEnd(t *testing.T) {
	t.Parallel()
	passes, err := compilePattern(`^(a+)+$`)
	if err != nil {
		t.Fatal(err)
	}
	text := ""
	for range 60 {
		text += "a"
	}
	begin := time.Now()
	if ok, err := passes(value.OfString(text + "b")); ok {
		t.Error("a failed match passes", err)
	}
	if took := time.Since(begin); took > 20*time.Second {
		t.Errorf("the match took %v", took)
	}
}
