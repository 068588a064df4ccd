package builder

import (
	"fmt"

	"github.com/amplifygo/amplifygo/internal/source"
	"github.com/amplifygo/amplifygo/parser/eval"
	"github.com/amplifygo/amplifygo/parser/gen1"
	"github.com/amplifygo/amplifygo/parser/node"
)

// readGraphQL reads a schema that is GraphQL text. What is wrong with it is shown
// where the text stands; a text that the program has put together stands
// nowhere, and the call and the line of the text have to do.
func (c *call) readGraphQL(n *node.Data, text string) {
	if from, inert := eval.InertText(text); inert {
		c.useOfInert(from)
		return
	}
	file, at, found := c.l.m.Texts().Find(text)
	schema, problems := gen1.Read(text, func(offset, length int) source.Span {
		if !found {
			return c.at()
		}
		return c.l.m.Texts().Span(file, at+offset, length)
	})
	for _, p := range problems {
		message := p.Message
		if !found {
			message = fmt.Sprintf("line %d of the GraphQL text: %s", p.Line, message)
		}
		report := c.l.m.Diags.Errorf
		if p.Warning {
			report = c.l.m.Diags.Warnf
		}
		report(CodeSDL, p.Span, "%s", message).Hint = p.Hint
	}
	if schema != nil {
		n.Schema = &node.Schemas{Members: []*node.Schema{schema}, Span: schema.Span}
	}
}
