package check

import (
	"regexp"
	"slices"
	"strings"

	"github.com/amplifygo/amplifygo/internal/diag"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/internal/source"
)

// keyOf is a key for a message.
type keyOf struct {
	at   source.Span
	what string
}

var indexName = regexp.MustCompile(`^[A-Za-z0-9_.-]{3,255}$`)

// indexNames checks the names of secondary indexes: their form, and that no
// two of a model are the same.
func indexNames(v *view) {
	for _, m := range v.schema.Models {
		first := map[string]*ir.Index{}
		for _, ix := range m.Indexes {
			if ix.NameGiven && !indexName.MatchString(ix.Name) {
				d := v.diags.Errorf("AG0608", ix.Span,
					"the index name %q is invalid: it should be between 3 and 255 characters; only A-Z, a-z, 0-9, underscores, hyphens, and periods are allowed", ix.Name)
				d.Hint = "rename the index, or leave out .name(...)"
			}
			// With several sort keys the name becomes part of the names of input types.
			if len(ix.Fields) > 2 && strings.ContainsAny(ix.Name, ".-") {
				d := v.diags.Errorf("AG0608", ix.Span,
					"the index name %q is invalid: with several sort keys it becomes part of a type's name, which takes only letters, digits and underscores", ix.Name)
				d.Hint = "rename the index, or leave out .name(...)"
			}
			if before := first[ix.Name]; before != nil {
				if ix.Span.Before(before.Span) { // emission order is not the author's
					ix, before = before, ix
				}
				d := v.diags.Errorf("AG0607", ix.Span, "you may only supply one @index with the name '%s' on type '%s'", ix.Name, m.Name)
				d.Hint = "give one of them another .name(...)"
				d.Notes = note(before.Span, "the other index")
				continue
			}
			first[ix.Name] = ix
		}
	}
}

// indexKeys checks the key fields of secondary indexes: declared, single
// values, and none twice; and that a projection names fields.
func indexKeys(v *view) {
	for _, m := range v.schema.Models {
		for _, ix := range m.Indexes {
			if f := v.declared(m, ix.Fields[0]); f != nil && !single(f) && !reportedRef(f) {
				d := v.diags.Errorf("AG0609", ix.Span, "index '%s' on type '%s.%s' cannot be a non-scalar", ix.Name, m.Name, f.Name)
				d.Hint = "index a field with a single value"
				d.Notes = note(f.Span, f.Name+" is declared here")
			}
			for i, name := range ix.Fields[1:] {
				if slices.Contains(ix.Fields[1:i+1], name) {
					d := v.diags.Errorf("AG0611", ix.Span, "index '%s' sorts by '%s' twice", ix.Name, name)
					d.Hint = "remove the repetition"
					continue
				}
				v.indexSortKey(m, ix, name)
			}
			for _, name := range ix.NonKey {
				if v.fields[m][name] == nil {
					d := v.diags.Warnf("AG1105", ix.Span, "the projection of index '%s' names %s, which is no field of %s", ix.Name, name, m.Name)
					d.Hint = diag.DidYouMean(name, declaredNames(m), "remove it")
				}
			}
		}
	}
}

func (v *view) indexSortKey(m *ir.Model, ix *ir.Index, name string) {
	f := v.declared(m, name)
	switch {
	case name == ix.Fields[0]:
		d := v.diags.Errorf("AG0611", ix.Span, "@index field '%s' cannot reference itself", name)
		d.Hint = "remove it from the sort keys"
	case f == nil:
		d := v.diags.Errorf("AG0606", ix.Span, "can't find field '%s' in %s, but it was specified in index '%s'", name, m.Name, ix.Name)
		d.Hint = diag.DidYouMean(name, declaredNames(m), "declare the field, or remove it from the sort keys")
	case reportedRef(f):
	case !single(f):
		d := v.diags.Errorf("AG0609", ix.Span, "the sort key of index '%s' on type '%s.%s' cannot be a non-scalar", ix.Name, m.Name, name)
		d.Hint = "sort by a field with a single value"
		d.Notes = note(f.Span, name+" is declared here")
	}
}

// reportedRef tells a reference to a custom type: lowering has reported that
// an index takes only references to enums.
func reportedRef(f *ir.Field) bool { return f.Type.Kind == ir.CustomKind && !f.Inline }

// single reports whether a field holds one value that can be compared. A type
// without a kind was reported already and passes.
func single(f *ir.Field) bool {
	return !f.Type.List && f.Type.Kind != ir.CustomKind && f.Type.Kind != ir.ModelType
}

// indexOfKey rejects an index whose partition key is a whole identifier.
func indexOfKey(v *view) {
	for _, m := range v.schema.Models {
		if !m.Key.Explicit || len(m.Key.Fields) > 1 {
			continue
		}
		for _, ix := range m.Indexes {
			if ix.Fields[0] != m.Key.Fields[0] {
				continue
			}
			d := v.diags.Errorf("AG0610", ix.Span,
				"invalid @index '%s': you may not create an index where the partition key is the same as that of the primary key unless the primary key has a sort field", ix.Name)
			d.Hint = "index another field: " + ix.Fields[0] + " finds one " + m.Name + " already"
			d.Notes = note(m.Key.Span, "the identifier")
		}
	}
}

// maxIndexes is DynamoDB's default quota of global secondary indexes for a table.
const maxIndexes = 20

// indexLimit warns about a model that would need a higher quota in Amplify: it
// counts the model's own indexes, and one for each relationship of a parent.
func indexLimit(v *view) {
	count := map[string]int{}
	for _, m := range v.schema.Models {
		count[m.Name] += len(m.Indexes)
		for _, f := range m.Fields {
			if r := f.Relation; r != nil && r.Kind != ir.BelongsTo && v.dynamo(m.Member) {
				count[r.Model]++
			}
		}
	}
	for _, m := range v.schema.Models {
		if n := count[m.Name]; n > maxIndexes && v.dynamo(m.Member) {
			d := v.diags.Warnf("AG1108", m.Span, "model %s needs %d indexes, its own and those of relationships; DynamoDB's quota is %d for a table", m.Name, n, maxIndexes)
			d.Hint = "if the schema shall also run on Amplify, remove some or ask AWS for a higher quota"
		}
	}
}
