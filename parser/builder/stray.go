package builder

import (
	"github.com/dop251/goja"

	"github.com/amplifygo/amplifygo/internal/diag"
)

// nearestScalar gives the member of a that a misspelt name probably means, as
// far as it needs no arguments.
func nearestScalar(name string) *method {
	var names []string
	list := namespaceList()
	for _, m := range list {
		names = append(names, m.name)
	}
	near := diag.Nearest(name, names)
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
