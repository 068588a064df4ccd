package lower

import (
	"regexp"
	"strings"

	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/parser/node"
)

func (l *lowerer) generation(op *ir.Operation, n *node.Operation) {
	if n.AI == nil || !n.AI.ModelGiven || n.AI.SystemPrompt == "" {
		l.errGenerationInput(op)
	}
	op.AI = l.ai(nil, op, n.AI)
}

// conversation lowers a.conversation. Only its own rules count; its allow has
// no rule but owner.
func (l *lowerer) conversation(u *unit, it item, n *node.Conversation) {
	op := &ir.Operation{
		Name: it.name, Doc: it.doc, Member: u.index, Kind: ir.Conversation,
		Arguments: []*ir.Argument{}, Handlers: []*ir.Handler{}, Rules: []*ir.Rule{}, Span: n.Span,
	}
	op.Rules = append(op.Rules, l.rules(n.Rules)...)
	if len(op.Rules) == 0 && !refused(n.Rules) {
		l.errConversationRules(op)
	}
	op.AI = l.ai(u, op, n.AI)
	l.addOperation(op)
}

// opaqueEventVersion is assumed of a handler whose definition is not
// evaluated, because there is no other version.
const opaqueEventVersion = "1.0"

func (l *lowerer) ai(u *unit, op *ir.Operation, n *node.AI) *ir.AI {
	if n == nil {
		return nil
	}
	out := &ir.AI{Model: n.Model, SystemPrompt: n.SystemPrompt, Span: n.Span}
	l.prompt(op, n)
	for _, v := range n.Inference {
		out.Inference = append(out.Inference, ir.EnvVar(v))
	}
	if n.Handler != nil {
		out.Handler = l.function("Fn"+capitalize(op.Name), n.Handler)
		out.HandlerEventVersion = n.Handler.EventVersion
		if out.HandlerEventVersion == "" && n.Handler.Entry == "" {
			out.HandlerEventVersion = opaqueEventVersion
		}
	}
	for _, t := range n.Tools {
		if tool := l.tool(u, op, t); tool != nil {
			out.Tools = append(out.Tools, tool)
		}
	}
	return out
}

// prompt reports a prompt or a description that would end the GraphQL string
// it is written into; line breaks of a prompt are escaped.
func (l *lowerer) prompt(op *ir.Operation, n *node.AI) {
	at := n.Span
	if !at.Valid() {
		at = op.Span
	}
	if _, ok := unescape(strings.NewReplacer("\r\n", " ", "\n", " ").Replace(n.SystemPrompt)); !ok {
		l.errText(at, "the system prompt", n.SystemPrompt)
	}
	for _, t := range n.Tools {
		if _, ok := unescape(t.Description); !ok {
			l.errText(t.Span, "the description", t.Description)
		}
	}
}

var toolName = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9_]{0,63}$`)

func (l *lowerer) tool(u *unit, op *ir.Operation, n *node.Tool) *ir.AITool {
	if !toolName.MatchString(n.Name) {
		l.errToolName(n)
	}
	t := &ir.AITool{Name: n.Name, Description: n.Description, ModelOperation: n.ModelOperation, Span: n.Span}
	switch {
	case n.Model != nil:
		r, ok := n.Model.(*node.Ref)
		if !ok {
			l.errToolTarget(n, "model")
			return nil
		}
		t.Model = r.Name
		l.toolRef(u, op, r, "model")
	case n.Query != nil:
		r, ok := n.Query.(*node.Ref)
		if !ok {
			l.errToolTarget(n, "query")
			return nil
		}
		t.Query = r.Name
		l.toolRef(u, op, r, "query")
	default:
		l.errToolTarget(n, "model or query")
		return nil
	}
	return t
}

// toolRef asks that a tool's model or query exists and is one.
func (l *lowerer) toolRef(u *unit, op *ir.Operation, r *node.Ref, want string) {
	target := l.lookup(u, op.Name, r.Name, r.Span)
	if target == nil {
		return
	}
	switch v := target.entry.Value.(type) {
	case *node.Model:
		if want == "model" {
			return
		}
	case *node.Operation:
		if want == "query" && (v.Kind == string(ir.Query) || v.Kind == string(ir.Generation)) {
			return
		}
	}
	l.errToolKind(r, want, target.entry)
}
