package amplify

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"time"
)

// The text scalars keep the text that the API sent, because AppSync returns
// dates and times verbatim and a program that writes a record back must not
// change them. They compare, sort and print as strings; Time gives the value.

// Date is an AWSDate: "2026-11-23", with an optional offset.
type Date string

// DateOf is the date of a time in its own location.
func DateOf(t time.Time) Date { return Date(t.Format(time.DateOnly)) }

// Time gives the start of the day, in the date's offset or in UTC.
func (d Date) Time() (time.Time, error) {
	return parseTime("AWSDate", string(d), time.DateOnly, "2006-01-02Z07:00", "2006-01-02Z07:00:00")
}

// Time is an AWSTime: "15:04:05.123", with an optional offset.
type Time string

// TimeOf is the time of day of t in its own location, to the millisecond, without offset.
func TimeOf(t time.Time) Time { return Time(t.Format("15:04:05.000")) }

// Time gives the time of day on 1 January of the year 0, in the value's
// offset or in UTC.
func (t Time) Time() (time.Time, error) {
	return parseTime("AWSTime", string(t), "15:04:05", "15:04", "15:04:05Z07:00", "15:04Z07:00", "15:04:05Z07:00:00", "15:04Z07:00:00")
}

// DateTime is an AWSDateTime: "2026-11-23T15:04:05.123Z".
type DateTime string

// DateTimeOf is the instant in UTC to the millisecond, as AppSync writes its
// own timestamps.
func DateTimeOf(t time.Time) DateTime { return DateTime(t.UTC().Format("2006-01-02T15:04:05.000Z")) }

// Time gives the instant.
func (d DateTime) Time() (time.Time, error) {
	return parseTime("AWSDateTime", string(d), time.RFC3339Nano, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05Z07:00:00", "2006-01-02T15:04Z07:00:00")
}

// parseTime reads a text in the first layout that fits it.
func parseTime(scalar, text string, layouts ...string) (time.Time, error) {
	for _, l := range layouts {
		if t, err := time.Parse(l, text); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("amplify: %s %q has no Go time", scalar, text)
}

// Timestamp is an AWSTimestamp: seconds since the start of 1970 in UTC.
type Timestamp int64

// TimestampOf is the second of an instant.
func TimestampOf(t time.Time) Timestamp { return Timestamp(t.Unix()) }

// Time gives the instant in UTC.
func (t Timestamp) Time() time.Time { return time.Unix(int64(t), 0).UTC() }

// URL is an AWSURL.
type URL string

// URLOf is the text of a URL.
func URLOf(u *url.URL) URL { return URL(u.String()) }

// Parse gives the URL.
func (u URL) Parse() (*url.URL, error) { return url.Parse(string(u)) }

// IPAddress is an AWSIPAddress: an IPv4 or IPv6 address, with an optional
// prefix length ("10.0.0.0/8").
type IPAddress string

// IPAddressOf is the text of an address.
func IPAddressOf(a netip.Addr) IPAddress { return IPAddress(a.String()) }

// Prefix gives the prefix; an address without a length is a prefix of its own.
func (a IPAddress) Prefix() (netip.Prefix, error) {
	if p, err := netip.ParsePrefix(string(a)); err == nil {
		return p, nil
	}
	addr, err := netip.ParseAddr(string(a))
	if err != nil {
		return netip.Prefix{}, fmt.Errorf("amplify: AWSIPAddress %q: %w", string(a), err)
	}
	return netip.PrefixFrom(addr, addr.BitLen()), nil
}

// Addr gives the address, without its prefix length.
func (a IPAddress) Addr() (netip.Addr, error) {
	p, err := a.Prefix()
	return p.Addr(), err
}

// JSON is an AWSJSON: the JSON text itself. On the wire it is a string that
// holds the text; the type does the quoting.
type JSON json.RawMessage

// JSONOf encodes any value.
func JSONOf(v any) (JSON, error) {
	b, err := json.Marshal(v)
	return JSON(b), err
}

// Decode decodes the text into v.
func (j JSON) Decode(v any) error { return json.Unmarshal(j, v) }

// String gives the text.
func (j JSON) String() string { return string(j) }

// MarshalJSON quotes the text. An empty JSON is not valid and refused.
func (j JSON) MarshalJSON() ([]byte, error) {
	if !json.Valid(j) {
		return nil, fmt.Errorf("amplify: AWSJSON value %s is not JSON", strconv.Quote(string(j)))
	}
	return json.Marshal(string(j))
}

// UnmarshalJSON unquotes the text.
func (j *JSON) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return fmt.Errorf("amplify: an AWSJSON value comes as a string: %w", err)
	}
	*j = JSON(s)
	return nil
}
