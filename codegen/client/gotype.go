package client

import (
	"github.com/amplifygo/amplifygo/codegen/gomodel"
	"github.com/amplifygo/amplifygo/codegen/jenx"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/dave/jennifer/jen"
)

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

// base is the Go type of a value without nullability and list.
func base(t gomodel.Type) *jen.Statement {
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
		return opt(base(t))
	}
	return base(t)
}

// goType is the Go type of a field: whatever may be null is an amplify.Opt.
func goType(t gomodel.Type) *jen.Statement {
	var out *jen.Statement
	switch {
	case t.List:
		out = jen.Index().Add(element(t))
	case t.Indirect:
		out = jen.Op("*").Add(base(t))
	default:
		out = base(t)
	}
	if t.Nullable {
		return opt(out)
	}
	return out
}

// resultType is the Go type of a custom operation's result: records and custom
// types are pointers, nil for null, and so is a list.
func resultType(t gomodel.Type) *jen.Statement {
	object := t.Kind == ir.ModelType || t.Kind == ir.CustomKind
	switch {
	case t.List && object:
		return jen.Index().Op("*").Add(base(t))
	case t.List:
		return jen.Index().Add(element(t))
	case object:
		return jen.Op("*").Add(base(t))
	}
	return goType(t)
}

// structType emits a struct with JSON tags:
//
//	type CreateTodoInput struct {
//		Content string `json:"content"`
//		Done amplify.Opt[bool] `json:"done,omitzero"`
//	}
func structType(name string, fields []*gomodel.Field, more ...jen.Code) jen.Code {
	return jen.Type().Id(name).StructFunc(func(g *jen.Group) {
		for _, f := range fields {
			if f.Doc != "" {
				g.Add(jenx.Doc(f.Doc))
			}
			g.Id(f.Name).Add(goType(f.Type)).Tag(tag(f.JSON, f.Type.Nullable))
		}
		for _, m := range more {
			g.Add(m)
		}
	})
}

func tag(name string, optional bool) map[string]string {
	if optional {
		name += ",omitzero"
	}
	return map[string]string{"json": name}
}
