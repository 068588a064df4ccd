package server

import (
	"github.com/amplifygo/amplifygo/codegen/gotypes"
	"github.com/amplifygo/amplifygo/codegen/jenx"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/dave/jennifer/jen"
)

// enumsAndTypes emits enums.gen.go and types.gen.go, each where it has content.
func (e *emitter) enumsAndTypes() {
	if len(e.def.Enums) > 0 {
		f := e.newFile()
		f.Add(listVar(e.names.enums, "Enum", "describes the enums.", enumLiterals(e.def.Enums)))
		for _, decl := range gotypes.Enums(e.view) {
			f.Line().Add(decl)
		}
		e.add("enums", f)
	}
	if len(e.def.CustomTypes)+len(e.view.Types)+len(e.view.Inputs) == 0 {
		return
	}
	f := e.newFile()
	if len(e.def.CustomTypes) > 0 {
		f.Add(listVar(e.names.customTypes, "CustomType", "describes the custom types.", customTypeLiterals(e.def.CustomTypes))).Line()
	}
	for _, decl := range gotypes.Customs(e.view) {
		f.Add(decl).Line()
	}
	e.add("types", f)
}

// listVar is
//
//	// enums describes the enums.
//	var enums = []*schema.Enum{…}
func listVar(name, typ, says string, elements []jen.Code) *jen.Statement {
	return jenx.Doc(name + " " + says).Line().Var().Id(name).Op("=").Add(jenx.List(slice(typ), elements...))
}

func enumLiterals(list []*schema.Enum) []jen.Code {
	out := make([]jen.Code, 0, len(list))
	for _, x := range list {
		var l literal
		l.str("Name", x.Name)
		l.strs("Values", x.Values)
		out = append(out, l.elided())
	}
	return out
}

func customTypeLiterals(list []*schema.CustomType) []jen.Code {
	out := make([]jen.Code, 0, len(list))
	for _, t := range list {
		var l literal
		l.str("Name", t.Name)
		l.list("Fields", "Field", fields(t.Fields))
		out = append(out, l.elidedBlock())
	}
	return out
}

// whole emits server.gen.go: the schema's text and Definition.
func (e *emitter) whole() {
	f := e.newFile()
	f.PackageComment("// Package " + e.Package + " is the backend of " + e.def.Source + ", for the runtime to serve.")
	f.Anon("embed")
	f.Comment("Where this name is undefined, runtime and generated code are of different ages: see package abi.")
	f.Const().Id("_").Op("=").Qual(abiPackage, "GeneratedCode1")
	f.Line()
	f.Comment("//go:embed schema.graphql")
	f.Var().Id(e.names.sdl).String()
	f.Line()
	f.Add(jenx.Doc("Definition describes the API to the runtime. Each call makes a new description.").Line().
		Func().Id("Definition").Params().Add(of("Definition")).Block(
		jen.Return(jenx.Struct(of("Definition"), e.definition()...).Dot("Copy").Call()),
	))
	e.add("server", f)
}

func (e *emitter) definition() literal {
	var l literal
	l.str("Source", e.def.Source)
	l.code("SDL", jen.Id(e.names.sdl))
	var models []jen.Code
	for _, m := range e.models {
		models = append(models, jen.Op("&").Id(m.describe))
	}
	if len(e.def.Models) > len(e.models) {
		l.code("Models", jen.Append(jenx.List(slice("Model"), models...), jen.Id(e.names.conversationModels).Op("...")))
	} else {
		l.list("Models", "Model", models)
	}
	for _, part := range []struct {
		key, variable string
		n             int
	}{
		{"Enums", e.names.enums, len(e.def.Enums)},
		{"CustomTypes", e.names.customTypes, len(e.def.CustomTypes)},
		{"Operations", e.names.operations, len(e.def.Operations)},
	} {
		if part.n > 0 {
			l.code(part.key, jen.Id(part.variable))
		}
	}
	l.code("Modes", modes(e.def.Modes))
	if len(e.def.Access) > 0 {
		l.code("Access", jenx.List(jen.Index().Add(of("FunctionAccess")), accessLiterals(e.def.Access)...))
	}
	return l
}

func accessLiterals(list []schema.FunctionAccess) []jen.Code {
	out := make([]jen.Code, 0, len(list))
	for _, a := range list {
		var l literal
		l.str("Function", a.Function)
		l.flag("Query", a.Query)
		l.flag("Mutate", a.Mutate)
		l.flag("Listen", a.Listen)
		out = append(out, l.elided())
	}
	return out
}

func modes(m schema.Modes) *jen.Statement {
	var l literal
	l.code("Default", of(modeNames[m.Default]))
	if len(m.Additional) > 0 {
		l.code("Additional", jen.Index().Add(of("Mode")).ValuesFunc(func(g *jen.Group) {
			for _, a := range m.Additional {
				g.Add(of(modeNames[a]))
			}
		}))
	}
	if o := m.OIDC; o != nil {
		var v literal
		v.str("Issuer", o.Issuer)
		v.str("ClientID", o.ClientID)
		v.num("AuthTTLSeconds", o.AuthTTLSeconds)
		v.num("IssueTTLSeconds", o.IssueTTLSeconds)
		l.code("OIDC", jen.Op("&").Add(jenx.Inline(of("OIDC"), v...)))
	}
	if m.Lambda != nil {
		var v literal
		v.str("Function", m.Lambda.Function)
		v.num("TTLSeconds", m.Lambda.TTLSeconds)
		l.code("Lambda", jen.Op("&").Add(jenx.Inline(of("Lambda"), v...)))
	}
	return jenx.Struct(of("Modes"), l...)
}
