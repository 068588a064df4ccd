package gen

import (
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/amplify"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/data"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
	"github.com/google/go-cmp/cmp"
)

type spot struct {
	Lat float64 `json:"lat"`
}

// record has a field of each family.
type record struct {
	Text   amplify.Date
	Opt    amplify.Opt[string]
	Count  amplify.Opt[int]
	Score  float64
	Done   amplify.Opt[bool]
	Extra  amplify.Opt[amplify.JSON]
	Tags   []string
	Spot   amplify.Opt[spot]
	Second amplify.Opt[[]string]
}

func carry(f *Fields, r *record) {
	Text(f, 0, &r.Text)
	OptText(f, 1, &r.Opt)
	OptInteger(f, 2, &r.Count)
	Number(f, 3, &r.Score)
	OptTruth(f, 4, &r.Done)
	OptJSON(f, 5, &r.Extra)
	Encoded(f, 6, &r.Tags)
	Encoded(f, 7, &r.Spot)
	Encoded(f, 8, &r.Second)
}

func model(t *testing.T) *schema.Model {
	t.Helper()
	m := &schema.Model{Name: "Record", Key: []string{"text"}, Fields: []*schema.Field{
		{Name: "others", Kind: schema.ModelKind, TypeName: "Record", List: true, Relation: &schema.Relation{Kind: schema.HasMany, Model: "Record", References: []string{"opt"}}},
	}}
	for _, name := range strings.Fields("text opt count score done extra tags spot second") {
		m.Fields = append(m.Fields, &schema.Field{Name: name, Kind: schema.String, TypeName: "String"})
	}
	if _, err := schema.New(schema.Definition{Models: []*schema.Model{m}}); err != nil {
		t.Fatal(err)
	}
	return m
}

// fields are what an input supplies, by name.
func fields(list []authz.Assignment) map[string]string {
	out := map[string]string{}
	for _, a := range list {
		out[a.Field.Name] = string(a.Value.AppendJSON(nil))
	}
	return out
}

// TestFields writes a record, which tells absent from null, and reads it back.
func TestFields(t *testing.T) {
	t.Parallel()
	m := model(t)
	in := record{
		Text: "2026-11-23", Opt: amplify.Null[string](), Count: amplify.Some(3), Score: 0.5, Extra: amplify.Some(amplify.JSON(`{"a":1}`)),
		Tags: []string{"x"}, Spot: amplify.Some(spot{1}), Second: amplify.Null[[]string](),
	}
	f := writing(m, 9)
	carry(f, &in)
	want := map[string]string{
		"text": `"2026-11-23"`, "opt": "null", "count": "3", "score": "0.5", "extra": `"{\"a\":1}"`, "tags": `["x"]`, "spot": `{"lat":1}`, "second": "null",
	}
	if diff := cmp.Diff(want, fields(f.to.fields)); diff != "" || f.to.err != nil {
		t.Errorf("%v %s", f.to.err, diff)
	}
	var out record
	carry(supplied(&data.Change{Model: m, Input: &authz.Input{Fields: f.to.fields}}), &out)
	if diff := cmp.Diff(in, out, cmp.Comparer(func(a, b amplify.Opt[spot]) bool { return a == b }), cmp.AllowUnexported(
		amplify.Opt[string]{}, amplify.Opt[int]{}, amplify.Opt[bool]{}, amplify.Opt[amplify.JSON]{}, amplify.Opt[[]string]{})); diff != "" {
		t.Error(diff)
	}
}

// TestUnreadableFields: what does not fit the Go type reads as its zero value.
func TestUnreadableFields(t *testing.T) {
	t.Parallel()
	r := make(value.Record, 9)
	r[6], r[7] = value.OfJSON(`["x",1]`), value.OfJSON(`"no"`)
	var out record
	if carry(Reading(r), &out); out.Tags != nil || out.Spot != (amplify.Opt[spot]{}) {
		t.Errorf("got %+v", out)
	}
}

// TestInvalidFields: the first field that cannot be written fails the input.
func TestInvalidFields(t *testing.T) {
	t.Parallel()
	f := writing(model(t), 9)
	carry(f, &record{Extra: amplify.Some(amplify.JSON("no"))})
	if f.to.err == nil || f.to.err.Error() != "model Record: field extra: not JSON" {
		t.Errorf("got %v", f.to.err)
	}
	f = writing(&schema.Model{Name: "Older"}, 9)
	if carry(f, &record{}); f.to.err == nil || !strings.Contains(f.to.err.Error(), "generate the code again") {
		t.Errorf("got %v", f.to.err)
	}
}
