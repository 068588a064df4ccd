package gomodel

import "github.com/amplifygo/amplifygo/internal/ir"

// Relation is the Go view of a relationship field.
type Relation struct {
	IR *ir.Field
	// Name is the Go field of the record, JSON the name in the API, Loader the
	// accessor's method that fetches it.
	Name, JSON, Loader string
	// Target is the related model.
	Target *Model
	// Pairs join the two records: for belongsTo the record's reference fields
	// with the target's key fields, otherwise the record's key fields with the
	// target's reference fields.
	Pairs []Pair
	// Operation is what a loader calls: the target's get for belongsTo, else
	// its list; nil where the target has that disabled, and then there is no loader.
	Operation *ModelOperation
}

// Pair is one equality of a relationship.
type Pair struct {
	// Here is a field of the record, There one of the related record.
	Here, There *Field
}

// describeRelations resolves the relationship fields, after every model's own
// fields are described.
func (v *View) describeRelations(m *Model) {
	for _, f := range m.IR.Fields {
		if f.Relation == nil {
			continue
		}
		target := v.models[f.Relation.Model]
		if target == nil {
			continue
		}
		name := m.members.claim(Exported(f.Name))
		r := &Relation{IR: f, Name: name, JSON: f.Name, Target: target}
		if f.Relation.Kind == ir.BelongsTo {
			r.Operation = target.Get
			r.Pairs = pairs(f.Relation.References, m, target.IR.Key.Fields, target)
		} else {
			r.Operation = target.List
			r.Pairs = pairs(m.IR.Key.Fields, m, f.Relation.References, target)
		}
		if r.Operation != nil {
			r.Loader = m.methods.claim("Load" + name)
		}
		m.Relations = append(m.Relations, r)
	}
}

// pairs joins fields of two models by position; the IR guarantees that both
// lists have the same length.
func pairs(here []string, m *Model, there []string, target *Model) []Pair {
	var out []Pair
	for i := range here {
		if i < len(there) {
			out = append(out, Pair{Here: m.field(here[i]), There: target.field(there[i])})
		}
	}
	return out
}
