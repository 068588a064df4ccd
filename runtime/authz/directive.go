package authz

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// fieldName names a field of a type of the SDL.
type fieldName struct{ parent, field string }

// modes are the modes that directives admit.
type modes struct {
	set [callers]bool
	// groups narrow user pool callers to members; empty for all.
	groups []string
}

// compileDirectives reads the @aws_* directives of the SDL: a field's own, or
// else its type's, or else the default mode (api.md 1.10).
func compileDirectives(s *schema.Schema) (map[fieldName]modes, error) {
	doc, err := parser.ParseSchema(&ast.Source{Name: "schema.graphql", Input: s.SDL})
	if err != nil {
		return nil, fmt.Errorf("schema.graphql: %w", err)
	}
	defs := map[string]*ast.Definition{}
	for _, d := range doc.Definitions {
		defs[d.Name] = d
	}
	for _, d := range doc.Extensions {
		base := defs[d.Name]
		if base == nil {
			return nil, fmt.Errorf("schema.graphql: extension of unknown type %s", d.Name)
		}
		base.Directives = append(base.Directives, d.Directives...)
		base.Fields = append(base.Fields, d.Fields...)
	}
	table := map[fieldName]modes{}
	for _, d := range defs {
		if d.Kind != ast.Object && d.Kind != ast.Interface {
			continue
		}
		if err := typeDirectives(table, s, d); err != nil {
			return nil, err
		}
	}
	return table, nil
}

func typeDirectives(table map[fieldName]modes, s *schema.Schema, d *ast.Definition) error {
	ofType, found, err := readModes(d.Directives)
	if err != nil {
		return fmt.Errorf("type %s: %w", d.Name, err)
	}
	if !found {
		ofType = defaultModes(s.Modes.Default)
	}
	for _, f := range d.Fields {
		m, found, err := readModes(f.Directives)
		if err != nil {
			return fmt.Errorf("%s.%s: %w", d.Name, f.Name, err)
		}
		if !found {
			m = ofType
		}
		table[fieldName{d.Name, f.Name}] = m
	}
	return nil
}

func defaultModes(m schema.Mode) modes {
	var ms modes
	ms.admit(m)
	return ms
}

func (ms *modes) admit(m schema.Mode) {
	for c := admin; c < callers; c++ {
		if c.mode() == m {
			ms.set[c] = true
		}
	}
}

// readModes reads the directives of one place; found is false without any.
// Directives of AppSync's that are not known stop the start.
func readModes(list ast.DirectiveList) (ms modes, found bool, err error) {
	plain := false
	for _, d := range list {
		mode, auth, err := directiveMode(d.Name)
		if err != nil {
			return modes{}, false, err
		}
		if !auth {
			continue
		}
		found = true
		ms.admit(mode)
		groups, err := directiveGroups(d)
		if err != nil {
			return modes{}, false, err
		}
		if mode == schema.ModeUserPool {
			plain = plain || groups == nil
			ms.groups = append(ms.groups, groups...)
		}
	}
	if plain {
		ms.groups = nil
	}
	return ms, found, nil
}

func directiveMode(name string) (mode schema.Mode, auth bool, err error) {
	switch name {
	case "aws_api_key":
		return schema.ModeAPIKey, true, nil
	case "aws_iam":
		return schema.ModeIAM, true, nil
	case "aws_cognito_user_pools":
		return schema.ModeUserPool, true, nil
	case "aws_oidc":
		return schema.ModeOIDC, true, nil
	case "aws_lambda":
		return schema.ModeLambda, true, nil
	case "aws_subscribe":
		return "", false, nil
	}
	if strings.HasPrefix(name, "aws_") {
		return "", false, fmt.Errorf("unknown directive @%s", name)
	}
	return "", false, nil
}

// directiveGroups gives the argument cognito_groups; nil without it. An empty
// list admits nobody and is refused.
func directiveGroups(d *ast.Directive) ([]string, error) {
	var groups []string
	for _, a := range d.Arguments {
		if a.Name != "cognito_groups" || d.Name != "aws_cognito_user_pools" {
			return nil, fmt.Errorf("@%s: unknown argument %s", d.Name, a.Name)
		}
		if a.Value.Kind != ast.ListValue || len(a.Value.Children) == 0 {
			return nil, fmt.Errorf("@%s: cognito_groups is a list with at least one group", d.Name)
		}
		for _, c := range a.Value.Children {
			if c.Value.Kind != ast.StringValue && c.Value.Kind != ast.BlockValue {
				return nil, fmt.Errorf("@%s: a group is a string", d.Name)
			}
			if c.Value.Raw == "" {
				return nil, fmt.Errorf("@%s: a group without a name", d.Name)
			}
			groups = append(groups, c.Value.Raw)
		}
	}
	return groups, nil
}

// Directive reports whether the caller's mode may touch a field of a type of
// the SDL (AppSync's first layer). A field's directives override its type's; a
// field without any is for the default mode. User pool groups named in the
// directive are compared whole. A field that an authorizer function denied
// ("Type.field"), a relationship that follows such a field, and a root type that was not granted to a function's role are
// refused here. Names that begin with "__" are always admitted, unknown types
// and fields never.
func (p *Policy) Directive(id *auth.Identity, parent, field string) bool {
	c := p.callerOf(id)
	if c == nobody {
		return false
	}
	if strings.HasPrefix(field, "__") {
		return true
	}
	ms, ok := p.directives[fieldName{parent, field}]
	if !ok || !ms.set[c] {
		return false
	}
	switch c {
	case userPool:
		return len(ms.groups) == 0 || slices.ContainsFunc(ms.groups, func(g string) bool {
			return hasGroup(id, defaultGroupClaim, g)
		})
	case lambda:
		return !deniedField(id, parent, field) && !p.followsDenied(id, parent, field)
	case function:
		return p.functionMayRoot(id, parent)
	}
	return true
}

// Denied reports whether an authorizer function denied the caller a field of a
// type. Directive asks it for operations of the API; Go code that reads rows in
// a caller's name has no operation and asks here.
func (p *Policy) Denied(id *auth.Identity, parent, field string) bool {
	return p.callerOf(id) == lambda && deniedField(id, parent, field)
}

// followsDenied reports whether a field is a relationship that follows a denied
// field, which the related rows would tell.
func (p *Policy) followsDenied(id *auth.Identity, parent, field string) bool {
	if len(id.DeniedFields) == 0 {
		return false
	}
	f := p.relations[fieldName{parent, field}]
	return f != nil && deniedAny(id, f.Model, followed(f))
}

// deniedAny reports whether an authorizer function denied one of some fields.
func deniedAny(id *auth.Identity, m *schema.Model, fields []*schema.Field) bool {
	return len(id.DeniedFields) > 0 && slices.ContainsFunc(fields, func(f *schema.Field) bool { return deniedField(id, m.Name, f.Name) })
}

// deniedField looks for "Type.field" without building it.
func deniedField(id *auth.Identity, parent, field string) bool {
	for _, d := range id.DeniedFields {
		if len(d) == len(parent)+1+len(field) && d[len(parent)] == '.' &&
			d[:len(parent)] == parent && d[len(parent)+1:] == field {
			return true
		}
	}
	return false
}
