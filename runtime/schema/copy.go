package schema

// Copy gives a definition that shares nothing with d that New writes to, so that
// generated descriptions can be variables, which the compiler lays out as data.
func (d Definition) Copy() Definition {
	d.Models = each(d.Models, func(m *Model) {
		m.Fields = each(m.Fields, (*Field).copyRelation)
		m.Indexes = each(m.Indexes, func(*Index) {})
	})
	d.CustomTypes = each(d.CustomTypes, func(t *CustomType) {
		t.Fields = each(t.Fields, (*Field).copyRelation)
	})
	d.Operations = each(d.Operations, func(o *Operation) {
		o.Arguments = each(o.Arguments, (*Field).copyRelation)
		if o.AI != nil {
			ai := *o.AI
			o.AI = &ai
		}
	})
	return d
}

func (f *Field) copyRelation() {
	if f.Relation != nil {
		r := *f.Relation
		f.Relation = &r
	}
}

// each copies the elements of a list; deeper copies what they point to.
func each[T any](list []*T, deeper func(*T)) []*T {
	if list == nil {
		return nil
	}
	out := make([]*T, len(list))
	for i, of := range list {
		element := *of
		deeper(&element)
		out[i] = &element
	}
	return out
}
