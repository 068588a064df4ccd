package token_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/amplifygo/amplifygo/runtime/graphql/token"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/value"
)

var cursor = &store.Cursor{Values: []value.Value{
	value.OfString("é#\x00"), value.OfInt(-5), value.OfFloat(1.25), value.OfBool(true), value.OfBool(false), value.NullValue(), {}, value.OfJSON(`["a"]`),
}}

func TestSeal(t *testing.T) {
	t.Parallel()
	s, err := token.NewSealer([]byte("key"))
	if err != nil {
		t.Fatal(err)
	}
	text := s.Seal(cursor, []byte("query"))
	got, err := s.Open(text, []byte("query"))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(cursor.Values, got.Values, cmp.Comparer(func(a, b value.Value) bool { return a == b })); d != "" {
		t.Error(d)
	}
	if strings.Contains(text, "a") && s.Seal(cursor, []byte("query")) == text {
		t.Error("two tokens are equal")
	}
	if _, err := s.Open(text, []byte("another query")); err == nil {
		t.Error("the token opens for another query")
	}
	for i := range text {
		changed := []byte(text)
		changed[i] ^= 1
		if _, err := s.Open(string(changed), []byte("query")); err == nil && i < len(text)-1 {
			t.Errorf("byte %d may be changed", i)
		}
		if _, err := s.Open(text[:i], []byte("query")); err == nil {
			t.Errorf("the token may be cut at %d", i)
		}
	}
	other, _ := token.NewSealer([]byte("other"))
	if _, err := other.Open(text, []byte("query")); err == nil {
		t.Error("another key opens the token")
	}
	random, _ := token.NewSealer(nil)
	if _, err := random.Open(random.Seal(cursor, nil), nil); err != nil {
		t.Error(err)
	}
}
