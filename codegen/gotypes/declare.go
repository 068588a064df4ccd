package gotypes

import (
	"github.com/amplifygo/amplifygo/codegen/gomodel"
	"github.com/amplifygo/amplifygo/codegen/jenx"
	"github.com/dave/jennifer/jen"
)

// Enums emits the enums with their values:
//
//	type Status string
//
//	const (
//		StatusOpen Status = "OPEN"
//	)
func Enums(view *gomodel.View) []jen.Code {
	var out []jen.Code
	for _, enum := range view.Enums {
		out = append(out, Docs(enum.Name, enum.IR.Doc, "is an enum of the schema.").Line().Type().Id(enum.Name).String().Line().Line().
			Const().DefsFunc(func(g *jen.Group) {
			for _, v := range enum.Values {
				g.Id(v.Name).Id(enum.Name).Op("=").Lit(v.Value)
			}
		}))
	}
	return out
}

// Customs emits the custom types and the inputs of arguments.
func Customs(view *gomodel.View) []jen.Code {
	var out []jen.Code
	for _, t := range view.Types {
		out = append(out, Docs(t.Name, t.Doc, "is a custom type.").Line().Add(Struct(t.Name, t.Fields)))
	}
	for _, t := range view.Inputs {
		out = append(out, jenx.Doc(t.Name+" is an input of custom operations.").Line().Add(Struct(t.Name, t.Fields)))
	}
	return out
}

// Arguments emits the arguments of a custom operation that has some, which are
// those of method.
func Arguments(o *gomodel.Operation, method string) jen.Code {
	return jenx.Doc(o.Args + " are the arguments of " + method + ".").Line().Add(Struct(o.Args, o.Arguments))
}
