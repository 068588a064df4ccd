package jsresolver

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"

	"github.com/dop251/goja"

	"github.com/amplifygo/amplifygo/runtime/functions"
	"github.com/amplifygo/amplifygo/runtime/graphql"
)

// world is what the scripts of one request see.
type world struct {
	r    *Runtime
	vm   *goja.Runtime
	call *functions.Call
	// parse and freeze are the original JSON.parse and Object.freeze.
	parse, freeze goja.Callable
	stash         *goja.Object
	utils         *goja.Object
	table         *goja.Object
	env           goja.Value // ctx.env, once it is asked for
	// errors were appended; the filters were set for a subscription;
	// invalidations are of those that a mutation ends.
	errors               []*Error
	filter, invalidation json.RawMessage
	invalidations        []graphql.Invalidation
	// header are those of the response.
	header http.Header
	// made are the marks of what natives have made, once one is asked for.
	made *marks
	// bounded are the bounds that are in place, as bits.
	bounded uint64
	// ended is the signal that ended the script, the first one.
	ended signal
}

// signal ends a script from one of its natives. No script can catch it.
type signal interface {
	error
	signal()
}

// raised is util.error and what is like it.
type raised struct{ e *Error }

func (r raised) Error() string { return r.e.Message }
func (raised) signal()         {}

// returned is runtime.earlyReturn.
type returned struct {
	value json.RawMessage
	end   bool // of the whole pipeline
}

func (returned) Error() string { return "an early return" }
func (returned) signal()       {}

// newWorld makes a world; its call is set when it is used.
func (r *Runtime) newWorld() *world {
	w := &world{r: r, vm: goja.New()}
	w.vm.SetMaxCallStackSize(maxCalls)
	w.stash = w.vm.NewObject()
	_ = w.stash.Set("awsAppsyncApiId", stashAPI)
	_ = w.stash.Set("amplifyApiEnvironmentName", stashEnvironment)
	w.parse, _ = goja.AssertFunction(w.vm.Get("JSON").(*goja.Object).Get("parse"))
	w.freeze, _ = goja.AssertFunction(w.vm.Get("Object").(*goja.Object).Get("freeze"))
	w.console()
	w.globals()
	return w
}

// globals are the members of @aws-appsync/utils, which scripts find without
// importing them, too.
func (w *world) globals() {
	for _, name := range []string{"util", "extensions", "runtime"} {
		get := w.vm.ToValue(func(goja.FunctionCall) goja.Value { return w.utilities().Get(name) })
		_ = w.vm.GlobalObject().DefineAccessorProperty(name, get, nil, goja.FLAG_TRUE, goja.FLAG_FALSE)
	}
}

// utilities is @aws-appsync/utils.
func (w *world) utilities() *goja.Object {
	if w.utils == nil {
		w.utils = w.module()
	}
	return w.utils
}

// end leaves the running script. The interrupt takes effect when the native
// has returned; the signal counts even where nothing is left to interrupt, or
// where the script goes on nonetheless.
func (w *world) end(s signal) goja.Value {
	if w.ended == nil {
		w.ended = s
	}
	w.vm.Interrupt(s)
	return goja.Undefined()
}

// fail raises an exception of the script's own: a wrong use of a native.
func (w *world) fail(format string, a ...any) {
	panic(w.vm.NewTypeError(fmt.Sprintf(format, a...)))
}

// require gives the modules that AppSync has.
func (w *world) require(c goja.FunctionCall) goja.Value {
	switch name := c.Argument(0).String(); name {
	case "@aws-appsync/utils":
		return w.utilities()
	case "@aws-appsync/utils/dynamodb":
		if w.table == nil {
			w.table = w.tableModule()
		}
		return w.table
	case "@aws-appsync/utils/rds":
		return w.rdsModule()
	case "@aws-appsync/utils/ai":
		return w.aiModule()
	default:
		w.fail("there is no module %q in AppSync's runtime; it has @aws-appsync/utils, and below it dynamodb, rds and ai", name)
		return nil
	}
}

// console writes to the log.
func (w *world) console() {
	fs := map[string]native{}
	for name, level := range map[string]slog.Level{"log": slog.LevelInfo, "info": slog.LevelInfo, "debug": slog.LevelDebug, "warn": slog.LevelWarn, "error": slog.LevelError} {
		fs[name] = func(c goja.FunctionCall) goja.Value { w.say(level, c.Arguments); return goja.Undefined() }
	}
	_ = w.vm.Set("console", w.natives(fs))
}

// say logs one line of a script.
func (w *world) say(level slog.Level, args []goja.Value) {
	parts := make([]string, len(args))
	for i, a := range args {
		if s, ok := a.(goja.String); ok {
			parts[i] = clip(s.String())
			continue
		}
		text, err := w.encode(a, 64<<10)
		if err != nil {
			text = []byte(err.Error())
		}
		parts[i] = clip(string(text))
	}
	w.r.Logger.Log(context.Background(), level, "a JavaScript resolver says", slog.String("operation", functions.Name(w.call.Operation)), slog.String("text", strings.Join(parts, " ")))
}

// shallow refuses JSON that is nested too deep for a parser that recurses.
func (w *world) shallow(v goja.Value) {
	depth, text := 0, false
	s := v.String()
	w.size(float64(len(s)), maxText)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case text && c == '\\':
			i++
		case c == '"':
			text = !text
		case text:
		case c == '[' || c == '{':
			if depth++; depth > maxDepth {
				w.fail("%v", errDeep)
			}
		case c == ']' || c == '}':
			depth--
		}
	}
}
