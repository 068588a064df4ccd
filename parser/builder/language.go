// Package builder is the schema language as values of the virtual machine:
// a, defineData, defineFunction and the objects that they give.
//
// A call records a node of package node with its place and goes on, also after
// a mistake, so that one run shows every mistake that it can. The semantics
// are those of Amplify's own builders at run time: one mutable object per
// builder, shared where the program shares it, and the last call wins.
package builder

import (
	"github.com/dop251/goja"

	"github.com/amplifygo/amplifygo/internal/source"
	"github.com/amplifygo/amplifygo/parser/eval"
	"github.com/amplifygo/amplifygo/parser/node"
)

// Language is the schema language in one machine.
type Language struct {
	m  *eval.Machine
	vm *goja.Runtime
	kinds
	// fns are the method functions, made when first asked for.
	fns map[fnKey]goja.Value
	// inner are the members data of the builders, by their kind.
	inner map[*kind]goja.Value
	// made are the objects by node, for handing a node out again.
	data      []*node.Data
	functions map[*eval.Inert]*node.Function
	// secrets are the names of what secret(...) gave.
	secrets map[*eval.Inert]string
	// fields are the JavaScript objects behind models, custom types, argument
	// lists and schemas. They are read when the program has ended, because it
	// may change them until then.
	fields  map[any]*goja.Object
	schemas map[*node.Schema]*types
	order   []*node.Schema
}

type fnKey struct {
	kind *kind
	name string
}

// New makes the language for a machine.
func New(m *eval.Machine) *Language {
	l := &Language{
		m: m, vm: m.VM,
		fns:       map[fnKey]goja.Value{},
		inner:     map[*kind]goja.Value{},
		functions: map[*eval.Inert]*node.Function{},
		secrets:   map[*eval.Inert]string{},
		fields:    map[any]*goja.Object{},
		schemas:   map[*node.Schema]*types{},
	}
	l.kinds = newKinds()
	return l
}

// Install puts the language's exports into the host object.
func (l *Language) Install(host *goja.Object) {
	set := func(name string, v goja.Value) { _ = host.Set(name, v) }
	set("a", l.make(l.namespace, nil))
	for _, x := range l.exports.list {
		set(x.name, l.function(l.exports, x))
	}
	_ = l.vm // the machine keeps host alive
}

// make gives the JavaScript object for a node.
func (l *Language) make(k *kind, n any) goja.Value {
	return l.vm.NewDynamicObject(&object{l: l, kind: k, node: n})
}

// at gives the place of the call in progress.
func (l *Language) at() source.Span { return l.m.Here() }
