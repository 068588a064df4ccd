package authz

import (
	"fmt"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// Policy is the compiled authorization of one schema. It is immutable.
type Policy struct {
	models     map[*schema.Model]*modelPolicy
	operations map[*schema.Operation]*[callers]gate
	directives map[fieldName]modes
	functions  map[string]schema.FunctionAccess
	enabled    [callers]bool
	presented  map[*schema.Field]bool
	redacted   map[*schema.Field]bool
	// relations are the relationship fields by their names.
	relations map[fieldName]*schema.Field
}

// Compile compiles the rules and the @aws_* directives of a schema. It returns
// an error that names the first thing it does not know what to do with; nothing
// that it accepts is ignored later.
func Compile(s *schema.Schema) (*Policy, error) {
	p := &Policy{
		models:     map[*schema.Model]*modelPolicy{},
		operations: map[*schema.Operation]*[callers]gate{},
		functions:  map[string]schema.FunctionAccess{},
		presented:  map[*schema.Field]bool{},
		redacted:   map[*schema.Field]bool{},
		relations:  map[fieldName]*schema.Field{},
	}
	for c := admin; c < callers; c++ {
		p.enabled[c] = c.mode() == schema.ModeIAM || s.Modes.Enabled(c.mode())
	}
	var err error
	if p.directives, err = compileDirectives(s); err != nil {
		return nil, fmt.Errorf("authorization: %w", err)
	}
	for _, t := range s.CustomTypes {
		for _, f := range t.Fields {
			if f.Rules != nil {
				return nil, fmt.Errorf("authorization of %s.%s: fields of custom types cannot have rules; give them to the model's field", t.Name, f.Name)
			}
		}
	}
	for _, m := range s.Models {
		if p.models[m], err = compileModel(m); err != nil {
			return nil, fmt.Errorf("authorization of model %s: %w", m.Name, err)
		}
		p.presentation(m)
		for _, f := range m.Fields {
			if f.Relation != nil {
				p.relations[fieldName{m.Name, f.Name}] = f
			}
		}
	}
	for _, m := range s.Models {
		p.redaction(m)
	}
	for _, o := range s.Operations {
		if p.operations[o], err = compileOperation(o); err != nil {
			return nil, fmt.Errorf("authorization of operation %s: %w", o.Name, err)
		}
	}
	for _, a := range s.Access {
		if a.Function == "" {
			return nil, fmt.Errorf("authorization: access for a function without a name")
		}
		have := p.functions[a.Function]
		p.functions[a.Function] = schema.FunctionAccess{
			Function: a.Function,
			Query:    have.Query || a.Query,
			Mutate:   have.Mutate || a.Mutate,
			Listen:   have.Listen || a.Listen,
		}
	}
	return p, nil
}

// functionMay decides for a function's role: whole root types were granted to
// it (api.md 3.3). Operations of more than one root type need all of them.
func (p *Policy) functionMay(id *auth.Identity, op schema.Operations) bool {
	a, ok := p.functions[id.Function]
	if !ok || id.Function == "" || op == 0 {
		return false
	}
	reads := schema.Get | schema.ListOp | schema.Sync | schema.Search
	writes := schema.Create | schema.Update | schema.Delete
	switch {
	case op == schema.Read, op&^reads == 0:
		return a.Query
	case op&^writes == 0:
		return a.Mutate
	case op == schema.Listen:
		return a.Listen
	}
	return false
}

func (p *Policy) functionMayRoot(id *auth.Identity, parent string) bool {
	a, ok := p.functions[id.Function]
	switch {
	case !ok || id.Function == "":
		return false
	case parent == "Query":
		return a.Query
	case parent == "Mutation":
		return a.Mutate
	case parent == "Subscription":
		return a.Listen
	}
	return true
}
