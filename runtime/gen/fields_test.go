package gen

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/amplify"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/data"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
	"github.com/google/go-cmp/cmp"
)

// spot is a custom type.
type spot struct {
	Lat float64 `json:"lat"`
}

type mood string

// record has a field of each form.
type record struct {
	Text   amplify.Date                   `json:"text"`
	Opt    amplify.Opt[string]            `json:"opt,omitzero"`
	Mood   amplify.Opt[mood]              `json:"mood,omitzero"`
	Count  amplify.Opt[int]               `json:"count,omitzero"`
	Whole  int                            `json:"whole"`
	Stamp  amplify.Timestamp              `json:"stamp"`
	Until  amplify.Opt[amplify.Timestamp] `json:"until,omitzero"`
	Score  float64                        `json:"score"`
	Ratio  amplify.Opt[float64]           `json:"ratio,omitzero"`
	Done   amplify.Opt[bool]              `json:"done,omitzero"`
	Ready  bool                           `json:"ready"`
	Raw    amplify.JSON                   `json:"raw"`
	Extra  amplify.Opt[amplify.JSON]      `json:"extra,omitzero"`
	Tags   []string                       `json:"tags"`
	Spot   amplify.Opt[spot]              `json:"spot,omitzero"`
	Second amplify.Opt[[]string]          `json:"second,omitzero"`
}

func linked(t *testing.T) *schema.Model {
	t.Helper()
	m := &schema.Model{Name: "Record", Key: []string{"text"}, Fields: []*schema.Field{
		{Name: "others", Kind: schema.ModelKind, TypeName: "Record", List: true, Relation: &schema.Relation{Kind: schema.HasMany, Model: "Record", References: []string{"opt"}}},
	}}
	for _, name := range strings.Fields("text opt mood count whole stamp until score ratio done ready raw extra tags spot second") {
		m.Fields = append(m.Fields, &schema.Field{Name: name, Kind: schema.String, TypeName: "String"})
	}
	if _, err := schema.New(schema.Definition{Models: []*schema.Model{m}}); err != nil {
		t.Fatal(err)
	}
	return m
}

// TestFields writes a record, which tells absent from null, and reads it back.
func TestFields(t *testing.T) {
	t.Parallel()
	m := linked(t)
	l := newLayout(m, (*record)(nil))
	in := &record{
		Text: "2026-11-23", Opt: amplify.Null[string](), Mood: amplify.Some(mood("GOOD")), Whole: -1, Stamp: 7, Until: amplify.Some(amplify.Timestamp(8)),
		Score: 0.5, Ratio: amplify.Some(2.0), Ready: true, Raw: amplify.JSON(`[]`), Extra: amplify.Some(amplify.JSON(`{"a":1}`)),
		Tags: []string{"x"}, Spot: amplify.Some(spot{1}), Second: amplify.Null[[]string](),
	}
	list, err := l.write(m, in)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, a := range list {
		got[a.Field.Name] = string(a.Value.AppendJSON(nil))
	}
	want := map[string]string{
		"text": `"2026-11-23"`, "opt": "null", "mood": `"GOOD"`, "whole": "-1", "stamp": "7", "until": "8", "score": "0.5", "ratio": "2", "ready": "true",
		"raw": `"[]"`, "extra": `"{\"a\":1}"`, "tags": `["x"]`, "spot": `{"lat":1}`, "second": "null",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	out := l.read(supplied(&data.Change{Model: m, Input: &authz.Input{Fields: list}}))
	if !reflect.DeepEqual(any(in), out) {
		t.Errorf("%+v became %+v", in, out)
	}
	if values, err := l.write(m, *in); err != nil || !reflect.DeepEqual(values, list) {
		t.Errorf("by value: %v, %v", values, err)
	}
	if out := l.read(nil); out != nil {
		t.Errorf("no row became %v", out)
	}
}

// TestOtherFields: a Go type of another age than the model is told at once.
func TestOtherFields(t *testing.T) {
	t.Parallel()
	m := linked(t)
	for name, typ := range map[string]any{
		"gone": (*struct {
			Gone string `json:"gone"`
		})(nil),
		"others": (*struct {
			Others *amplify.Page[*record] `json:"others"`
		})(nil),
	} {
		func() {
			defer func() {
				if got := fmt.Sprint(recover()); !strings.Contains(got, `model Record stores no field "`+name+`"`) {
					t.Errorf("%s: %s", name, got)
				}
			}()
			newLayout(m, typ)
		}()
	}
}

// TestUnreadableFields: what does not fit the Go type reads as its zero value.
func TestUnreadableFields(t *testing.T) {
	t.Parallel()
	r := make(value.Record, 16)
	r[13], r[14] = value.OfJSON(`["x",1]`), value.OfJSON(`"no"`)
	out, _ := newLayout(linked(t), (*record)(nil)).read(r).(*record)
	if !reflect.DeepEqual(out, &record{Raw: amplify.JSON{}}) {
		t.Errorf("got %+v", out)
	}
}

// TestInvalidFields: a field that cannot be written fails the input.
func TestInvalidFields(t *testing.T) {
	t.Parallel()
	m := linked(t)
	_, err := newLayout(m, (*record)(nil)).write(m, &record{Raw: amplify.JSON("no")})
	if err == nil || err.Error() != "field raw: not JSON" {
		t.Errorf("got %v", err)
	}
}

// TestForeignTypes: types that are not the model's are refused.
func TestForeignTypes(t *testing.T) {
	t.Parallel()
	m := linked(t)
	if _, err := newLayout(m, (*record)(nil)).write(m, &spot{}); err == nil {
		t.Error("a type was written as another")
	}
	defer func() {
		if recover() == nil {
			t.Error("a field without a place was accepted")
		}
	}()
	newLayout(m, (*spot)(nil))
}

// BenchmarkRead is the time to give a row its Go type.
func BenchmarkRead(b *testing.B) {
	m := &schema.Model{Name: "Small", Key: []string{"id"}, Fields: []*schema.Field{
		{Name: "id", Kind: schema.ID, TypeName: "ID"}, {Name: "text", Kind: schema.String, TypeName: "String"}, {Name: "count", Kind: schema.Int, TypeName: "Int"},
	}}
	if _, err := schema.New(schema.Definition{Models: []*schema.Model{m}}); err != nil {
		b.Fatal(err)
	}
	l := newLayout(m, (*struct {
		ID    string              `json:"id"`
		Text  amplify.Opt[string] `json:"text"`
		Count int                 `json:"count"`
	})(nil))
	r := value.Record{value.OfString("1"), value.OfString("text"), value.OfInt(5)}
	b.ReportAllocs()
	for b.Loop() {
		l.read(r)
	}
}

// TestKeys: a key is the value of one field or a struct of several.
func TestKeys(t *testing.T) {
	t.Parallel()
	m := linked(t)
	type pair struct {
		Text  amplify.Date `json:"text"`
		Whole int          `json:"whole"`
	}
	one, two := &Types{Row: (*record)(nil)}, &Types{Row: (*record)(nil), Key: (*pair)(nil)}
	for _, c := range []struct {
		types *Types
		key   any
		want  []value.Value
	}{
		{one, "a", []value.Value{value.OfString("a")}},
		{one, amplify.Date("2026-11-23"), []value.Value{value.OfString("2026-11-23")}},
		{one, 3, []value.Value{value.OfInt(3)}},
		{one, amplify.Timestamp(4), []value.Value{value.OfInt(4)}},
		{one, 0.5, []value.Value{value.OfFloat(0.5)}},
		{two, pair{"2026-11-23", 1}, []value.Value{value.OfString("2026-11-23"), value.OfInt(1)}},
	} {
		if got, err := c.types.of(m).keyOf(m, c.key); err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%v: got %v, %v", c.key, got, err)
		}
	}
	if _, err := one.keyOf(m, []string{"a"}); err == nil {
		t.Error("a list is no key")
	}
}
