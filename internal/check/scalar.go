package check

import (
	"encoding/json"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/nyaruka/phonenumbers"
)

// The forms that Amplify's transformer accepts in @default, by scalar.
var (
	leadingInt   = regexp.MustCompile(`^\s*[+-]?[0-9]`)
	leadingFloat = regexp.MustCompile(`^\s*[+-]?([0-9]|\.[0-9]|Infinity)`)
	boolean      = regexp.MustCompile(`(?i)^(true|false)$`)
	date         = regexp.MustCompile(`^\d{4}-(0[1-9]|1[012])-(0[1-9]|[12][0-9]|3[01])$`)
	clock        = regexp.MustCompile(`^([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])(\.\d+)?(Z|[+|-]([01][0-9]|2[0-3]):[0-5][0-9])$`)
	email        = regexp.MustCompile(
		"^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$")
	urlScheme = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9+.-]*:`)
)

// validScalar reports whether Amplify takes text as a default of the scalar.
func validScalar(scalar, text string) bool {
	switch scalar {
	case "Int", "AWSTimestamp":
		return leadingInt.MatchString(text)
	case "Float":
		return leadingFloat.MatchString(text)
	case "Boolean":
		return boolean.MatchString(text)
	case "AWSJSON":
		return json.Valid([]byte(text))
	case "AWSDate":
		return validDate(text)
	case "AWSTime":
		return clock.MatchString(text)
	case "AWSDateTime":
		day, rest, ok := strings.Cut(text, "T")
		return ok && validDate(day) && clock.MatchString(rest) && !strings.Contains(rest, "|")
	case "AWSEmail":
		return email.MatchString(text)
	case "AWSURL":
		return validURL(text)
	case "AWSPhone":
		n, err := phonenumbers.Parse(text, "ZZ")
		return err == nil && phonenumbers.IsValidNumber(n)
	case "AWSIPAddress":
		_, err := netip.ParseAddr(text)
		return err == nil
	}
	return true
}

func validDate(text string) bool {
	if !date.MatchString(text) {
		return false
	}
	if text[:4] == "0000" {
		text = "2000" + text[4:] // a leap year, which time.Parse does not know as such
	}
	_, err := time.Parse(time.DateOnly, text)
	return err == nil
}

// scalarHint shows a valid value.
func scalarHint(scalar string) string {
	switch scalar {
	case "Int", "AWSTimestamp":
		return "write a whole number, such as .default(1)"
	case "Float":
		return "write a number, such as .default(0.5)"
	case "Boolean":
		return "write .default(true) or .default(false)"
	case "AWSJSON":
		return `write JSON as text with escaped quotes, such as .default('{\\"a\\":1}')`
	case "AWSDate":
		return "write an existing day as '2024-02-29'"
	case "AWSTime":
		return "write a time with its zone, such as '07:30:00Z' or '07:30:00+02:00'"
	case "AWSDateTime":
		return "write a date and a time with its zone, such as '2024-02-29T07:30:00Z'"
	case "AWSEmail":
		return "write an address such as 'name@example.com'"
	case "AWSURL":
		return "write a URL with its scheme, such as 'https://example.com'"
	case "AWSPhone":
		return "write an international number, such as '+12025550123'"
	case "AWSIPAddress":
		return "write an address such as '10.0.0.1' or '2001:db8::1', without a prefix length"
	}
	return "write a value of the field's type"
}

// validURL follows the parts of the WHATWG parser that reject: no scheme, a
// special scheme without a host, a forbidden character in the host, a port
// that is no number.
func validURL(text string) bool {
	text = strings.Trim(text, "\x00\x01\x02\x03\x04\x05\x06\x07\b\t\n\v\f\r\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f ")
	scheme := urlScheme.FindString(text)
	if scheme == "" {
		return false
	}
	rest := text[len(scheme):]
	switch strings.ToLower(strings.TrimSuffix(scheme, ":")) {
	case "http", "https", "ws", "wss", "ftp":
		return validHost(strings.TrimLeft(rest, `/\`), true)
	}
	if !strings.HasPrefix(rest, "//") {
		return true
	}
	return validHost(rest[2:], false)
}

func validHost(rest string, special bool) bool {
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		rest = rest[:end]
	}
	if special {
		rest, _, _ = strings.Cut(rest, `\`)
	}
	if at := strings.LastIndex(rest, "@"); at >= 0 {
		rest = rest[at+1:]
	}
	host, port := rest, ""
	if strings.HasPrefix(rest, "[") {
		end := strings.Index(rest, "]")
		if end < 0 {
			return false
		}
		if _, err := netip.ParseAddr(rest[1:end]); err != nil {
			return false
		}
		host, port = rest[:end+1], strings.TrimPrefix(rest[end+1:], ":")
	} else {
		host, port, _ = strings.Cut(rest, ":")
		if strings.ContainsAny(host, " \t\n\r<>[]^|%") {
			return false
		}
	}
	if port != "" {
		if n, err := strconv.ParseUint(port, 10, 32); err != nil || n > 65535 {
			return false
		}
	}
	return host != "" || !special
}
