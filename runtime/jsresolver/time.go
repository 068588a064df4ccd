package jsresolver

import (
	"fmt"
	"strings"
	"time"

	"github.com/dop251/goja"
)

// isoMillis is AppSync's form of an instant.
const isoMillis = "2006-01-02T15:04:05.000Z07:00"

// time is util.time.
func (w *world) time() *goja.Object {
	now := func(f func(time.Time) any) native {
		return func(goja.FunctionCall) goja.Value { return w.vm.ToValue(f(time.Now().UTC())) }
	}
	return w.natives(map[string]native{
		"nowISO8601":           now(func(t time.Time) any { return t.Format(isoMillis) }),
		"nowEpochSeconds":      now(func(t time.Time) any { return t.Unix() }),
		"nowEpochMilliSeconds": now(func(t time.Time) any { return t.UnixMilli() }),
		"nowFormatted": func(c goja.FunctionCall) goja.Value {
			return w.formatted(time.Now(), c.Argument(0), c.Argument(1))
		},
		"parseISO8601ToEpochMilliSeconds": func(c goja.FunctionCall) goja.Value {
			t, err := time.Parse(time.RFC3339Nano, c.Argument(0).String())
			w.check(err)
			return w.vm.ToValue(t.UnixMilli())
		},
		"parseFormattedToEpochMilliSeconds": func(c goja.FunctionCall) goja.Value {
			t, err := time.ParseInLocation(w.layout(c.Argument(1)), c.Argument(0).String(), w.zone(c.Argument(2)))
			w.check(err)
			return w.vm.ToValue(t.UnixMilli())
		},
		"epochMilliSecondsToISO8601": func(c goja.FunctionCall) goja.Value { return w.vm.ToValue(millis(c).Format(isoMillis)) },
		"epochMilliSecondsToSeconds": func(c goja.FunctionCall) goja.Value { return w.vm.ToValue(millis(c).Unix()) },
		"epochMilliSecondsToFormatted": func(c goja.FunctionCall) goja.Value {
			return w.formatted(millis(c), c.Argument(1), c.Argument(2))
		},
	})
}

func millis(c goja.FunctionCall) time.Time { return time.UnixMilli(c.Argument(0).ToInteger()).UTC() }

// zone reads a time zone: a name, or an offset such as +09:00.
func (w *world) zone(v goja.Value) *time.Location {
	if goja.IsUndefined(v) || goja.IsNull(v) {
		return time.UTC
	}
	name := v.String()
	for _, layout := range []string{"Z07:00", "-0700", "-07"} {
		if t, err := time.Parse(layout, strings.TrimPrefix(strings.TrimPrefix(name, "UTC"), "GMT")); err == nil {
			return t.Location()
		}
	}
	zone, err := time.LoadLocation(name)
	w.check(err)
	return zone
}

func (w *world) layout(v goja.Value) string {
	l, err := layout(v.String())
	w.check(err)
	return l
}

// formatted writes an instant by a pattern.
func (w *world) formatted(t time.Time, pattern, zone goja.Value) goja.Value {
	b, err := appendDate(nil, t.In(w.zone(zone)), pattern.String())
	w.check(err)
	return w.vm.ToValue(string(b))
}

// letters are the parts of Java's patterns of dates that Go can read.
var letters = map[string]string{"yyyy": "2006", "uuuu": "2006", "yy": "06", "MMMM": "January", "MMM": "Jan", "MM": "01", "M": "1", "dd": "02", "d": "2",
	"HH": "15", "hh": "03", "h": "3", "mm": "04", "m": "4", "ss": "05", "s": "5", "SSS": "000", "a": "PM", "EEEE": "Monday", "EEE": "Mon", "E": "Mon",
	"z": "MST", "Z": "-0700", "XXX": "Z07:00", "X": "Z07"}

// layout turns a pattern of Java's DateTimeFormatter into Go's, to read dates by.
// What Go cannot read is refused.
func layout(pattern string) (string, error) {
	var b strings.Builder
	for i := 0; i < len(pattern); {
		c := pattern[i]
		switch {
		case c == '\'':
			end := strings.IndexByte(pattern[i+1:], '\'')
			if end < 0 || strings.ContainsAny(pattern[i+1:i+1+end], "0123456789") {
				return "", fmt.Errorf("the date format %q is not supported", pattern)
			}
			b.WriteString(pattern[i+1 : i+1+end])
			i += end + 2
		case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z':
			n := i
			for n < len(pattern) && pattern[n] == c {
				n++
			}
			l, ok := letters[pattern[i:n]]
			if !ok || c == 'S' && !strings.HasSuffix(b.String(), ".") && !strings.HasSuffix(b.String(), ",") {
				return "", fmt.Errorf("the date format %q is not supported: %s", pattern, pattern[i:n])
			}
			b.WriteString(l)
			i = n
		case '0' <= c && c <= '9':
			return "", fmt.Errorf("the date format %q is not supported: %c", pattern, c)
		default:
			b.WriteByte(c)
			i++
		}
	}
	return b.String(), nil
}
