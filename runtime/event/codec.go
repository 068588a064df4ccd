package event

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/amplifygo/amplifygo/runtime/value"
)

// MaxEncoded bounds an encoded event, in bytes; AppSync drops payloads over
// 240 KB.
const MaxEncoded = 1 << 20

// encoded is the form of an event between replicas.
type encoded struct {
	// Origin is the replica that the event comes from.
	Origin   string         `json:"o"`
	ID       string         `json:"id"`
	Mutation string         `json:"m"`
	Model    string         `json:"t,omitempty"`
	Record   []encodedValue `json:"r,omitempty"`
	Selected []int          `json:"s"`
	Payload  []byte         `json:"p,omitempty"`
}

// encodedValue is a value by its kind and its text, so that numbers keep all
// their digits.
type encodedValue struct {
	Kind value.Kind `json:"k"`
	Text string     `json:"v,omitempty"`
}

// Encode writes an event for other replicas. origin names this one.
func Encode(origin string, ev *Event) ([]byte, error) {
	e := encoded{Origin: origin, ID: ev.ID, Mutation: ev.Mutation, Model: ev.Model, Selected: ev.Selected, Payload: ev.Payload}
	for _, v := range ev.Record {
		e.Record = append(e.Record, encodeValue(v))
	}
	data, err := json.Marshal(e)
	if err == nil && len(data) > MaxEncoded {
		return nil, fmt.Errorf("the event of %s has %d bytes: at most %d can be sent", ev.Mutation, len(data), MaxEncoded)
	}
	return data, err
}

// Decode reads what Encode wrote. Whatever is not exactly that is an error.
func Decode(data []byte) (origin string, ev *Event, err error) {
	if len(data) > MaxEncoded {
		return "", nil, errors.New("an encoded event is too large")
	}
	var e encoded
	if err := json.Unmarshal(data, &e); err != nil {
		return "", nil, err
	}
	if e.ID == "" || e.Mutation == "" {
		return "", nil, errors.New("an encoded event lacks its id or its mutation")
	}
	ev = &Event{ID: e.ID, Mutation: e.Mutation, Model: e.Model, Selected: e.Selected, Payload: e.Payload}
	for _, v := range e.Record {
		decoded, err := decodeValue(v)
		if err != nil {
			return "", nil, err
		}
		ev.Record = append(ev.Record, decoded)
	}
	return e.Origin, ev, nil
}

func encodeValue(v value.Value) encodedValue {
	e := encodedValue{Kind: v.Kind()}
	switch v.Kind() {
	case value.Bool:
		e.Text = strconv.FormatBool(v.Bool())
	case value.Int:
		e.Text = strconv.FormatInt(v.Int(), 10)
	case value.Float:
		e.Text = strconv.FormatFloat(v.Float(), 'g', -1, 64)
	case value.String, value.JSON:
		e.Text = v.Text()
	}
	return e
}

func decodeValue(e encodedValue) (value.Value, error) {
	switch e.Kind {
	case value.Absent:
		return value.Value{}, nil
	case value.Null:
		return value.NullValue(), nil
	case value.Bool:
		b, err := strconv.ParseBool(e.Text)
		return value.OfBool(b), err
	case value.Int:
		i, err := strconv.ParseInt(e.Text, 10, 64)
		return value.OfInt(i), err
	case value.Float:
		f, err := strconv.ParseFloat(e.Text, 64)
		return value.OfFloat(f), err
	case value.String:
		return value.OfString(e.Text), nil
	case value.JSON:
		if !json.Valid([]byte(e.Text)) {
			return value.Value{}, errors.New("an encoded event holds text that is not JSON")
		}
		return value.OfJSON(e.Text), nil
	}
	return value.Value{}, fmt.Errorf("an encoded event holds a value of unknown kind %d", e.Kind)
}
