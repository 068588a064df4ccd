package lower

import (
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/parser/node"
)

// inputKey identifies an input type: each member of a combination has its own.
type inputKey struct {
	member int
	name   string
}

// argument lowers an argument of a custom operation; nil where it cannot be one.
func (l *lowerer) argument(u *unit, op string, e *node.Entry) *ir.Argument {
	a := &ir.Argument{Name: e.Name, Span: e.Span}
	base := capitalize(op) + capitalize(e.Name)
	switch v := e.Value.(type) {
	case *node.Field:
		a.Type = scalarType(v)
		l.warnArgumentRules(op, e, v.Rules)
		a.Default = l.defaultValue(u, place{kind: inCustomType, owner: op}, e.Name, v)
		a.Validators = l.validators(v.Validators)
	case *node.Enum:
		u.queue = append(u.queue, item{name: base, value: v, implicit: true, span: e.Span})
		a.Type = ir.Type{Kind: ir.EnumType, Name: base}
	case *node.CustomType:
		a.Type = ir.Type{Kind: ir.InputType, Name: l.inlineInput(u, base, v, true)}
	case *node.Ref:
		t, ok := l.argumentRef(u, op, e, v)
		if !ok {
			return nil
		}
		a.Type = t
	case *node.Relation:
		l.errArgumentRelation(op, e)
		return nil
	default:
		l.errNotAnArgument(op, e)
		return nil
	}
	return a
}

func (l *lowerer) argumentRef(u *unit, op string, e *node.Entry, r *node.Ref) (ir.Type, bool) {
	target := l.lookup(u, op, r.Name, r.Span)
	if target == nil {
		return ir.Type{}, false
	}
	switch v := target.entry.Value.(type) {
	case *node.Enum:
		return refType(ir.EnumType, r.Name, r), true
	case *node.CustomType:
		return refType(ir.InputType, l.refInput(u, r.Name, v), r), true
	case *node.Input:
		return refType(ir.InputType, r.Name, r), true
	default:
		l.errArgumentRef(op, e, r, target.entry)
		return ir.Type{}, false
	}
}

// refInput makes the input type of a declared custom type: its name as
// written and "Input".
func (l *lowerer) refInput(u *unit, link string, t *node.CustomType) string {
	return l.input(u, link+"Input", capitalize(link), t, false)
}

// inlineInput makes the input type of an inline custom type. own tells whether
// it is nothing but an input: inside a declared custom type the output type's
// inline enums serve, and what is wrong is told of the output type.
func (l *lowerer) inlineInput(u *unit, base string, t *node.CustomType, own bool) string {
	return l.input(u, base+"Input", base, t, own)
}

// input makes an input type once for each name; children come before parents.
func (l *lowerer) input(u *unit, name, base string, t *node.CustomType, own bool) string {
	key := inputKey{u.index, name}
	if _, made := l.inputs[key]; made {
		return name
	}
	in := &ir.Input{Name: name, Member: u.index, Fields: []*ir.Field{}, Span: t.Span}
	l.inputs[key] = in
	if len(t.Fields) == 0 {
		l.empty("custom type", item{name: name, span: t.Span}, 0)
	}
	for _, e := range t.Fields {
		if f := l.inputField(u, name, base, e, own); f != nil {
			in.Fields = append(in.Fields, f)
		}
	}
	l.schema.Inputs = append(l.schema.Inputs, in)
	return name
}

// declaredInput lowers an input type of GraphQL text.
func (l *lowerer) declaredInput(u *unit, it item, n *node.Input) {
	in := &ir.Input{Name: it.name, Member: u.index, Fields: []*ir.Field{}, Span: n.Span}
	l.inputs[inputKey{u.index, it.name}] = in
	l.empty("input", it, len(n.Fields))
	for _, e := range n.Fields {
		if f := l.inputField(u, it.name, it.name, e, true); f != nil {
			in.Fields = append(in.Fields, f)
		}
	}
	l.schema.Inputs = append(l.schema.Inputs, in)
}

func (l *lowerer) inputField(u *unit, input, base string, e *node.Entry, own bool) *ir.Field {
	f := &ir.Field{Name: e.Name, Doc: e.Doc, Origin: ir.Declared, Span: e.Span}
	nested := base + capitalize(e.Name)
	switch v := e.Value.(type) {
	case *node.Field:
		f.Type = scalarType(v)
		f.Default = l.defaultValue(u, place{kind: inCustomType, owner: input}, e.Name, v)
		f.Validators = l.validators(v.Validators)
	case *node.Enum:
		if own {
			u.queue = append(u.queue, item{name: nested, value: v, implicit: true, span: e.Span})
		}
		f.Type, f.Inline = ir.Type{Kind: ir.EnumType, Name: nested}, true
	case *node.CustomType:
		f.Type, f.Inline = ir.Type{Kind: ir.InputType, Name: l.inlineInput(u, nested, v, own)}, true
	case *node.Ref:
		return l.inputRef(u, input, f, e, v, own)
	case *node.Relation:
		if own {
			l.errArgumentRelation(input, e)
		}
		return nil
	default:
		l.errNotAField(place{kind: inCustomType, owner: input}, e)
		return nil
	}
	return f
}

func (l *lowerer) inputRef(u *unit, input string, f *ir.Field, e *node.Entry, r *node.Ref, own bool) *ir.Field {
	target := l.lookup(u, input, r.Name, r.Span)
	if target == nil {
		return nil
	}
	switch v := target.entry.Value.(type) {
	case *node.Enum:
		f.Type = refType(ir.EnumType, r.Name, r)
	case *node.CustomType:
		f.Type = refType(ir.InputType, l.refInput(u, r.Name, v), r)
	case *node.Input:
		f.Type = refType(ir.InputType, r.Name, r)
	default:
		if own {
			l.errInputRef(e, r, target.entry)
		}
		return nil
	}
	return f
}
