// Package gen1 reads schemas that are written as GraphQL text with the
// directives of Amplify's transformer, as Gen 1 projects have them and as
// defineData takes them from projects that moved to Gen 2.
//
// It gives the nodes that the same schema in the builder language has, so that
// everything behind the parser is one. What it does not know it refuses: no
// directive and no argument is passed over.
package gen1

import (
	"errors"
	"slices"
	"sort"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"

	"github.com/amplifygo/amplifygo/internal/source"
	"github.com/amplifygo/amplifygo/parser/node"
)

// Problem is what is wrong with a schema.
type Problem struct {
	Span source.Span
	// Line is that of the text, from 1.
	Line          int
	Message, Hint string
	// Warning is set where the schema can be used all the same.
	Warning bool
}

// Places gives the span of a stretch of the text, which begins at a byte.
type Places func(offset, length int) source.Span

// Read reads a schema. The schema is nil where the text cannot be parsed.
func Read(text string, places Places) (*node.Schema, []Problem) {
	r := &reader{text: text, places: places, types: map[string]*ast.Definition{}, taken: map[string]bool{}, mutations: map[string]*node.Ref{}}
	r.measure()
	doc, err := parser.ParseSchema(&ast.Source{Input: text})
	if err != nil {
		r.syntax(err)
		return nil, r.problems
	}
	r.schema = &node.Schema{Engine: "dynamodb", GraphQL: true, Span: places(0, 0)}
	r.document(doc)
	return r.schema, r.problems
}

type reader struct {
	text     string
	places   Places
	problems []Problem
	schema   *node.Schema
	// runes are the bytes at which the runes of the text begin, lines those at
	// which its lines do.
	runes, lines []int
	// types are the definitions by name, taken the names of operations.
	types map[string]*ast.Definition
	taken map[string]bool
	// mutations are those of models, as subscriptions name them.
	mutations map[string]*node.Ref
	// typeRules are those that fields of types without @model have.
	typeRules []*fieldRules
}

// scalars are GraphQL's and AppSync's.
var scalars = map[string]bool{
	"ID": true, "String": true, "Int": true, "Float": true, "Boolean": true, "AWSDate": true, "AWSTime": true, "AWSDateTime": true,
	"AWSTimestamp": true, "AWSEmail": true, "AWSJSON": true, "AWSPhone": true, "AWSURL": true, "AWSIPAddress": true,
}

var roots = map[string]string{"Query": "query", "Mutation": "mutation", "Subscription": "subscription"}

func (r *reader) document(doc *ast.SchemaDocument) {
	if len(doc.Directives) > 0 {
		d := doc.Directives[0]
		r.problem(d.Position, d.Name, "directives cannot be declared", "remove the declaration: those of Amplify are known")
	}
	for _, d := range doc.Definitions {
		if r.types[d.Name] != nil {
			r.problem(d.Position, d.Name, d.Name+" is defined twice", "rename one of the two")
			continue
		}
		r.types[d.Name] = d
		if d.Kind == ast.Object && d.Directives.ForName("model") != nil {
			for _, m := range []string{"create", "update", "delete"} {
				r.mutations[m+capitalized(d.Name)] = &node.Ref{Name: d.Name, Mutations: []string{m}}
			}
		}
	}
	for _, d := range doc.Definitions {
		r.definition(d)
	}
	for _, d := range doc.Extensions {
		if roots[d.Name] == "" {
			r.problem(d.Position, d.Name, "only Query, Mutation and Subscription can be extended", "write the fields into the type")
			continue
		}
		r.operations(d)
	}
	r.repeated()
}

func (r *reader) definition(d *ast.Definition) {
	switch d.Kind {
	case ast.Object:
		switch {
		case roots[d.Name] != "":
			r.operations(d)
		case d.Directives.ForName("model") != nil:
			r.model(d)
		default:
			r.customType(d)
		}
	case ast.Enum:
		r.known(d.Directives)
		e := &node.Enum{Span: r.span(d.Position, d.Name)}
		for _, v := range d.EnumValues {
			r.known(v.Directives)
			e.Values = append(e.Values, v.Name)
		}
		r.add(d, e)
	case ast.InputObject:
		r.input(d)
	default:
		r.problem(d.Position, d.Name, strings.ToLower(string(d.Kind))+"s are not supported", "use object types, enums and inputs")
	}
}

func (r *reader) add(d *ast.Definition, v node.Value) {
	r.schema.Types = append(r.schema.Types, r.entry(d.Name, d.Description, d.Position, v))
}

func (r *reader) entry(name, doc string, at *ast.Position, v node.Value) *node.Entry {
	return &node.Entry{Name: name, Doc: doc, Value: v, Span: r.span(at, name)}
}

// customType reads a type without @model. Its own directives of AppSync say who
// may read it, beside the rules of the operations that return it.
func (r *reader) customType(d *ast.Definition) {
	if len(d.Interfaces) > 0 {
		r.problem(d.Position, d.Name, "interfaces are not supported", "remove implements")
	}
	t := &node.CustomType{Span: r.span(d.Position, d.Name)}
	for _, x := range d.Directives {
		if rule := r.native(x); rule != nil {
			if t.Rules == nil {
				t.Rules = &node.Rules{Span: t.Span}
			}
			t.Rules.List = append(t.Rules.List, rule)
			continue
		}
		r.unknown(x, "a type without @model")
	}
	r.rulesOfFields(d)
	for _, f := range d.Fields {
		r.known(slices.DeleteFunc(slices.Clone(f.Directives), func(x *ast.Directive) bool { return x.Name == "auth" }))
		if len(f.Arguments) > 0 {
			r.problem(f.Position, f.Name, "fields of types have no arguments here", "remove the arguments")
		}
		if v := r.plain(f.Name, f.Type, nil, "a field"); v != nil {
			t.Fields = append(t.Fields, r.entry(f.Name, f.Description, f.Position, v))
		}
	}
	r.add(d, t)
}

// input reads an input type. AMPLIFY is not one.
func (r *reader) input(d *ast.Definition) {
	if d.Name == "AMPLIFY" {
		// Gen 2 has no sandbox of this kind: Amplify's transformer passes it over.
		r.problem(d.Position, d.Name, "the rule for all models of a sandbox has no effect: models without @auth are for administrators", "give each model its @auth rules, and remove the input")
		r.problems[len(r.problems)-1].Warning = true
		return
	}
	r.known(d.Directives)
	in := &node.Input{Span: r.span(d.Position, d.Name)}
	for _, f := range d.Fields {
		r.known(f.Directives)
		if f.DefaultValue != nil {
			r.problem(f.Position, f.Name, "default values of inputs are not supported", "make the field optional, and let the handler know the default")
		}
		if v := r.plain(f.Name, f.Type, nil, "a field"); v != nil {
			in.Fields = append(in.Fields, r.entry(f.Name, f.Description, f.Position, v))
		}
	}
	r.add(d, in)
}

// plain reads the type of what has no directives: a scalar, or a name.
func (r *reader) plain(name string, t *ast.Type, rules *node.Rules, what string) node.Value {
	of, list, listRequired := t, false, false
	if t.Elem != nil {
		of, list, listRequired = t.Elem, true, t.NonNull
	}
	if of.Elem != nil {
		r.problem(t.Position, name, what+" cannot be a list of lists", "put the inner list into a type")
		return nil
	}
	span := r.span(of.Position, of.NamedType)
	if scalars[of.NamedType] {
		return &node.Field{Type: of.NamedType, Required: of.NonNull, Array: list, ArrayRequired: listRequired, Rules: rules, Span: span}
	}
	return &node.Ref{Name: of.NamedType, Required: of.NonNull, Array: list, ArrayRequired: listRequired, Rules: rules, Span: span}
}

// known refuses all directives where there are none; @deprecated says nothing
// to a server.
func (r *reader) known(list ast.DirectiveList) {
	for _, d := range list {
		if d.Name != "deprecated" {
			r.unknown(d, "this place")
		}
	}
}

func (r *reader) unknown(d *ast.Directive, where string) {
	hint := "remove it"
	if d.Name == "auth" {
		hint = "rules belong to models, to their fields, and to operations"
	}
	r.problem(d.Position, d.Name, "@"+d.Name+" is not supported on "+where, hint)
}

func (r *reader) problem(at *ast.Position, name, message, hint string) {
	offset := r.offset(at, name)
	r.report(offset, len(name), message, hint)
}

func (r *reader) report(offset, length int, message, hint string) {
	r.problems = append(r.problems, Problem{
		Span: r.places(offset, length), Line: sort.SearchInts(r.lines, offset+1), Message: message, Hint: hint,
	})
}

// span is the place of a name that stands at a position or soon behind it.
func (r *reader) span(at *ast.Position, name string) source.Span {
	return r.places(r.offset(at, name), len(name))
}

func (r *reader) offset(at *ast.Position, name string) int {
	if at == nil {
		return 0
	}
	offset := r.bytes(at.Start)
	if i := strings.Index(r.text[offset:], name); i >= 0 {
		offset += i
	}
	return offset
}

func (r *reader) measure() {
	r.lines = []int{0}
	for i, c := range r.text {
		r.runes = append(r.runes, i)
		if c == '\n' {
			r.lines = append(r.lines, i+1)
		}
	}
}

// bytes turns a number of runes of the text into one of bytes.
func (r *reader) bytes(runes int) int {
	if runes < 0 || runes >= len(r.runes) {
		return len(r.text)
	}
	return r.runes[runes]
}

func (r *reader) syntax(err error) {
	offset, message := 0, err.Error()
	var known *gqlerror.Error
	if errors.As(err, &known) {
		message = known.Message
		if len(known.Locations) > 0 {
			offset = r.at(known.Locations[0].Line, known.Locations[0].Column)
		}
	}
	hint := "correct the text"
	if strings.HasSuffix(strings.TrimSpace(r.text), ".graphql") {
		hint = "a schema is the text of such a file, not its path: put the text between backticks"
	}
	r.report(offset, 1, "the GraphQL text cannot be read: "+message, hint)
}

// at is the byte offset of a line and a column, counted in runes.
func (r *reader) at(line, column int) int {
	if line < 1 || line > len(r.lines) {
		return len(r.text)
	}
	return r.bytes(sort.SearchInts(r.runes, r.lines[line-1]) + max(column-1, 0))
}

func capitalized(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
