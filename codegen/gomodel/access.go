package gomodel

import (
	"slices"

	"github.com/amplifygo/amplifygo/internal/ir"
)

// modeOf is the authorization mode of a rule's provider.
var modeOf = map[ir.Provider]ir.Mode{
	ir.APIKey:       ir.ModeAPIKey,
	ir.IdentityPool: ir.ModeIAM,
	ir.UserPools:    ir.ModeUserPool,
	ir.OIDC:         ir.ModeOIDC,
	ir.Lambda:       ir.ModeLambda,
}

// modeOrder is the order in which modes are listed.
var modeOrder = []ir.Mode{ir.ModeUserPool, ir.ModeOIDC, ir.ModeIAM, ir.ModeAPIKey, ir.ModeLambda}

func (v *View) describeModelOperations(m *Model) {
	m.Get = v.operation(m, m.API.Get, ir.Get)
	m.List = v.operation(m, m.API.List, ir.List)
	m.Create = v.operation(m, m.API.Create, ir.Create)
	m.Update = v.operation(m, m.API.Update, ir.Update)
	m.Delete = v.operation(m, m.API.Delete, ir.Delete)
	m.OnCreate = v.operation(m, m.API.OnCreate, ir.Listen)
	m.OnUpdate = v.operation(m, m.API.OnUpdate, ir.Listen)
	m.OnDelete = v.operation(m, m.API.OnDelete, ir.Listen)
	if m.List != nil && m.OnCreate != nil && m.OnUpdate != nil && m.OnDelete != nil {
		m.Observe = &ModelOperation{Field: m.List.Field, Rules: m.List.Rules}
		for _, mode := range m.List.Modes {
			if slices.Contains(m.OnCreate.Modes, mode) { // the three have the same
				m.Observe.Modes = append(m.Observe.Modes, mode)
			}
		}
	}
}

// operation describes one operation of a model; nil where the API has no field
// for it. A mode is admitted if a rule of the model or of one of its fields
// grants the operation to its provider (api.md 1.10), or, for IAM, if a
// function is given access to the API as a whole. Field rules count because a
// caller they admit may do the operation on those fields.
func (v *View) operation(m *Model, field string, op ir.OperationSet) *ModelOperation {
	if field == "" {
		return nil
	}
	out := &ModelOperation{Field: field}
	modes := map[ir.Mode]bool{}
	for _, r := range m.IR.Rules {
		if r.Operations.Any(op) {
			out.Rules = append(out.Rules, r)
			modes[modeOf[r.Provider]] = true
		}
	}
	for _, f := range m.IR.Fields {
		for _, r := range f.Rules {
			if r.Operations.Any(op) {
				modes[modeOf[r.Provider]] = true
			}
		}
	}
	v.addAccess(modes, action(op))
	out.Modes = ordered(modes)
	return out
}

// action is the word of allow.resource(fn).to([...]) for an operation.
func action(op ir.OperationSet) string {
	switch {
	case op.Any(ir.Mutations):
		return "mutate"
	case op.Any(ir.Queries):
		return "query"
	}
	return "listen"
}

func (v *View) addAccess(modes map[ir.Mode]bool, action string) {
	for _, a := range v.Schema.Access {
		if slices.Contains(a.Actions, action) {
			modes[ir.ModeIAM] = true
		}
	}
}

func ordered(modes map[ir.Mode]bool) []ir.Mode {
	var out []ir.Mode
	for _, m := range modeOrder {
		if modes[m] {
			out = append(out, m)
		}
	}
	return out
}
