package jsresolver

import (
	"errors"
	"strconv"
	"strings"

	"github.com/dop251/goja"
)

const (
	maxText = 16 << 20
	maxList = 1 << 20
)

// absent are what AppSync's runtime does not have either: code made of texts,
// and memory that is taken by its mere size.
var absent = []string{"eval", "Function", "ArrayBuffer", "DataView", "Int8Array", "Uint8Array", "Uint8ClampedArray", "Int16Array", "Uint16Array",
	"Int32Array", "Uint32Array", "Float32Array", "Float64Array", "BigInt64Array", "BigUint64Array"}

// constructors takes away the other ways to code made of texts.
var constructors = goja.MustCompile("constructors", `for (const f of [function () {}, async function () {}, function* () {}]) delete Object.getPrototypeOf(f).constructor;`, true)

// lists are the builtins of lists that go through all of their places. A list
// may have many more places than values.
var lists = []string{"concat", "copyWithin", "every", "fill", "filter", "find", "findIndex", "findLast", "findLastIndex", "flat", "flatMap", "forEach", "includes",
	"indexOf", "join", "keys", "lastIndexOf", "map", "reduce", "reduceRight", "reverse", "shift", "slice", "some", "sort", "splice", "toLocaleString",
	"toReversed", "toSorted", "toSpliced", "unshift", "with"}

// bound puts a check before the builtins that make much out of little in one
// call, which no watch can interrupt: Go does not survive a memory that is full.
func (w *world) bound() {
	_, _ = w.vm.RunProgram(constructors) // cannot fail
	global := w.vm.GlobalObject()
	for _, name := range absent {
		_ = global.Delete(name)
	}
	w.boundJSON(w.vm.Get("JSON").(*goja.Object))
	w.boundTexts()
	list := prototype(w.vm, "Array")
	for _, name := range lists {
		w.before(list, name, func(c goja.FunctionCall) {
			w.places(c.This)
			for _, a := range c.Arguments {
				w.places(a)
			}
		})
	}
	w.before(list, "join", func(c goja.FunctionCall) { w.joined(c.This, c.Argument(0)) })
	w.before(w.vm.Get("Array").(*goja.Object), "from", func(c goja.FunctionCall) { w.places(c.Argument(0)) })
}

func (w *world) boundJSON(object *goja.Object) {
	w.parse, _ = goja.AssertFunction(object.Get("parse"))
	w.before(object, "parse", func(c goja.FunctionCall) { w.shallow(c.Argument(0)) })
	w.before(object, "stringify", func(c goja.FunctionCall) {
		limit := maxText
		if !goja.IsUndefined(c.Argument(2)) {
			limit /= 64 // each value may stand on a line of its own
		}
		if _, err := w.encode(c.Argument(0), limit); errors.Is(err, errDeep) || errors.Is(err, errLarge) {
			w.fail("%v", err)
		}
	})
}

func (w *world) boundTexts() {
	text := prototype(w.vm, "String")
	w.before(text, "repeat", func(c goja.FunctionCall) { w.size(float64(len(c.This.String()))*c.Argument(0).ToFloat(), maxText) })
	w.before(text, "padStart", func(c goja.FunctionCall) { w.size(c.Argument(0).ToFloat(), maxText) })
	w.before(text, "padEnd", func(c goja.FunctionCall) { w.size(c.Argument(0).ToFloat(), maxText) })
	w.before(text, "concat", func(c goja.FunctionCall) {
		left := maxText
		for _, a := range c.Arguments {
			w.measure(a, &left, 0)
		}
	})
	w.before(text, "split", func(c goja.FunctionCall) {
		if goja.IsUndefined(c.Argument(0)) || !goja.IsUndefined(c.Argument(1)) {
			return
		}
		w.size(float64(len(c.This.String())), maxText)
		w.size(float64(w.finds(c)), maxList)
	})
	w.before(text, "replace", func(c goja.FunctionCall) { w.replaced(c, false) })
	w.before(text, "replaceAll", func(c goja.FunctionCall) { w.replaced(c, true) })
	w.before(w.vm.Get("String").(*goja.Object), "raw", func(c goja.FunctionCall) {
		left := maxText
		if o, ok := c.Argument(0).(*goja.Object); ok {
			w.places(o.Get("raw"))
			w.measure(o.Get("raw"), &left, 0)
		}
		for _, a := range c.Arguments[min(1, len(c.Arguments)):] {
			w.measure(a, &left, 0)
		}
	})
}

func (w *world) size(n float64, limit int) {
	if n > float64(limit) {
		panic(w.vm.NewTypeError("a value of a resolver would be too large"))
	}
}

// places refuses a list of too many places.
func (w *world) places(v goja.Value) {
	if o, ok := v.(*goja.Object); ok {
		if n := o.Get("length"); n != nil {
			w.size(n.ToFloat(), maxList)
		}
	}
}

// measure takes the length of a value's text from what is left, and refuses it
// where nothing is. Objects count little: their texts are made by code, which
// can be interrupted.
func (w *world) measure(v goja.Value, left *int, depth int) {
	if *left--; *left < 0 || depth > maxDepth {
		w.size(maxText+1, maxText)
	}
	switch v := v.(type) {
	case goja.String:
		*left -= v.Length()
	case *goja.Object:
		if v.ClassName() != "Array" {
			return
		}
		for i := range int(v.Get("length").ToInteger()) {
			w.measure(v.Get(strconv.Itoa(i)), left, depth+1)
		}
	}
}

func (w *world) joined(list, separator goja.Value) {
	o, ok := list.(*goja.Object)
	if !ok {
		return
	}
	left := maxText
	if s, ok := separator.(goja.String); ok {
		w.size(float64(s.Length())*o.Get("length").ToFloat(), maxText)
	}
	w.measure(o, &left, 0)
}

// finds is how often a pattern is found in a text at most.
func (w *world) finds(c goja.FunctionCall) int {
	s := c.This.String()
	if p, ok := c.Argument(0).(goja.String); ok {
		return strings.Count(s, p.String())
	}
	return len(s) + 1
}

// replaced refuses a replacement whose outcome would be too large. What a
// function gives is made by code.
func (w *world) replaced(c goja.FunctionCall, all bool) {
	if _, ok := goja.AssertFunction(c.Argument(1)); ok {
		return
	}
	s, with := c.This.String(), c.Argument(1).String()
	_, plain := c.Argument(0).(goja.String)
	n := 1
	if all || !plain {
		n = w.finds(c)
	}
	each := float64(len(with)) + float64(strings.Count(with, "$"))*float64(len(s))
	if !plain && float64(n)*each > maxText {
		n = w.matched(c)
	}
	w.size(float64(len(s))+float64(n)*each, maxText)
}

// matched counts the matches of a regular expression.
func (w *world) matched(c goja.FunctionCall) int {
	match, ok := goja.AssertFunction(prototype(w.vm, "String").Get("match"))
	if !ok {
		return maxText
	}
	found, err := match(c.This, c.Argument(0))
	if err != nil {
		panic(err)
	}
	if o, ok := found.(*goja.Object); ok {
		return max(1, int(o.Get("length").ToInteger()))
	}
	return 0
}

func prototype(vm *goja.Runtime, class string) *goja.Object {
	return vm.Get(class).(*goja.Object).Get("prototype").(*goja.Object)
}

func (w *world) before(on *goja.Object, name string, check func(goja.FunctionCall)) {
	original, ok := goja.AssertFunction(on.Get(name))
	if !ok {
		return
	}
	_ = on.DefineDataProperty(name, w.vm.ToValue(func(c goja.FunctionCall) goja.Value {
		check(c)
		v, err := original(c.This, c.Arguments...)
		if err != nil {
			panic(err)
		}
		return v
	}), goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
}
