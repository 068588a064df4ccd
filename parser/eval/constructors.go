package eval

import (
	"sync"

	"github.com/dop251/goja"
)

// maxProxyChain bounds proxies around proxies, which are followed by recursion.
const maxProxyChain = 100

// replaceConstructors takes away what builds code from texts, and bounds the
// constructors that can ask for everything at once.
func (m *Machine) replaceConstructors() {
	m.refuseCode()
	m.replacePattern()
	m.replaceProxy()
	// Binary data and integers of any size have no use in a schema, and a
	// single operator on them can take all memory.
	m.lazyGlobals("ArrayBuffer", "SharedArrayBuffer", "DataView", "Int8Array", "Uint8Array", "Uint8ClampedArray", "Int16Array", "Uint16Array",
		"Int32Array", "Uint32Array", "Float32Array", "Float64Array", "BigInt64Array", "BigUint64Array", "Atomics", "WebAssembly")
	_ = m.VM.Set("BigInt", func(goja.FunctionCall) goja.Value {
		m.Refuse(CodeRefused, "a schema cannot use big integers", "write a plain number, or the digits as a text")
		return nil
	})
}

// functionPrototypes gives the prototypes whose constructors compile texts.
var functionPrototypes = sync.OnceValue(func() *goja.Program {
	return goja.MustCompile("sandbox.js", `[function(){}, function*(){}, async function(){}].map(f => Object.getPrototypeOf(f))`, true)
})

func (m *Machine) refuseCode() {
	refuse := func() *goja.Object {
		m.Refuse(CodeRefused, "a schema cannot compile code from a text", "write the code into the file")
		return nil
	}
	global := m.VM.GlobalObject()
	closedEval := m.VM.ToValue(func(goja.FunctionCall) goja.Value { return refuse() })
	_ = global.DefineDataProperty("eval", closedEval, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
	prototypes, err := m.VM.RunProgram(functionPrototypes())
	if err != nil {
		m.rethrow(err)
	}
	list := prototypes.(*goja.Object)
	for _, key := range []string{"0", "1", "2"} {
		prototype := list.Get(key).(*goja.Object)
		closed := m.constructor(prototype, func([]goja.Value) *goja.Object { return refuse() })
		if key == "0" {
			_ = global.DefineDataProperty("Function", closed, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
		}
	}
}

// constructor makes a function that builds objects, with or without new, and
// puts it in the place of a prototype's constructor.
func (m *Machine) constructor(prototype *goja.Object, build func(args []goja.Value) *goja.Object) *goja.Object {
	f := m.VM.ToValue(func(c goja.ConstructorCall) *goja.Object { return build(c.Arguments) }).(*goja.Object)
	_ = f.DefineDataProperty("prototype", prototype, goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE)
	_ = prototype.DefineDataProperty("constructor", f, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
	return f
}

// replacePattern bounds the length of patterns that are made from texts.
func (m *Machine) replacePattern() {
	original := m.VM.Get("RegExp").(*goja.Object)
	build := func(args []goja.Value) *goja.Object {
		if len(args) > 0 {
			m.checkPattern(args[0])
		}
		o, err := m.VM.New(original, args...)
		if err != nil {
			m.rethrow(err)
		}
		return o
	}
	bounded := m.constructor(original.Get("prototype").(*goja.Object), build)
	_ = m.VM.GlobalObject().DefineDataProperty("RegExp", bounded, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
}

// replaceProxy makes proxies whose handler is a copy of the given one, with a
// bound on the list of keys that it may give, and on proxies around proxies.
func (m *Machine) replaceProxy() {
	original := m.VM.Get("Proxy").(*goja.Object)
	chain := map[*goja.Object]int{}
	build := func(args []goja.Value) *goja.Object {
		depth := 1
		if len(args) > 0 {
			if target, ok := args[0].(*goja.Object); ok {
				depth += chain[target]
			}
		}
		if depth > maxProxyChain {
			m.Refuse(CodeTooLong, "too many proxies around one another", "a schema may nest up to 100")
		}
		if len(args) > 1 {
			if handler, ok := args[1].(*goja.Object); ok {
				args[1] = m.boundHandler(handler)
			}
		}
		o, err := m.VM.New(original, args...)
		if err != nil {
			m.rethrow(err)
		}
		if depth > 1 || len(chain) < 1000 {
			chain[o] = depth
		}
		return o
	}
	bounded := m.VM.ToValue(m.VM.NewProxy(original, &goja.ProxyTrapConfig{
		Construct: func(_ *goja.Object, args []goja.Value, _ *goja.Object) *goja.Object { return build(args) },
		Get: func(target *goja.Object, name string, _ goja.Value) goja.Value {
			if name == "revocable" {
				m.Refuse(CodeRefused, "a schema cannot use Proxy.revocable", "use new Proxy(...)")
			}
			return target.Get(name)
		},
	}))
	_ = m.VM.GlobalObject().DefineDataProperty("Proxy", bounded, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
}

// boundHandler copies the traps of a proxy's handler.
func (m *Machine) boundHandler(handler *goja.Object) *goja.Object {
	out := m.VM.NewObject()
	for _, name := range []string{"getPrototypeOf", "setPrototypeOf", "isExtensible", "preventExtensions", "getOwnPropertyDescriptor",
		"defineProperty", "has", "get", "set", "deleteProperty", "ownKeys", "apply", "construct"} {
		trap, ok := goja.AssertFunction(handler.Get(name))
		if !ok {
			continue
		}
		_ = out.Set(name, func(c goja.FunctionCall) goja.Value {
			v, err := trap(handler, c.Arguments...)
			if err != nil {
				m.rethrow(err)
			}
			if name == "ownKeys" {
				m.checkList(listLength(v))
			}
			return v
		})
	}
	return out
}
