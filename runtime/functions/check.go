package functions

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/schema"
)

// Missing is an operation that cannot run.
type Missing struct {
	// Operation is "Query.echo".
	Operation string
	// Why says what is not there, Remedy what to do.
	Why, Remedy string
}

// String is one line for people.
func (m Missing) String() string { return m.Operation + ": " + m.Why + "; " + m.Remedy }

// Missing lists the operations that cannot run, in the order of the schema.
// Calls of them are errors of the type NotImplemented.
func (r *Router) Missing() []Missing { return slices.Clone(r.missing) }

// Check gives an error that lists all operations that cannot run, and nil
// where every one can. A server that must not begin incomplete stops by it.
func (r *Router) Check() error {
	if len(r.missing) == 0 {
		return nil
	}
	lines := make([]string, len(r.missing))
	for i, m := range r.missing {
		lines[i] = "\n  " + m.String()
	}
	return errors.New("custom operations without a handler:" + strings.Join(lines, ""))
}

// reason says why an operation cannot run, in sentences that follow another.
// A server that is complete never says it.
func (r *Router) reason(o *schema.Operation) string {
	text := ""
	for _, m := range r.missing {
		if m.Operation == Name(o) {
			text += " " + strings.ToUpper(m.Why[:1]) + m.Why[1:] + "; " + m.Remedy + "."
		}
	}
	return text
}

func (r *Router) lacks(o *schema.Operation, why, remedy string) {
	r.missing = append(r.missing, Missing{Operation: Name(o), Why: why, Remedy: remedy})
}

// checkNames refuses functions under names that nothing would call.
func (r *Router) checkNames() error {
	used := map[string]bool{}
	for _, o := range r.Schema.Operations {
		for _, h := range o.Handlers {
			used[h.Function] = true
		}
	}
	var wrong []string
	for name, f := range r.Go {
		parent, field, _ := strings.Cut(name, ".")
		if f != nil && r.Schema.Operation(parent, field) == nil {
			wrong = append(wrong, fmt.Sprintf("a Go function is registered as %q, but the schema has no such operation", name))
		}
	}
	for name, f := range r.Steps {
		if f != nil && !used[name] {
			wrong = append(wrong, fmt.Sprintf("a Go function is registered as %q, but no handler of the schema has this function", name))
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	slices.Sort(wrong)
	return errors.New("functions: " + strings.Join(wrong, "; "))
}
