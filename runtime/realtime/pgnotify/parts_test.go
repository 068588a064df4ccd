package pgnotify

import (
	"strings"
	"testing"
)

func TestParts(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"small": `{"x":1}`, "colons": `a:b:c:d`, "exact": strings.Repeat("x", partBytes), "one more": strings.Repeat("x", partBytes+1),
		"characters of three bytes": strings.Repeat("€", partBytes), "greatest": strings.Repeat("x", 1<<20),
	} {
		a := newAssembler()
		// What stands before from a sender that was lost does no harm.
		if _, _, err := a.add(split([]byte(strings.Repeat("y", 2*partBytes)))[0]); err != nil {
			t.Fatal(err)
		}
		parts := split([]byte(text))
		for i, p := range parts {
			if len(p) >= 8000 || !strings.HasSuffix(strings.ToValidUTF8(p, "?"), p) {
				t.Errorf("%s: a part of %d bytes", name, len(p))
			}
			data, complete, err := a.add(p)
			if err != nil || complete != (i == len(parts)-1) || complete && string(data) != text {
				t.Fatalf("%s: part %d: %v %v", name, i, complete, err)
			}
		}
	}
}

func TestWrongParts(t *testing.T) {
	t.Parallel()
	for _, list := range [][]string{{""}, {"k:0:1"}, {"k:x:1:t"}, {"k:1:1:t"}, {"k:-1:1:t"}, {"k:0:0:t"}, {"k:1:2:t"}, {"k:0:2:t", "l:1:2:t"}, {"k:0:3:t", "k:2:3:t"}, {"k:0:999999:t"}} {
		a := newAssembler()
		var err error
		for _, p := range list {
			var complete bool
			if _, complete, err = a.add(p); complete {
				t.Errorf("%q is complete", list)
			}
		}
		if err == nil {
			t.Errorf("%q is accepted", list)
		}
	}
}

func FuzzAssembler(f *testing.F) {
	f.Add("k:0:2:a", "k:1:2:b")
	f.Fuzz(func(t *testing.T, first, second string) {
		a := newAssembler()
		for _, p := range []string{first, second} {
			if data, complete, err := a.add(p); complete && err == nil {
				again, complete, err := a.add(split(data)[0])
				if len(data) > 0 && len(data) <= partBytes && (err != nil || !complete || string(again) != string(data)) {
					t.Errorf("%q: %v", data, err)
				}
			}
		}
	})
}
