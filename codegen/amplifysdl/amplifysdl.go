// Package amplifysdl prints a schema in Amplify's directive form: the GraphQL
// document with @model and @auth that schema.transform() of
// @aws-amplify/data-schema gives, byte for byte where the order of blocks,
// the spaces and the commas are concerned.
//
// Texts are written between quotes without escaping, as Amplify does; only
// messages of validators and SQL statements are JSON strings.
package amplifysdl

import (
	_ "embed"
	"strings"

	"github.com/amplifygo/amplifygo/internal/ir"
)

// conversationTypes is the block that every document with a conversation route
// ends with. It never changes: clients rely on it.
//
//go:embed conversation.graphql
var conversationTypes string

// Print gives the document; the documents of combined schemas follow each
// other with a blank line between.
func Print(s *ir.Schema) []byte {
	p := newPrinter(s)
	var blocks []string
	for i := range s.Members {
		blocks = append(blocks, p.member(i)...)
	}
	if len(blocks) == 0 {
		return nil
	}
	return []byte(strings.Join(blocks, "\n\n") + "\n")
}

// printer finds the parts of a schema by name.
type printer struct {
	schema  *ir.Schema
	models  map[string]*ir.Model
	enums   map[string]*ir.Enum
	customs map[string]*ir.CustomType
}

func newPrinter(s *ir.Schema) *printer {
	p := &printer{
		schema: s, models: map[string]*ir.Model{}, enums: map[string]*ir.Enum{}, customs: map[string]*ir.CustomType{},
	}
	for _, m := range s.Models {
		p.models[m.Name] = m
	}
	for _, e := range s.Enums {
		p.enums[e.Name] = e
	}
	for _, t := range s.CustomTypes {
		p.customs[t.Name] = t
	}
	return p
}

// member gives the blocks of one document: types, inputs, root types, and the
// types of conversations.
func (p *printer) member(member int) []string {
	var blocks []string
	for _, name := range p.schema.TypeOrder {
		if block := p.typeBlock(member, name); block != "" {
			blocks = append(blocks, block)
		}
	}
	for _, in := range p.schema.Inputs {
		if in.Member == member {
			blocks = append(blocks, input(in))
		}
	}
	conversations, sql := false, p.schema.Members[member].Engine != "dynamodb"
	var roots [3][]string
	for _, op := range p.schema.Operations {
		if op.Member != member {
			continue
		}
		switch op.Kind {
		case ir.Mutation:
			roots[0] = append(roots[0], operation(op, sql))
		case ir.Conversation:
			roots[0] = append(roots[0], conversation(op))
			conversations = true
		case ir.Query, ir.Generation:
			roots[1] = append(roots[1], operation(op, sql))
		case ir.Subscription:
			roots[2] = append(roots[2], operation(op, sql))
		}
	}
	for i, root := range []string{"Mutation", "Query", "Subscription"} {
		if len(roots[i]) > 0 {
			blocks = append(blocks, "type "+root+" {\n  "+strings.Join(roots[i], "\n  ")+"\n}")
		}
	}
	if conversations {
		blocks = append(blocks, strings.TrimSuffix(conversationTypes, "\n"))
	}
	return blocks
}

func (p *printer) typeBlock(member int, name string) string {
	if m := p.models[name]; m != nil && m.Member == member {
		return p.model(m)
	}
	if e := p.enums[name]; e != nil && e.Member == member {
		return "enum " + e.Name + " {\n  " + strings.Join(e.Values, "\n  ") + "\n}"
	}
	if t := p.customs[name]; t != nil && t.Member == member {
		return customType(t)
	}
	return ""
}

func customType(t *ir.CustomType) string {
	return "type " + t.Name + " " + native(t.Rules) + "\n{\n  " + strings.Join(plainFields(t.Fields), "\n  ") + "\n}"
}

func input(in *ir.Input) string {
	return "input " + in.Name + " {\n  " + strings.Join(plainFields(in.Fields), "\n  ") + "\n}"
}

// plainFields are the fields of custom types and inputs, which carry nothing
// but the directives of defaults and validators.
func plainFields(fields []*ir.Field) []string {
	lines := make([]string, 0, len(fields))
	for _, f := range fields {
		lines = append(lines, f.Name+": "+f.Type.String()+defaultOf(f.Default)+validators(f.Validators))
	}
	return lines
}
