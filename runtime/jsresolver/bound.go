package jsresolver

import (
	"errors"
	"regexp"
	"slices"
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

// bound is a check before a builtin that makes much out of little in one call,
// which no watch can interrupt: Go does not survive a memory that is full. It is
// put into a world for scripts that can reach the builtin, since a world is made
// for every request and most scripts reach few of them.
type bound struct {
	// names are those by one of which a script reaches it.
	names []string
	put   func(w *world)
}

var bounds = append([]bound{
	{append([]string{"globalThis", "this"}, absent...), func(w *world) {
		for _, name := range absent {
			_ = w.vm.GlobalObject().Delete(name)
		}
	}},
	{[]string{"constructor"}, func(w *world) { _, _ = w.vm.RunProgram(constructors) }}, // cannot fail
	{[]string{"parse"}, func(w *world) {
		w.before(w.vm.Get("JSON").(*goja.Object), "parse", func(c goja.FunctionCall) { w.shallow(c.Argument(0)) })
	}},
	{[]string{"stringify"}, func(w *world) {
		w.before(w.vm.Get("JSON").(*goja.Object), "stringify", w.stringified)
	}},
	{[]string{"from"}, func(w *world) {
		w.before(w.vm.Get("Array").(*goja.Object), "from", func(c goja.FunctionCall) { w.places(c.Argument(0)) })
	}},
	{[]string{"raw"}, func(w *world) { w.before(w.vm.Get("String").(*goja.Object), "raw", w.raw) }},
}, append(boundLists(), boundTexts()...)...)

// boundLists check the builtins of lists.
func boundLists() []bound {
	out := make([]bound, 0, len(lists))
	for _, name := range lists {
		reach := name
		if name == "join" {
			reach = "" // every list that becomes a text is joined
		}
		out = append(out, bound{[]string{reach}, func(w *world) {
			w.before(prototype(w.vm, "Array"), name, func(c goja.FunctionCall) {
				w.places(c.This)
				for _, a := range c.Arguments {
					w.places(a)
				}
				if name == "join" {
					w.joined(c.This, c.Argument(0))
				}
			})
		}})
	}
	return out
}

// boundTexts check the builtins of texts.
func boundTexts() []bound {
	var out []bound
	for name, check := range map[string]func(w *world, c goja.FunctionCall){
		"repeat": func(w *world, c goja.FunctionCall) {
			w.size(float64(len(c.This.String()))*c.Argument(0).ToFloat(), maxText)
		},
		"padStart": func(w *world, c goja.FunctionCall) { w.size(c.Argument(0).ToFloat(), maxText) },
		"padEnd":   func(w *world, c goja.FunctionCall) { w.size(c.Argument(0).ToFloat(), maxText) },
		"concat": func(w *world, c goja.FunctionCall) {
			left := maxText
			for _, a := range c.Arguments {
				w.measure(a, &left, 0)
			}
		},
		"split": func(w *world, c goja.FunctionCall) {
			if goja.IsUndefined(c.Argument(0)) || !goja.IsUndefined(c.Argument(1)) {
				return
			}
			w.size(float64(len(c.This.String())), maxText)
			w.size(float64(w.finds(c)), maxList)
		},
		"replace":    func(w *world, c goja.FunctionCall) { w.replaced(c, false) },
		"replaceAll": func(w *world, c goja.FunctionCall) { w.replaced(c, true) },
	} {
		out = append(out, bound{[]string{name}, func(w *world) {
			w.before(prototype(w.vm, "String"), name, func(c goja.FunctionCall) { check(w, c) })
		}})
	}
	return out
}

// What may reach members by names that do not stand in the script: brackets
// behind an expression, but for those around a number or a text, and reflection.
var (
	brackets = regexp.MustCompile("[\\w$)\\]}\"'`.]\\s*\\[|[{,]\\s*\\[")
	spelled  = regexp.MustCompile(`^\s*(?:\d+|"[^"\\]*"|'[^'\\]*')\s*\]`)
	reflects = regexp.MustCompile(`Reflect|rototype|__proto__|getOwnProperty|\\u`)
)

// computes reports whether a script may make names of members itself. What it
// takes for such need not be: "return [x]" is not.
func computes(text string) bool {
	for _, at := range brackets.FindAllStringIndex(text, -1) {
		if !spelled.MatchString(text[at[1]:]) {
			return true
		}
	}
	return reflects.MatchString(text)
}

// reached are the bounds that a script needs, as bits.
func reached(text string) (bits uint64) {
	if computes(text) {
		return 1<<len(bounds) - 1
	}
	for i, b := range bounds {
		if slices.ContainsFunc(b.names, func(name string) bool { return strings.Contains(text, name) }) {
			bits |= 1 << i
		}
	}
	return bits
}

// bind puts in place what a script needs and the world has not.
func (w *world) bind(bits uint64) {
	for i, b := range bounds {
		if bits&^w.bounded&(1<<i) != 0 {
			b.put(w)
		}
	}
	w.bounded |= bits
}

func (w *world) stringified(c goja.FunctionCall) {
	limit := maxText
	if !goja.IsUndefined(c.Argument(2)) {
		limit /= 64 // each value may stand on a line of its own
	}
	if _, err := w.encode(c.Argument(0), limit); errors.Is(err, errDeep) || errors.Is(err, errLarge) {
		w.fail("%v", err)
	}
}

func (w *world) raw(c goja.FunctionCall) {
	left := maxText
	if o, ok := c.Argument(0).(*goja.Object); ok {
		w.places(o.Get("raw"))
		w.measure(o.Get("raw"), &left, 0)
	}
	for _, a := range c.Arguments[min(1, len(c.Arguments)):] {
		w.measure(a, &left, 0)
	}
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
