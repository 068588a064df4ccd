package hostile_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"sort"
	"strings"
	"testing"
)

// attempt is one attack: what is asked by whom, and the whole answer as
// answer.String writes it.
type attempt struct {
	name  string
	as    caller
	query string
	vars  string
	want  string
	// may: the request is legitimate as such and changes the database; what
	// it must not do is in want.
	may bool
}

// try makes the attempts one after the other.
func (x *target) try(t *testing.T, attempts []attempt) {
	t.Helper()
	for _, a := range attempts {
		t.Run(a.name, func(t *testing.T) {
			x.t = t
			before := x.state()
			got := x.post(request(a.query, a.vars), func(r *http.Request) { a.as(x, r) })
			got.check(t, a.want)
			if after := x.state(); !a.may && after != before {
				t.Errorf("the database changed from%s\nto%s", before, after)
			}
		})
	}
}

// answer is what came back.
type answer struct {
	status    int
	errorType string
	body      []byte
}

func (a *answer) check(t *testing.T, want string) {
	t.Helper()
	if bytes.Contains(a.body, []byte(marker)) {
		t.Errorf("a secret came back: %s", a.body)
	}
	if got := a.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s\nbody %.2000s", got, want, a.body)
	}
}

var requestID = regexp.MustCompile(`Request ID: [A-Z0-9]{52}\)`)

// String writes an answer: the data, and each error in a line of its own as
// "Type path: message", "-" for a type that is not there and "null" for a null
// one. HTTP errors are "401 Type: message". Forms that are not AppSync's show.
func (a *answer) String() string {
	var r map[string]json.RawMessage
	if err := json.Unmarshal(a.body, &r); err != nil {
		return fmt.Sprintf("%d no JSON: %.200s", a.status, a.body)
	}
	var errs []map[string]json.RawMessage
	if r["errors"] != nil {
		if json.Unmarshal(r["errors"], &errs) != nil || len(errs) == 0 {
			return "a form of errors that is not AppSync's: " + string(a.body)
		}
	}
	if a.status != http.StatusOK {
		return a.refusal(r, errs)
	}
	out := string(r["data"])
	for _, e := range errs {
		out += "\n" + entry(e)
	}
	return out
}

func (a *answer) refusal(r map[string]json.RawMessage, errs []map[string]json.RawMessage) string {
	if len(r) != 1 || len(errs) != 1 || len(errs[0]) != 2 || text(errs[0]["errorType"]) != a.errorType {
		return fmt.Sprintf("%d a form that is not AppSync's (x-amzn-ErrorType %q): %s", a.status, a.errorType, a.body)
	}
	return fmt.Sprintf("%d %s: %s", a.status, a.errorType, text(errs[0]["message"]))
}

// entry writes one error of a GraphQL answer.
func entry(e map[string]json.RawMessage) string {
	keys := make([]string, 0, len(e))
	for k := range e {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	typ := "-"
	switch form := strings.Join(keys, " "); form {
	case "locations message path":
	case "data errorInfo errorType locations message path":
		if typ = "null"; string(e["errorType"]) != "null" {
			typ = text(e["errorType"])
		}
		if string(e["data"]) != "null" || string(e["errorInfo"]) != "null" {
			typ += " with data"
		}
	default:
		return "an error of keys " + form
	}
	var path []any
	_ = json.Unmarshal(e["path"], &path)
	place := strings.Trim(strings.ReplaceAll(fmt.Sprint(path), " ", "."), "[]")
	return strings.TrimSpace(typ+" "+place) + ": " + requestID.ReplaceAllString(text(e["message"]), "Request ID: *)")
}

func text(raw json.RawMessage) string {
	var s string
	_ = json.Unmarshal(raw, &s)
	return s
}

// setUp runs documents that have to succeed.
func (x *target) setUp(as caller, documents ...string) {
	x.t.Helper()
	for _, d := range documents {
		got := x.post(request(d, ""), func(r *http.Request) { as(x, r) })
		if got.status != http.StatusOK || bytes.Contains(got.body, []byte(`"errors"`)) {
			x.t.Fatalf("%s: %s", d, got.body)
		}
	}
}
