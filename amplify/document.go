package amplify

import (
	"strings"
	"sync"
)

// kind is the kind of an operation, as documents spell it.
type kind string

const (
	queryKind        kind = "query"
	mutationKind     kind = "mutation"
	subscriptionKind kind = "subscription"
)

// maxArguments is the length above which graphql-js writes each argument on a
// line of its own.
const maxArguments = 80

// document prints an anonymous operation with one root field exactly as
// graphql-js 15 prints it, which is what the official client sends:
//
//	query ($id: ID!) {
//	  getTodo(id: $id) {
//	    id
//	  }
//	}
func document(k kind, field, vars string, sel selectionSet) string {
	var b strings.Builder
	switch {
	case vars != "":
		b.WriteString(string(k) + " (" + vars + ") ")
	case k != queryKind:
		b.WriteString(string(k) + " ")
	}
	b.WriteString("{\n  ")
	writeField(&b, field, arguments(vars), sel, 1)
	b.WriteString("\n}\n")
	return b.String()
}

// arguments gives the names of the declared variables, which are also the
// names of the field's arguments: "$id: ID!, $lang: String" gives id, lang.
func arguments(vars string) []string {
	if vars == "" {
		return nil
	}
	declared := strings.Split(vars, ", ")
	for i, d := range declared {
		name, _, _ := strings.Cut(d, ":")
		declared[i] = strings.TrimPrefix(name, "$")
	}
	return declared
}

func writeField(b *strings.Builder, name string, args []string, sel selectionSet, depth int) {
	b.WriteString(name)
	if len(args) > 0 {
		passed := make([]string, len(args))
		for i, a := range args {
			passed[i] = a + ": $" + a
		}
		if line := "(" + strings.Join(passed, ", ") + ")"; len(name)+len(line) <= maxArguments {
			b.WriteString(line)
		} else {
			indent := strings.Repeat("  ", depth)
			b.WriteString("(\n" + indent + "  " + strings.Join(passed, "\n"+indent+"  ") + "\n" + indent + ")")
		}
	}
	if len(sel) == 0 {
		return
	}
	b.WriteString(" {\n")
	for _, f := range sel {
		b.WriteString(strings.Repeat("  ", depth+1))
		writeField(b, f.name, nil, f.sub, depth+1)
		b.WriteByte('\n')
	}
	b.WriteString(strings.Repeat("  ", depth) + "}")
}

// pageSelection wraps the selection of a list's items.
func pageSelection(items selectionSet) selectionSet {
	return selectionSet{{name: "items", sub: items}, {name: "nextToken"}, {name: "__typename"}}
}

// documents are the documents with the default selection, by operation. They
// are in a plain map: a sync.Map is generic, so every package that knows the
// type of a client would compile its hundred methods again.
type documents struct {
	mu sync.RWMutex
	by map[*Operation]string
}

// get gives the document of an operation, made where it is not there yet.
func (d *documents) get(o *Operation, make func() string) string {
	d.mu.RLock()
	text, ok := d.by[o]
	d.mu.RUnlock()
	if ok {
		return text
	}
	text = make()
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.by == nil {
		d.by = map[*Operation]string{}
	}
	d.by[o] = text
	return text
}
