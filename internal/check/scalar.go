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
		return err == nil && phonenumbers.IsValidNumber(n) && !strings.HasPrefix(text, "tel:")
	case "AWSIPAddress":
		_, err := netip.ParseAddr(text)
		return err == nil
	}
	return true
}

// storable reports whether a number or a boolean is more than the start of the
// text, which is all that Amplify looks at: with "7 days" or 1.5 for an Int it
// deploys an API that writes rows which it cannot read.
func storable(scalar, text string) bool {
	var err error
	switch scalar {
	case "Int", "AWSTimestamp":
		_, err = strconv.ParseInt(text, 10, 64)
	case "Float":
		_, err = strconv.ParseFloat(text, 64)
	case "Boolean":
		_, err = strconv.ParseBool(text)
	}
	return err == nil
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
