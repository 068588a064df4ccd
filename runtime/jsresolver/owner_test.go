package jsresolver_test

import (
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/runtime/jsresolver"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

const ownedSource = `
import { a, defineData } from '@aws-amplify/backend';
const everyone = (allow) => [allow.authenticated()];
const schema = a.schema({
  Emp: a.model({ id: a.id().required(), name: a.string(), ssn: a.string().authorization((allow) => [allow.owner()]) })
    .authorization((allow) => [allow.authenticated().to(['read']), allow.owner()]),
  emp: a.query().returns(a.ref('Emp')).handler(a.handler.custom({ entry: './run.js', dataSource: a.ref('Emp') })).authorization(everyone),
  run: a.mutation().returns(a.json()).handler(a.handler.custom({ entry: './run.js', dataSource: a.ref('Emp') })).authorization(everyone),
});
export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'userPool' } });
`

// TestFormerUserOfTheSameName: what a resolver reads from a table keeps the
// whole identity of its owner, so that whoever has the name of a former user
// now gets no field of the former one.
func TestFormerUserOfTheSameName(t *testing.T) {
	t.Parallel()
	x := openSchema(t, ownedSource)
	again := identity.WithClaims(schema.ModeUserPool, schema.UserPools, map[string]any{"sub": "sub-of-another", "username": "alice"})
	get := x.with(jsresolver.Config{}, tabled(`ddb.get({ key: { id: 'e' } })`))
	if got := get.ask(`mutation { createEmp(input: { id: "e", name: "A", ssn: "SECRET" }) { id } }`); got != `{"data":{"createEmp":{"id":"e"}}}` {
		t.Fatal(got)
	}
	for _, document := range []string{`{ getEmp(id: "e") { name ssn owner } }`, `{ emp { name ssn owner } }`} {
		if got := get.ask(document); !strings.Contains(got, `"ssn":"SECRET","owner":"alice"`) {
			t.Error("the owner does not read the own field:", got)
		}
		if got := get.ask(document, again); strings.Contains(got, "SECRET") {
			t.Error("another user of the same name reads the owner's field:", got)
		}
	}
}

// TestConditionsOnOwners: conditions compare the owner as it is stored, as
// DynamoDB's do: a transaction's check passes by the whole identity only.
func TestConditionsOnOwners(t *testing.T) {
	t.Parallel()
	x := openSchema(t, ownedSource)
	x.with(jsresolver.Config{}, tabled(`ddb.get({ key: { id: 'e' } })`)).ask(`mutation { createEmp(input: { id: "e", name: "A" }) { id } }`)
	for owner, holds := range map[string]bool{"sub-alice::alice": true, "alice": false, "sub-alice": false} {
		for _, request := range []string{
			`ddb.transactWrite({ items: [{ conditionCheck: { table: 'Emp-amplifygo-NONE', key: { id: 'e' }, condition: { owner: { eq: '` + owner + `' } } } }] })`,
			`ddb.update({ key: { id: 'e' }, update: { name: 'B' }, condition: { owner: { eq: '` + owner + `' } } })`,
		} {
			got := x.with(jsresolver.Config{}, tabled(request)).ask(`mutation { run }`)
			if strings.Contains(got, `"errors"`) == holds {
				t.Errorf("%s: %s", request, got)
			}
		}
	}
}

// TestReplacedRowsHaveNoOwner: an item that is put in place of another one is
// nobody's unless it says whose it is, as in DynamoDB: whoever owned the row
// before does not own what has come into its place.
func TestReplacedRowsHaveNoOwner(t *testing.T) {
	t.Parallel()
	x := openSchema(t, ownedSource)
	for _, c := range []struct{ request, want string }{
		{`ddb.put({ key: { id: 'e' }, item: { name: 'B', ssn: 'SECRET' } })`, `{"data":{"getEmp":{"ssn":null,"owner":null}},"errors":[`},
		{`ddb.batchPut({ tables: { 'Emp-amplifygo-NONE': [{ id: 'e', ssn: 'SECRET' }] } })`, `{"data":{"getEmp":{"ssn":null,"owner":null}},"errors":[`},
		{`ddb.transactWrite({ items: [{ putItem: { table: 'Emp-amplifygo-NONE', key: { id: 'e' }, item: { ssn: 'SECRET' } } }] })`, `{"data":{"getEmp":{"ssn":null,"owner":null}},"errors":[`},
		{`ddb.put({ key: { id: 'e' }, item: { ssn: 's', owner: 'sub-alice::alice' } })`, `{"data":{"getEmp":{"ssn":"s","owner":"alice"}}}`},
		{`ddb.update({ key: { id: 'e' }, update: { ssn: 's' } })`, `{"data":{"getEmp":{"ssn":"s","owner":"alice"}}}`},
	} {
		y := x.with(jsresolver.Config{}, tabled(c.request))
		y.ask(`mutation { deleteEmp(input: { id: "e" }) { id } }`, identity.IAM())
		y.ask(`mutation { createEmp(input: { id: "e", name: "A" }) { id } }`)
		if got := y.ask(`mutation { run }`, identity.Bob()); strings.Contains(got, "errors") {
			t.Fatal(got)
		}
		if got := y.ask(`{ getEmp(id: "e") { ssn owner } }`); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s\n got %s\nwant %s", c.request, got, c.want)
		}
	}
}
