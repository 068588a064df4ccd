package eval

import (
	"fmt"

	"github.com/dop251/goja"
)

// The watch can interrupt the program between its instructions, but not inside
// a builtin. Builtins that can make much out of little are therefore asked
// first how much it would be.
const (
	maxText = 64 << 20
	maxList = 4 << 20
)

// boundBuiltins puts a check before each builtin that can outgrow all bounds
// in one call.
func (m *Machine) boundBuiltins() {
	text := m.prototype("String")
	m.before(text, "repeat", func(c goja.FunctionCall) {
		m.checkText(length(c.This) * number(c.Argument(0)))
	})
	pad := func(c goja.FunctionCall) { m.checkText(number(c.Argument(0))) }
	m.before(text, "padStart", pad)
	m.before(text, "padEnd", pad)

	list := m.prototype("Array")
	whole := func(c goja.FunctionCall) { m.checkList(length(c.This)) }
	for _, name := range []string{"fill", "join", "sort", "reverse", "includes", "indexOf", "lastIndexOf", "slice", "splice", "concat", "copyWithin",
		"flat", "toString", "toLocaleString", "keys", "values", "entries", "map", "forEach", "filter", "some", "every", "find", "findIndex",
		"findLast", "findLastIndex", "reduce", "reduceRight", "flatMap", "unshift", "shift", "toSorted", "toReversed", "toSpliced", "with"} {
		m.before(list, name, whole)
	}
	if from, ok := m.VM.Get("Array").(*goja.Object); ok {
		m.before(from, "from", func(c goja.FunctionCall) { m.checkList(length(c.Argument(0))) })
	}
}

func (m *Machine) prototype(class string) *goja.Object {
	return m.VM.Get(class).(*goja.Object).Get("prototype").(*goja.Object)
}

// before replaces a builtin by one that runs a check first.
func (m *Machine) before(on *goja.Object, name string, check func(goja.FunctionCall)) {
	original, ok := goja.AssertFunction(on.Get(name))
	if !ok {
		return
	}
	guarded := m.VM.ToValue(func(c goja.FunctionCall) goja.Value {
		check(c)
		v, err := original(c.This, c.Arguments...)
		if err != nil {
			m.rethrow(err)
		}
		return v
	})
	_ = on.DefineDataProperty(name, guarded, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
}

// length gives the length of a text or list without calling the program.
func length(v goja.Value) float64 {
	switch v := v.(type) {
	case goja.String:
		return float64(v.Length())
	case *goja.Object:
		if v.ClassName() == "Array" {
			return v.Get("length").ToFloat()
		}
	}
	return 0
}

// number gives a number without calling the program.
func number(v goja.Value) float64 {
	if _, isObject := v.(*goja.Object); isObject || v == nil {
		return 0
	}
	return v.ToFloat()
}

func (m *Machine) checkText(n float64) {
	if n > maxText {
		m.Refuse(CodeTooLong, fmt.Sprintf("the text would be %.0f letters long", n), "a schema may build texts of up to 64 million letters")
	}
}

func (m *Machine) checkList(n float64) {
	if n > maxList {
		m.Refuse(CodeTooLong, fmt.Sprintf("the list has %.0f elements", n), "a schema may build lists of up to 4 million elements")
	}
}
