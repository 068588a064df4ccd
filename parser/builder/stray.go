package builder

import (
	"github.com/dop251/goja"

	"github.com/amplifygo/amplifygo/internal/diag"
)

// builderNames are the members of a that can be called.
func builderNames() []string {
	var names []string
	for _, m := range namespaceList() {
		names = append(names, m.name)
	}
	return names
}

// nearestBuilder gives the member of a that a misspelt name probably means, or nil.
func nearestBuilder(name string) *method {
	list := namespaceList()
	near := diag.Nearest(name, builderNames())
	for i := range list {
		if list[i].name == near {
			return &list[i]
		}
	}
	return nil
}

// withStray fills in the kind of values whose mistake is reported: they accept
// every call silently.
func (k *kinds) withStray() {
	k.strayed = newKind("an unknown value")
	k.strayed.read = func(l *Language, o *object, name string) goja.Value {
		if inherited(name) {
			return nil
		}
		return l.vm.ToValue(func(c goja.FunctionCall) goja.Value { return c.This })
	}
}

// strayBuilder goes on after a call of a builder that does not exist: with the
// one that was probably meant, so that the rest of the chain makes sense.
func strayBuilder(l *Language, name string, c *call) goja.Value {
	if near := nearestBuilder(name); near != nil {
		return near.run(&call{l: l, kind: l.namespace, name: near.name, args: c.args, self: c.self, span: c.at()})
	}
	return l.make(l.strayed, &reported{})
}
