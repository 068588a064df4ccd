package check

import (
	"slices"
	"strings"

	"github.com/amplifygo/amplifygo/internal/diag"
	"github.com/amplifygo/amplifygo/internal/ir"
)

// keySortFields checks the sort keys of identifiers: declared, single values,
// required, and none twice.
func keySortFields(v *view) {
	for _, m := range v.schema.Models {
		if !m.Key.Explicit {
			continue
		}
		for i, name := range m.Key.Fields[1:] {
			f := v.declared(m, name)
			switch {
			case slices.Contains(m.Key.Fields[1:i+1], name):
				d := v.diags.Errorf("AG0611", m.Key.Span, "the identifier of %s names '%s' twice", m.Name, name)
				d.Hint = "remove the repetition"
			case name == m.Key.Fields[0]:
				d := v.diags.Errorf("AG0611", m.Key.Span, "@primaryKey field '%s' cannot reference itself", name)
				d.Hint = "name another field"
			case f == nil:
				d := v.diags.Errorf("AG0602", m.Key.Span, "can't find field '%s' in %s, but it was specified in the primary key", name, m.Name)
				d.Hint = diag.DidYouMean(name, declaredNames(m), "declare the field, or remove it from the identifier")
			case !single(f):
				d := v.diags.Errorf("AG0609", m.Key.Span, "the primary key's sort key on type '%s.%s' cannot be a non-scalar", m.Name, name)
				d.Hint = "name a field with a single value"
			case f.Type.Kind == ir.Scalar && !f.Type.NonNull():
				d := v.diags.Errorf("AG0601", m.Key.Span, "the primary key on type '%s' must reference non-null fields, and %s is nullable", m.Name, name)
				d.Hint = "add .required() to " + name
				d.Notes = note(f.Span, name+" is declared here")
			}
		}
	}
}

// keyOwner rejects a sort key that is also an owner field: Amplify stores an
// owner as "sub::username", which no client knows when it reads by key.
func keyOwner(v *view) {
	for _, m := range v.schema.Models {
		if !m.Key.Explicit {
			continue
		}
		owners := map[string]*ir.Rule{}
		for _, r := range m.Rules {
			if r.Strategy == ir.Owner && (r.IdentityClaim == "" || strings.Contains(r.IdentityClaim, "::")) {
				owners[r.OwnerField] = r
			}
		}
		for _, name := range m.Key.Fields[1:] {
			if r := owners[name]; r != nil {
				d := v.diags.Errorf("AG0604", m.Key.Span,
					"the primary key's sort key type '%s' cannot be used as an owner @auth field too; please use another field for the sort key", name)
				d.Hint = "use another field, or give the rule .identityClaim('sub')"
				d.Notes = note(r.Span, "the owner rule")
			}
		}
	}
}

// keyTypes rejects booleans where they are compared by themselves: as
// partition keys and as only sort key, and as a part of several where a query
// takes the key.
func keyTypes(v *view) {
	for _, m := range v.schema.Models {
		if !v.dynamo(m.Member) {
			continue
		}
		if m.Key.Explicit {
			v.booleanKey(m, m.Key.Fields, &keyOf{m.Key.Span, "the identifier"}, !m.Disabled.Has(ir.List))
		}
		for _, ix := range m.Indexes {
			v.booleanKey(m, ix.Fields, &keyOf{ix.Span, "index '" + ix.Name + "'"}, ix.QueryField != "")
		}
	}
}

func (v *view) booleanKey(m *ir.Model, fields []string, of *keyOf, queried bool) {
	isBoolean := func(name string) bool {
		f := v.declared(m, name)
		return f != nil && f.Type.Name == "Boolean" && f.Type.Kind == ir.Scalar
	}
	if isBoolean(fields[0]) {
		d := v.diags.Errorf("AG0603", of.at, "boolean values cannot be used as sort keys: %s.%s is the partition key of %s", m.Name, fields[0], of.what)
		d.Hint = "use a string, an enum or a number"
		d.Notes = note(v.declared(m, fields[0]).Span, fields[0]+" is declared here")
	}
	if len(fields) > 2 && !queried {
		return
	}
	for _, name := range fields[1:] {
		if isBoolean(name) {
			d := v.diags.Errorf("AG0603", of.at, "sort key condition could not be constructed for field '%s': boolean values cannot be used as sort keys", name)
			d.Hint = "use a string, an enum or a number"
			d.Notes = note(v.declared(m, name).Span, name+" is declared here")
		}
	}
}

// sqlKey asks that a model of an SQL schema has a declared primary key.
func sqlKey(v *view) {
	for _, m := range v.schema.Models {
		if !v.dynamo(m.Member) && !m.Key.Explicit {
			d := v.diags.Errorf("AG0615", m.Span, "SQL model %q must contain a primary key field", m.Name)
			d.Hint = "declare id, or name the key with .identifier([...])"
		}
	}
}
