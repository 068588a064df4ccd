package graphql_test

import (
	"context"
	"testing"

	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/internal/testkit/conformance"
	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/internal/testkit/lowered"
	"github.com/amplifygo/amplifygo/internal/testkit/schematest"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/graphql"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// TestConformance starts an engine on every schema of the conformance suite
// and lists every model as the administrator.
func TestConformance(t *testing.T) {
	t.Parallel()
	lowered.Accepted(t, func(t *testing.T, _ conformance.Case, s *ir.Schema) {
		d, err := schematest.Definition(s)
		if err != nil {
			t.Fatal(err)
		}
		linked, err := schema.New(d)
		if err != nil {
			t.Fatal(err)
		}
		p, err := authz.Compile(linked)
		if err != nil {
			t.Fatal(err)
		}
		e, err := graphql.New(graphql.Config{Schema: linked, Policy: p, Store: openSQLite(t, linked), Introspection: true})
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range linked.Models {
			if m.List == "" {
				continue
			}
			got := e.Execute(context.Background(), identity.IAM(), &graphql.Request{Query: `{ ` + m.List + ` { items { __typename } nextToken } }`})
			if want := `{"data":{"` + m.List + `":{"items":[],"nextToken":null}}}`; string(got.Body) != want {
				t.Errorf("%s: %s", m.List, got.Body)
			}
		}
	})
}
