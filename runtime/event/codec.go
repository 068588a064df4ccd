package event

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// MaxEncoded bounds an encoded event, in bytes: what a NATS server accepts by
// default. AppSync drops payloads over 240 KB.
const MaxEncoded = 1 << 20

// Codec writes events for other replicas and reads theirs. Fields travel by
// name and type, because replicas of two versions of a schema run side by side
// while a new one is rolled out: an ordinal of the one would be another field
// of the other, and the rules would be asked about the wrong values.
type Codec struct {
	// Origin names this replica.
	Origin string
	Schema *schema.Schema
}

// encoded is the form of an event between replicas.
type encoded struct {
	Origin   string       `json:"o"`
	ID       string       `json:"id"`
	Mutation string       `json:"m"`
	Model    string       `json:"t,omitempty"`
	Fields   []string     `json:"f,omitempty"` // signatures of Record's fields
	Record   value.Record `json:"r,omitempty"`
	// Selected are names; null means all, an empty list none.
	Selected []string `json:"s"`
	Payload  []byte   `json:"p,omitempty"`
	// Invalidates stands for the mutation.
	Invalidates string `json:"v,omitempty"`
	// Announcement is that of the event's transaction, with Last the last event
	// of it.
	Announcement string `json:"a,omitempty"`
	Last         bool   `json:"l,omitempty"`
	// Rows make an announcement of the message, Gone the end of one without
	// events; then there is no event in it.
	Rows []string `json:"k,omitempty"`
	Gone bool     `json:"g,omitempty"`
}

// Message is what a replica hears of another, or of itself.
type Message struct {
	// Own: the message is this replica's.
	Own bool
	// Announcement names the transaction; empty for events without.
	Announcement string
	// Rows are set where the message is the announcement itself.
	Rows []string
	// Event is nil where the message has none; Last: it is the transaction's
	// last message.
	Event *Event
	Last  bool
}

// Announce writes an announcement.
func (c *Codec) Announce(name string, rows []string) ([]byte, error) {
	return json.Marshal(encoded{Origin: c.Origin, Announcement: name, Rows: rows})
}

// Retract writes the end of an announcement of which no events come.
func (c *Codec) Retract(name string) ([]byte, error) {
	return json.Marshal(encoded{Origin: c.Origin, Announcement: name, Gone: true})
}

// Encode writes an event. last: no more events of its transaction come.
func (c *Codec) Encode(ev *Event, last bool) ([]byte, error) {
	e := encoded{Origin: c.Origin, ID: ev.ID, Mutation: ev.Mutation, Model: ev.Model, Payload: ev.Payload, Invalidates: ev.Invalidates,
		Announcement: ev.Announcement, Last: last && ev.Announcement != ""}
	if ev.Selected != nil {
		e.Selected = make([]string, 0, len(ev.Selected))
	}
	if ev.Record != nil {
		m := c.Schema.Model(ev.Model)
		if m == nil {
			return nil, unknownModel(ev.Model)
		}
		fields := stored(m)
		e.Record = value.Record{}
		for i, v := range ev.Record {
			if v.Kind() != value.Absent && i < len(fields) {
				e.Fields, e.Record = append(e.Fields, signature(fields[i])), append(e.Record, v)
			}
		}
		for _, i := range ev.Selected {
			if i >= 0 && i < len(fields) {
				e.Selected = append(e.Selected, fields[i].Name)
			}
		}
	}
	data, err := json.Marshal(e)
	if err == nil && len(data) > MaxEncoded {
		return nil, fmt.Errorf("the event of %s has %d bytes: at most %d can be sent", ev.Mutation, len(data), MaxEncoded)
	}
	return data, err
}

// Decode reads a message, of this replica or of another. A field that this
// replica does not know, or knows with another type, is absent. Events of this
// replica are not read, as it has them. With an error the message says still
// what it is of.
func (c *Codec) Decode(data []byte) (m Message, err error) {
	if len(data) > MaxEncoded {
		return m, errors.New("an encoded event is too large")
	}
	// Own events come back from brokers; only own announcements say anything.
	if own := []byte(`{"o":"` + c.Origin + `","id":"`); bytes.HasPrefix(data, own) && !bytes.HasPrefix(data[len(own):], []byte(`"`)) {
		return Message{Own: true}, nil
	}
	var e encoded
	if err := json.Unmarshal(data, &e); err != nil {
		return m, err
	}
	m = Message{Own: e.Origin == c.Origin, Announcement: e.Announcement, Rows: e.Rows, Last: e.Last || e.Gone}
	if e.Announcement != "" && (e.Rows != nil || e.Gone) || m.Own {
		return m, nil
	}
	m.Event, err = c.event(&e)
	return m, err
}

func (c *Codec) event(e *encoded) (*Event, error) {
	if e.ID == "" || e.Mutation == "" && e.Invalidates == "" || len(e.Fields) != len(e.Record) {
		return nil, errors.New("an encoded event lacks its id, its mutation or its fields")
	}
	ev := &Event{ID: e.ID, Mutation: e.Mutation, Model: e.Model, Payload: e.Payload, Invalidates: e.Invalidates, Announcement: e.Announcement}
	if e.Record != nil {
		m := c.Schema.Model(e.Model)
		if m == nil {
			return nil, unknownModel(e.Model)
		}
		ev.Record = e.record(m)
	}
	ev.Selected = e.selected(c.Schema.Model(e.Model))
	return ev, nil
}

// record puts the values where this replica has the fields.
func (e *encoded) record(m *schema.Model) value.Record {
	values := make(map[string]value.Value, len(e.Fields))
	for i, s := range e.Fields {
		values[s] = e.Record[i]
	}
	fields := stored(m)
	row := make(value.Record, len(fields))
	for i, f := range fields {
		row[i] = values[signature(f)]
	}
	return row
}

func (e *encoded) selected(m *schema.Model) []int {
	if e.Selected == nil {
		return nil
	}
	ordinals := make([]int, 0, len(e.Selected))
	for _, name := range e.Selected {
		if m == nil {
			break
		}
		if f := m.Field(name); f != nil && f.Relation == nil {
			ordinals = append(ordinals, f.Ordinal)
		}
	}
	return ordinals
}

// stored are the fields of a model by ordinal.
func stored(m *schema.Model) []*schema.Field {
	fields := make([]*schema.Field, 0, len(m.Fields))
	for _, f := range m.Fields {
		if f.Relation == nil {
			fields = append(fields, f)
		}
	}
	return fields
}

// signature tells a field from others of its name: "tags:[String]".
func signature(f *schema.Field) string {
	if f.List {
		return f.Name + ":[" + f.TypeName + "]"
	}
	return f.Name + ":" + f.TypeName
}

func unknownModel(name string) error {
	return fmt.Errorf("the event is about a model %q that this version of the schema does not have", name)
}
