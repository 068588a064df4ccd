package explain_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/amplifygo/amplifygo/internal/explain"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func rule(line string, s schema.Strategy, p schema.Provider, ops schema.Operations, change ...func(*schema.Rule)) *schema.Rule {
	r := &schema.Rule{Strategy: s, Provider: p, Operations: ops, Source: "amplify/data/resource.ts:" + line}
	for _, c := range change {
		c(r)
	}
	return r
}

func owned(field string) func(*schema.Rule) {
	return func(r *schema.Rule) { r.OwnerField = field }
}

func in(groups ...string) func(*schema.Rule) { return func(r *schema.Rule) { r.Groups = groups } }

// company is a schema with most kinds of rules.
func company(t testing.TB) *explain.Explainer {
	t.Helper()
	text := func(name string, rules ...*schema.Rule) *schema.Field {
		return &schema.Field{Name: name, Kind: schema.String, TypeName: "String", Rules: rules}
	}
	implicit := func(name string, o schema.Origin) *schema.Field {
		return &schema.Field{Name: name, Kind: schema.String, TypeName: "String", Origin: o}
	}
	teams := text("teams")
	teams.List = true
	s, err := schema.New(schema.Definition{
		Source: "amplify/data/resource.ts",
		Modes:  schema.Modes{Default: schema.ModeUserPool, Additional: []schema.Mode{schema.ModeIAM, schema.ModeAPIKey}},
		Models: []*schema.Model{
			{Name: "Emp", Key: []string{"id"}, OnCreate: "onCreateEmp",
				Rules: []*schema.Rule{
					rule("4", schema.Private, schema.UserPools, schema.Read),
					rule("5", schema.Owner, schema.UserPools, schema.All, owned("owner")),
				},
				Fields: []*schema.Field{
					text("name"),
					text("ssn", rule("8", schema.Owner, schema.UserPools, schema.All, owned("owner"))),
					text("salary", rule("9", schema.Groups, schema.UserPools, schema.All, in("HR"))),
					implicit("id", schema.ImplicitID), implicit("owner", schema.OwnerRule),
				}},
			{Name: "Note", Key: []string{"id"},
				Rules: []*schema.Rule{
					rule("20", schema.Public, schema.APIKey, schema.ListOp),
					rule("21", schema.Public, schema.IdentityPool, schema.Read),
					rule("22", schema.Groups, schema.UserPools, schema.All, func(r *schema.Rule) { r.GroupsField, r.Plural = "teams", true }),
				},
				Fields: []*schema.Field{text("body"), teams, implicit("id", schema.ImplicitID)}},
		},
		Operations: []*schema.Operation{{Parent: "Query", Name: "echo", Returns: schema.Field{Kind: schema.String},
			Rules: []*schema.Rule{rule("30", schema.Groups, schema.UserPools, schema.All, in("Admin", "HR"))}}},
		Access: []schema.FunctionAccess{{Function: "report", Query: true}},
	})
	if err != nil {
		t.Fatal(err)
	}
	e, err := explain.New(s)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs (-update rewrites it):\n%s", name, diff)
	}
}

func TestMatrix(t *testing.T) {
	t.Parallel()
	m := company(t).Matrix()
	var text, page bytes.Buffer
	if err := m.WriteText(&text); err != nil {
		t.Fatal(err)
	}
	golden(t, "matrix.txt", text.Bytes())
	data, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "matrix.json", append(data, '\n'))
	if err := m.WriteHTML(&page); err != nil {
		t.Fatal(err)
	}
	golden(t, "matrix.html", page.Bytes())
	for _, foreign := range []string{"<script", "http://", "https://", "src=", "@import", "url("} {
		if strings.Contains(page.String(), foreign) {
			t.Errorf("the page is not self-contained: %s", foreign)
		}
	}
}

func TestAsk(t *testing.T) {
	t.Parallel()
	e := company(t)
	var all bytes.Buffer
	for _, q := range [][2]string{
		{"Emp.update", "user:alice,groups:Editors"}, {"Emp.update", "user:harry,groups:Editors,HR"}, {"Emp.get", "user:bob"},
		{"Emp.salary.read", "user:bob"}, {"Emp.salary.read", "user:harry,groups:HR"}, {"Emp.ssn.remove", "user:alice"}, {"Emp.delete", "user:alice"},
		{"Emp.delete", "iam"}, {"Emp.get", "function:report"}, {"Emp.create", "function:report"}, {"Note.list", "key"}, {"Note.get", "key"}, {"Note.get", "guest"},
		{"Note.get", "identity"}, {"Note.update", "user:mem,groups:t1"}, {"Note.update", "user:alone"}, {"Note.get", "oidc:olga,groups:t1"},
		{"Query.echo", "user:bob"}, {"Query.echo", "user:adm,groups:Admin"}, {"Note.get", "authorizer"},
	} {
		a, err := e.Ask(q[0], q[1])
		if err != nil {
			t.Fatal(err)
		}
		if err := a.WriteText(&all); err != nil {
			t.Fatal(err)
		}
		all.WriteByte('\n')
	}
	golden(t, "ask.txt", all.Bytes())
}

func TestAskRefuses(t *testing.T) {
	t.Parallel()
	e := company(t)
	for _, c := range []struct{ target, as, says string }{
		{"Empp.get", "iam", `did you mean "Emp"?`}, {"Query.ecoh", "iam", `did you mean "Query.echo"?`}, {"Zebra.get", "iam", "expected one of Emp, Note, Query.echo"}, {"Emp", "iam", "expected Model.operation"}, {"Emp.get.x.y", "iam", "expected Model.operation"},
		{"Emp.age.read", "iam", "expected one of name, ssn, salary"}, {"Emp.salry.read", "iam", `did you mean "salary"?`}, {"Emp.write", "iam", "expected one of create, get, list"}, {"Emp.ssn.delete", "iam", "expected one of create, read"},
		{"Emp.get", "alice", "expected user:<name>"}, {"Emp.get", "user:", "expected a name"}, {"Emp.get", "key,groups:HR", "only callers with tokens"},
		{"Emp.get", "user:a,b", "expected groups:"}, {"Emp.get", "user:a,claim:x", "expected claim:<name>=<value>"}, {"Emp.get", "", "unknown caller"},
	} {
		_, err := e.Ask(c.target, c.as)
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s as %s: %v, expected %q", c.target, c.as, err, c.says)
		}
	}
}

func FuzzCaller(f *testing.F) {
	for _, s := range []string{"user:alice,groups:A,B,claim:dept=x", "iam", ",", "user:,", "oidc::", "function:", "user:a,claim:=,groups:"} {
		f.Add(s)
	}
	e := company(f)
	f.Fuzz(func(t *testing.T, as string) {
		id, err := e.Caller(as)
		if (id == nil) == (err == nil) {
			t.Errorf("%q: %v, %v", as, id, err)
		}
	})
}
