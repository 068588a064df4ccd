package authz

import (
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// writer is a role with the fields that it may write.
type writer struct {
	grant
	// operates: the role has the operation itself on some field, not only the
	// right to remove values.
	operates bool
	// set are the fields that may be given a value, null those that may be
	// removed (on create an explicit null is a value).
	set, null fieldSet
	// full: every field may be set and removed, whatever the input has.
	full bool
}

// writers are the roles of one kind of caller for create or update.
type writers struct{ static, dynamic []writer }

func (w *writers) add(x writer) {
	switch {
	case len(x.rules) == 0:
	case x.static():
		w.static = append(w.static, x)
	default:
		w.dynamic = append(w.dynamic, x)
	}
}

// fieldSet is a set of fields.
type fieldSet map[*schema.Field]struct{}

func (s fieldSet) has(f *schema.Field) bool { _, ok := s[f]; return ok }

func (x *matrix) fieldsWith(r *role, op schema.Operations) (set fieldSet, all bool) {
	set, all = fieldSet{}, true
	for i, c := range x.cells[r.roleKey] {
		if c.ops.Has(op) {
			set[x.fields[i]] = struct{}{}
		} else {
			all = false
		}
	}
	return set, all
}

// creator is what a role may supply on create.
func (x *matrix) creator(r *role) writer {
	set, all := x.fieldsWith(r, schema.Create)
	return writer{
		grant:    grant{r, x.anywhere(r, schema.Create)},
		operates: true, set: set, null: set, full: all,
	}
}

// updater is what a role may change on update. The key fields only say which
// row is meant; nobody can change them.
func (x *matrix) updater(r *role) writer {
	set, allSet := x.fieldsWith(r, schema.Update)
	null, allNull := x.fieldsWith(r, schema.Delete)
	return writer{
		grant:    grant{r, x.anywhere(r, schema.Update|schema.Delete)},
		operates: len(set) > 0, set: set, null: null, full: allSet && allNull,
	}
}

// need is something that an input asks for: giving a field a value or, with
// null, removing it, which asks for both (api.md 3.7).
type need struct {
	field *schema.Field
	null  bool
}

func (w *writer) meets(n need) bool {
	if w.full {
		return true
	}
	if n.null {
		return w.null.has(n.field)
	}
	return w.set.has(n.field)
}

// meetsAny reports whether one of the writers meets a need: what the roles of a
// caller may write adds up.
func meetsAny(ws []*writer, n need) bool {
	for _, w := range ws {
		if w.meets(n) {
			return true
		}
	}
	return false
}

// writable reports whether writers together may write an assignment.
func writable(ws []*writer, a *Assignment) bool {
	if !meetsAny(ws, need{field: a.Field}) {
		return false
	}
	return !a.Value.IsNull() || meetsAny(ws, need{field: a.Field, null: true})
}

// refusal judges what writers may do together: nil if everything that the
// input has, besides the fields in except, may be written.
func refusal(ws []*writer, in *Input, except []*schema.Field) *Refusal {
	operates := false
	for _, w := range ws {
		operates = operates || w.operates
	}
	if !operates {
		return &Refusal{}
	}
	var fields []string
	for i := range in.Fields {
		a := &in.Fields[i]
		if !contains(except, a.Field) && !writable(ws, a) {
			fields = append(fields, a.Field.Name)
		}
	}
	if fields != nil {
		return &Refusal{Fields: fields}
	}
	return nil
}

func contains(fields []*schema.Field, f *schema.Field) bool {
	for _, x := range fields {
		if x == f {
			return true
		}
	}
	return false
}
