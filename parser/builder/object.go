package builder

import (
	"reflect"

	"github.com/dop251/goja"
)

// kind is what the objects of one sort of builder have in common.
type kind struct {
	// label is how messages name the object: "a.model(...)".
	label string
	list  []method
	index map[string]int
	// read gives members that are no methods; nil where there are none.
	read func(l *Language, o *object, name string) goja.Value
	// unknown gives the hint for a member that does not exist; nil for the default.
	unknown func(name string) string
	// stray says what to go on with after a call of a member that does not
	// exist; nil for the object itself.
	stray func(l *Language, name string, c *call) goja.Value
}

// method is a member that can be called.
type method struct {
	name string
	run  func(*call) goja.Value
}

func newKind(label string, list ...method) *kind {
	k := &kind{label: label, list: list, index: make(map[string]int, len(list))}
	for i, m := range list {
		k.index[m.name] = i
	}
	return k
}

// names gives the methods, for suggestions; nobody should be led to manyToMany,
// which only the early syntax has.
func (k *kind) names() []string {
	var out []string
	for _, m := range k.list {
		if m.name != "manyToMany" {
			out = append(out, m.name)
		}
	}
	return out
}

// object is a builder as the program sees it. It answers goja's questions
// itself, so nothing that the program does to Object.prototype changes it.
type object struct {
	l    *Language
	kind *kind
	node any
	// spent are methods that the object lacks because they were called.
	spent []string
	// own are members that the program set itself.
	own map[string]goja.Value
}

var objectType = reflect.TypeOf((*object)(nil))

// asObject gives the builder behind a value, or nil.
func asObject(v goja.Value) *object {
	o, ok := v.(*goja.Object)
	if !ok || o.ExportType() != objectType {
		return nil
	}
	b, _ := o.Export().(*object)
	return b
}

// Get implements goja.DynamicObject.
func (o *object) Get(name string) goja.Value {
	if v, ok := o.own[name]; ok {
		return v
	}
	if i, ok := o.kind.index[name]; ok && !o.isSpent(name) {
		return o.l.function(o.kind, o.kind.list[i])
	}
	if o.kind.read != nil {
		if v := o.kind.read(o.l, o, name); v != nil {
			return v
		}
	}
	if inherited(name) {
		return nil
	}
	if name == "data" && o.node != nil {
		return o.l.internals(o.kind)
	}
	return o.l.strayMember(o, name)
}

// internals gives the member in which Amplify's builders keep what they were
// told. Programs that look there, to write settings of their own from the
// schema, load; nothing of it can become part of the schema.
func (l *Language) internals(k *kind) goja.Value {
	if l.inner[k] == nil {
		l.inner[k] = l.m.NewInert("data of " + k.label)
	}
	return l.inner[k]
}

// inherited tells the members that every JavaScript object has, or that the
// machine asks for by itself.
func inherited(name string) bool {
	switch name {
	case "toString", "valueOf", "toLocaleString", "constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "__proto__",
		"toJSON", "then", "__esModule":
		return true
	}
	return false
}

// Set implements goja.DynamicObject.
func (o *object) Set(name string, v goja.Value) bool {
	if o.own == nil {
		o.own = map[string]goja.Value{}
	}
	o.own[name] = v
	return true
}

// Has implements goja.DynamicObject.
func (o *object) Has(name string) bool {
	_, own := o.own[name]
	_, ok := o.kind.index[name]
	return own || ok && !o.isSpent(name)
}

// Delete implements goja.DynamicObject.
func (o *object) Delete(name string) bool {
	delete(o.own, name)
	return true
}

// Keys implements goja.DynamicObject.
func (o *object) Keys() []string {
	var out []string
	for _, m := range o.kind.list {
		if !o.isSpent(m.name) {
			out = append(out, m.name)
		}
	}
	return out
}

func (o *object) isSpent(name string) bool {
	for _, s := range o.spent {
		if s == name {
			return true
		}
	}
	return false
}

// function gives the JavaScript function of a method.
func (l *Language) function(k *kind, m method) goja.Value {
	key := fnKey{k, m.name}
	if f, ok := l.fns[key]; ok {
		return f
	}
	f := l.vm.ToValue(func(c goja.FunctionCall) goja.Value {
		return m.run(&call{l: l, kind: k, name: m.name, args: c.Arguments, self: c.This, this: asObject(c.This)})
	})
	l.fns[key] = f
	return f
}

// strayMember gives a function that reports, when called, that the object has
// no such member. A member that is only looked at reports nothing.
func (l *Language) strayMember(o *object, name string) goja.Value {
	return l.vm.ToValue(func(c goja.FunctionCall) goja.Value {
		x := &call{l: l, kind: o.kind, name: name, args: c.Arguments, self: c.This, this: o}
		x.reportStray(o)
		if o.kind.stray != nil {
			return o.kind.stray(l, name, x)
		}
		return c.This
	})
}
