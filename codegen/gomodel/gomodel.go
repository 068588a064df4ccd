// Package gomodel is the Go view of a schema: the Go identifier and the Go type
// of everything that generated code mentions, and which operations exist with
// which authorization modes. Every naming decision ends here, so that the
// server's and the client's code call the same thing by the same name, and an
// emitter only writes down what it is given.
//
// A View is deterministic: names are claimed in the order of the schema, and a
// name that is taken gets the next free number.
package gomodel

import (
	"strings"

	"github.com/amplifygo/amplifygo/codegen/apiname"
	"github.com/amplifygo/amplifygo/codegen/conversation"
	"github.com/amplifygo/amplifygo/internal/ir"
)

// View is the Go view of a schema.
type View struct {
	Schema *ir.Schema
	// Models are in the order of the schema.
	Models []*Model
	Enums  []*Enum
	// Types are the custom types. The same struct is record and input.
	Types []*Struct
	// Inputs are the input types of arguments that are not the input form of a
	// custom type (which is the custom type's own struct).
	Inputs []*Struct
	// Queries (generations among them), Mutations and Subscriptions are the
	// custom operations.
	Queries, Mutations, Subscriptions []*Operation
	// Conversations are the conversation routes. Their types are Amplify's own,
	// not the schema's.
	Conversations []*Conversation

	names  *scope            // of the package
	files  *scope            // of the directory
	types  map[string]string // Go name of each GraphQL model, enum, custom type and input
	models map[string]*Model // by GraphQL name
	cyclic map[string]bool   // custom types and inputs that contain themselves, by GraphQL name
}

// New makes the view of a schema.
func New(s *ir.Schema) *View {
	v := &View{
		Schema: s,
		names:  newScope(reserved...),
		files:  newScope(reservedFiles...),
		types:  map[string]string{},
		models: map[string]*Model{},
		cyclic: cyclic(s),
	}
	if len(conversation.Routes(s)) > 0 {
		v.names.claim("Conversations")
		v.files.claim("conversations")
	}
	v.declareTypes()
	v.describeEnums()
	v.describeStructs()
	for _, m := range v.Models {
		v.describeModel(m)
	}
	for _, m := range v.Models {
		v.describeRelations(m)
	}
	v.describeOperations()
	return v
}

// Model finds a model by its GraphQL name; nil if there is none.
func (v *View) Model(name string) *Model { return v.models[name] }

// GoName is the Go name of a model, enum, custom type or input of the schema;
// empty if there is none.
func (v *View) GoName(graphql string) string { return v.types[graphql] }

// Claim takes a package-level identifier for the emitter's own use: the wanted
// one, or the next free one after it. Call it in a fixed order.
func (v *View) Claim(want string) string { return v.names.claim(want) }

// reserved are the package-level identifiers of generated packages that do not
// come from the schema. The client's and the server's are joined, so that a
// type has the same name in both.
var reserved = []string{
	"schema", "Client", "New", "Models", "Queries", "Mutations", "Subscriptions", "Schema", "Source",
	"Server", "Backend", "Handlers", "Hooks", "Options", "Option", "Config", "Store", "SDL", "Definition",
	"NewStore", "Functions", "Scripts", "Node",
}

// reservedFiles are the names, without .gen.go, of files that do not belong to
// one model.
var reservedFiles = []string{"client", "enums", "types", "operations", "server", "schema", "doc", "fake"}

// declareTypes claims the names of everything that the schema itself names,
// before any derived name, so that a derived name gives way.
func (v *View) declareTypes() {
	for _, m := range v.Schema.Models {
		name := v.names.claim(Exported(m.Name))
		model := &Model{IR: m, Name: name}
		v.types[m.Name], v.models[m.Name] = name, model
		v.Models = append(v.Models, model)
	}
	for _, t := range v.Schema.CustomTypes {
		v.types[t.Name] = v.names.claim(Exported(t.Name))
	}
	for _, e := range v.Schema.Enums {
		v.types[e.Name] = v.names.claim(Exported(e.Name))
	}
	if v.asynchronous() {
		v.types[eventResponse] = v.names.claim(eventResponse)
	}
	for _, in := range v.Schema.Inputs {
		if of := v.inputOf(in); of != "" {
			v.types[in.Name] = v.types[of]
			continue
		}
		v.types[in.Name] = v.names.claim(Exported(in.Name))
	}
}

// eventResponse is the type that AppSync gives to asynchronous operations; no
// schema declares it.
const eventResponse = "EventInvocationResponse"

func eventFields() []*ir.Field {
	return []*ir.Field{{Name: "success", Type: ir.Type{Kind: ir.Scalar, Name: "Boolean", Required: true}}}
}

// asynchronous reports whether some operation returns eventResponse and the
// schema has no type of that name itself.
func (v *View) asynchronous() bool {
	for _, t := range v.Schema.CustomTypes {
		if t.Name == eventResponse {
			return false
		}
	}
	for _, o := range v.Schema.Operations {
		if o.Returns.Name == eventResponse {
			return true
		}
	}
	return false
}

// inputOf is the custom type that an input is the input form of; empty for
// inputs made from inline arguments.
func (v *View) inputOf(in *ir.Input) string {
	name, ok := strings.CutSuffix(in.Name, "Input")
	if !ok {
		return ""
	}
	for _, t := range v.Schema.CustomTypes {
		if t.Name == name || apiname.Upper(t.Name) == name {
			return t.Name
		}
	}
	return ""
}

// Enum is the Go view of an enum: a string type with a constant for each value.
type Enum struct {
	IR     *ir.Enum
	Name   string
	Values []EnumValue
}

// EnumValue is one value of an enum.
type EnumValue struct {
	// Name is the Go constant, Value the GraphQL value.
	Name, Value string
}

func (v *View) describeEnums() {
	for _, e := range v.Schema.Enums {
		enum := &Enum{IR: e, Name: v.types[e.Name]}
		for _, value := range e.Values {
			enum.Values = append(enum.Values, EnumValue{Name: v.names.claim(enum.Name + Exported(value)), Value: value})
		}
		v.Enums = append(v.Enums, enum)
	}
}

// Struct is a Go struct for a custom type or an input of arguments.
type Struct struct {
	// GraphQL is the type's name in the API, Name the Go type.
	GraphQL, Name, Doc string
	Fields             []*Field
}

func (v *View) describeStructs() {
	for _, t := range v.Schema.CustomTypes {
		v.Types = append(v.Types, &Struct{GraphQL: t.Name, Name: v.types[t.Name], Doc: t.Doc, Fields: v.fields(t.Name, t.Fields)})
	}
	if v.asynchronous() {
		v.Types = append(v.Types, &Struct{
			GraphQL: eventResponse, Name: v.types[eventResponse],
			Doc:    "tells whether an asynchronous operation was accepted.",
			Fields: v.fields(eventResponse, eventFields()),
		})
	}
	for _, in := range v.Schema.Inputs {
		if v.inputOf(in) == "" {
			v.Inputs = append(v.Inputs, &Struct{GraphQL: in.Name, Name: v.types[in.Name], Fields: v.fields(in.Name, in.Fields)})
		}
	}
}
