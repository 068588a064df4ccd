package scalar

import "strings"

// isDate accepts YYYY-MM-DD with an optional offset; years may be negative.
func isDate(s string) bool {
	rest, ok := date(s)
	return ok && isOffset(rest, true)
}

// isTime accepts hh:mm[:ss[.fraction]] with an optional offset.
func isTime(s string) bool {
	rest, ok := clock(s)
	return ok && isOffset(rest, true)
}

// isDateTime accepts a date, "T", a time and an offset, which is compulsory.
func isDateTime(s string) bool {
	rest, ok := date(s)
	if !ok || !strings.HasPrefix(rest, "T") {
		return false
	}
	rest, ok = clock(rest[1:])
	return ok && isOffset(rest, false)
}

// date reads [-]YYYY-MM-DD and gives what follows it.
func date(s string) (rest string, ok bool) {
	s = strings.TrimPrefix(s, "-")
	year, s, ok := digits(s, 4, 0, 9999)
	if !ok || !strings.HasPrefix(s, "-") {
		return "", false
	}
	month, s, ok := digits(s[1:], 2, 1, 12)
	if !ok || !strings.HasPrefix(s, "-") {
		return "", false
	}
	_, s, ok = digits(s[1:], 2, 1, daysIn(month, year))
	return s, ok
}

func daysIn(month, year int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// clock reads hh:mm[:ss[.s{1,9}]] and gives what follows it.
func clock(s string) (rest string, ok bool) {
	_, s, ok = digits(s, 2, 0, 23)
	if !ok || !strings.HasPrefix(s, ":") {
		return "", false
	}
	if _, s, ok = digits(s[1:], 2, 0, 59); !ok || !strings.HasPrefix(s, ":") {
		return s, ok
	}
	if _, s, ok = digits(s[1:], 2, 0, 59); !ok || !strings.HasPrefix(s, ".") {
		return s, ok
	}
	s = s[1:]
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return s[n:], n >= 1 && n <= 9
}

// isOffset accepts Z or ±hh:mm[:ss]; the empty text only if it is optional.
func isOffset(s string, optional bool) bool {
	if s == "" {
		return optional
	}
	if s == "Z" {
		return true
	}
	if s[0] != '+' && s[0] != '-' {
		return false
	}
	_, s, ok := digits(s[1:], 2, 0, 18)
	if !ok || !strings.HasPrefix(s, ":") {
		return false
	}
	_, s, ok = digits(s[1:], 2, 0, 59)
	if !ok || s == "" {
		return ok
	}
	if s[0] != ':' {
		return false
	}
	_, s, ok = digits(s[1:], 2, 0, 59)
	return ok && s == ""
}

// digits reads exactly n decimal digits whose value lies between low and high.
func digits(s string, n, low, high int) (v int, rest string, ok bool) {
	if len(s) < n {
		return 0, "", false
	}
	for i := range n {
		c := s[i]
		if c < '0' || c > '9' {
			return 0, "", false
		}
		v = v*10 + int(c-'0')
	}
	return v, s[n:], v >= low && v <= high
}
