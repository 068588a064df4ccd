package event_test

import (
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/runtime/event"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// field makes a field of a scalar type.
func field(name, typeName string, kind schema.Kind, list bool) *schema.Field {
	return &schema.Field{Name: name, Kind: kind, TypeName: typeName, List: list}
}

// version links a model Todo of the given fields.
func version(t testing.TB, fields ...*schema.Field) *schema.Schema {
	t.Helper()
	s, err := schema.New(schema.Definition{
		Modes: schema.Modes{Default: schema.ModeAPIKey},
		Models: []*schema.Model{{
			Name: "Todo", APIName: "Todo", Table: "Todo", Key: []string{"id"}, OnCreate: "onCreateTodo",
			Fields: append([]*schema.Field{field("id", "ID", schema.ID, false)}, fields...),
			Rules:  []*schema.Rule{{Strategy: schema.Public, Provider: schema.APIKey, Operations: schema.All}},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func wide(t testing.TB) *schema.Schema {
	var fields []*schema.Field
	for _, name := range []string{"absent", "null", "yes", "no", "greatest", "least", "tenth", "huge", "text", "empty", "json"} {
		fields = append(fields, field(name, "String", schema.String, false))
	}
	return version(t, fields...)
}

func sample() *event.Event {
	return &event.Event{
		ID: "1", Mutation: "createTodo", Model: "Todo", Selected: []int{},
		Record: value.Record{
			value.OfString("id"), {}, value.NullValue(), value.OfBool(true), value.OfBool(false), value.OfInt(math.MaxInt64), value.OfInt(math.MinInt64),
			value.OfFloat(0.1), value.OfFloat(1e300), value.OfString("a\u2028\x00\"ü"), value.OfString(""), value.OfJSON(`[1,"x",null]`),
		},
		Payload: []byte(`{"x":1}`),
	}
}

func TestEncodedEventsKeepEverything(t *testing.T) {
	t.Parallel()
	s := wide(t)
	c, other := event.Codec{Origin: "here", Schema: s}, event.Codec{Origin: "there", Schema: s}
	want := sample()
	want.Announcement = "tx"
	data, err := c.Encode(want, true)
	if err != nil {
		t.Fatal(err)
	}
	got, err := other.Decode(data)
	if err != nil || got.Own || !got.Last || got.Announcement != "tx" || got.Rows != nil || !reflect.DeepEqual(got.Event, want) {
		t.Errorf("got %+v %+v %v\nwant %+v", got, got.Event, err, want)
	}
	if got, err := c.Decode(data); err != nil || !got.Own || got.Event != nil {
		t.Error("an own event is not recognised")
	}
}

// TestAnnouncements: what says that events will come, or that none do.
func TestAnnouncements(t *testing.T) {
	t.Parallel()
	s := wide(t)
	c, other := event.Codec{Origin: "here", Schema: s}, event.Codec{Origin: "there", Schema: s}
	for _, reader := range []event.Codec{c, other} {
		own := reader.Origin == c.Origin
		data, err := c.Announce("tx", []string{"a", "b"})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := reader.Decode(data); err != nil || !reflect.DeepEqual(got, event.Message{Own: own, Announcement: "tx", Rows: []string{"a", "b"}}) {
			t.Errorf("%+v, %v", got, err)
		}
		if data, err = c.Retract("tx"); err != nil {
			t.Fatal(err)
		}
		if got, err := reader.Decode(data); err != nil || got.Own != own || got.Announcement != "tx" || got.Event != nil || !own && !got.Last {
			t.Errorf("%+v, %v", got, err)
		}
	}
	if a, b := event.RowKey("Todo\x001"), event.RowKey("Todo\x002"); a == b || a != event.RowKey("Todo\x001") {
		t.Error(a, b)
	}
}

// TestNothingSelectedIsNotEverything guards a leak: nil means that all fields
// were selected, an empty list that none were.
func TestNothingSelectedIsNotEverything(t *testing.T) {
	t.Parallel()
	s := wide(t)
	c, other := event.Codec{Origin: "here", Schema: s}, event.Codec{Origin: "there", Schema: s}
	for _, selected := range [][]int{nil, {}, {2, 0}} {
		data, err := c.Encode(&event.Event{ID: "1", Mutation: "m", Model: "Todo", Record: value.Record{value.OfString("1")}, Selected: selected}, true)
		if err != nil {
			t.Fatal(err)
		}
		got, err := other.Decode(data)
		if err != nil || !reflect.DeepEqual(got.Event.Selected, selected) {
			t.Errorf("%v became %v (%v)", selected, got.Event, err)
		}
	}
}

// TestVersionsOfASchema guards a leak too: with ordinals, the owner of the one
// version would be the title of the other.
func TestVersionsOfASchema(t *testing.T) {
	t.Parallel()
	text := func(name string) *schema.Field { return field(name, "String", schema.String, false) }
	before := version(t, text("title"), text("owner"), text("size"), text("gone"))
	after := version(t, text("new"), text("owner"), field("size", "Int", schema.Int, false), text("title"), field("tags", "String", schema.String, true))
	data, err := (&event.Codec{Origin: "old", Schema: before}).Encode(&event.Event{
		ID: "1", Mutation: "createTodo", Model: "Todo", Selected: []int{1, 4, 2},
		Record: value.Record{value.OfString("1"), value.OfString("T"), value.OfString("alice"), value.OfString("big"), value.OfString("x")},
	}, true)
	if err != nil {
		t.Fatal(err)
	}
	got, err := (&event.Codec{Origin: "new", Schema: after}).Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	want := value.Record{value.OfString("1"), {}, value.OfString("alice"), {}, value.OfString("T"), {}}
	if !reflect.DeepEqual(got.Event.Record, want) || !reflect.DeepEqual(got.Event.Selected, []int{4, 2}) {
		t.Errorf("%+v", got.Event)
	}
	renamed := strings.ReplaceAll(string(data), `"t":"Todo"`, `"t":"Task"`)
	if _, err := (&event.Codec{Schema: after}).Decode([]byte(renamed)); err == nil {
		t.Error("an unknown model is accepted")
	}
}

func TestTooLarge(t *testing.T) {
	t.Parallel()
	c := event.Codec{Schema: wide(t)}
	ev := sample()
	ev.Record[9] = value.OfString(strings.Repeat("x", event.MaxEncoded))
	if _, err := c.Encode(ev, true); err == nil {
		t.Error("encoded")
	}
	if _, err := c.Decode(make([]byte, event.MaxEncoded+1)); err == nil {
		t.Error("decoded")
	}
}

func FuzzDecode(f *testing.F) {
	c := event.Codec{Origin: "o", Schema: wide(f)}
	data, err := c.Encode(sample(), false)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(`{"id":"1","m":"x","t":"Todo","f":["id:ID"],"r":[["q",1]]}`))
	f.Add([]byte(`{"id":"1","m":"x","s":["id","nothing"]}`))
	f.Add([]byte(`{"o":"p","a":"tx","k":["r"]}`))
	f.Add([]byte(`{"o":"o","id":"","a":"tx","g":true}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := c.Decode(data)
		if err != nil || m.Event == nil {
			return
		}
		again, err := c.Encode(m.Event, m.Last)
		if err != nil {
			return
		}
		if m, err := c.Decode(again); err != nil || !m.Own {
			t.Errorf("%s: %v", again, err)
		}
	})
}
