package builder

import (
	"github.com/dop251/goja"

	"github.com/amplifygo/amplifygo/internal/diag"
	"github.com/amplifygo/amplifygo/parser/eval"
	"github.com/amplifygo/amplifygo/parser/node"
)

func newGeneration(c *call) goja.Value {
	return c.l.make(c.l.generation, &node.Operation{Kind: "generation", AI: c.aiSettings(), Span: c.at()})
}

func newConversation(c *call) goja.Value {
	return c.l.make(c.l.conversation, &node.Conversation{AI: c.aiSettings(), Span: c.at()})
}

func conversationAuthorization(c *call) goja.Value {
	receiver[*node.Conversation](c).Rules = c.rules(c.l.conversationAllow)
	return c.self
}

// aiSettings reads the argument of a.generation and a.conversation.
func (c *call) aiSettings() *node.AI {
	n := &node.AI{Span: c.at()}
	o, ok := c.settings(0, "an object with aiModel and systemPrompt")
	if !ok {
		return n
	}
	c.readAIModel(n, property(o, "aiModel"))
	if prompt := property(o, "systemPrompt"); !absent(prompt) {
		n.SystemPrompt, _ = c.text(prompt, "a text as systemPrompt")
	}
	if inference, ok := property(o, "inferenceConfiguration").(*goja.Object); ok {
		c.readInference(n, inference)
	}
	if tools := property(o, "tools"); !absent(tools) {
		c.readTools(n, tools)
	}
	if handler := property(o, "handler"); !absent(handler) {
		if n.Handler = c.function(handler); n.Handler == nil {
			c.wrong("the result of defineConversationHandlerFunction as handler", c.l.describe(handler), "")
		}
	}
	return n
}

func (c *call) readAIModel(n *node.AI, v goja.Value) {
	if absent(v) {
		return
	}
	n.ModelGiven, n.Model = true, "undefined"
	if b := asObject(v); b != nil && b.kind == c.l.aiModel {
		n.Model = b.node.(*modelPath).path
		return
	}
	if o, ok := v.(*goja.Object); ok {
		if _, inert := c.l.m.IsInert(v); !inert {
			if path := property(o, "resourcePath"); !absent(path) {
				n.Model, _ = c.text(path, "a text as resourcePath")
			}
			return
		}
	}
	c.wrong("a.ai.model(...) as aiModel", c.l.describe(v), "")
}

func (c *call) readInference(n *node.AI, o *goja.Object) {
	known := []string{"temperature", "maxTokens", "topP"}
	for _, key := range o.Keys() {
		v := property(o, key)
		if what, inert := eval.InertText(key); inert {
			c.useOfInert(what)
			continue
		}
		if !contains(known, key) {
			c.l.m.Diags.Errorf(CodeArgument, c.at(), "%q is not a setting of inferenceConfiguration", key).Hint = diag.DidYouMean(key, known, "there are: "+join(known))
			continue
		}
		if _, isObject := v.(*goja.Object); isObject {
			c.wrong("a number as "+key, c.l.describe(v), "")
			continue
		}
		n.Inference = append(n.Inference, node.Var{Name: key, Value: v.String()})
	}
}

func (c *call) readTools(n *node.AI, v goja.Value) {
	items, ok := c.items(v)
	if !ok {
		c.wrong("a list of tools", c.l.describe(v), "write [...] around the tool")
		return
	}
	for _, item := range items {
		if b := asObject(item); b != nil && b.kind == c.l.tool {
			n.Tools = append(n.Tools, b.node.(*node.Tool))
		} else if o, ok := item.(*goja.Object); ok && b == nil {
			n.Tools = append(n.Tools, c.readTool(o))
		} else {
			c.wrong("a.ai.dataTool(...)", c.l.describe(item), "")
		}
	}
}

// modelPath is what a.ai.model(name) gives.
type modelPath struct{ path string }

func aiModel(c *call) goja.Value {
	n := &modelPath{path: "undefined"}
	if name, ok := c.text(c.arg(0), "the name of a model"); ok {
		known := aiModels()
		var names []string
		for _, m := range known {
			if m[0] == name {
				n.path = m[1]
			}
			names = append(names, m[0])
		}
		if n.path == "undefined" {
			c.l.m.Diags.Errorf(CodeArgument, c.at(), "a.ai.model does not know %q", name).
				Hint = diag.DidYouMean(name, names, "write aiModel: { resourcePath: \"...\" } with the model's id")
		}
	}
	return c.l.make(c.l.aiModel, n)
}

func readAIModel(l *Language, o *object, name string) goja.Value {
	if name == "resourcePath" {
		return l.vm.ToValue(o.node.(*modelPath).path)
	}
	return nil
}

// aiTool is the identity in Amplify; the object is kept for its place.
func aiTool(c *call) goja.Value {
	o, ok := c.settings(0, "an object with name, description and model or query")
	if !ok {
		return c.l.make(c.l.tool, &node.Tool{Span: c.at()})
	}
	return c.l.make(c.l.tool, c.readTool(o))
}

func (c *call) readTool(o *goja.Object) *node.Tool {
	n := &node.Tool{Span: c.at()}
	if name := property(o, "name"); !absent(name) {
		var ok bool
		if n.Name, ok = c.text(name, "a text as the tool's name"); !ok {
			n.Name = "tool"
		}
	}
	if d := property(o, "description"); !absent(d) {
		n.Description, _ = c.text(d, "a text as description")
	}
	if m := property(o, "model"); !absent(m) {
		n.Model = c.l.value(m, c.at())
	}
	if q := property(o, "query"); !absent(q) {
		n.Query = c.l.value(q, c.at())
	}
	if op := property(o, "modelOperation"); !absent(op) {
		n.ModelOperation, _ = c.text(op, "\"list\" as modelOperation")
	}
	return n
}

// aiModels are the names that a.ai.model knows and the ids they stand for, as
// in data-schema 1.26.
func aiModels() [][2]string {
	return [][2]string{
		{"Amazon Nova Pro", "amazon.nova-pro-v1:0"},
		{"Amazon Nova Lite", "amazon.nova-lite-v1:0"},
		{"Amazon Nova Micro", "amazon.nova-micro-v1:0"},
		{"Claude 3 Haiku", "anthropic.claude-3-haiku-20240307-v1:0"},
		{"Claude 3 Opus", "anthropic.claude-3-opus-20240229-v1:0"},
		{"Claude 3 Sonnet", "anthropic.claude-3-sonnet-20240229-v1:0"},
		{"Claude 3.5 Haiku", "anthropic.claude-3-5-haiku-20241022-v1:0"},
		{"Claude 3.5 Sonnet", "anthropic.claude-3-5-sonnet-20240620-v1:0"},
		{"Claude 3.5 Sonnet v2", "anthropic.claude-3-5-sonnet-20241022-v2:0"},
		{"Claude 3.7 Sonnet", "anthropic.claude-3-7-sonnet-20250219-v1:0"},
		{"Claude Opus 4", "anthropic.claude-opus-4-20250514-v1:0"},
		{"Claude Sonnet 4", "anthropic.claude-sonnet-4-20250514-v1:0"},
		{"Claude Haiku 4.5", "global.anthropic.claude-haiku-4-5-20251001-v1:0"},
		{"Claude Sonnet 4.5", "global.anthropic.claude-sonnet-4-5-20250929-v1:0"},
		{"Claude Opus 4.5", "global.anthropic.claude-opus-4-5-20251101-v1:0"},
		{"Claude Sonnet 4.6", "global.anthropic.claude-sonnet-4-6"},
		{"Claude Opus 4.6", "global.anthropic.claude-opus-4-6-v1"},
		{"Cohere Command R", "cohere.command-r-v1:0"},
		{"Cohere Command R+", "cohere.command-r-plus-v1:0"},
		{"Llama 3.1 8B Instruct", "meta.llama3-1-8b-instruct-v1:0"},
		{"Llama 3.1 70B Instruct", "meta.llama3-1-70b-instruct-v1:0"},
		{"Llama 3.1 405B Instruct", "meta.llama3-1-405b-instruct-v1:0"},
		{"Mistral Large", "mistral.mistral-large-2402-v1:0"},
		{"Mistral Large 2", "mistral.mistral-large-2407-v1:0"},
		{"Mistral Small", "mistral.mistral-small-2402-v1:0"},
	}
}
