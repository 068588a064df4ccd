package eval

import (
	"github.com/dop251/goja"

	"github.com/amplifygo/amplifygo/parser/bundle"
)

// sandbox replaces what would tell the program about the host, or let it ask
// for too much at once.
func (m *Machine) sandbox() {
	vm := m.VM
	m.fixDate()
	vm.SetRandSource(func() float64 {
		m.Refuse(CodeRefused, "a schema cannot use Math.random", "the same schema must always give the same output; write the value into the file")
		return 0
	})
	quiet := func(goja.FunctionCall) goja.Value { return goja.Undefined() }
	console := vm.NewObject()
	for _, name := range []string{"log", "info", "warn", "error", "debug", "trace", "dir", "table", "group", "groupEnd", "time", "timeEnd", "assert"} {
		_ = console.Set(name, quiet)
	}
	_ = vm.Set("console", console)
	for _, name := range []string{"setTimeout", "setInterval", "setImmediate", "clearTimeout", "clearInterval", "queueMicrotask"} {
		_ = vm.Set(name, quiet)
	}
	m.lazyGlobals("URL", "URLSearchParams", "Buffer", "fetch", "crypto", "performance", "TextEncoder", "TextDecoder", "AbortController", "structuredClone", "require")
	_ = vm.Set("process", m.process())
	_ = vm.Set("global", vm.GlobalObject())
	m.setPlace()
	m.boundBuiltins()
	m.replaceConstructors()
}

// lazyGlobals defines globals of Node's that are inert values, made when first
// looked at.
func (m *Machine) lazyGlobals(names ...string) {
	for _, name := range names {
		get := m.VM.ToValue(func(goja.FunctionCall) goja.Value {
			v := m.NewInert(name)
			_ = m.VM.GlobalObject().DefineDataProperty(name, v, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
			return v
		})
		_ = m.VM.GlobalObject().DefineAccessorProperty(name, get, nil, goja.FLAG_TRUE, goja.FLAG_FALSE)
	}
}

// process is Node's process object as far as configuration files use it.
func (m *Machine) process() *goja.Object {
	vm := m.VM
	env := vm.NewObject()
	for name, value := range m.options.Env {
		_ = env.Set(name, value)
	}
	process := vm.NewObject()
	_ = process.Set("env", env)
	_ = process.Set("argv", vm.NewArray())
	_ = process.Set("platform", "linux")
	_ = process.Set("version", "v22.0.0")
	_ = process.Set("cwd", func(goja.FunctionCall) goja.Value { return vm.ToValue(bundle.ProjectDir) })
	_ = process.Set("on", func(c goja.FunctionCall) goja.Value { return c.This })
	_ = process.Set("exit", func(goja.FunctionCall) goja.Value {
		m.Refuse(CodeRefused, "a schema cannot end the process", "throw an error that says what is wrong")
		return nil
	})
	return process
}

// hide makes the host object a global that the program does not come across by
// enumerating, and cannot replace.
func (m *Machine) hide(host *goja.Object) {
	_ = host.Set("inert", func(c goja.FunctionCall) goja.Value { return m.module(c.Argument(0).String()) })
	_ = m.VM.GlobalObject().DefineDataProperty(bundle.HostName, host, goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE)
}

// module gives an inert module in the form that esbuild's import helper reads:
// it copies own members and otherwise inherits from the prototype. The one own
// member names the module, so that {...namespace} does not pass as empty.
func (m *Machine) module(specifier string) *goja.Object {
	inert := m.NewInert(specifier)
	module := m.VM.CreateObject(inert)
	_ = module.DefineDataProperty(m.inert[inert].text(), inert, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_TRUE)
	return module
}
