package check

import (
	"fmt"

	"github.com/amplifygo/amplifygo/internal/diag"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/internal/source"
)

// rootTypes and scalarTypes are the names that a schema cannot define.
var (
	rootTypes   = map[string]bool{"Query": true, "Mutation": true, "Subscription": true}
	scalarTypes = map[string]bool{
		"ID": true, "String": true, "Int": true, "Float": true, "Boolean": true,
		"AWSDate": true, "AWSTime": true, "AWSDateTime": true, "AWSTimestamp": true, "AWSEmail": true, "AWSJSON": true,
		"AWSURL": true, "AWSPhone": true, "AWSIPAddress": true, "BigInt": true, "Double": true,
	}
)

// typeName is a type of the schema and where its name comes from.
type typeName struct {
	name, what string
	implicit   bool
	at         source.Span
}

// typeNames rejects reserved names, names taken twice (declared, made up for
// inline types, or generated for a model), and types that Amplify generates.
func typeNames(v *view) {
	first := map[string]typeName{}
	for _, t := range v.typeNames() {
		switch {
		case rootTypes[t.name]:
			d := v.diags.Errorf("AG0411", t.at, "'%s' is a reserved type name", t.name)
			d.Hint = "rename the " + t.what
			continue
		case scalarTypes[t.name]:
			d := v.diags.Errorf("AG0411", t.at, "there can be only one type named %q, and it is a scalar of AppSync", t.name)
			d.Hint = "rename the " + t.what
			continue
		}
		before, taken := first[t.name]
		if !taken {
			first[t.name] = t
			continue
		}
		v.typeTwice(t, before)
	}
	v.generatedTypes(first)
}

// typeTwice reports a name taken twice. Declared names are keys of an object
// and twice only in combined schemas, which lowering reports.
func (v *view) typeTwice(t, before typeName) {
	if !t.implicit && !before.implicit {
		return
	}
	d := v.diags.Errorf("AG0412", t.at, "there can be only one type named %q", t.name)
	d.Hint = "rename one of them"
	switch {
	case t.implicit:
		d.Detail = "the " + t.what + " written inline gets this name"
		d.Hint = "declare it as a named type and use a.ref, or rename the field or the other type"
	case before.implicit:
		d.Hint = "rename the type: the other one is written inline and gets this name from its field"
	}
	d.Notes = note(before.at, fmt.Sprintf("the other %s", t.name))
}

func (v *view) typeNames() []typeName {
	var all []typeName
	for _, m := range v.schema.Models {
		all = append(all, typeName{m.Name, "model", false, m.Span})
	}
	for _, implicit := range []bool{false, true} {
		for _, e := range v.schema.Enums {
			if e.Implicit == implicit {
				all = append(all, typeName{e.Name, "enum", implicit, e.Span})
			}
		}
		for _, t := range v.schema.CustomTypes {
			if t.Implicit == implicit {
				all = append(all, typeName{t.Name, "custom type", implicit, t.Span})
			}
		}
	}
	for _, in := range v.schema.Inputs {
		all = append(all, typeName{in.Name, "argument type", true, in.Span})
	}
	return all
}

// sharedTypes are the types that every API of Amplify has.
var sharedTypes = []string{
	"ModelStringInput", "ModelIntInput", "ModelFloatInput", "ModelBooleanInput", "ModelIDInput", "ModelSizeInput",
	"ModelSubscriptionStringInput", "ModelSubscriptionIntInput", "ModelSubscriptionFloatInput",
	"ModelSubscriptionBooleanInput", "ModelSubscriptionIDInput", "ModelAttributeTypes", "ModelSortDirection",
	"ModelStringKeyConditionInput", "ModelIDKeyConditionInput", "ModelIntKeyConditionInput", "ModelFloatKeyConditionInput",
	"AmplifyAIConversationTurnErrorInput",
}

// generatedInputs rejects inline types with the name of the input type that
// Amplify makes of a custom type in a model: it then takes the one for the
// other, and the field cannot be written.
func (v *view) generatedInputs(custom string, m *ir.Model, first map[string]typeName, seen map[string]bool) {
	if seen[custom] || v.customs[custom] == nil {
		return
	}
	seen[custom] = true
	if t, taken := first[custom+"Input"]; taken && t.implicit && t.what != "argument type" {
		d := v.diags.Errorf("AG0416", t.at, "there can be only one type named %q, and Amplify makes one of %s for model %s", t.name, custom, m.Name)
		d.Hint = "rename the field, or declare the " + t.what + " as a named type and use a.ref"
		d.Notes = note(m.Span, "made for this model")
		delete(first, custom+"Input") // reported once
	}
	for _, f := range v.customs[custom].Fields {
		if f.Type.Kind == ir.CustomKind {
			v.generatedInputs(f.Type.Name, m, first, seen)
		}
	}
}

// generatedTypes rejects types of the user with names that a model's API gets.
func (v *view) generatedTypes(first map[string]typeName) {
	clash := func(name, of string, other source.Span) {
		t, taken := first[name]
		if !taken {
			return
		}
		d := v.diags.Errorf("AG0416", t.at, "there can be only one type named %q, and Amplify makes one%s", name, of)
		d.Hint = "rename the " + t.what
		if other.Valid() {
			d.Notes = []diag.Note{{Span: other, Message: "made for this model"}}
		}
	}
	for _, name := range sharedTypes {
		clash(name, " for every API", source.Span{})
	}
	for _, m := range v.schema.Models {
		n := upperFirst(m.Name)
		for _, name := range []string{
			"Model" + n + "Connection", "Model" + n + "FilterInput", "Model" + n + "ConditionInput",
			"ModelSubscription" + n + "FilterInput", "Create" + n + "Input", "Update" + n + "Input", "Delete" + n + "Input",
		} {
			clash(name, " for model "+m.Name, m.Span)
		}
	}
	for _, m := range v.schema.Models {
		for _, f := range m.Fields {
			if f.Type.Kind == ir.CustomKind {
				v.generatedInputs(f.Type.Name, m, first, map[string]bool{})
			}
		}
	}
}
