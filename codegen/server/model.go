package server

import (
	"github.com/amplifygo/amplifygo/codegen/jenx"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/dave/jennifer/jen"
)

// modelVar describes a model:
//
//	// todoModel describes the model Todo.
//	var todoModel = schema.Model{…}
//
// It is a variable and not a function that makes it, so that the compiler lays
// it out as data.
func modelVar(name string, m *schema.Model) *jen.Statement {
	return jenx.Doc(name + " describes the model " + m.Name + ": its fields, its keys and who may do what.").Line().
		Var().Id(name).Op("=").Add(jenx.Struct(of("Model"), modelLiteral(m)...))
}

func modelLiteral(m *schema.Model) literal {
	var l literal
	l.str("Name", m.Name)
	l.str("APIName", m.APIName)
	l.str("Table", m.Table)
	l.list("Fields", "Field", fields(m.Fields))
	l.strs("Key", m.Key)
	l.flag("CustomKey", m.CustomKey)
	l.str("SortArgument", m.SortArgument)
	l.list("Indexes", "Index", indexes(m.Indexes))
	l.ruleList(m.Rules)
	for _, op := range []struct{ key, name string }{
		{"Get", m.Get}, {"List", m.List}, {"Create", m.Create}, {"Update", m.Update}, {"Delete", m.Delete},
		{"OnCreate", m.OnCreate}, {"OnUpdate", m.OnUpdate}, {"OnDelete", m.OnDelete},
	} {
		l.str(op.key, op.name)
	}
	return l
}

func fields(list []*schema.Field) []jen.Code {
	out := make([]jen.Code, 0, len(list))
	for _, f := range list {
		l := fieldLiteral(f)
		if len(f.Rules) > 0 || len(f.Validators) > 0 {
			out = append(out, l.elidedBlock())
			continue
		}
		out = append(out, l.elided())
	}
	return out
}

func fieldLiteral(f *schema.Field) literal {
	var l literal
	l.str("Name", f.Name)
	l.code("Kind", of(kinds[f.Kind]))
	l.str("TypeName", f.TypeName)
	l.flag("Required", f.Required)
	l.flag("List", f.List)
	l.flag("ListRequired", f.ListRequired)
	if f.Origin != schema.Declared {
		l.code("Origin", of(origins[f.Origin]))
	}
	if f.HasDefault {
		l.code("Default", jen.Lit(f.Default))
		l.flag("HasDefault", true)
	}
	if len(f.Validators) > 0 {
		l.code("Validators", jenx.List(jen.Index().Add(of("Validator")), validators(f.Validators)...))
	}
	if f.Relation != nil {
		l.code("Relation", jen.Op("&").Add(relation(f.Relation)))
	}
	l.ruleList(f.Rules)
	return l
}

func validators(list []schema.Validator) []jen.Code {
	out := make([]jen.Code, 0, len(list))
	for _, v := range list {
		var l literal
		l.str("Type", v.Type)
		l.str("Value", v.Value)
		l.str("Message", v.Message)
		out = append(out, l.elided())
	}
	return out
}

func relation(r *schema.Relation) *jen.Statement {
	var l literal
	l.code("Kind", of(relations[r.Kind]))
	l.str("Model", r.Model)
	l.strs("References", r.References)
	l.str("IndexName", r.IndexName)
	l.str("Order", r.Order)
	return jenx.Inline(of("Relation"), l...)
}

func indexes(list []*schema.Index) []jen.Code {
	out := make([]jen.Code, 0, len(list))
	for _, x := range list {
		var l literal
		l.str("Name", x.Name)
		l.str("Query", x.Query)
		l.strs("Fields", x.Fields)
		l.str("SortArgument", x.SortArgument)
		l.str("Projection", x.Projection)
		l.strs("Projected", x.Projected)
		out = append(out, l.elided())
	}
	return out
}
