package eval

import (
	"math"
	"strings"

	"github.com/dop251/goja"
)

// Inert stands for something that was imported and is not evaluated: a package
// that is not there, a module of Node's, a part of deployment. Whatever the
// program does with it gives another inert value, so that modules which have
// nothing to do with the schema load; where the schema uses one, it is refused.
type Inert struct {
	// Module is the import's specifier, or the name of the global.
	Module string
	// Binding is the imported name, "" for the module itself.
	Binding string
	object  *goja.Object
	module  *Inert
	members map[string]*goja.Object
}

// Describe says what the value is, in the user's words.
func (i *Inert) Describe() string {
	if i.Binding == "" {
		return "something of " + i.Module + ", which is not evaluated"
	}
	return i.Binding + " of " + i.Module + ", which is not evaluated"
}

// The text form of an inert value has these marks around it, so that a text
// made with one is recognised wherever it ends up. They are for private use in
// Unicode and not otherwise in schemas.
const (
	inertOpen  = "\U0010F8A0"
	inertClose = "\U0010F8A1"
)

// InertText gives the inert value that a text was made with, if any.
func InertText(s string) (what string, found bool) {
	_, rest, found := strings.Cut(s, inertOpen)
	if !found {
		return "", false
	}
	what, _, _ = strings.Cut(rest, inertClose)
	return what, true
}

// NewInert gives the inert value for a module or a global.
func (m *Machine) NewInert(module string) *goja.Object {
	i := &Inert{Module: module, members: map[string]*goja.Object{}}
	object := m.newInert(i)
	m.nodeModule(i)
	return object
}

// IsInert tells whether a value is inert.
func (m *Machine) IsInert(v goja.Value) (*Inert, bool) {
	o, ok := v.(*goja.Object)
	if !ok {
		return nil, false
	}
	i, ok := m.inert[o]
	return i, ok
}

// newInertTarget makes what all proxies of inert values are around: a function
// that can be called with new and has no member that a proxy must show.
func newInertTarget(vm *goja.Runtime) *goja.Object {
	f := vm.ToValue(func(goja.ConstructorCall) *goja.Object { return nil }).(*goja.Object)
	bind, _ := goja.AssertFunction(f.Get("bind"))
	bound, err := bind(f, goja.Undefined())
	if err != nil {
		return f
	}
	return bound.(*goja.Object)
}

func (m *Machine) newInert(i *Inert) *goja.Object {
	self := func() *goja.Object { return i.object }
	proxy := m.VM.NewProxy(m.inertTarget, &goja.ProxyTrapConfig{
		Get:    func(_ *goja.Object, name string, _ goja.Value) goja.Value { return m.inertMember(i, name) },
		GetIdx: func(*goja.Object, int, goja.Value) goja.Value { return self() },
		GetSym: func(_ *goja.Object, s *goja.Symbol, _ goja.Value) goja.Value { return m.inertSymbol(i, s) },
		Has:    func(*goja.Object, string) bool { return true },
		Set:    func(*goja.Object, string, goja.Value, goja.Value) bool { return true },
		SetIdx: func(*goja.Object, int, goja.Value, goja.Value) bool { return true },
		SetSym: func(*goja.Object, *goja.Symbol, goja.Value, goja.Value) bool { return true },
		DefineProperty: func(*goja.Object, string, goja.PropertyDescriptor) bool {
			return true
		},
		DeleteProperty: func(*goja.Object, string) bool { return true },
		// One member that names the value, so that {...value} does not pass as empty.
		OwnKeys: func(*goja.Object) *goja.Object {
			return m.VM.NewArray(i.text())
		},
		GetOwnPropertyDescriptor: func(_ *goja.Object, name string) goja.PropertyDescriptor {
			if name == i.text() {
				return goja.PropertyDescriptor{Value: i.object, Enumerable: goja.FLAG_TRUE, Configurable: goja.FLAG_TRUE, Writable: goja.FLAG_TRUE}
			}
			return goja.PropertyDescriptor{}
		},
		Apply: func(*goja.Object, goja.Value, []goja.Value) goja.Value { return self() },
		Construct: func(_ *goja.Object, args []goja.Value, _ *goja.Object) *goja.Object {
			if url := m.fileURL(i, args); url != nil {
				return url
			}
			return self()
		},
	})
	i.object = m.VM.ToValue(proxy).(*goja.Object)
	m.inert[i.object] = i
	return i.object
}

// inertMember gives a member: of a module its binding, of a binding itself, so
// that a chain of any length makes two values.
func (m *Machine) inertMember(i *Inert, name string) goja.Value {
	switch name {
	case "then":
		// Not a promise, or awaiting it would never end.
		return goja.Undefined()
	case "prototype":
		// The target's own property; a proxy must tell the truth about it.
		return i.object
	case "toString", "valueOf", "toJSON":
		return m.VM.ToValue(func(goja.FunctionCall) goja.Value { return m.VM.ToValue(i.text()) })
	case "length":
		return m.VM.ToValue(0)
	case "default", "__esModule":
		return i.object
	}
	if i.Binding != "" {
		return i.object
	}
	if o, ok := i.members[name]; ok {
		return o
	}
	o := m.newInert(&Inert{Module: i.Module, Binding: name, module: i})
	i.members[name] = o
	return o
}

func (i *Inert) text() string { return inertOpen + i.Describe() + inertClose }

func (m *Machine) inertSymbol(i *Inert, s *goja.Symbol) goja.Value {
	switch s {
	case goja.SymToPrimitive:
		return m.VM.ToValue(func(c goja.FunctionCall) goja.Value {
			if c.Argument(0).String() == "number" {
				return m.VM.ToValue(math.NaN())
			}
			return m.VM.ToValue(i.text())
		})
	case goja.SymHasInstance:
		return m.VM.ToValue(func(goja.FunctionCall) goja.Value { return m.VM.ToValue(false) })
	case goja.SymIterator:
		return m.VM.ToValue(func(goja.FunctionCall) goja.Value {
			// One element, so that [...value] does not pass as empty.
			iterator, ended := m.VM.NewObject(), false
			_ = iterator.Set("next", func(goja.FunctionCall) goja.Value {
				step := m.VM.NewObject()
				_ = step.Set("done", ended)
				_ = step.Set("value", i.object)
				ended = true
				return step
			})
			return iterator
		})
	}
	return goja.Undefined()
}
