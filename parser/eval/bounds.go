package eval

import (
	"fmt"
	"strconv"

	"github.com/dop251/goja"
)

// The watch can interrupt the program between its instructions, but not inside
// a builtin. Builtins that can make much out of little are therefore asked
// first how much it would be.
const (
	// maxText bounds the letters of a text that one call makes.
	maxText = 16 << 20
	// maxList bounds the elements of a list that one call goes through.
	maxList = 2 << 20
	// maxArguments bounds the arguments that a list is spread into.
	maxArguments = 1 << 16
	// maxPattern bounds a regular expression, and maxJSONDepth a JSON text:
	// both are read by recursion.
	maxPattern   = 1 << 14
	maxJSONDepth = 1000
)

// boundBuiltins puts a check before each builtin that can outgrow all bounds
// in one call.
func (m *Machine) boundBuiltins() {
	m.boundTexts()
	m.boundLists()
	m.boundCalls()
}

func (m *Machine) boundTexts() {
	text := m.prototype("String")
	m.before(text, "repeat", func(c goja.FunctionCall) { m.checkText(textLength(c.This) * number(c.Argument(0))) })
	pad := func(c goja.FunctionCall) { m.checkText(number(c.Argument(0))) }
	m.before(text, "padStart", pad)
	m.before(text, "padEnd", pad)
	m.before(text, "concat", func(c goja.FunctionCall) {
		n := textLength(c.This)
		for _, a := range c.Arguments {
			n += textLength(a)
		}
		m.checkText(n)
	})
	m.before(text, "split", func(c goja.FunctionCall) { m.checkList(textLength(c.This)) })
	replace := func(c goja.FunctionCall) {
		m.checkPattern(c.Argument(0))
		m.checkText(textLength(c.This) * max(1, textLength(c.Argument(1))) / 16)
	}
	m.before(text, "replace", replace)
	m.before(text, "replaceAll", replace)
	for _, name := range []string{"match", "matchAll", "search"} {
		m.before(text, name, func(c goja.FunctionCall) { m.checkPattern(c.Argument(0)) })
	}
	if json, ok := m.VM.Get("JSON").(*goja.Object); ok {
		m.before(json, "parse", func(c goja.FunctionCall) { m.checkJSON(c.Argument(0)) })
	}
}

func (m *Machine) boundLists() {
	list := m.prototype("Array")
	whole := func(c goja.FunctionCall) { m.checkList(listLength(c.This)) }
	for _, name := range []string{"fill", "sort", "reverse", "includes", "indexOf", "lastIndexOf", "slice", "splice", "copyWithin",
		"toLocaleString", "keys", "entries", "map", "forEach", "filter", "some", "every", "find", "findIndex",
		"findLast", "findLastIndex", "reduce", "reduceRight", "unshift", "shift", "toSorted", "toReversed", "toSpliced", "with"} {
		m.before(list, name, whole)
	}
	flat := func(c goja.FunctionCall) { m.checkFlat(c.This) }
	m.before(list, "flat", flat)
	m.before(list, "flatMap", flat)
	m.before(list, "join", func(c goja.FunctionCall) { m.checkJoin(c.This, c.Argument(0)) })
	m.before(list, "toString", func(c goja.FunctionCall) { m.checkJoin(c.This, goja.Undefined()) })
	m.before(list, "concat", func(c goja.FunctionCall) {
		n := listLength(c.This)
		for _, a := range c.Arguments {
			n += max(1, listLength(a))
		}
		m.checkList(n)
	})
	if values := m.before(list, "values", whole); values != nil {
		_ = list.DefineDataPropertySymbol(goja.SymIterator, values, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
	}
	if from, ok := m.VM.Get("Array").(*goja.Object); ok {
		m.before(from, "from", func(c goja.FunctionCall) { m.checkList(listLength(c.Argument(0))) })
	}
}

// boundCalls bounds what lists of arguments are made of.
func (m *Machine) boundCalls() {
	m.before(m.prototype("Function"), "apply", func(c goja.FunctionCall) { m.checkArguments(c.Argument(1)) })
	if reflect, ok := m.VM.Get("Reflect").(*goja.Object); ok {
		m.before(reflect, "apply", func(c goja.FunctionCall) { m.checkArguments(c.Argument(2)) })
		m.before(reflect, "construct", func(c goja.FunctionCall) { m.checkArguments(c.Argument(1)) })
	}
}

func (m *Machine) prototype(class string) *goja.Object {
	return m.VM.Get(class).(*goja.Object).Get("prototype").(*goja.Object)
}

// before replaces a builtin by one that runs a check first, and gives it back.
func (m *Machine) before(on *goja.Object, name string, check func(goja.FunctionCall)) goja.Value {
	original, ok := goja.AssertFunction(on.Get(name))
	if !ok {
		return nil
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
	return guarded
}

// textLength gives the length of a text, 0 for anything else.
func textLength(v goja.Value) float64 {
	if s, ok := v.(goja.String); ok {
		return float64(s.Length())
	}
	return 0
}

// listLength gives the length of a list or of what looks like one.
func listLength(v goja.Value) float64 {
	switch v := v.(type) {
	case goja.String:
		return float64(v.Length())
	case *goja.Object:
		if n := v.Get("length"); n != nil {
			return number(n)
		}
	}
	return 0
}

// number gives a number without calling the program.
func number(v goja.Value) float64 {
	if _, isObject := v.(*goja.Object); isObject || v == nil {
		return 0
	}
	if _, isSymbol := v.(*goja.Symbol); isSymbol {
		return 0
	}
	return v.ToFloat()
}

func (m *Machine) checkText(n float64) {
	if n > maxText {
		m.Refuse(CodeTooLong, fmt.Sprintf("the text would be %.0f letters long", n), "a schema may build texts of up to 16 million letters")
	}
}

func (m *Machine) checkList(n float64) {
	if n > maxList {
		m.Refuse(CodeTooLong, fmt.Sprintf("the list has %.0f elements", n), "a schema may build lists of up to 2 million elements")
	}
}

func (m *Machine) checkArguments(v goja.Value) {
	if n := listLength(v); n > maxArguments {
		m.Refuse(CodeTooLong, fmt.Sprintf("the call has %.0f arguments", n), "give the list as one argument")
	}
}

func (m *Machine) checkPattern(v goja.Value) {
	if n := textLength(v); n > maxPattern {
		m.Refuse(CodeTooLong, fmt.Sprintf("the regular expression is %.0f letters long", n), "a schema may use patterns of up to 16,384 letters")
	}
}

// checkJoin adds up the texts of a list, which may be the same long one often.
func (m *Machine) checkJoin(list, separator goja.Value) {
	n := listLength(list)
	m.checkList(n)
	o, ok := list.(*goja.Object)
	if !ok || n < 64 {
		return
	}
	total := n * max(1, textLength(separator))
	for i := range int(n) {
		total += textLength(o.Get(strconv.Itoa(i)))
		if total > maxText {
			break
		}
	}
	m.checkText(total)
}

// checkFlat adds up the lists in a list.
func (m *Machine) checkFlat(list goja.Value) {
	n := listLength(list)
	m.checkList(n)
	o, ok := list.(*goja.Object)
	if !ok {
		return
	}
	total := n
	for i := range int(n) {
		if inner, ok := o.Get(strconv.Itoa(i)).(*goja.Object); ok && inner.ClassName() == "Array" {
			total += listLength(inner)
		}
	}
	m.checkList(total)
}

// checkJSON looks at length and depth; brackets in texts count too.
func (m *Machine) checkJSON(v goja.Value) {
	m.checkText(textLength(v))
	s, ok := v.(goja.String)
	if !ok {
		return
	}
	depth := 0
	for _, c := range s.String() {
		switch c {
		case '[', '{':
			depth++
		case ']', '}':
			depth--
		}
		if depth > maxJSONDepth {
			m.Refuse(CodeTooLong, "the JSON text is nested too deep", "a schema may read JSON of up to 1,000 levels")
		}
	}
}
