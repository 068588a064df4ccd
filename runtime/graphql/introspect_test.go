package graphql_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/amplifygo/amplifygo/internal/testkit/schematest"
	"github.com/amplifygo/amplifygo/runtime/graphql"
	"github.com/amplifygo/amplifygo/runtime/graphql/document"
)

const introspectionQuery = `query IntrospectionQuery {
  __schema {
    queryType { name } mutationType { name } subscriptionType { name }
    types { ...FullType }
    directives { name description locations args { ...InputValue } }
  }
}
fragment FullType on __Type {
  kind name description
  fields(includeDeprecated: true) { name description args { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason }
  inputFields { ...InputValue }
  interfaces { ...TypeRef }
  enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
  possibleTypes { ...TypeRef }
}
fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue }
fragment TypeRef on __Type {
  kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } }
}`

type typeRef struct {
	Kind, Name string
	OfType     *typeRef
}

func (t *typeRef) String() string {
	switch t.Kind {
	case "NON_NULL":
		return t.OfType.String() + "!"
	case "LIST":
		return "[" + t.OfType.String() + "]"
	}
	return t.Name
}

type inputValue struct {
	Name string
	Type typeRef
}

type fullType struct {
	Kind, Name string
	Fields     []struct {
		Name string
		Args []inputValue
		Type typeRef
	}
	InputFields               []inputValue
	Interfaces, PossibleTypes []typeRef
	EnumValues                []struct{ Name string }
}

// lines says what a type is, one thing a line.
func (t *fullType) lines() []string {
	out := []string{t.Kind + " " + t.Name}
	for _, f := range t.Fields {
		var args []string
		for _, a := range f.Args {
			args = append(args, a.Name+": "+a.Type.String())
		}
		out = append(out, "field "+f.Name+"("+strings.Join(args, ", ")+"): "+f.Type.String())
	}
	for _, f := range t.InputFields {
		out = append(out, "input "+f.Name+": "+f.Type.String())
	}
	for _, v := range t.EnumValues {
		out = append(out, "value "+v.Name)
	}
	for _, i := range t.Interfaces {
		out = append(out, "implements "+i.Name)
	}
	for _, p := range t.PossibleTypes {
		out = append(out, "possible "+p.Name)
	}
	return out
}

// linesOf says the same of a definition in the SDL.
func linesOf(s *ast.Schema, d *ast.Definition) []string {
	out := []string{string(d.Kind) + " " + d.Name}
	for _, f := range d.Fields {
		if strings.HasPrefix(f.Name, "__") {
			continue
		}
		if d.Kind == ast.InputObject {
			out = append(out, "input "+f.Name+": "+f.Type.String())
			continue
		}
		var args []string
		for _, a := range f.Arguments {
			args = append(args, a.Name+": "+a.Type.String())
		}
		out = append(out, "field "+f.Name+"("+strings.Join(args, ", ")+"): "+f.Type.String())
	}
	for _, v := range d.EnumValues {
		out = append(out, "value "+v.Name)
	}
	for _, i := range d.Interfaces {
		out = append(out, "implements "+i)
	}
	if d.IsAbstractType() {
		for _, p := range s.PossibleTypes[d.Name] {
			out = append(out, "possible "+p.Name)
		}
	}
	return out
}

func TestIntrospectionEqualsSDL(t *testing.T) {
	t.Parallel()
	e := newEngine(t, func(c *graphql.Config) { c.Introspection = true })
	var got struct {
		Data struct {
			Schema struct {
				QueryType, MutationType, SubscriptionType struct{ Name string }
				Types                                     []fullType
				Directives                                []struct{ Name string }
			} `json:"__schema"`
		}
	}
	if err := json.Unmarshal(mustExecute(t, e, introspectionQuery), &got); err != nil {
		t.Fatal(err)
	}
	sdl, err := document.LoadSchema(schematest.Load(t, blogSchema).SDL, true)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, ty := range got.Data.Schema.Types {
		seen[ty.Name] = true
		if d := sdl.AST.Types[ty.Name]; d == nil || !slices.Equal(ty.lines(), linesOf(sdl.AST, d)) {
			t.Errorf("%s:\n%s\nSDL:\n%s", ty.Name, strings.Join(ty.lines(), "\n"), strings.Join(linesOf(sdl.AST, d), "\n"))
		}
	}
	for name := range sdl.AST.Types {
		if !seen[name] {
			t.Errorf("%s is missing", name)
		}
	}
	s := got.Data.Schema
	if roots := fmt.Sprint(s.QueryType.Name, s.MutationType.Name, s.SubscriptionType.Name); roots != "QueryMutationSubscription" {
		t.Error(roots)
	}
	var directives []string
	for _, d := range s.Directives {
		directives = append(directives, d.Name)
	}
	for _, name := range []string{"include", "skip", "deprecated", "aws_subscribe"} {
		if !slices.Contains(directives, name) {
			t.Errorf("directive %s is missing: %s", name, directives)
		}
	}
}
