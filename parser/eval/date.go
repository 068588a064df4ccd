package eval

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/dop251/goja"
)

// now is what Date says: the same everywhere and always, so that a schema's
// output does not depend on when it was generated.
var now = time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC)

// FromClock reports whether a text looks computed from the stopped clock, which
// the program has read: its date in one of the usual forms.
func (m *Machine) FromClock(text string) bool {
	if !m.clockRead {
		return false
	}
	for _, form := range []string{now.Format("2006-01-02"), now.Format("Jan 02 2006"), now.Format("1/2/2006"), strconv.FormatInt(now.Unix(), 10)} {
		if strings.Contains(text, form) {
			return true
		}
	}
	return false
}

// fixDate stops the clock, and takes the host's time zone away: the machine's
// Date knows the zone of the process, and ours is UTC everywhere.
func (m *Machine) fixDate() {
	m.VM.SetTimeSource(func() time.Time {
		m.clockRead = true
		return now
	})
	if !strings.Contains(m.bundle.Code, "Date") {
		return
	}
	original := m.VM.Get("Date").(*goja.Object)
	prototype := original.Get("prototype").(*goja.Object)
	offset, _ := goja.AssertFunction(prototype.Get("getTimezoneOffset"))
	build := func(args []goja.Value) *goja.Object { return m.newDate(original, offset, args) }
	utc := m.constructor(prototype, build)
	for _, name := range []string{"UTC", "now"} {
		_ = utc.Set(name, original.Get(name))
	}
	_ = utc.Set("parse", func(c goja.FunctionCall) goja.Value {
		text := m.VM.ToValue(c.Argument(0).String())
		return m.VM.ToValue(build([]goja.Value{text}).ToNumber().ToFloat())
	})
	m.useUTC(prototype)
	_ = m.VM.GlobalObject().DefineDataProperty("Date", utc, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
}

// zoned tells texts that name their zone, and dates alone, which are in UTC.
var zoned = regexp.MustCompile(`(?i)(z|gmt|utc|[+-]\d{2}:?\d{2}(\s*\(.*\))?)$|^[+-]?\d{4,6}(-\d{2}(-\d{2})?)?$`)

func (m *Machine) newDate(original *goja.Object, offset goja.Callable, args []goja.Value) *goja.Object {
	if len(args) >= 2 {
		utc, _ := goja.AssertFunction(original.Get("UTC"))
		args = []goja.Value{m.Call(utc, args...)}
	}
	date, err := m.VM.New(original, args...)
	if err != nil {
		m.rethrow(err)
	}
	if len(args) != 1 {
		return date
	}
	text, isText := args[0].(goja.String)
	if !isText || zoned.MatchString(strings.TrimSpace(text.String())) {
		return date
	}
	minutes, err := offset(date)
	if err != nil {
		m.rethrow(err)
	}
	local := date.ToNumber().ToFloat()
	shifted, err := m.VM.New(original, m.VM.ToValue(local-minutes.ToFloat()*60_000))
	if err != nil {
		m.rethrow(err)
	}
	return shifted
}

// useUTC replaces the methods that go by the local zone.
func (m *Machine) useUTC(prototype *goja.Object) {
	set := func(name string, v goja.Value) {
		_ = prototype.DefineDataProperty(name, v, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
	}
	for _, part := range []string{"FullYear", "Month", "Date", "Day", "Hours", "Minutes", "Seconds", "Milliseconds"} {
		set("get"+part, prototype.Get("getUTC"+part))
		if part != "Day" {
			set("set"+part, prototype.Get("setUTC"+part))
		}
	}
	set("getTimezoneOffset", m.VM.ToValue(func(goja.FunctionCall) goja.Value { return m.VM.ToValue(0) }))
	for name, layout := range map[string]string{
		"toString": "Mon Jan 02 2006 15:04:05 GMT+0000 (Coordinated Universal Time)", "toDateString": "Mon Jan 02 2006",
		"toTimeString": "15:04:05 GMT+0000 (Coordinated Universal Time)", "toLocaleString": "1/2/2006, 3:04:05 PM",
		"toLocaleDateString": "1/2/2006", "toLocaleTimeString": "3:04:05 PM",
	} {
		set(name, m.VM.ToValue(func(c goja.FunctionCall) goja.Value { return m.formatDate(c.This, layout) }))
	}
}

func (m *Machine) formatDate(v goja.Value, layout string) goja.Value {
	o, ok := v.(*goja.Object)
	if !ok || o.ClassName() != "Date" {
		panic(m.VM.NewTypeError("this is not a Date object"))
	}
	t, ok := o.Export().(time.Time)
	if !ok || t.IsZero() {
		return m.VM.ToValue("Invalid Date")
	}
	return m.VM.ToValue(t.UTC().Format(layout))
}
