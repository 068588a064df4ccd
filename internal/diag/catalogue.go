package diag

import "sort"

// Entry explains a code to the user. docs/diagnostics.md is generated from the
// entries, and a test asks that every code in use has one.
type Entry struct {
	Code     Code
	Severity Severity
	// Title is one line, lower case, without names from a schema.
	Title string
	// Explanation says in a few sentences why the finding exists and what to do.
	Explanation string
	// Bad and Good are TypeScript snippets: one that gives the finding and
	// one that does not.
	Bad, Good string
}

// Catalogue gives every code there is, in order. Each subject declares its
// entries in a file of its own.
func Catalogue() []Entry {
	var all []Entry
	for _, part := range [][]Entry{
		sourceEntries(), languageEntries(), relationEntries(), authEntries(), operationEntries(), warningEntries(),
	} {
		all = append(all, part...)
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].Code < all[j].Code })
	return all
}

// Explain gives the entry of a code.
func Explain(code Code) (Entry, bool) {
	for _, e := range Catalogue() {
		if e.Code == code {
			return e, true
		}
	}
	return Entry{}, false
}
