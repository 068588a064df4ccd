package jsresolver

import (
	"encoding/base64"
	"maps"
	"math"
	"math/rand/v2"
	"net/url"
	"slices"

	"github.com/dop251/goja"
	"github.com/google/uuid"

	"github.com/amplifygo/amplifygo/runtime/graphql/gqlerror"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// native is a function of @aws-appsync/utils.
type native = func(goja.FunctionCall) goja.Value

// members is an object of natives, each of which is made when it is first
// asked for. Scripts cannot change it.
type members struct {
	w     *world
	fs    map[string]native
	parts map[string]func() *goja.Object
	made  map[string]goja.Value
}

// Get makes a member; nil for an unknown one.
func (m *members) Get(name string) goja.Value {
	if v := m.made[name]; v != nil {
		return v
	}
	var v goja.Value
	if f := m.fs[name]; f != nil {
		v = m.w.vm.ToValue(f)
	} else if build := m.parts[name]; build != nil {
		v = build()
	} else {
		return nil
	}
	if m.made == nil {
		m.made = map[string]goja.Value{}
	}
	m.made[name] = v
	return v
}

// Set refuses.
func (m *members) Set(string, goja.Value) bool { return false }

// Has reports whether there is a member of the name.
func (m *members) Has(name string) bool { return m.fs[name] != nil || m.parts[name] != nil }

// Delete refuses.
func (m *members) Delete(string) bool { return false }

// Keys are the names of the members.
func (m *members) Keys() []string {
	return append(slices.Sorted(maps.Keys(m.fs)), slices.Sorted(maps.Keys(m.parts))...)
}

// natives makes an object of functions.
func (w *world) natives(fs map[string]native) *goja.Object {
	return w.vm.NewDynamicObject(&members{w: w, fs: fs})
}

// module is @aws-appsync/utils.
func (w *world) module() *goja.Object {
	return w.vm.NewDynamicObject(&members{w: w, parts: map[string]func() *goja.Object{
		"util": w.util, "extensions": w.extensions,
		"runtime": func() *goja.Object { return w.natives(map[string]native{"earlyReturn": w.earlyReturn}) },
	}})
}

func (w *world) util() *goja.Object {
	return w.vm.NewDynamicObject(&members{w: w, fs: map[string]native{
		"error":       func(c goja.FunctionCall) goja.Value { return w.end(raised{w.error(c)}) },
		"appendError": func(c goja.FunctionCall) goja.Value { w.errors = append(w.errors, w.error(c)); return goja.Undefined() },
		"unauthorized": func(goja.FunctionCall) goja.Value {
			return w.end(raised{gqlerror.NotAuthorized(w.call.Operation.Name, w.call.Operation.Parent)})
		},
		"autoId":       func(goja.FunctionCall) goja.Value { return w.vm.ToValue(uuid.NewString()) },
		"autoUlid":     func(goja.FunctionCall) goja.Value { return w.vm.ToValue(newULID()) },
		"autoKsuid":    func(goja.FunctionCall) goja.Value { return w.vm.ToValue(newKSUID()) },
		"matches":      w.matches,
		"authType":     func(goja.FunctionCall) goja.Value { return w.vm.ToValue(w.authType()) },
		"urlEncode":    w.text(urlEncode),
		"urlDecode":    w.text(func(s string) string { out, err := url.QueryUnescape(s); w.check(err); return out }),
		"base64Encode": w.text(func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }),
		"base64Decode": w.text(func(s string) string {
			out, err := base64.StdEncoding.DecodeString(s)
			w.check(err)
			return string(out)
		}),
		"escapeJavaScript": w.text(escapeJavaScript),
	}, parts: map[string]func() *goja.Object{
		"time": w.time, "dynamodb": w.dynamodb, "transform": w.transform, "str": w.str, "math": w.math, "http": w.http, "xml": w.xml,
		"rds": func() *goja.Object { return w.natives(map[string]native{"toJsonObject": w.rdsResult}) },
	}})
}

// error reads util.error(message, errorType, data, errorInfo).
func (w *world) error(c goja.FunctionCall) *Error {
	e := &Error{Message: c.Argument(0).String()}
	if v := c.Argument(1); !goja.IsUndefined(v) && !goja.IsNull(v) {
		e.Type = v.String()
	}
	if v := c.Argument(2); !goja.IsUndefined(v) {
		e.Data = w.argument(v)
	}
	if v := c.Argument(3); !goja.IsUndefined(v) {
		e.Info = w.argument(v)
	}
	return e
}

func (w *world) check(err error) {
	if err != nil {
		w.fail("%v", err)
	}
}

// authType words the mode of the request as util.authType does.
func (w *world) authType() string {
	if w.call.Identity == nil {
		return "API Key Authorization"
	}
	switch w.call.Identity.Mode {
	case schema.ModeIAM:
		return "IAM Authorization"
	case schema.ModeUserPool:
		return "User Pool Authorization"
	case schema.ModeOIDC:
		return "Open ID Connect Authorization"
	case schema.ModeLambda:
		return "Lambda Authorization"
	}
	return "API Key Authorization"
}

// earlyReturn is runtime.earlyReturn(value, {skipTo}).
func (w *world) earlyReturn(c goja.FunctionCall) goja.Value {
	out := returned{value: w.argument(c.Argument(0))}
	if o, ok := c.Argument(1).(*goja.Object); ok {
		switch to := o.Get("skipTo"); {
		case to == nil || goja.IsUndefined(to) || to.String() == "NEXT":
		case to.String() == "END":
			out.end = true
		default:
			w.fail("skipTo is %q: expected END or NEXT", to.String())
		}
	}
	return w.end(out)
}

func (w *world) math() *goja.Object {
	number := func(f func(a, b float64) float64) native {
		return func(c goja.FunctionCall) goja.Value {
			return w.vm.ToValue(f(c.Argument(0).ToFloat(), c.Argument(1).ToFloat()))
		}
	}
	return w.natives(map[string]native{
		"roundNum":     number(func(a, _ float64) float64 { return math.Floor(a + 0.5) }),
		"minVal":       number(math.Min),
		"maxVal":       number(math.Max),
		"randomDouble": number(func(float64, float64) float64 { return rand.Float64() }),
		"randomWithinRange": number(func(a, b float64) float64 {
			if !(b >= a) {
				w.fail("expected a range")
			}
			return a + math.Floor(rand.Float64()*(b-a))
		}),
	})
}
