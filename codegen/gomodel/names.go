package gomodel

import (
	"go/token"
	"strconv"
	"strings"
	"unicode"
)

// initialisms are written in capitals, as Go's own linters ask.
var initialisms = map[string]bool{
	"ACL": true, "API": true, "ASCII": true, "AWS": true, "CPU": true, "CSS": true, "DNS": true, "EOF": true,
	"GUID": true, "HTML": true, "HTTP": true, "HTTPS": true, "ID": true, "IP": true, "JSON": true, "JWT": true,
	"QPS": true, "RAM": true, "RPC": true, "SKU": true, "SLA": true, "SMTP": true, "SQL": true, "SSH": true,
	"SSN": true, "TCP": true, "TLS": true, "TTL": true, "UDP": true, "UI": true, "UID": true, "UUID": true,
	"URI": true, "URL": true, "UTF8": true, "VAT": true, "VM": true, "XML": true, "ISBN": true, "IBAN": true,
}

// Exported is the exported Go identifier for a name of the API: "userId"
// becomes "UserID", "IN_PROGRESS" "InProgress", "_x" "X". A name without a
// letter or digit at its start is prefixed with X.
func Exported(name string) string {
	var b strings.Builder
	for _, w := range words(name) {
		upper := strings.ToUpper(w)
		switch {
		case initialisms[upper]:
			b.WriteString(upper)
		case strings.HasSuffix(upper, "S") && initialisms[strings.TrimSuffix(upper, "S")]:
			b.WriteString(strings.TrimSuffix(upper, "S") + "s")
		case w == upper && len(w) > 1 && name == strings.ToUpper(name):
			b.WriteString(upper[:1] + strings.ToLower(w[1:])) // a SCREAMING name
		default:
			b.WriteString(upper[:1] + w[1:])
		}
	}
	s := b.String()
	if s == "" || s[0] < 'A' || s[0] > 'Z' {
		return "X" + s
	}
	return s
}

// Unexported is the unexported Go identifier for a name of the API: "UserID"
// becomes "userID", "type" "type_".
func Unexported(name string) string {
	s := Exported(name)
	n := 0
	for n < len(s) && unicode.IsUpper(rune(s[n])) {
		n++
	}
	switch {
	case n == len(s):
	case n > 1:
		n-- // the last capital starts the next word
	}
	s = strings.ToLower(s[:n]) + s[n:]
	if token.IsKeyword(s) || predeclared[s] {
		return s + "_"
	}
	return s
}

// predeclared are Go's own identifiers that a parameter of that name would hide
// from the code around it, and the names that emitted bodies use.
var predeclared = map[string]bool{
	"any": true, "bool": true, "byte": true, "error": true, "float64": true, "int": true, "int64": true, "string": true,
	"nil": true, "true": true, "false": true, "iota": true, "len": true, "cap": true, "append": true, "copy": true, "new": true, "make": true,
	"ctx": true, "opts": true, "in": true, "m": true, "key": true, "amplify": true, "context": true, "iter": true, "json": true,
}

// locals are init, which Go keeps, and the names of variables and parameters in
// emitted bodies, which
// would hide a package-level variable of that name.
var locals = map[string]bool{
	"args": true, "c": true, "current": true, "err": true, "fn": true, "h": true, "init": true, "of": true, "q": true, "row": true, "s": true, "t": true,
	"to": true, "tx": true,
}

// standard are the methods whose signatures go vet knows from the standard
// library, and refuses others for.
var standard = []string{
	"GobDecode", "GobEncode", "MarshalJSON", "MarshalXML", "ReadByte", "ReadRune",
	"UnmarshalJSON", "UnmarshalXML", "UnreadByte", "UnreadRune", "WriteByte",
}

// variable takes a package-level name that no emitted body hides.
func (v *View) variable(want string) string {
	if locals[want] {
		want += "Model"
	}
	return v.names.claim(want)
}

// words splits a name at underscores and at changes from small to capital
// letters, and before the last capital of a run of capitals: "HTTPServer_url"
// gives HTTP, Server, url.
func words(name string) []string {
	var out []string
	start := 0
	cut := func(end int) {
		if w := strings.Trim(name[start:end], "_"); w != "" {
			out = append(out, w)
		}
		start = end
	}
	for i := 1; i < len(name); i++ {
		prev, c := rune(name[i-1]), rune(name[i])
		nextLower := i+1 < len(name) && unicode.IsLower(rune(name[i+1])) && !pluralEnd(name, i)
		switch {
		case c == '_' || prev == '_':
			cut(i)
		case unicode.IsUpper(c) && !unicode.IsUpper(prev):
			cut(i)
		case unicode.IsUpper(c) && unicode.IsUpper(prev) && nextLower:
			cut(i)
		}
	}
	if name != "" {
		cut(len(name))
	}
	return out
}

// pluralEnd tells the s of "userIDs" from the start of a word.
func pluralEnd(name string, i int) bool {
	return name[i+1] == 's' && (i+2 == len(name) || unicode.IsUpper(rune(name[i+2])) || name[i+2] == '_')
}

// scope hands out identifiers that are unique in it.
type scope struct{ taken map[string]bool }

func newScope(taken ...string) *scope {
	s := &scope{taken: map[string]bool{}}
	for _, t := range taken {
		s.taken[t] = true
	}
	return s
}

// claim takes the wanted identifier, or the first free one of want2, want3 ….
func (s *scope) claim(want string) string {
	name := want
	for n := 2; s.taken[name]; n++ {
		name = want + strconv.Itoa(n)
	}
	s.taken[name] = true
	return name
}

// fileName is the base of a model's file: the name in small letters without
// underscores, because "_linux.gen.go" and the like are build constraints.
func (v *View) fileName(name string) string {
	return v.files.claim(strings.ToLower(strings.ReplaceAll(name, "_", "")))
}
