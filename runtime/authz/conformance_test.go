package authz_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

const conformance = "../../internal/testkit/conformance/testdata"

// TestConformanceSDL: every SDL that Amplify's own compiler emits is understood.
func TestConformanceSDL(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(conformance, "*", "schema.graphql"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 90 {
		t.Fatalf("only %d conformance cases in %s", len(files), conformance)
	}
	for _, f := range files {
		sdl, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		s, err := schema.New(schema.Definition{SDL: string(sdl), Modes: schema.Modes{Default: schema.ModeUserPool}})
		if err != nil {
			t.Fatal(err)
		}
		p, err := authz.Compile(s)
		if err != nil {
			t.Errorf("%s: %v", f, err)
			continue
		}
		if strings.Contains(string(sdl), "type Query @aws_iam") && p.Directive(identity.Key(), "Query", "absent") {
			t.Errorf("%s: a field that is not there was admitted", f)
		}
	}
}

// TestConformanceModes looks at the directives of one schema with all modes,
// as its SDL says them.
func TestConformanceModes(t *testing.T) {
	t.Parallel()
	sdl, err := os.ReadFile(filepath.Join(conformance, "051-auth-all-modes", "schema.graphql"))
	if err != nil {
		t.Fatal(err)
	}
	f := compile(t, schema.Definition{SDL: string(sdl)})
	callers := map[string]*auth.Identity{
		"aws_api_key": key, "aws_iam": iam, "aws_cognito_user_pools": alice, "aws_oidc": identity.OIDC("o"), "aws_lambda": identity.Lambda(),
	}
	checked := 0
	parent := ""
	for _, line := range strings.Split(string(sdl), "\n") {
		words := strings.Fields(line)
		if len(words) > 1 && words[0] == "type" {
			parent = words[1]
		}
		name, _, isField := strings.Cut(strings.TrimSpace(line), "(")
		if !isField {
			name, _, isField = strings.Cut(strings.TrimSpace(line), ":")
		}
		if !isField || parent != "Query" && parent != "Mutation" || !strings.Contains(line, "@aws_") || strings.Contains(line, "cognito_groups") || !strings.HasPrefix(line, "  ") {
			continue
		}
		for directive, id := range callers {
			if got, want := f.Directive(id, parent, name), strings.Contains(line+" ", "@"+directive+" "); got != want {
				t.Errorf("%s.%s with %s: %v", parent, name, directive, got)
			}
			checked++
		}
	}
	if checked < 20 {
		t.Errorf("only %d answers were checked", checked)
	}
}
