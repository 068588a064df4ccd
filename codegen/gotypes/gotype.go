// Package gotypes emits the Go types of a schema: records, inputs, enums, custom
// types, and the fields of a model that filters name. Client and backend have
// each their own, so that neither imports the other: a program links what it
// uses, and the compiler works on both at once.
package gotypes

import (
	"github.com/amplifygo/amplifygo/codegen/gomodel"
	"github.com/amplifygo/amplifygo/codegen/jenx"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/dave/jennifer/jen"
)

const amplify = "github.com/amplifygo/amplifygo/amplify"

// builtin are the Go types of the scalars that Go has itself.
var builtin = map[string]string{
	"ID": "string", "String": "string", "AWSEmail": "string", "AWSPhone": "string",
	"Int": "int", "Float": "float64", "Boolean": "bool",
}

// own are the Go types of the other scalars, in package amplify.
var own = map[string]string{
	"AWSDate": "Date", "AWSTime": "Time", "AWSDateTime": "DateTime", "AWSTimestamp": "Timestamp",
	"AWSJSON": "JSON", "AWSURL": "URL", "AWSIPAddress": "IPAddress",
}

// Base is the Go type of a value without nullability and list.
func Base(t gomodel.Type) *jen.Statement {
	if t.Kind != ir.Scalar {
		return jen.Id(t.Name)
	}
	if name, ok := builtin[t.Name]; ok {
		return jen.Id(name)
	}
	return jen.Qual(amplify, own[t.Name])
}

// scalarName is the name of a scalar's Go type in the names of other types of
// package amplify: "Date" as in DateField.
func scalarName(t gomodel.Type) string {
	if name, ok := own[t.Name]; ok {
		return name
	}
	return map[string]string{"string": "String", "int": "Int", "float64": "Float", "bool": "Bool"}[builtin[t.Name]]
}

func opt(t *jen.Statement) *jen.Statement { return jen.Qual(amplify, "Opt").Types(t) }

// element is the Go type of a list's element.
func element(t gomodel.Type) *jen.Statement {
	if t.ElemNullable {
		return opt(Base(t))
	}
	return Base(t)
}

// Of is the Go type of a field: whatever may be null is an amplify.Opt.
func Of(t gomodel.Type) *jen.Statement {
	var out *jen.Statement
	switch {
	case t.List:
		out = jen.Index().Add(element(t))
	case t.Indirect:
		out = jen.Op("*").Add(Base(t))
	default:
		out = Base(t)
	}
	if t.Nullable {
		return opt(out)
	}
	return out
}

// Result is the Go type of a custom operation's result: records and custom
// types are pointers, nil for null, and so is a list.
func Result(t gomodel.Type) *jen.Statement {
	object := t.Kind == ir.ModelType || t.Kind == ir.CustomKind
	switch {
	case t.List && object:
		return jen.Index().Op("*").Add(Base(t))
	case t.List:
		return jen.Index().Add(element(t))
	case object:
		return jen.Op("*").Add(Base(t))
	}
	return Of(t)
}

// Struct emits a struct with JSON tags:
//
//	type CreateTodoInput struct {
//		Content string `json:"content"`
//		Done amplify.Opt[bool] `json:"done,omitzero"`
//	}
func Struct(name string, fields []*gomodel.Field, more ...jen.Code) jen.Code {
	return jen.Type().Id(name).StructFunc(func(g *jen.Group) {
		for _, f := range fields {
			if f.Doc != "" {
				g.Add(jenx.Doc(f.Doc))
			}
			g.Id(f.Name).Add(Of(f.Type)).Tag(Tag(f.JSON, f.Type.Nullable))
		}
		for _, m := range more {
			g.Add(m)
		}
	})
}

// Tag is the JSON tag of a field, which is left out of JSON where it may be
// absent and is.
func Tag(name string, optional bool) map[string]string {
	if optional {
		name += ",omitzero"
	}
	return map[string]string{"json": name}
}
