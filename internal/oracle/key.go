package oracle

import (
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// Keys are the key arguments of a query: the fields of the key or index, the
// partition's value if it was given, and a condition on the sort key.
type Keys struct {
	Fields    []string
	Partition *string
	// Sort is nil where no condition was given; Equal tells whether it is eq.
	Sort  *string
	Equal bool
}

// ReadKey answers for reading a row, which agrees with the arguments, by key
// arguments; injected is the value that an omitted sort key has to have.
func (o *Oracle) ReadKey(id *auth.Identity, m *schema.Model, op schema.Operations, k Keys, row Row) (a Answer, injected string) {
	if a, ok := o.above(id, "Query"); ok {
		return a, ""
	}
	list := somewhere(m, op)
	a = Refused
	for _, s := range list {
		if (s.how == "all" || s.how == "group") && o.recognises(id, m, s, nil, true) {
			return o.withFields(id, m, k.Fields, row, Yes), ""
		}
	}
	if full, only := o.injects(id, m, list, op, k); only {
		if full == "" {
			return Refused, ""
		}
		a = No
		if row[k.Fields[1]] == full {
			a = Yes
		}
		a = o.withFields(id, m, k.Fields, row, a)
		if a == Refused {
			full = ""
		}
		return a, full
	}
	for _, s := range list {
		switch o.keyed(id, m, s, k, row) {
		case Yes:
			a = Yes
		case No:
			if a == Refused {
				a = No
			}
		}
	}
	if a == Refused {
		return a, ""
	}
	return o.withFields(id, m, k.Fields, row, a), ""
}

// keyed is what one speaker who looks at rows says.
func (o *Oracle) keyed(id *auth.Identity, m *schema.Model, s speaker, k Keys, row Row) Answer {
	if !o.could(id, m, s, true) {
		return Refused
	}
	mine := o.mine(id, s, true)
	if f := m.Field(s.what); f != nil && !f.List {
		switch {
		case s.what == k.Fields[0] && k.Partition != nil:
			if mine[*k.Partition] {
				return Yes
			}
			return Refused
		case len(k.Fields) == 2 && s.what == k.Fields[1] && k.Sort != nil:
			if k.Equal && mine[*k.Sort] {
				return Yes
			}
			return Refused
		}
	}
	if o.recognises(id, m, s, row, true) {
		return Yes
	}
	return No
}

// injects reports whether the only speaker of the caller's kind who looks at
// rows is an owner named by the sort key that was left out.
func (o *Oracle) injects(id *auth.Identity, m *schema.Model, list []speaker, op schema.Operations, k Keys) (full string, only bool) {
	var dynamic []speaker
	for _, s := range list {
		if s.kind == o.Kind(id) && (s.how == "owner" || s.how == "groupField") {
			dynamic = append(dynamic, s)
		}
	}
	if op != schema.ListOp || len(dynamic) != 1 || len(k.Fields) != 2 || k.Sort != nil || k.Partition == nil {
		return "", false
	}
	s := dynamic[0]
	if s.how != "owner" || s.what != k.Fields[1] {
		return "", false
	}
	forms, complete := names(id, s.claim)
	if !complete || len(forms) == 0 {
		return "", true
	}
	return forms[0], true
}
