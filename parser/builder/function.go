package builder

import (
	"path"
	"strings"

	"github.com/dop251/goja"

	"github.com/amplifygo/amplifygo/parser/eval"
	"github.com/amplifygo/amplifygo/parser/node"
)

// defineFunction records a function resource. As in Amplify the name is, in
// this order: the given one, the entry's base name, the folder of the call.
func defineFunction(c *call) goja.Value {
	f := &node.Function{Span: c.at()}
	folder := path.Dir(c.at().File)
	f.Name = path.Base(folder)
	arg := c.arg(0)
	if _, provider := goja.AssertFunction(arg); provider {
		// A function that builds the resource with the CDK: only its name is of use.
		return c.l.make(c.l.resource, f)
	}
	f.Entry = path.Join(folder, "handler.ts")
	if absent(arg) {
		return c.l.make(c.l.resource, f)
	}
	o, ok := c.object(0, "an object such as { name: \"...\", entry: \"./handler.ts\" }")
	if !ok {
		return c.l.make(c.l.resource, f)
	}
	c.readFunction(f, o)
	return c.l.make(c.l.resource, f)
}

func (c *call) readFunction(f *node.Function, o *goja.Object) {
	if entry := property(o, "entry"); !absent(entry) {
		if s, ok := plainText(entry); ok {
			f.Entry = c.relativePath(s)
			f.Name = strings.TrimSuffix(path.Base(s), path.Ext(s))
		} else {
			f.Entry = ""
		}
	}
	if name, ok := plainText(property(o, "name")); ok && name != "" {
		f.Name = name
	}
	f.TimeoutSeconds, f.MemoryMB = plainNumber(property(o, "timeoutSeconds")), plainNumber(property(o, "memoryMB"))
	environment, ok := property(o, "environment").(*goja.Object)
	if !ok || asObject(environment) != nil {
		return
	}
	if _, inert := c.l.m.IsInert(environment); inert {
		return
	}
	for _, key := range environment.Keys() {
		// Secrets and values of other resources are not known here.
		value := property(environment, key)
		if s, ok := plainText(value); ok {
			f.Environment = append(f.Environment, node.Var{Name: key, Value: s})
			continue
		}
		unknown := node.Var{Name: key}
		if i, ok := c.l.m.IsInert(value); ok {
			unknown.Value = c.l.secrets[i]
		}
		f.Secrets = append(f.Secrets, unknown)
	}
}

// plainNumber gives a number that is not made with inert values; 0 for none.
func plainNumber(v goja.Value) int {
	if absent(v) {
		return 0
	}
	if _, isObject := v.(*goja.Object); isObject {
		return 0
	}
	return int(v.ToInteger())
}

// secret is a value that only the place where a function runs has.
func secret(c *call) goja.Value {
	o := c.l.m.NewInert(c.name + "(...)")
	if name, ok := plainText(c.arg(0)); ok {
		if i, inert := c.l.m.IsInert(o); inert {
			c.l.secrets[i] = name
		}
	}
	return o
}

// plainText gives a text that is not made with inert values. A function
// resource is no part of the schema, so what is not known of it is left out.
func plainText(v goja.Value) (string, bool) {
	s, ok := v.(goja.String)
	if !ok {
		return "", false
	}
	if _, inert := eval.InertText(s.String()); inert {
		return "", false
	}
	return s.String(), true
}

// defineConversationHandler is defineConversationHandlerFunction of
// backend-ai, whose handlers speak version 1.0 of the event.
func defineConversationHandler(c *call) goja.Value {
	f := &node.Function{Span: c.at(), EventVersion: "1.0"}
	folder := path.Dir(c.at().File)
	f.Name = path.Base(folder)
	f.Entry = path.Join(folder, "handler.ts")
	if o, ok := c.object(0, "an object such as { name: \"...\", entry: \"./handler.ts\" }"); ok {
		c.readFunction(f, o)
	}
	return c.l.make(c.l.resource, f)
}

// function gives the function resource behind a value: what defineFunction
// gave, or an imported value that is not evaluated and goes by its name. nil
// for anything else.
func (c *call) function(v goja.Value) *node.Function {
	if b := asObject(v); b != nil {
		f, _ := b.node.(*node.Function)
		return f
	}
	i, ok := c.l.m.IsInert(v)
	if !ok {
		return nil
	}
	if f, ok := c.l.functions[i]; ok {
		return f
	}
	name := i.Binding
	if name == "" {
		name = path.Base(path.Dir(i.Module))
	}
	f := &node.Function{Name: name, Span: c.at()}
	c.l.functions[i] = f
	return f
}

// opaque is a part of the backend that is no part of the schema.
func opaque(c *call) goja.Value { return c.l.m.NewInert(c.name + "(...)") }
