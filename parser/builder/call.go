package builder

import (
	"fmt"
	"strconv"

	"github.com/dop251/goja"

	"github.com/amplifygo/amplifygo/internal/source"
	"github.com/amplifygo/amplifygo/parser/eval"
)

// call is one call of a member by the program.
type call struct {
	l    *Language
	kind *kind
	name string
	args []goja.Value
	// self is JavaScript's this; this is the builder behind it, nil where
	// there is none.
	self goja.Value
	this *object
	// span is filled by at.
	span source.Span
}

// maxList bounds the lists that builders take.
const maxList = 200_000

// at gives the place of the call.
func (c *call) at() source.Span {
	if c.span == (source.Span{}) {
		c.span = c.l.at()
	}
	return c.span
}

// arg gives an argument, undefined where it is missing.
func (c *call) arg(i int) goja.Value {
	if i < len(c.args) {
		return c.args[i]
	}
	return goja.Undefined()
}

// receiver gives the node of the builder that a method was called on. A method
// taken off its object is called on nothing: that ends the program, as it has
// no value to go on with.
func receiver[T any](c *call) T {
	if c.this != nil {
		if n, ok := c.this.node.(T); ok {
			return n
		}
	}
	c.l.m.Refuse(CodeForeignThis, fmt.Sprintf("%s must be called on the builder that it belongs to", c.label()), "call it with a dot behind the builder")
	panic("unreachable")
}

// absent tells undefined and missing.
func absent(v goja.Value) bool { return v == nil || goja.IsUndefined(v) }

// text gives a text; ok is false, and the mistake reported, for anything else.
func (c *call) text(v goja.Value, what string) (string, bool) {
	if s, ok := v.(goja.String); ok {
		text := s.String()
		if from, inert := eval.InertText(text); inert {
			c.useOfInert(from)
			return "", false
		}
		return text, true
	}
	if i, ok := c.l.m.IsInert(v); ok {
		c.useOfInert(i.Describe())
		return "", false
	}
	c.wrong(what, c.l.describe(v), "")
	return "", false
}

// texts gives a list of texts.
func (c *call) texts(v goja.Value, what string) ([]string, bool) {
	if i, ok := c.l.m.IsInert(v); ok {
		c.useOfInert(i.Describe())
		return nil, false
	}
	items, ok := c.items(v)
	if !ok {
		c.wrong("a list of "+what, c.l.describe(v), "write [...] around it")
		return nil, false
	}
	out := make([]string, 0, len(items))
	for _, item := range items {
		s, ok := c.text(item, "a list of "+what)
		if !ok {
			return nil, false
		}
		out = append(out, s)
	}
	return out, true
}

// items gives the elements of a JavaScript array.
func (c *call) items(v goja.Value) ([]goja.Value, bool) {
	o, ok := v.(*goja.Object)
	if !ok || o.ClassName() != "Array" {
		return nil, false
	}
	n := int(o.Get("length").ToInteger())
	if n > maxList {
		c.l.m.Refuse(CodeTooMany, fmt.Sprintf("%s got a list of %d elements", c.label(), n), "a schema may have lists of up to 200,000 elements")
	}
	out := make([]goja.Value, n)
	for i := range out {
		if out[i] = o.Get(strconv.Itoa(i)); out[i] == nil {
			out[i] = goja.Undefined()
		}
	}
	return out, true
}

// object gives an argument that must be a JavaScript object of entries.
func (c *call) object(i int, what string) (*goja.Object, bool) {
	v := c.arg(i)
	if in, ok := c.l.m.IsInert(v); ok {
		c.useOfInert(in.Describe())
		return nil, false
	}
	o, ok := v.(*goja.Object)
	if _, callable := goja.AssertFunction(v); !ok || callable || asObject(v) != nil || o.ClassName() == "Array" {
		c.wrong(what, c.l.describe(v), "")
		return nil, false
	}
	return o, true
}

// settings gives an argument that must be a JavaScript object of settings,
// all of which are known.
func (c *call) settings(i int, what string) (*goja.Object, bool) {
	o, ok := c.object(i, what)
	if ok {
		c.refuseInertKeys(o)
	}
	return o, ok
}

// refuseInertKeys reports what was spread into an object and is not evaluated.
func (c *call) refuseInertKeys(o *goja.Object) {
	for _, key := range o.Keys() {
		if what, inert := eval.InertText(key); inert {
			c.useOfInert(what)
		}
	}
}

// property gives a member of an object, undefined where it has none.
func property(o *goja.Object, name string) goja.Value {
	if v := o.Get(name); v != nil {
		return v
	}
	return goja.Undefined()
}

// describe says what a value is, in the user's words.
func (l *Language) describe(v goja.Value) string {
	if absent(v) {
		return "undefined"
	}
	if i, ok := l.m.IsInert(v); ok {
		return i.Describe()
	}
	o, isObject := v.(*goja.Object)
	if !isObject {
		if s, ok := v.(goja.String); ok {
			text := []rune(s.String())
			if len(text) > 40 {
				text = append(text[:40:40], '…')
			}
			return strconv.Quote(string(text))
		}
		return v.String()
	}
	if b := asObject(v); b != nil {
		return b.kind.label
	}
	if _, ok := goja.AssertFunction(v); ok {
		for key, f := range l.fns {
			if f.SameAs(v) {
				return "the method " + key.name + " of " + key.kind.label
			}
		}
		return "a function"
	}
	if o.ClassName() == "Array" {
		return "a list"
	}
	return "an object"
}
