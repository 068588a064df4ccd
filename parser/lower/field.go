package lower

import (
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/internal/source"
	"github.com/amplifygo/amplifygo/parser/node"
)

// placeKind is what a field belongs to.
type placeKind int

const (
	inModel placeKind = iota
	inCustomType
)

// place is the type that a field belongs to.
type place struct {
	kind  placeKind
	owner string
}

// field lowers an entry of a model or a custom type. Where its type does not
// exist or its value is no field, the type stays without a kind, so that keys
// and rules that name the field are not reported as well.
func (l *lowerer) field(u *unit, at place, e *node.Entry) *ir.Field {
	f := &ir.Field{Name: e.Name, Doc: e.Doc, Origin: ir.Declared, Span: e.Span}
	switch v := e.Value.(type) {
	case *node.Field:
		f.Type = scalarType(v)
		f.Default = l.defaultValue(u, at, e.Name, v)
		f.Validators = l.validators(v.Validators)
		f.Rules = lastWins(l.rules(v.Rules))
	case *node.Ref:
		f.Type = l.fieldRef(u, at, e, v)
		f.Default = l.defaultValue(u, at, e.Name, &node.Field{Type: v.Name, Default: v.Default, Span: v.Span})
		f.Rules = lastWins(l.rules(v.Rules))
	case *node.Enum:
		f.Type = ir.Type{Kind: ir.EnumType, Name: l.implicit(u, at.owner, e)}
		f.Inline = true
	case *node.CustomType:
		f.Type = ir.Type{Kind: ir.CustomKind, Name: l.implicit(u, at.owner, e)}
		f.Inline = true
	case *node.Relation:
		if v.Kind == manyToMany {
			if !l.early {
				l.errManyToMany(v)
			}
			break
		}
		f.Type, f.Relation = relationType(v), l.relation(u, e, v)
		f.Rules = lastWins(l.rules(v.Rules))
	default:
		l.errNotAField(at, e)
	}
	return f
}

// lastWins empties the rules of a field whose every role a later rule speaks
// of: Amplify keeps only the last rule for a role on a field.
func lastWins(rules []*ir.Rule) []*ir.Rule {
	later := map[string]bool{}
	for i := len(rules) - 1; i >= 0; i-- {
		replaced := true
		for _, role := range rules[i].Roles() {
			replaced = replaced && later[role]
			later[role] = true
		}
		if replaced {
			rules[i].Operations = 0
		}
	}
	return rules
}

// implicit queues the type that a field writes inline and gives its name:
// the owner's and the field's, both capitalised.
func (l *lowerer) implicit(u *unit, owner string, e *node.Entry) string {
	name := capitalize(owner) + capitalize(e.Name)
	u.queue = append(u.queue, item{name: name, doc: e.Doc, value: e.Value, implicit: true, span: e.Span})
	return name
}

func scalarType(f *node.Field) ir.Type {
	return ir.Type{Kind: ir.Scalar, Name: f.Type, Required: f.Required, List: f.Array, ListRequired: f.Array && f.ArrayRequired}
}

func refType(kind ir.TypeKind, name string, r *node.Ref) ir.Type {
	return ir.Type{Kind: kind, Name: name, Required: r.Required, List: r.Array, ListRequired: r.Array && r.ArrayRequired}
}

// relationType is the type of a relationship. Those that name no references may
// be required; a record that is hidden or gone leaves null there all the same.
func relationType(r *node.Relation) ir.Type {
	t := ir.Type{Kind: ir.ModelType, Name: r.Model, List: r.Kind == string(ir.HasMany)}
	if len(r.References) > 0 {
		t.Required = r.Required && !t.List || r.ValueRequired && t.List
	}
	return t
}

// relation lowers the call; the other end and the checks follow when all
// models are known.
func (l *lowerer) relation(u *unit, e *node.Entry, r *node.Relation) *ir.Relation {
	refs, legacy := r.References, false
	if len(refs) == 0 {
		refs, legacy = u.references[e], true
	}
	kind := ir.RelationKind(r.Kind)
	if u.owned[e] {
		kind = ir.BelongsTo
	}
	return &ir.Relation{
		Kind: kind, Model: r.Model, References: append([]string{}, refs...), Index: u.sorted[e], Legacy: legacy, Span: r.Span,
	}
}

func (l *lowerer) defaultValue(u *unit, at place, name string, f *node.Field) *ir.Default {
	d := f.Default
	if d == nil {
		return nil
	}
	span := d.Span
	if !span.Valid() {
		span = f.Span
	}
	if d.Generated {
		l.generated(u, at, name, f, span)
		return &ir.Default{Generated: true, Span: span}
	}
	value, ok := unescape(d.Text)
	if !ok {
		l.errText(span, "the default value", d.Text)
	}
	return &ir.Default{Text: d.Text, Value: value, Span: span}
}

// generated checks .default() without a value.
func (l *lowerer) generated(u *unit, at place, name string, f *node.Field, span source.Span) {
	switch {
	case at.kind != inModel:
	case u.schema.Engine != "postgresql":
		l.errGenerated(span, name)
	case f.Type != "Int":
		l.errGeneratedType(span, name, f.Type)
	}
}

func (l *lowerer) validators(list []*node.Validator) []*ir.Validator {
	var out []*ir.Validator
	for _, v := range list {
		argument, ok := unescape(v.Value)
		if !ok {
			l.errText(v.Span, "the argument of "+v.Type, v.Value)
		}
		out = append(out, &ir.Validator{Type: v.Type, Value: v.Value, Argument: argument, Message: v.Message, Span: v.Span})
	}
	return out
}
