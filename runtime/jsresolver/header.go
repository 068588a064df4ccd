package jsresolver

import (
	"net/http"
	"regexp"
	"strings"

	"github.com/dop251/goja"
)

// hopHeaders belong to a connection or name the caller's host; util.http.copyHeaders leaves them out.
var hopHeaders = map[string]bool{"transfer-encoding": true, "connection": true, "host": true, "expect": true, "keep-alive": true,
	"proxy-authenticate": true, "proxy-authorization": true, "te": true, "trailer": true, "upgrade": true, "content-length": true}

// ownHeaders are, with those of connections, not for resolvers to set.
var ownHeaders = map[string]bool{"content-type": true, "content-encoding": true, "vary": true}

// headerName is what HTTP admits as the name of a header.
var headerName = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")

// maxHeaders is AppSync's bound of the headers that resolvers add, in bytes.
const maxHeaders = 4 << 10

// http is util.http.
func (w *world) http() *goja.Object {
	return w.natives(map[string]native{
		"copyHeaders": func(c goja.FunctionCall) goja.Value {
			out := w.vm.NewObject()
			if o, ok := c.Argument(0).(*goja.Object); ok {
				for _, k := range o.Keys() {
					if !hopHeaders[strings.ToLower(k)] {
						_ = out.Set(k, o.Get(k))
					}
				}
			}
			return out
		},
		"addResponseHeader": func(c goja.FunctionCall) goja.Value {
			w.addHeader(c.Argument(0).String(), c.Argument(1))
			return goja.Undefined()
		},
		"addResponseHeaders": func(c goja.FunctionCall) goja.Value {
			o, ok := c.Argument(0).(*goja.Object)
			if !ok {
				w.fail("addResponseHeaders takes an object of names and values")
			}
			for _, name := range o.Keys() {
				w.addHeader(name, o.Get(name))
			}
			return goja.Undefined()
		},
	})
}

// addHeader gives the response a header. A text is its value, anything else is
// written as JSON.
func (w *world) addHeader(name string, v goja.Value) {
	lower := strings.ToLower(name)
	switch {
	case !headerName.MatchString(name):
		w.fail("%q is no name of a header", clip(name))
	case hopHeaders[lower] || ownHeaders[lower] || strings.HasPrefix(lower, "x-amz-") || strings.HasPrefix(lower, "x-amzn-") || strings.HasPrefix(lower, "access-control-"):
		w.fail("the header %s is not for resolvers to set", clip(name))
	}
	text := ""
	if s, ok := v.(goja.String); ok {
		text = s.String()
	} else {
		text = string(w.argument(v))
	}
	if !printable(text) {
		w.fail("the value of the header %s has control characters", clip(name))
	}
	if w.header == nil {
		w.header = http.Header{}
	}
	size := len(name) + len(text)
	for other, values := range w.header {
		if other != http.CanonicalHeaderKey(name) {
			size += len(other) + len(values[0])
		}
	}
	if size > maxHeaders {
		w.fail("the headers of a response may have %d bytes in all", maxHeaders)
	}
	w.header.Set(name, text)
}
