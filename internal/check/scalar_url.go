package check

import (
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

var urlScheme = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9+.-]*:`)

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
		if special && !validSpecialHost(host) || strings.ContainsAny(host, " \t\n\r<>[]^|") {
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

// validSpecialHost checks a host of http and its like: percent escapes are
// resolved first, and one that ends in a number is an IPv4 address.
func validSpecialHost(host string) bool {
	plain, err := url.PathUnescape(host)
	if err != nil || strings.ContainsAny(plain, " \t\n\r#/:<>?@[\\]^|%\x00\x7f") {
		return false
	}
	labels := strings.Split(strings.TrimSuffix(plain, "."), ".")
	if last := labels[len(labels)-1]; !number(last) {
		return true
	}
	if len(labels) > 4 {
		return false
	}
	for i, label := range labels {
		limit := uint64(255)
		if i == len(labels)-1 {
			limit = 1<<(8*(5-len(labels))) - 1
		}
		if n, err := strconv.ParseUint(octal(label), 0, 64); err != nil || n > limit {
			return false
		}
	}
	return true
}

// number reports whether a label is a number: decimal, or hexadecimal with 0x.
func number(label string) bool {
	if label == "" {
		return false
	}
	_, err := strconv.ParseUint(label, 0, 64)
	return err == nil || strings.Trim(label, "0123456789") == ""
}

// octal writes a label with a leading zero as strconv reads octal numbers.
func octal(label string) string {
	if len(label) > 1 && label[0] == '0' && label[1] >= '0' && label[1] <= '9' {
		return "0o" + label[1:]
	}
	return label
}
