package amplifysdl

import (
	"strings"

	"github.com/amplifygo/amplifygo/internal/ir"
)

// operation prints a field of Query, Mutation or Subscription:
//
//	echo(text: String!): String @function(name: "FnEcho") @auth(rules: [{allow: private}])
func operation(op *ir.Operation, sql bool) string {
	line := op.Name + arguments(op.Arguments) + ": " + op.Returns.String() + " " + handlers(op.Handlers, sql)
	if op.Kind == ir.Subscription {
		line += "@aws_subscribe(mutations: [" + quotedList(op.Sources, ", ") + "]) "
	}
	if op.Kind == ir.Generation && op.AI != nil {
		line += generation(op.AI) + " "
	}
	if len(op.Handlers) > 0 && op.Handlers[0].Kind == ir.CustomHandler {
		return line + native(op.Rules)
	}
	return line + auth(op.Rules)
}

func arguments(list []*ir.Argument) string {
	if len(list) == 0 {
		return ""
	}
	printed := make([]string, len(list))
	for i, a := range list {
		printed[i] = a.Name + ": " + a.Type.String() + defaultOf(a.Default) + validators(a.Validators)
	}
	return "(" + strings.Join(printed, ", ") + ")"
}

// handlers prints the directives of functions and SQL statements; resolvers
// have none, nor do SQL statements without an SQL data source.
func handlers(list []*ir.Handler, sql bool) string {
	var b strings.Builder
	for _, h := range list {
		switch h.Kind {
		case ir.FunctionHandler:
			b.WriteString(`@function(name: "` + h.Function + `"`)
			if h.Async && !h.FunctionByName {
				b.WriteString(", invocationType: Event")
			}
			b.WriteString(") ")
		case ir.InlineSQLHandler:
			if !sql {
				continue // Amplify emits nothing here
			}
			b.WriteString("@sql(statement: " + jsonString(h.SQL) + ") ")
		case ir.SQLReferenceHandler:
			b.WriteString(`@sql(reference: "` + h.EntryAsWritten + `") `)
		}
	}
	return b.String()
}

// jsonString writes a string as JavaScript's JSON.stringify does, which leaves
// <, >, & and the line separators alone, unlike encoding/json.
func jsonString(s string) string {
	const hex = "0123456789abcdef"
	b := []byte{'"'}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c >= ' ':
			b = append(b, c)
		case strings.IndexByte("\b\t\n\f\r", c) >= 0:
			b = append(b, '\\', "btnfr"[strings.IndexByte("\b\t\n\f\r", c)])
		default:
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
	}
	return string(append(b, '"'))
}
