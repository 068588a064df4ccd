package jsresolver

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// maxPattern bounds a pattern of dates, in bytes.
const maxPattern = 1000

// appendDate writes a date by a pattern of Java's DateTimeFormatter, in the
// words and weeks of the United States, as AppSync's Java has them.
func appendDate(b []byte, t time.Time, pattern string) ([]byte, error) {
	refused := func(part string) error {
		return fmt.Errorf("the date format %q is not supported: %s", clip(pattern), part)
	}
	if len(pattern) > maxPattern {
		return nil, refused("it is too long")
	}
	for i := 0; i < len(pattern); {
		c := pattern[i]
		switch {
		case c == '\'':
			text, n := quoted(pattern[i:])
			if n == 0 {
				return nil, refused("a quote does not end")
			}
			b = append(b, text...)
			i += n
		case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z':
			n := 1
			for i+n < len(pattern) && pattern[i+n] == c {
				n++
			}
			out, ok := appendPart(b, t, c, n)
			if !ok {
				return nil, refused(pattern[i : i+n])
			}
			b = out
			i += n
		case strings.IndexByte("[]{}#", c) >= 0:
			return nil, refused(string(c))
		default:
			b = append(b, c)
			i++
		}
	}
	return b, nil
}

// quoted reads a text in single quotes, in which two of them are one; 0 where it
// does not end. Two quotes alone are one, too.
func quoted(s string) (text string, n int) {
	if strings.HasPrefix(s, "''") {
		return "'", 2
	}
	for i := 1; i < len(s); i++ {
		if s[i] != '\'' {
			continue
		}
		if i+1 < len(s) && s[i+1] == '\'' {
			i++
			continue
		}
		return strings.ReplaceAll(s[1:i], "''", "'"), i + 1
	}
	return "", 0
}

// appendPart writes n letters of a pattern; false for what is not known.
func appendPart(b []byte, t time.Time, letter byte, n int) ([]byte, bool) {
	if v, most, ok := datePart(t, letter); ok && n <= most {
		return appendPadded(b, v, n), true
	}
	layout := ""
	switch letter {
	case 'y', 'u', 'Y':
		year := t.Year()
		if letter == 'Y' {
			year, _ = weekOf(t)
		}
		if n == 2 {
			year %= 100
		}
		return appendPadded(b, year, n), n <= 9
	case 'M', 'L':
		layout = map[int]string{3: "Jan", 4: "January"}[n]
	case 'E':
		layout = map[int]string{1: "Mon", 2: "Mon", 3: "Mon", 4: "Monday"}[n]
	case 'a':
		layout = map[int]string{1: "PM"}[n]
	case 'S':
		if n > 9 {
			return b, false
		}
		return append(b, fmt.Sprintf("%09d", t.Nanosecond())[:n]...), true
	case 'z':
		layout = map[int]string{1: "MST", 2: "MST", 3: "MST"}[n]
	case 'V':
		return append(b, t.Location().String()...), n == 2
	case 'Z':
		layout = map[int]string{1: "-0700", 2: "-0700", 3: "-0700", 5: "Z07:00"}[n]
	case 'X':
		layout = map[int]string{1: "Z07", 2: "Z0700", 3: "Z07:00"}[n]
	case 'x':
		layout = map[int]string{1: "-07", 2: "-0700", 3: "-07:00"}[n]
	}
	return t.AppendFormat(b, layout), layout != ""
}

// datePart gives the number that a letter stands for, and how often the letter
// may stand for a number.
func datePart(t time.Time, letter byte) (v, most int, ok bool) {
	switch letter {
	case 'M', 'L':
		return int(t.Month()), 2, true
	case 'd':
		return t.Day(), 2, true
	case 'D':
		return t.YearDay(), 3, true
	case 'H':
		return t.Hour(), 2, true
	case 'k':
		return (t.Hour()+23)%24 + 1, 2, true
	case 'K':
		return t.Hour() % 12, 2, true
	case 'h':
		return (t.Hour()+11)%12 + 1, 2, true
	case 'm':
		return t.Minute(), 2, true
	case 's':
		return t.Second(), 2, true
	case 'n':
		return t.Nanosecond(), 9, true
	case 'e':
		return int(t.Weekday()) + 1, 2, true
	case 'w':
		_, week := weekOf(t)
		return week, 2, true
	case 'Q', 'q':
		return (int(t.Month())-1)/3 + 1, 2, true
	}
	return 0, 0, false
}

// weekOf gives the year and the week of a date, whose weeks begin on Sundays;
// the first one is that of the first of January.
func weekOf(t time.Time) (year, week int) {
	saturday := t.AddDate(0, 0, int(time.Saturday-t.Weekday()))
	if saturday.Year() > t.Year() {
		return saturday.Year(), 1
	}
	return t.Year(), (saturday.YearDay()-1)/7 + 1
}

func appendPadded(b []byte, v, width int) []byte {
	s := strconv.Itoa(v)
	for range width - len(s) {
		b = append(b, '0')
	}
	return append(b, s...)
}
