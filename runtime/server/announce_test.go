package server

import (
	"testing"

	"github.com/amplifygo/amplifygo/runtime/schema"
)

// TestExampleDocument: the first thing to try gives what the model requires,
// where its rule may.
func TestExampleDocument(t *testing.T) {
	t.Parallel()
	open := &schema.Rule{Strategy: schema.Public, Provider: schema.APIKey, Operations: schema.All}
	read := &schema.Rule{Strategy: schema.Public, Provider: schema.APIKey, Operations: schema.Read}
	owner := &schema.Rule{Strategy: schema.Owner, Provider: schema.UserPools, Operations: schema.All}
	for _, c := range []struct {
		rules []*schema.Rule
		want  string
	}{
		{nil, `mutation { createOven(input: {name: "hello"}) { id name } }`},
		{[]*schema.Rule{owner, open}, `mutation { createOven(input: {name: "hello"}) { id name } }`},
		{[]*schema.Rule{owner, read}, ""},
		{[]*schema.Rule{}, ""},
	} {
		id := &schema.Field{Name: "id", Kind: schema.ID, Origin: schema.ImplicitID}
		name := &schema.Field{Name: "name", Kind: schema.String, Required: true, Origin: schema.Declared, Rules: c.rules}
		m := &schema.Model{Name: "Oven", Create: "createOven", List: "listOvens", Fields: []*schema.Field{id, name}, KeyFields: []*schema.Field{id}}
		if got := exampleDocument(m, open); got != c.want {
			t.Errorf("%v\n got %s\nwant %s", c.rules, got, c.want)
		}
	}
}
