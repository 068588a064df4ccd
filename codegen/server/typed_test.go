package server

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/amplifygo/amplifygo/codegen/descriptor"
	"github.com/amplifygo/amplifygo/codegen/gomodel"
	"github.com/amplifygo/amplifygo/internal/testkit/conformance"
	"github.com/amplifygo/amplifygo/internal/testkit/schematest"
)

// TestGoFieldsAreTheModels: package gen finds the fields of Go types in the
// model's description by their JSON names, and panics where one is not there.
// A key struct has the fields of the key in their order.
func TestGoFieldsAreTheModels(t *testing.T) {
	t.Parallel()
	cases, err := conformance.Cases()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		if c.Rejected() {
			continue
		}
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			s := schematest.Project(t, filepath.Join(c.Root, filepath.FromSlash(c.Source)))
			def, err := descriptor.Build(s, nil)
			if err != nil {
				t.Fatal(err)
			}
			for i, m := range gomodel.New(s).Models {
				var described []string
				for _, f := range def.Models[i].Fields {
					if f.Relation == nil {
						described = append(described, f.Name)
					}
				}
				for _, f := range slices.Concat(m.Fields, m.CreateFields, m.UpdateFields) {
					if !slices.Contains(described, f.JSON) {
						t.Errorf("%s: %s is not described", m.Name, f.JSON)
					}
				}
				var key []string
				for _, f := range m.Key.Fields {
					key = append(key, f.JSON)
				}
				if !slices.Equal(key, def.Models[i].Key) {
					t.Errorf("%s: the key has %v in Go, %v in the description", m.Name, key, def.Models[i].Key)
				}
			}
		})
	}
}
