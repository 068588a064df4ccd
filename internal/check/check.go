// Package check finds what Amplify's later stages, the GraphQL transformer and
// AppSync, reject in a schema that its own compiler has accepted, and warns
// about rules that surprise.
//
// There is one rule per file. A rule looks at the whole schema through a view
// and adds its findings; it tolerates a schema in which lowering has found
// errors, because all errors are reported in one run.
package check

import (
	"github.com/amplifygo/amplifygo/internal/diag"
	"github.com/amplifygo/amplifygo/internal/ir"
)

// Check gives the findings about a schema, sorted by place.
func Check(s *ir.Schema) diag.List {
	v := newView(s)
	for _, rule := range rules() {
		rule(v)
	}
	v.diags.Sort()
	return v.diags
}

// rules lists all rules: first those that reject, then those that warn.
func rules() []func(*view) {
	return []func(*view){
		names, enumValues, typeNames, rootFields, filterNames, systemLists, inputCycles,
		defaults, validators,
		relationRequired, relationNullability, relationPlace,
		keySortFields, keyOwner, keyTypes, sqlKey,
		indexNames, indexKeys, indexOfKey, keyArguments, indexLimit,
		ruleProviders, ruleGroups, ruleOperations, sqlOperations, fieldOperations, operationRules, duplicateRules, requiredFields,
		asyncReturn, sqlHandlers, subscriptionSources,
		inference, generationResult, toolQueries, conversationHandler,
		publicBeside, shadowedRules, wideningFields, ownerReassign, groupReassign, requiredWriters,
		nobody, groupFields, droppedRules, repeatedFieldRoles, uselessDefaults,
	}
}

// view is a schema with its parts by name.
type view struct {
	schema  *ir.Schema
	diags   diag.List
	models  map[string]*ir.Model
	customs map[string]*ir.CustomType
	enums   map[string]*ir.Enum
	// fields are the fields of each model by name.
	fields map[*ir.Model]map[string]*ir.Field
}

func newView(s *ir.Schema) *view {
	v := &view{
		schema: s, models: map[string]*ir.Model{}, customs: map[string]*ir.CustomType{}, enums: map[string]*ir.Enum{},
		fields: map[*ir.Model]map[string]*ir.Field{},
	}
	for _, m := range s.Models {
		v.models[m.Name] = m
		fields := make(map[string]*ir.Field, len(m.Fields))
		for _, f := range m.Fields {
			fields[f.Name] = f
		}
		v.fields[m] = fields
	}
	for _, t := range s.CustomTypes {
		v.customs[t.Name] = t
	}
	for _, e := range s.Enums {
		v.enums[e.Name] = e
	}
	return v
}

// dynamo reports whether a member's models live in DynamoDB in Amplify: most
// checks are only for these.
func (v *view) dynamo(member int) bool {
	return member >= len(v.schema.Members) || v.schema.Members[member].Engine == "dynamodb"
}

// declaredNames lists the names of a model's own fields, for suggestions.
func declaredNames(m *ir.Model) []string {
	var names []string
	for _, f := range m.Fields {
		if f.Origin == ir.Declared {
			names = append(names, f.Name)
		}
	}
	return names
}

// declared gives a field that the user wrote.
func (v *view) declared(m *ir.Model, name string) *ir.Field {
	if f := v.fields[m][name]; f != nil && f.Origin == ir.Declared {
		return f
	}
	return nil
}
