package outputs_test

import (
	"bytes"
	"encoding/json"
	"sort"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/codegen/introspection"
	"github.com/amplifygo/amplifygo/codegen/outputs"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/internal/testkit/conformance"
	"github.com/amplifygo/amplifygo/internal/testkit/lowered"
	"github.com/google/go-cmp/cmp"
)

var api = outputs.Settings{URL: "http://localhost:4000/graphql", Region: "us-east-1", APIKey: "API_KEY"}

func build(t *testing.T, s *ir.Schema, set outputs.Settings, existing string) string {
	t.Helper()
	b, err := outputs.Build(s, set, []byte(existing))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestConformance(t *testing.T) {
	t.Parallel()
	lowered.Accepted(t, func(t *testing.T, c conformance.Case, s *ir.Schema) {
		golden, err := c.Golden("outputs.json")
		if err != nil {
			t.Fatal(err)
		}
		var want map[string]any
		var got struct{ Data map[string]any }
		if err := json.Unmarshal(golden, &want); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(build(t, s, api, "")), &got); err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{"url", "aws_region", "model_introspection"} {
			if got.Data[key] == nil {
				t.Errorf("data has no %s", key)
			}
			delete(got.Data, key)
		}
		for _, data := range []map[string]any{want, got.Data} {
			types := data["authorization_types"].([]any)
			sort.Slice(types, func(i, j int) bool { return types[i].(string) < types[j].(string) })
		}
		if d := cmp.Diff(want, got.Data); d != "" {
			t.Error(d)
		}
	})
}

func schema(modes ir.AuthModes) *ir.Schema {
	return &ir.Schema{AuthModes: modes}
}

var userPool = ir.AuthModes{Default: ir.ModeUserPool, Additional: []ir.Mode{ir.ModeAPIKey, ir.ModeIAM}}

func TestANewFile(t *testing.T) {
	t.Parallel()
	set := api
	set.UserPool = &outputs.UserPool{ID: "eu-west-1_dev", ClientID: "client"}
	set.IdentityPool = &outputs.IdentityPool{ID: "eu-west-1:pool", Guests: true}
	set.OIDC = &outputs.OIDC{Provider: "acme", Issuer: "https://id.example.com?a=1&b=2", ClientID: "web"}
	s := schema(userPool)
	var intro bytes.Buffer
	if err := json.Indent(&intro, introspection.Build(s), "    ", "  "); err != nil {
		t.Fatal(err)
	}
	want := `{
  "version": "1.4",
  "auth": {
    "user_pool_id": "eu-west-1_dev",
    "aws_region": "eu-west-1",
    "user_pool_client_id": "client",
    "identity_pool_id": "eu-west-1:pool",
    "unauthenticated_identities_enabled": true
  },
  "data": {
    "url": "http://localhost:4000/graphql",
    "aws_region": "us-east-1",
    "api_key": "API_KEY",
    "default_authorization_type": "AMAZON_COGNITO_USER_POOLS",
    "authorization_types": [
      "API_KEY",
      "AWS_IAM"
    ],
    "model_introspection": ` + intro.String() + `
  },
  "custom": {
    "oidc": {
      "provider_name": "acme",
      "issuer": "https://id.example.com?a=1&b=2",
      "client_id": "web"
    }
  }
}
`
	if d := cmp.Diff(want, build(t, s, set, "")); d != "" {
		t.Error(d)
	}
}

func TestAnExistingFileIsMergedInto(t *testing.T) {
	t.Parallel()
	existing := `{"storage":{"bucket_name":"b<1>","n":1e400},"data":{"extra":[1],"api_key":"old","url":"old"},
		"version":"1.5","auth":{"user_pool_id":"p","password_policy":{"min_length":8}},"custom":{"mine":true}}`
	got := build(t, schema(ir.AuthModes{Default: ir.ModeIAM}), api, existing)
	var compact bytes.Buffer
	if err := json.Compact(&compact, []byte(got)); err != nil {
		t.Fatal(err)
	}
	text := compact.String()
	start := `{"storage":{"bucket_name":"b<1>","n":1e400},"data":{"extra":[1],"url":"http://localhost:4000/graphql","aws_region":"us-east-1","default_authorization_type":"AWS_IAM","authorization_types":[],"model_introspection":{`
	end := `}},"version":"1.5","auth":{"user_pool_id":"p","password_policy":{"min_length":8}},"custom":{"mine":true}}`
	if !strings.HasPrefix(text, start) || !strings.HasSuffix(text, end) {
		t.Errorf("got %s", text)
	}
	if again := build(t, schema(ir.AuthModes{Default: ir.ModeIAM}), api, got); again != got {
		t.Errorf("a second run changes the file:\n%s", cmp.Diff(got, again))
	}
}

func TestAKeyThatIsThereStaysWhereNoneIsGiven(t *testing.T) {
	t.Parallel()
	set := api
	set.APIKey = ""
	if got := build(t, schema(userPool), set, `{"data":{"api_key":"mine"}}`); !strings.Contains(got, `"api_key": "mine"`) {
		t.Errorf("got %s", got)
	}
}

func TestWhatCannotBeMergedIsRefused(t *testing.T) {
	t.Parallel()
	for _, existing := range []string{"[]", "{", `{"a":}`, "{} {}", "nonsense", `{"version":"2"}`, `{"version":1}`, `{"data":3}`, `{"data":{"a":1`} {
		if b, err := outputs.Build(schema(userPool), api, []byte(existing)); err == nil {
			t.Errorf("%s was accepted: %s", existing, b)
		} else if !strings.HasPrefix(err.Error(), "the file ") {
			t.Errorf("%s: %v does not go on after the file's name", existing, err)
		}
	}
	if _, err := outputs.Build(schema(userPool), outputs.Settings{URL: "http://x"}, nil); err == nil {
		t.Error("a missing region was accepted")
	}
}

func FuzzMerge(f *testing.F) {
	f.Add([]byte(`{"data":{"api_key":"a"},"storage":{"x":[1,{"y":null}]}}`))
	f.Add([]byte("\xef\xbb\xbf{}"))
	f.Add([]byte(`{"a":1,"a":2}`))
	f.Fuzz(func(t *testing.T, existing []byte) {
		once, err := outputs.Build(schema(userPool), api, existing)
		if err != nil {
			return
		}
		if !json.Valid(once) {
			t.Fatalf("not JSON: %s", once)
		}
		twice, err := outputs.Build(schema(userPool), api, once)
		if err != nil || !bytes.Equal(once, twice) {
			t.Fatalf("merging twice differs (%v):\n%s\n%s", err, once, twice)
		}
	})
}
