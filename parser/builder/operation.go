package builder

import (
	"github.com/amplifygo/amplifygo/parser/bundle"
	"path"
	"strings"

	"github.com/dop251/goja"

	"github.com/amplifygo/amplifygo/parser/node"
)

// withOperations fills in the kinds of operations, handlers and AI routes.
func (k *kinds) withOperations() {
	arguments, returns := method{"arguments", operationArguments}, method{"returns", operationReturns}
	rules := method{"authorization", operationAuthorization}
	k.operation = newKind("a custom operation", arguments, returns, rules, method{"handler", operationHandler}, method{"for", operationFor},
		method{"function", operationFunction})
	k.operation.unknown = operationHint
	k.generation = newKind("a generation", arguments, returns, rules)
	k.conversation = newKind("a conversation", method{"authorization", conversationAuthorization})
	k.handlers = newKind("a.handler", method{"function", handlerFunction}, method{"custom", handlerCustom}, method{"inlineSql", handlerSQL},
		method{"sqlReference", handlerReference})
	k.handler = newKind("a handler")
	k.asyncHandler = newKind("a function handler", method{"async", handlerAsync})
	k.ai = newKind("a.ai", method{"model", aiModel}, method{"dataTool", aiTool})
	k.aiModel = newKind("a.ai.model(...)")
	k.aiModel.read = readAIModel
	k.tool = newKind("a.ai.dataTool(...)")
	k.resource = newKind("a function resource")
}

func newOperation(c *call) goja.Value {
	return c.l.make(c.l.operation, &node.Operation{Kind: c.name, Span: c.at()})
}

func operationArguments(c *call) goja.Value {
	c.fieldsOf(argumentsOf{receiver[*node.Operation](c)}, "an object of arguments such as { name: a.string() }")
	return c.self
}

// argumentsOf is the key of an operation's argument list in Language.fields.
type argumentsOf struct{ operation *node.Operation }

func operationReturns(c *call) goja.Value {
	n := receiver[*node.Operation](c)
	n.Returns = c.l.value(c.arg(0), c.at())
	return c.self
}

func operationAuthorization(c *call) goja.Value {
	receiver[*node.Operation](c).Rules = c.rules(c.l.operationAllow)
	return c.self
}

// operationHandler takes a handler or the handlers of a pipeline. An
// asynchronous last one takes the return type away: a later .returns(...)
// gives one again.
func operationHandler(c *call) goja.Value {
	n := receiver[*node.Operation](c)
	n.HandlersSpan, n.Handlers = c.at(), nil
	items, isList := c.items(c.arg(0))
	if !isList {
		items = []goja.Value{c.arg(0)}
	}
	if len(items) == 0 {
		c.wrong("a handler", "an empty list", "give at least one of a.handler.function(...), a.handler.custom(...)")
	}
	for _, item := range items {
		b := asObject(item)
		if b == nil || b.kind != c.l.handler && b.kind != c.l.asyncHandler {
			c.wrong("a handler", c.l.describe(item), "write a.handler.function(...) or another of a.handler")
			continue
		}
		n.Handlers = append(n.Handlers, b.node.(*node.Handler))
	}
	if last := len(n.Handlers) - 1; last >= 0 && n.Handlers[last].Async {
		n.Returns = nil
	}
	return c.self
}

// operationFunction is the early .function("name").
func operationFunction(c *call) goja.Value {
	n := receiver[*node.Operation](c)
	h := &node.Handler{Kind: "function", Span: c.at()}
	h.Name, _ = c.text(c.arg(0), "the name of a function")
	n.HandlersSpan, n.Handlers = c.at(), []*node.Handler{h}
	return c.self
}

func operationFor(c *call) goja.Value {
	n := receiver[*node.Operation](c)
	n.ForSpan, n.Sources = c.at(), nil
	items, isList := c.items(c.arg(0))
	if !isList {
		items = []goja.Value{c.arg(0)}
	}
	for _, item := range items {
		b := asObject(item)
		if b == nil || b.kind != c.l.ref {
			c.wrong("references such as a.ref(\"publish\")", c.l.describe(item), "")
			continue
		}
		n.Sources = append(n.Sources, b.node.(*node.Ref))
	}
	return c.self
}

// handlerFunction takes what defineFunction gave, or a name that defineData's
// functions explain. Anything else is reported with the operation's name.
func handlerFunction(c *call) goja.Value {
	h := &node.Handler{Kind: "function", Span: c.at()}
	arg := c.arg(0)
	if s, ok := arg.(goja.String); ok {
		h.Name, _ = c.text(s, "")
	} else if h.Function = c.function(arg); h.Function == nil {
		h.Invalid = c.l.describe(arg)
	}
	return c.l.make(c.l.asyncHandler, h)
}

func handlerAsync(c *call) goja.Value {
	h := receiver[*node.Handler](c)
	h.Async = true
	return c.l.make(c.l.handler, h)
}

func handlerCustom(c *call) goja.Value {
	h := &node.Handler{Kind: "custom", Span: c.at()}
	o, ok := c.settings(0, "an object such as { entry: \"./resolver.js\" }")
	if !ok {
		return c.l.make(c.l.handler, h)
	}
	if h.Entry, ok = c.text(property(o, "entry"), "the path of a resolver as entry"); ok {
		h.EntryPath = c.relativePath(h.Entry)
	}
	switch source := property(o, "dataSource"); {
	case absent(source):
	case asObject(source) != nil && asObject(source).kind == c.l.ref:
		h.DataSourceRef = asObject(source).node.(*node.Ref)
	default:
		h.DataSource, _ = c.text(source, "a name or a.ref(...) as dataSource")
	}
	return c.l.make(c.l.handler, h)
}

// relativePath resolves a path against the file of the call, which need not
// be the schema file.
func (c *call) relativePath(entry string) string {
	if inProject, ok := strings.CutPrefix(entry, bundle.ProjectDir+"/"); ok {
		return path.Clean(inProject)
	}
	if path.IsAbs(entry) {
		return entry
	}
	if !c.at().Valid() {
		c.l.m.Diags.Errorf(CodeEntryPath, c.at(), "the file that %q is relative to is not known", entry).Hint = "give an absolute path"
		return ""
	}
	return path.Join(path.Dir(c.at().File), strings.ReplaceAll(entry, "\\", "/"))
}

func handlerSQL(c *call) goja.Value {
	h := &node.Handler{Kind: "inlineSql", Span: c.at()}
	h.SQL, _ = c.text(c.arg(0), "an SQL statement")
	return c.l.make(c.l.handler, h)
}

func handlerReference(c *call) goja.Value {
	h := &node.Handler{Kind: "sqlReference", Span: c.at()}
	var ok bool
	if h.Entry, ok = c.text(c.arg(0), "the path of an SQL file"); ok {
		h.EntryPath = c.relativePath(h.Entry)
	}
	return c.l.make(c.l.handler, h)
}

// operationHint gives the method that goes by another name elsewhere.
func operationHint(name string) string {
	switch name {
	case "input", "args":
		return "did you mean \"arguments\"?"
	case "output", "return":
		return "did you mean \"returns\"?"
	case "resolver", "resolve":
		return "did you mean \"handler\"?"
	case "auth":
		return "did you mean \"authorization\"?"
	}
	return ""
}
