package oracle

import (
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// Pair is one key of an input.
type Pair struct {
	Field string
	Value any // nil for an explicit null
}

// Verdict is the answer about a mutation.
type Verdict struct {
	// Refused as a whole, or on Fields.
	Refused bool
	Fields  []string
	// Filled are the owner fields that a create writes besides.
	Filled []Pair
}

// Create answers for a create.
func (o *Oracle) Create(id *auth.Identity, m *schema.Model, in []Pair) Verdict {
	if a, ok := o.above(id, "Mutation"); ok {
		return Verdict{Refused: a != Yes}
	}
	row := Row{}
	for _, p := range in {
		row[p.Field] = p.Value
	}
	var matching []speaker
	var filled []Pair
	list := somewhere(m, schema.Create)
	for _, s := range list {
		if s.how != "owner" || s.kind != o.Kind(id) {
			continue
		}
		f := m.Field(s.what)
		if _, given := row[s.what]; !given && f != nil {
			if forms, complete := names(id, s.claim); complete && len(forms) > 0 {
				row[s.what] = forms[0]
				if f.List {
					row[s.what] = []any{forms[0]}
				}
				filled = append(filled, Pair{s.what, row[s.what]})
				matching = append(matching, s)
			}
			continue
		}
		if o.recognises(id, m, s, row, false) {
			matching = append(matching, s)
		}
	}
	given := Row{}
	for _, p := range in {
		given[p.Field] = p.Value
	}
	for _, s := range list {
		if s.how != "owner" && o.recognises(id, m, s, given, false) {
			matching = append(matching, s)
		}
	}
	if len(matching) == 0 {
		return Verdict{Refused: true}
	}
	full := false
	for _, s := range matching {
		full = full || onAll(m, s, schema.Create)
	}
	var denied []string
	for _, p := range in {
		if !full && !anyHolds(m, p.Field, matching, schema.Create) {
			denied = append(denied, p.Field)
		}
	}
	if denied != nil {
		return Verdict{Refused: true, Fields: denied}
	}
	return Verdict{Filled: filled}
}

// onAll reports whether a speaker has an operation on every field.
func onAll(m *schema.Model, s speaker, op schema.Operations) bool {
	for _, f := range resources(m) {
		if !holds(m, f, s, op) {
			return false
		}
	}
	return true
}

func anyHolds(m *schema.Model, field string, list []speaker, op schema.Operations) bool {
	for _, f := range resources(m) {
		if f.Name != field {
			continue
		}
		for _, s := range list {
			if holds(m, f, s, op) {
				return true
			}
		}
	}
	return false
}

// Update answers for an update of a stored row.
func (o *Oracle) Update(id *auth.Identity, m *schema.Model, in []Pair, stored Row) Verdict {
	if a, ok := o.above(id, "Mutation"); ok {
		return Verdict{Refused: a != Yes}
	}
	var matching []speaker
	updates, full := false, false
	for _, s := range somewhere(m, schema.Update|schema.Delete) {
		if !o.recognises(id, m, s, stored, false) {
			continue
		}
		matching = append(matching, s)
		full = full || onAll(m, s, schema.Update) && onAll(m, s, schema.Delete)
		for _, f := range resources(m) {
			updates = updates || holds(m, f, s, schema.Update)
		}
	}
	if !updates {
		return Verdict{Refused: true}
	}
	key := map[string]bool{}
	for _, k := range m.Key {
		key[k] = true
	}
	var denied []string
	for _, p := range in {
		switch {
		case full || key[p.Field]:
		case !anyHolds(m, p.Field, matching, schema.Update),
			p.Value == nil && !anyHolds(m, p.Field, matching, schema.Delete):
			denied = append(denied, p.Field)
		}
	}
	if denied != nil {
		return Verdict{Refused: true, Fields: denied}
	}
	return Verdict{}
}

// Delete answers for a delete of a stored row.
func (o *Oracle) Delete(id *auth.Identity, m *schema.Model, stored Row) Verdict {
	if a, ok := o.above(id, "Mutation"); ok {
		return Verdict{Refused: a != Yes}
	}
	for _, s := range everybody(m) {
		if onAll(m, s, schema.Delete) && o.recognises(id, m, s, stored, false) {
			return Verdict{}
		}
	}
	return Verdict{Refused: true}
}
