package gomodel

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/amplifygo/amplifygo/internal/testkit/schematest"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
)

// TestInputsAgreeWithAmplify compares the inputs and the root fields of the
// view with the SDL that Amplify's own compiler makes of the conformance cases.
func TestInputsAgreeWithAmplify(t *testing.T) {
	t.Parallel()
	goldens, err := filepath.Glob("../../internal/testkit/conformance/testdata/*/schema.graphql")
	if err != nil || len(goldens) < 90 {
		t.Fatalf("%d cases, %v", len(goldens), err)
	}
	for _, golden := range goldens {
		t.Run(filepath.Base(filepath.Dir(golden)), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			doc, err := parser.ParseSchema(&ast.Source{Input: string(text)})
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(filepath.Dir(golden), "resource.ts")
			if _, err := os.Stat(path); err != nil {
				path = filepath.Join(filepath.Dir(golden), "amplify", "data", "resource.ts")
			}
			checkView(t, New(schematest.Project(t, path)), doc)
		})
	}
}

func checkView(t *testing.T, v *View, doc *ast.SchemaDocument) {
	t.Helper()
	roots := map[string]*ast.FieldDefinition{}
	for _, list := range []ast.DefinitionList{doc.Definitions, doc.Extensions} {
		for _, d := range list {
			if d.Name == "Query" || d.Name == "Mutation" || d.Name == "Subscription" {
				for _, f := range d.Fields {
					roots[d.Name+"."+f.Name] = f
				}
			}
		}
	}
	root := func(parent, what string, op *ModelOperation) {
		if op != nil && roots[parent+"."+op.Field] == nil {
			t.Errorf("%s: the API has no %s.%s", what, parent, op.Field)
		}
	}
	for _, m := range v.Models {
		if m.Create != nil {
			checkInput(t, doc, m.API.CreateInput, m.CreateFields)
		}
		if m.Update != nil {
			checkInput(t, doc, m.API.UpdateInput, m.UpdateFields)
		}
		if m.Delete != nil {
			checkInput(t, doc, m.API.DeleteInput, m.Key.Fields)
		}
		root("Query", m.Name, m.Get)
		root("Query", m.Name, m.List)
		for _, op := range []*ModelOperation{m.Create, m.Update, m.Delete} {
			root("Mutation", m.Name, op)
		}
		for _, op := range []*ModelOperation{m.OnCreate, m.OnUpdate, m.OnDelete} {
			root("Subscription", m.Name, op)
		}
		for _, x := range m.Indexes {
			root("Query", m.Name, x.Operation)
		}
	}
}

func checkInput(t *testing.T, doc *ast.SchemaDocument, name string, fields []*Field) {
	t.Helper()
	input := doc.Definitions.ForName(name)
	if input == nil {
		t.Errorf("the API has no input %s", name)
		return
	}
	ours := map[string]*Field{}
	for _, f := range fields {
		ours[f.JSON] = f
	}
	for _, want := range input.Fields {
		f := ours[want.Name]
		delete(ours, want.Name)
		switch {
		case f == nil:
			t.Errorf("%s.%s is missing", name, want.Name)
		case f.Type.Nullable == want.Type.NonNull:
			t.Errorf("%s.%s: nullable %v, the API has %s", name, want.Name, f.Type.Nullable, want.Type)
		case f.Type.List != (want.Type.Elem != nil):
			t.Errorf("%s.%s: list %v, the API has %s", name, want.Name, f.Type.List, want.Type)
		case f.Type.List && f.Type.ElemNullable == want.Type.Elem.NonNull:
			t.Errorf("%s.%s: elements nullable %v, the API has %s", name, want.Name, f.Type.ElemNullable, want.Type)
		}
	}
	for extra := range ours {
		t.Errorf("%s: the API has no field %s", name, extra)
	}
}
