package scalar_test

import (
	"testing"

	"github.com/amplifygo/amplifygo/runtime/scalar"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ good, bad []string }{
		"AWSDate": {
			good: []string{"1970-01-01", "1970-01-01Z", "1970-01-01+05:30", "2024-02-29", "-0044-03-15", "2000-02-29-07:00:30"},
			bad:  []string{"", "1970-1-1", "2023-02-29", "1900-02-29", "1970-13-01", "1970-00-01", "1970-01-32", "1970-01-01T00:00:00Z", "1970-01-01+5:30", "70-01-01"},
		},
		"AWSTime": {
			good: []string{"12:30", "12:30:24", "12:30:24.500", "12:30:24.123456789", "12:30Z", "12:30:24+05:30", "00:00:00-07:00:30"},
			bad:  []string{"", "24:00", "12:60", "12:30:60", "12:30:24.", "12:30:24.1234567890", "1:30", "12", "12:30:24+0530"},
		},
		"AWSDateTime": {
			good: []string{"1970-01-01T12:30:00.000Z", "2024-01-01T10:00:00.123456789+05:30", "2024-01-01T10:00Z", "2024-01-01T10:00:00-05:30:10"},
			bad:  []string{"", "2024-01-01T10:00:00", "2024-01-01 10:00:00Z", "2024-01-01", "2024-01-01T10:00:00z", "2024-01-01T10:00:00+25:00"},
		},
		"AWSEmail":     {good: []string{"a@b.c", "user+tag@example.com"}, bad: []string{"", "a", "@b", "a@", "a b@c.d", "a@b@c"}},
		"AWSJSON":      {good: []string{`{"a":1}`, `null`, `1`, `"x"`, `[1,2]`, ` {} `}, bad: []string{"", "{a:1}", "abc", "{}}"}},
		"AWSPhone":     {good: []string{"+12065550100", "206-555-0100", "206 555 0100", "+44 20 7946 0958"}, bad: []string{"", "123", "abc", "1-800-FLOWERS"}},
		"AWSURL":       {good: []string{"https://example.com", "http://h/p?q#f", "mailto:a@b.c", "ftp://h/x"}, bad: []string{"", "example.com", "/path", "http://", "https://a b"}},
		"AWSIPAddress": {good: []string{"1.2.3.4", "123.45.67.89/16", "::1", "2001:db8::/32"}, bad: []string{"", "1.2.3", "1.2.3.4/33", "fe80::1%eth0", "x"}},
	} {
		kind := scalar.KindOf(name)
		if kind == schema.Invalid {
			t.Fatalf("no kind for %s", name)
		}
		for _, s := range c.good {
			if err := scalar.Check(kind, s); err != nil {
				t.Errorf("%s %q: %v", name, s, err)
			}
		}
		for _, s := range c.bad {
			if scalar.Check(kind, s) == nil {
				t.Errorf("%s accepts %q", name, s)
			}
		}
	}
	if scalar.Check(schema.Int, "1") == nil || scalar.Check(schema.CustomKind, "{}") == nil {
		t.Error("kinds that are not strings must be refused")
	}
}
