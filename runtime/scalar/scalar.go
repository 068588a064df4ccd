// Package scalar decides which texts are values of AppSync's scalars
// (api.md 4.5). Values are kept as they were sent: nothing here normalises.
package scalar

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"strings"

	"github.com/nyaruka/phonenumbers"

	"github.com/amplifygo/amplifygo/runtime/schema"
)

// Check reports whether text is a value of a scalar that is a string on the
// wire: ID, String and the AWS scalars except AWSTimestamp. The error says what
// was expected, without the text itself.
func Check(kind schema.Kind, text string) error {
	ok, want := true, ""
	switch kind {
	case schema.ID, schema.String:
	case schema.AWSDate:
		ok, want = isDate(text), "a date such as 1970-01-01 or 1970-01-01Z"
	case schema.AWSTime:
		ok, want = isTime(text), "a time such as 12:30, 12:30:24.5 or 12:30:24+05:30"
	case schema.AWSDateTime:
		ok, want = isDateTime(text), "a date and time with an offset such as 1970-01-01T12:30:00.000Z"
	case schema.AWSEmail:
		ok, want = isEmail(text), "an email address such as user@example.com"
	case schema.AWSJSON:
		ok, want = json.Valid([]byte(text)), "a string that contains JSON"
	case schema.AWSPhone:
		ok, want = isPhone(text), "a phone number such as +12065550100"
	case schema.AWSURL:
		ok, want = isURL(text), "a URL with a scheme such as https://example.com"
	case schema.AWSIPAddress:
		ok, want = isIPAddress(text), "an IPv4 or IPv6 address, optionally with a prefix length"
	default:
		return fmt.Errorf("a value of kind %d is not written as a string", kind)
	}
	if !ok {
		return fmt.Errorf("expected %s", want)
	}
	return nil
}

// KindOf finds the kind of a scalar by its GraphQL name; schema.Invalid for
// anything else.
func KindOf(name string) schema.Kind {
	switch name {
	case "ID":
		return schema.ID
	case "String":
		return schema.String
	case "Int":
		return schema.Int
	case "Float":
		return schema.Float
	case "Boolean":
		return schema.Boolean
	case "AWSDate":
		return schema.AWSDate
	case "AWSTime":
		return schema.AWSTime
	case "AWSDateTime":
		return schema.AWSDateTime
	case "AWSTimestamp":
		return schema.AWSTimestamp
	case "AWSEmail":
		return schema.AWSEmail
	case "AWSJSON":
		return schema.AWSJSON
	case "AWSPhone":
		return schema.AWSPhone
	case "AWSURL":
		return schema.AWSURL
	case "AWSIPAddress":
		return schema.AWSIPAddress
	}
	return schema.Invalid
}

// email is the pattern of the HTML standard, which AppSync's simulator uses;
// RFC 822's comments and quoted parts are refused by the service as well.
var email = regexp.MustCompile("^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$")

func isEmail(s string) bool { return len(s) <= 320 && email.MatchString(s) }

// isPhone asks libphonenumber; numbers without a country code are taken as
// numbers of the United States and Canada. Letters (vanity numbers) are refused.
func isPhone(s string) bool {
	if s == "" || len(s) > 40 || strings.ContainsFunc(s, func(r rune) bool { return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' }) {
		return false
	}
	n, err := phonenumbers.Parse(s, "US")
	return err == nil && phonenumbers.IsValidNumber(n)
}

// isURL wants a scheme and either a host or, as in mailto:, an opaque part.
func isURL(s string) bool {
	u, err := url.Parse(s)
	if err != nil || u.Scheme == "" || strings.ContainsAny(s, " \t\r\n") {
		return false
	}
	return u.Host != "" || u.Opaque != "" || u.Scheme == "file" && u.Path != ""
}

func isIPAddress(s string) bool {
	if strings.Contains(s, "/") {
		_, err := netip.ParsePrefix(s)
		return err == nil
	}
	a, err := netip.ParseAddr(s)
	return err == nil && a.Zone() == ""
}
