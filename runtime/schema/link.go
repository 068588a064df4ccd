package schema

import "fmt"

// linker resolves the names of a definition.
type linker struct{ s *Schema }

func (l linker) link() error {
	for _, step := range []func() error{l.conversations, l.index, l.models, l.customTypes, l.relations, l.operations, l.rules} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (l linker) index() error {
	for _, e := range l.s.Enums {
		l.s.enums[e.Name] = e
	}
	for _, t := range l.s.CustomTypes {
		l.s.custom[t.Name] = t
	}
	for _, m := range l.s.Models {
		if l.s.models[m.Name] != nil {
			return fmt.Errorf("model %s is there twice", m.Name)
		}
		l.s.models[m.Name] = m
	}
	return nil
}

func (l linker) models() error {
	for _, m := range l.s.Models {
		if err := l.model(m); err != nil {
			return fmt.Errorf("model %s: %w", m.Name, err)
		}
	}
	return nil
}

func (l linker) model(m *Model) error {
	m.fields = make(map[string]*Field, len(m.Fields))
	m.Stored = make([]*Field, 0, len(m.Fields))
	for _, f := range m.Fields {
		if m.fields[f.Name] != nil {
			return fmt.Errorf("field %s is there twice", f.Name)
		}
		m.fields[f.Name] = f
		f.Model, f.Ordinal = m, -1
		if f.Relation == nil {
			f.Ordinal = len(m.Stored)
			m.Stored = append(m.Stored, f)
		}
		if err := l.fieldType(f); err != nil {
			return err
		}
	}
	var err error
	if m.KeyFields, err = storedFields(m, m.Key); err != nil {
		return fmt.Errorf("key: %w", err)
	}
	if len(m.KeyFields) == 0 {
		return fmt.Errorf("there is no key")
	}
	for _, x := range m.Indexes {
		if x.KeyFields, err = storedFields(m, x.Fields); err != nil {
			return fmt.Errorf("index %s: %w", x.Name, err)
		}
		if len(x.KeyFields) == 0 {
			return fmt.Errorf("index %s has no fields", x.Name)
		}
	}
	return nil
}

func storedFields(m *Model, names []string) ([]*Field, error) {
	fields := make([]*Field, 0, len(names))
	for _, n := range names {
		f := m.fields[n]
		if f == nil || f.Relation != nil {
			return nil, fmt.Errorf("there is no stored field %q", n)
		}
		fields = append(fields, f)
	}
	return fields, nil
}

func (l linker) fieldType(f *Field) error {
	switch f.Kind {
	case EnumKind:
		if f.EnumType = l.s.enums[f.TypeName]; f.EnumType == nil {
			return fmt.Errorf("field %s: there is no enum %q", f.Name, f.TypeName)
		}
	case CustomKind:
		if f.CustomType = l.s.custom[f.TypeName]; f.CustomType == nil {
			return fmt.Errorf("field %s: there is no custom type %q", f.Name, f.TypeName)
		}
	case ModelKind:
		if l.s.models[f.TypeName] == nil {
			return fmt.Errorf("field %s: there is no model %q", f.Name, f.TypeName)
		}
		if f.Relation == nil && f.Model != nil {
			return fmt.Errorf("field %s: a model type without a relationship", f.Name)
		}
	case Invalid:
		return fmt.Errorf("field %s has no type", f.Name)
	default:
		if f.Kind > ModelKind {
			return fmt.Errorf("field %s: unknown kind %d", f.Name, f.Kind)
		}
	}
	return nil
}

func (l linker) customTypes() error {
	for _, t := range l.s.CustomTypes {
		t.fields = make(map[string]*Field, len(t.Fields))
		for i, f := range t.Fields {
			t.fields[f.Name] = f
			f.Ordinal = i
			if err := l.fieldType(f); err != nil {
				return fmt.Errorf("custom type %s: %w", t.Name, err)
			}
		}
	}
	return nil
}

func (l linker) relations() error {
	for _, m := range l.s.Models {
		for _, f := range m.Fields {
			if f.Relation == nil {
				continue
			}
			if err := l.relation(m, f.Relation); err != nil {
				return fmt.Errorf("%s.%s: %w", m.Name, f.Name, err)
			}
		}
	}
	return nil
}

func (l linker) relation(m *Model, r *Relation) error {
	if r.Target = l.s.models[r.Model]; r.Target == nil {
		return fmt.Errorf("there is no model %q", r.Model)
	}
	switch r.Kind {
	case HasMany, HasOne:
		r.Parent, r.Child = m, r.Target
	case BelongsTo:
		r.Parent, r.Child = r.Target, m
	default:
		return fmt.Errorf("unknown kind of relationship %d", r.Kind)
	}
	var err error
	if r.ReferenceFields, err = storedFields(r.Child, r.References); err != nil {
		return err
	}
	if r.OrderIndex, err = orderOf(r); err != nil {
		return err
	}
	if len(r.References) != len(r.Parent.Key) {
		return fmt.Errorf("%d references for a key of %d fields", len(r.References), len(r.Parent.Key))
	}
	return nil
}

// orderOf finds the index that orders a relationship: its partition key is the
// reference, and it has one sort key.
func orderOf(r *Relation) (*Index, error) {
	if r.Order == "" {
		return nil, nil
	}
	for _, x := range r.Child.Indexes {
		if x.Name == r.Order && r.Kind == HasMany && len(x.Fields) == 2 && len(r.References) == 1 && x.Fields[0] == r.References[0] {
			return x, nil
		}
	}
	return nil, fmt.Errorf("index %q of %s cannot order the relationship", r.Order, r.Child.Name)
}

func (l linker) operations() error {
	for _, o := range l.s.Operations {
		if o.Parent != "Query" && o.Parent != "Mutation" && o.Parent != "Subscription" {
			return fmt.Errorf("operation %s stands on unknown type %q", o.Name, o.Parent)
		}
		l.s.ops[o.Parent+"."+o.Name] = o
		if o.Returns.Kind != Invalid {
			if err := l.returns(o); err != nil {
				return fmt.Errorf("operation %s: %w", o.Name, err)
			}
		}
	}
	return nil
}

func (l linker) returns(o *Operation) error {
	if o.Returns.Kind == ModelKind {
		if l.s.models[o.Returns.TypeName] == nil {
			return fmt.Errorf("there is no model %q", o.Returns.TypeName)
		}
		return nil
	}
	return l.fieldType(&o.Returns)
}

func (l linker) rules() error {
	for _, m := range l.s.Models {
		if err := checkRules(m, m.Rules); err != nil {
			return fmt.Errorf("model %s: %w", m.Name, err)
		}
		for _, f := range m.Fields {
			if err := checkRules(m, f.Rules); err != nil {
				return fmt.Errorf("%s.%s: %w", m.Name, f.Name, err)
			}
		}
	}
	for _, o := range l.s.Operations {
		if err := checkRules(nil, o.Rules); err != nil {
			return fmt.Errorf("operation %s: %w", o.Name, err)
		}
	}
	return nil
}

// checkRules refuses a rule that no part of the runtime would know what to do
// with. Fields that a rule names need not exist: Amplify does not add group
// fields, and such a rule admits nobody.
func checkRules(m *Model, rules []*Rule) error {
	for _, r := range rules {
		if r.Strategy < Public || r.Strategy > Resource {
			return fmt.Errorf("rule at %s: unknown strategy %d", r.Source, r.Strategy)
		}
		if r.Strategy != Resource && (r.Provider < APIKey || r.Provider > Function) {
			return fmt.Errorf("rule at %s: unknown provider %d", r.Source, r.Provider)
		}
		if m != nil && r.Strategy == Owner && r.OwnerField == "" {
			return fmt.Errorf("rule at %s: an owner rule without a field", r.Source)
		}
		if r.Strategy == Groups && (r.GroupsField == "") == (len(r.Groups) == 0) {
			return fmt.Errorf("rule at %s: a groups rule needs either groups or a field", r.Source)
		}
		if r.Strategy == Owner && m != nil {
			if f := m.fields[r.OwnerField]; f == nil || f.Relation != nil {
				return fmt.Errorf("rule at %s: there is no owner field %q", r.Source, r.OwnerField)
			}
		}
	}
	return nil
}
