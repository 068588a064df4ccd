package gotypes

import (
	"github.com/amplifygo/amplifygo/codegen/gomodel"
	"github.com/amplifygo/amplifygo/codegen/jenx"
	"github.com/dave/jennifer/jen"
)

// Docs is the doc comment of a declaration: the author's text, or a sentence of ours.
func Docs(name, text, otherwise string) *jen.Statement {
	if text == "" {
		return jenx.Doc(name + " " + otherwise)
	}
	return jenx.Doc(name + ": " + text)
}

// Model emits the structs of a model: its record, with further fields behind
// its own, its key where that has several fields, and the inputs of its
// mutations. about ends the sentence that says what the record is.
func Model(m *gomodel.Model, about string, more ...jen.Code) []jen.Code {
	out := []jen.Code{Docs(m.Name, m.IR.Doc, about).Line().Add(Struct(m.Name, m.Fields, more...))}
	if m.Key.Name != "" {
		out = append(out, jenx.Doc(m.Key.Name+" identifies "+gomodel.WithArticle(m.Name)+".").Line().Add(Struct(m.Key.Name, m.Key.Fields)))
	}
	if m.Create != nil {
		out = append(out, jenx.Doc(m.CreateInput+" is a new "+m.Name+".").Line().Add(Struct(m.CreateInput, m.CreateFields)))
	}
	if m.Update != nil {
		out = append(out, jenx.Doc(m.UpdateInput+" changes the fields of "+gomodel.WithArticle(m.Name)+" that are given.").Line().
			Add(Struct(m.UpdateInput, m.UpdateFields)))
	}
	return out
}

// Relation is a relationship in a model's fields.
type Relation struct {
	// Name is the field's name, and Value an amplify.Relation.
	Name  string
	Value jen.Code
}

// FieldSet emits a variable with the fields of a model, those of one type on a
// line; says is what they are for:
//
//	// TodoFields are the fields of Todo, for filters.
//	var TodoFields = struct {
//		_ amplify.FieldSet
//		ID, Content amplify.StringField
//	}{ID: "Todo.id", Content: "Todo.content"}
func FieldSet(m *gomodel.Model, says string, fields []*gomodel.Field, relations ...Relation) jen.Code {
	var values []jen.Code
	typ := jen.StructFunc(func(g *jen.Group) {
		g.Id("_").Qual(amplify, "FieldSet")
		for _, same := range byType(fields) {
			names := make([]jen.Code, len(same))
			for i, f := range same {
				names[i] = jen.Id(f.Name)
				values = append(values, jen.Id(f.Name).Op(":").Lit(m.IR.Name+"."+f.JSON))
			}
			g.List(names...).Add(fieldType(same[0]))
		}
		var names []jen.Code
		for i, r := range relations {
			names = append(names, jen.Id(r.Name))
			value := jen.Id(r.Name).Op(":").Add(r.Value)
			if i == 0 {
				value = jen.Line().Add(value)
			}
			values = append(values, value)
		}
		if len(names) > 0 {
			g.List(names...).Qual(amplify, "Relation")
		}
	})
	return jenx.Doc(m.FieldSet + " are the fields of " + m.Name + ", " + says + ".").Line().
		Var().Id(m.FieldSet).Op("=").Add(typ).Values(values...)
}

// byType groups fields by their type in a field set, in the order of first appearance.
func byType(fields []*gomodel.Field) [][]*gomodel.Field {
	at := map[string]int{}
	var out [][]*gomodel.Field
	for _, f := range fields {
		k := jen.Add(fieldType(f)).GoString()
		i, ok := at[k]
		if !ok {
			i = len(out)
			at[k], out = i, append(out, nil)
		}
		out[i] = append(out[i], f)
	}
	return out
}

// fieldType is the type of a field in a field set.
func fieldType(f *gomodel.Field) jen.Code {
	switch f.Compare {
	case gomodel.None:
		return jen.Qual(amplify, "Nested")
	case gomodel.CompareEnum:
		return jen.Qual(amplify, "EnumField").Types(Base(f.Type))
	case gomodel.CompareEnums:
		return jen.Qual(amplify, "EnumListField").Types(Base(f.Type))
	case gomodel.CompareList:
		return jen.Qual(amplify, scalarName(f.Type)+"ListField")
	}
	return jen.Qual(amplify, scalarName(f.Type)+"Field")
}
