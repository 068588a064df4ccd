package oracle_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/codegen/descriptor"
	"github.com/amplifygo/amplifygo/codegen/sdl"
	"github.com/amplifygo/amplifygo/internal/oracle"
	"github.com/amplifygo/amplifygo/internal/testkit/lowered"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// TestRedactionIsAmplifys holds the policy and the oracle to what Amplify's
// transformer decided for each pair of rules.
func TestRedactionIsAmplifys(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/redaction.txt")
	if err != nil {
		t.Fatal(err)
	}
	var models strings.Builder
	want := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		parts := strings.Split(strings.TrimSpace(line), " | ")
		n, fields := len(want), "t: a.string(), team: a.string(), editors: a.string().array(), author: a.string()"
		fmt.Fprintf(&models, "P%d: a.model({ %s, kids: a.hasMany('C%d', 'pid') }).authorization((allow) => [%s]),\n", n, fields, n, parts[0])
		fmt.Fprintf(&models, "C%d: a.model({ %s, pid: a.id(), par: a.belongsTo('P%d', 'pid') }).authorization((allow) => [%s]),\n", n, fields, n, parts[1])
		want[fmt.Sprint(n)] = parts[2]
	}
	ir := lowered.Source(t, "import { a, defineData, defineFunction } from '@aws-amplify/backend';\nconst schema = a.schema({\n"+models.String()+`});
export const data = defineData({ schema, authorizationModes: {
  defaultAuthorizationMode: 'userPool', apiKeyAuthorizationMode: {},
  lambdaAuthorizationMode: { function: defineFunction({ name: 'x' }) },
  oidcAuthorizationMode: { oidcProviderName: 'x', oidcIssuerUrl: 'https://x.example', tokenExpiryFromAuthInSeconds: 0, tokenExpireFromIssueInSeconds: 0 },
} });`)
	d, err := descriptor.Build(ir, sdl.Print(ir))
	if err != nil {
		t.Fatal(err)
	}
	s, err := schema.New(d)
	if err != nil {
		t.Fatal(err)
	}
	p, err := authz.Compile(s)
	if err != nil {
		t.Fatal(err)
	}
	o := &oracle.Oracle{}
	told := func(redacted bool) string {
		if redacted {
			return "redacted"
		}
		return "shown"
	}
	for n, w := range want {
		kids, par := s.Model("P"+n).Field("kids"), s.Model("C"+n).Field("par")
		if got := told(p.RedactRelation(nil, kids)) + " " + told(p.RedactRelation(nil, par)); got != w {
			t.Errorf("policy: pair %s: %s, want %s", n, got, w)
		}
		if got := told(o.Redacted(kids)) + " " + told(o.Redacted(par)); got != w {
			t.Errorf("oracle: pair %s: %s, want %s", n, got, w)
		}
	}
}
