package server

import (
	"fmt"
	"testing"
)

func TestAsked(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		"":                     "query",
		"{ listNotes { id } }": "query listNotes",
		"query($f: F = {a: 1}, $n: Int) {\n  listNotes(filter: $f) { items { id } }\n}": "query listNotes",
		"mutation M { createNote(input: {}) { id } }":                                   "mutation createNote",
		"subscription{onCreateNote{id}}":                                                "subscription onCreateNote",
		"mutation {":                                                                    "mutation",
		"{ ...F }":                                                                      "query",
		"nonsense \x1b":                                                                 "query",
	} {
		if got := asked(query); got != want {
			t.Errorf("%q: got %q, want %q", query, got, want)
		}
	}
}

func TestTheFirstErrorIsWatched(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]string{
		`{"data":{"a":1}}`:                 "[asks=query a]",
		`{"data":{"x":{"errors":["no"]}}}`: "[asks=query a]",
		`{"data":null,"errors":[{"message":"Not Authorized"},{"message":"second"}]}`: "[asks=query a error=Not Authorized]",
	} {
		if got := fmt.Sprint(watched("{ a }", []byte(answer))); got != want {
			t.Errorf("%s: got %s, want %s", answer, got, want)
		}
	}
}
