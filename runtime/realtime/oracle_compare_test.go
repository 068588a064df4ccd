package realtime_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/amplifygo/amplifygo/internal/oracle"
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/event"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// compare asks the oracle about every event.
func (x *trial) compare(l *listener) {
	id := x.callers[l.caller]
	what := fmt.Sprintf("%s %s %v, filter %s=%s", l.caller, l.on, l.args, l.field, l.text)
	var wanted []*event.Event
	for _, ev := range x.tap.events {
		if ev.Model != "Thing" || "on"+strings.ToUpper(ev.Mutation[:1])+ev.Mutation[1:] != l.on {
			continue
		}
		x.asked++
		row := x.row(ev.Record)
		a := x.oracle.Subscribe(id, x.model, l.args, x.compared(id, l.args, row))
		if (a == oracle.Refused) == l.accepted {
			x.t.Errorf("%s: accepted %v, oracle %v", what, l.accepted, a)
			return
		}
		if a == oracle.Yes && l.field != "" {
			visible := x.oracle.Field(id, x.model, x.model.Field(l.field), row) == oracle.Yes
			if !visible || row[l.field] != l.text {
				a = oracle.No
			}
		}
		if a == oracle.Yes {
			wanted = append(wanted, ev)
		}
	}
	x.delivered += len(wanted)
	if len(wanted) != len(l.heard) {
		x.t.Errorf("%s: heard %d events, oracle %d", what, len(l.heard), len(wanted))
		return
	}
	for i, ev := range wanted {
		x.compareFields(what, id, ev, l.heard[i])
	}
}

// compared is the row with which arguments are compared. To callers whom no
// row decides about, an owner whom they may not read is not there.
func (x *trial) compared(id *auth.Identity, args map[string]any, row oracle.Row) oracle.Row {
	if x.oracle.Subscribe(id, x.model, nil, oracle.Row{}) != oracle.Yes {
		return row
	}
	out := maps.Clone(row)
	for name := range args {
		if x.oracle.Field(id, x.model, x.model.Field(name), row) != oracle.Yes {
			delete(out, name)
		}
	}
	return out
}

// compareFields wants nothing to be seen that the mutation did not select or
// the caller may not read on this row.
func (x *trial) compareFields(what string, id *auth.Identity, ev *event.Event, fields map[string]any) {
	row := x.row(ev.Record)
	if row["id"] != fields["id"] {
		x.t.Errorf("%s: an event of row %v at the place of one of %v", what, fields["id"], row["id"])
		return
	}
	guarded := map[string]bool{}
	for _, f := range x.c.policy.Guarded(x.c.schema.Model("Thing")) {
		guarded[f.Name] = true
	}
	for _, f := range x.model.Fields {
		if f.Relation != nil {
			continue
		}
		got := fields[f.Name]
		shown := x.shown(f, row[f.Name])
		readable := slices.Contains(ev.Selected, f.Ordinal) && !x.oracle.Nulled(x.model, f) && x.oracle.Field(id, x.model, f, row) == oracle.Yes
		if got != nil && (!readable || !reflect.DeepEqual(got, shown)) {
			x.t.Errorf("%s: %s is %v, may be %v, readable %v", what, f.Name, got, shown, readable)
		}
		if got == nil && readable && shown != nil && !guarded[f.Name] {
			x.t.Errorf("%s: %s is null instead of %v", what, f.Name, shown)
		}
	}
}

// shown is a value as clients see it.
func (x *trial) shown(f *schema.Field, v any) any {
	switch v := v.(type) {
	case string:
		return x.oracle.Present(x.model, f, v)
	case int64:
		return float64(v)
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = x.shown(f, e)
		}
		return out
	}
	return v
}

func (x *trial) row(r value.Record) oracle.Row {
	row := oracle.Row{}
	for _, f := range x.model.Fields {
		if f.Relation != nil {
			continue
		}
		switch v := r[f.Ordinal]; v.Kind() {
		case value.Null:
			row[f.Name] = nil
		case value.Int:
			row[f.Name] = v.Int()
		case value.String:
			row[f.Name] = v.Text()
		case value.JSON:
			var list []any
			if err := json.Unmarshal([]byte(v.Text()), &list); err != nil {
				x.t.Fatal(err)
			}
			row[f.Name] = list
		}
	}
	return row
}
