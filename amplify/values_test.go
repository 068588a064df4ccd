package amplify_test

import (
	"encoding/json"
	"testing"

	"github.com/amplifygo/amplifygo/amplify"
)

func TestOptIsAbsentNullOrAValue(t *testing.T) {
	t.Parallel()
	type object struct {
		A amplify.Opt[int]      `json:"a,omitzero"`
		B amplify.Opt[[]string] `json:"b,omitzero"`
	}
	for text, want := range map[string]object{
		`{}`:                  {},
		`{"a":null}`:          {A: amplify.Null[int]()},
		`{"a":0}`:             {A: amplify.Some(0)},
		`{"a":3,"b":["x"]}`:   {A: amplify.Some(3), B: amplify.Some([]string{"x"})},
		`{"a":null,"b":null}`: {A: amplify.Null[int](), B: amplify.Null[[]string]()},
	} {
		var got object
		if err := json.Unmarshal([]byte(text), &got); err != nil {
			t.Fatal(err)
		}
		if got.A != want.A || got.B.IsNull() != want.B.IsNull() {
			t.Errorf("%s: %+v", text, got)
		}
		b, err := json.Marshal(got)
		if err != nil || string(b) != text {
			t.Errorf("%s became %s, %v", text, b, err)
		}
	}
	var o amplify.Opt[int]
	if json.Unmarshal([]byte(`"x"`), &o) == nil {
		t.Error("a text is a number")
	}
}

func TestScalars(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		get  func() (string, error)
		want string
	}{
		{"date", func() (string, error) { v, err := amplify.Date("2026-11-23").Time(); return v.String(), err }, "2026-11-23 00:00:00 +0000 UTC"},
		{"date with offset", func() (string, error) {
			v, err := amplify.Date("2026-11-23+01:00").Time()
			return v.UTC().String(), err
		}, "2026-11-22 23:00:00 +0000 UTC"},
		{"time", func() (string, error) { v, err := amplify.Time("12:30").Time(); return v.Format("15:04:05"), err }, "12:30:00"},
		{"time with all", func() (string, error) {
			v, err := amplify.Time("12:30:01.5+01:00").Time()
			return v.Format("15:04:05.0 -07"), err
		}, "12:30:01.5 +01"},
		{"date-time without seconds", func() (string, error) { v, err := amplify.DateTime("2026-11-23T12:30Z").Time(); return v.String(), err }, "2026-11-23 12:30:00 +0000 UTC"},
		{"date-time, seconds in offset", func() (string, error) {
			v, err := amplify.DateTime("2026-11-23T12:30:00+00:00:30").Time()
			return v.UTC().String(), err
		}, "2026-11-23 12:29:30 +0000 UTC"},
		{"no date", func() (string, error) { v, err := amplify.Date("soon").Time(); return v.String(), err }, ""},
		{"timestamp", func() (string, error) { return amplify.Timestamp(-1).Time().String(), nil }, "1969-12-31 23:59:59 +0000 UTC"},
		{"prefix", func() (string, error) { v, err := amplify.IPAddress("10.1.0.0/8").Prefix(); return v.String(), err }, "10.1.0.0/8"},
		{"address", func() (string, error) { v, err := amplify.IPAddress("::1").Addr(); return v.String(), err }, "::1"},
		{"address as prefix", func() (string, error) { v, err := amplify.IPAddress("10.1.0.1").Prefix(); return v.String(), err }, "10.1.0.1/32"},
		{"no address", func() (string, error) { v, err := amplify.IPAddress("x").Addr(); return v.String(), err }, ""},
	} {
		got, err := c.get()
		if (err != nil) != (c.want == "") || err == nil && got != c.want {
			t.Errorf("%s: %q, %v, want %q", c.name, got, err, c.want)
		}
	}
}

func TestJSONIsQuotedOnTheWire(t *testing.T) {
	t.Parallel()
	j, err := amplify.JSONOf(map[string]int{"a": 1})
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(j)
	if err != nil || string(b) != `"{\"a\":1}"` {
		t.Errorf("%s, %v", b, err)
	}
	var back amplify.JSON
	var v map[string]int
	if err := json.Unmarshal(b, &back); err != nil || back.Decode(&v) != nil || v["a"] != 1 {
		t.Errorf("%s, %v", back, err)
	}
	if json.Unmarshal([]byte(`{"a":1}`), &back) == nil {
		t.Error("an object is an AWSJSON")
	}
}

// FuzzPage reads pages and records that an API might send: no panic, and what
// is read is written back as it was understood.
func FuzzPage(f *testing.F) {
	f.Add([]byte(`{"items":[{"a":1,"j":"{}"},null],"nextToken":"x"}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		type record struct {
			A amplify.Opt[int]          `json:"a,omitzero"`
			J amplify.Opt[amplify.JSON] `json:"j,omitzero"`
			D amplify.DateTime          `json:"d"`
		}
		var p amplify.Page[*record]
		if json.Unmarshal(b, &p) != nil {
			return
		}
		for _, item := range p.Items {
			if item != nil {
				_, _ = item.D.Time()
			}
		}
		out, err := json.Marshal(p)
		if err != nil {
			return // an AWSJSON that is not JSON is not written
		}
		var again amplify.Page[*record]
		if err := json.Unmarshal(out, &again); err != nil || len(again.Items) != len(p.Items) || again.NextToken != p.NextToken {
			t.Errorf("%s became %s: %v", b, out, err)
		}
	})
}

// FuzzOutputs reads outputs files: an error or a client, never a panic.
func FuzzOutputs(f *testing.F) {
	f.Add([]byte(`{"data":{"url":"https://example.com/graphql","default_authorization_type":"API_KEY"}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := amplify.New(amplify.Schema{}, amplify.FromOutputsJSON(b))
		if (c == nil) == (err == nil) {
			t.Errorf("client %v, error %v", c, err)
		}
	})
}
