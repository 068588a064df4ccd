// Package lower turns what a schema program built (parser/node) into the
// resolved schema that every later stage reads (internal/ir).
//
// It resolves names, joins both ends of relationships, fills in what Amplify's
// compiler adds by itself (implicit types, identifiers, timestamps, owner
// fields, default names, inherited rules, authorization modes) and reports
// what that compiler rejects while it does so. It goes on after an error, so
// that one run shows all of them; what Amplify's later stages reject is found
// by internal/check.
package lower

import (
	"github.com/amplifygo/amplifygo/internal/diag"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/parser/node"
)

// Lower resolves a program. Without a schema, which evaluation has reported,
// the result is empty. The schema is complete only if the list holds no
// error; with errors it holds what could be made of the rest and serves for
// finding more of them.
func Lower(p *node.Program) (*ir.Schema, diag.List) {
	l := &lowerer{
		program:   p,
		schema:    newSchema(p.Source),
		scopes:    map[*node.Schema]scope{},
		models:    map[string]*ir.Model{},
		customs:   map[string]*ir.CustomType{},
		enums:     map[string]*ir.Enum{},
		ops:       map[string]*ir.Operation{},
		sources:   map[*ir.Model]*modelSource{},
		inputs:    map[inputKey]*ir.Input{},
		declared:  map[*node.Entry]bool{},
		functions: map[string]*node.Function{},
		reported:  map[*ir.Relation]bool{},
	}
	schemas := p.Schema
	if schemas == nil && p.Data != nil {
		schemas = p.Data.Schema
	}
	if schemas == nil {
		return l.schema, l.diags
	}
	l.early = early(schemas)
	if l.early {
		for _, member := range schemas.Members {
			l.joinModels(member)
		}
	}
	l.combine(schemas)
	for i, member := range schemas.Members {
		l.units = append(l.units, l.newUnit(i, member))
	}
	if l.early {
		for _, u := range l.units {
			l.earlyReferences(u)
		}
	}
	for _, u := range l.units {
		l.unit(u)
	}
	for _, u := range l.units {
		l.relations(u)
	}
	l.inheritRules()
	l.authModes()
	l.diags.Sort()
	return l.schema, l.diags
}

// lowerer is the state of one run. The maps by name hold the first of each
// name; internal/check reports names that are taken twice.
type lowerer struct {
	program *node.Program
	schema  *ir.Schema
	diags   diag.List
	units   []*unit
	// early tells that the schema is written in the early syntax.
	early   bool
	scopes  map[*node.Schema]scope
	models  map[string]*ir.Model
	customs map[string]*ir.CustomType
	enums   map[string]*ir.Enum
	ops     map[string]*ir.Operation
	// sources gives the nodes behind a model.
	sources map[*ir.Model]*modelSource
	inputs  map[inputKey]*ir.Input
	// declared are the entries of the schemas that are compiled; a.combine
	// lets names resolve to entries of others.
	declared map[*node.Entry]bool
	// functions are those in schema.Functions, by logical name.
	functions map[string]*node.Function
	// comparisons counts names compared in search of the one that was meant.
	comparisons int
	// reported are the relationships whose references were found wrong.
	reported map[*ir.Relation]bool
}

// modelSource is where an IR model came from.
type modelSource struct {
	unit   *unit
	entry  *node.Entry
	model  *node.Model
	fields map[string]*node.Entry
}

func newSchema(src string) *ir.Schema {
	return &ir.Schema{
		Version: ir.Version, Source: src,
		Models: []*ir.Model{}, Enums: []*ir.Enum{}, CustomTypes: []*ir.CustomType{}, Inputs: []*ir.Input{},
		Operations: []*ir.Operation{}, Functions: []*ir.Function{}, TypeOrder: []string{},
		Access: []*ir.FunctionAccess{}, Members: []*ir.Member{},
	}
}
