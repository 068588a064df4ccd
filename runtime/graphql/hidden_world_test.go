package graphql_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/graphql"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/value"
)

const hiddenSchema = `
import { a, defineData, defineFunction } from '@aws-amplify/backend';
const schema = a.schema({
  Rank: a.enum(['A', 'B', 'C']),
  Place: a.customType({ x: a.integer() }),
  Emp: a.model({
    id: a.id().required(), name: a.string(), age: a.integer(), nick: a.string(),
    ssn: a.string().authorization((allow) => [allow.owner()]),
    salary: a.integer().authorization((allow) => [allow.group('HR')]),
    grade: a.enum(['A', 'B', 'C']),
    rank: a.ref('Rank').authorization((allow) => [allow.owner(), allow.group('HR')]),
    tags: a.string().array().authorization((allow) => [allow.owner()]),
    ratio: a.float().authorization((allow) => [allow.group('HR').to(['read', 'update'])]),
    bio: a.json().authorization((allow) => [allow.owner().to(['read'])]),
    place: a.ref('Place').authorization((allow) => [allow.owner()]),
    note: a.string().authorization((allow) => [allow.owner().to(['read', 'create']), allow.group('Writers').to(['update'])]),
    teamId: a.id(), team: a.belongsTo('Team', 'teamId'),
    bossId: a.id().authorization((allow) => [allow.group('HR')]), boss: a.belongsTo('Boss', 'bossId'),
    mateId: a.id().authorization((allow) => [allow.owner()]), mate: a.belongsTo('Team', 'mateId'),
    privs: a.hasMany('Priv', 'empId'),
  }).secondaryIndexes((index) => [
    index('ssn').queryField('bySsn'), index('name').sortKeys(['ssn']).queryField('byNameSsn'), index('name').sortKeys(['salary']).queryField('byNameSalary'),
    index('name').sortKeys(['rank', 'ssn']).queryField('byNameRankSsn'), index('bossId').sortKeys(['name']).queryField('byBoss'), index('teamId').sortKeys(['age']).queryField('byTeam'),
  ]).authorization((allow) => [allow.authenticated().to(['read']), allow.publicApiKey().to(['list', 'listen']), allow.custom(), allow.owner(), allow.group('HR').to(['read', 'update']), allow.group('Writers').to(['create', 'update'])]),
  Team: a.model({ t: a.string(), emps: a.hasMany('Emp', 'teamId'), mates: a.hasMany('Emp', 'mateId'), lead: a.hasOne('Lead', 'teamId'), privs: a.hasMany('Priv', 'teamId') }).authorization((allow) => [allow.authenticated(), allow.custom()]),
  Boss: a.model({ t: a.string(), emps: a.hasMany('Emp', 'bossId'), head: a.hasOne('Lead', 'bossId') }).authorization((allow) => [allow.authenticated(), allow.custom()]),
  Lead: a.model({ id: a.id().required(), name: a.string(), teamId: a.id(), of: a.belongsTo('Team', 'teamId'), bossId: a.id().authorization((allow) => [allow.group('HR'), allow.owner()]), boss: a.belongsTo('Boss', 'bossId') })
    .authorization((allow) => [allow.authenticated().to(['read']), allow.owner(), allow.custom()]),
  Priv: a.model({ id: a.id().required(), name: a.string(), age: a.integer(), team: a.string(), empId: a.id(), emp: a.belongsTo('Emp', 'empId'), teamId: a.id(), of: a.belongsTo('Team', 'teamId') })
    .secondaryIndexes((index) => [index('name').sortKeys(['age']).queryField('privByName'), index('team').sortKeys(['name']).queryField('privByTeam')])
    .authorization((allow) => [allow.owner(), allow.groupDefinedIn('team').to(['read', 'update'])]),
  some: a.query().returns(a.ref('Emp').array()).handler(a.handler.function('some')).authorization((allow) => [allow.authenticated(), allow.custom()]),
  touch: a.mutation().returns(a.ref('Emp')).handler(a.handler.function('touch')).authorization((allow) => [allow.authenticated(), allow.custom()]),
  onTouch: a.subscription().for(a.ref('touch')).arguments({ name: a.string(), ssn: a.string(), salary: a.integer() }).handler(a.handler.custom({ entry: './h.js' }))
    .authorization((allow) => [allow.authenticated(), allow.custom()]),
  onEmp: a.subscription().for(a.ref('Emp').mutations(['create', 'update'])).arguments({ name: a.string(), ssn: a.string(), salary: a.integer(), bossId: a.id() })
    .handler(a.handler.custom({ entry: './h.js' })).authorization((allow) => [allow.authenticated(), allow.custom()]),
});
export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'userPool', apiKeyAuthorizationMode: { expiresInDays: 7 },
  lambdaAuthorizationMode: { function: defineFunction({ name: 'authorizer', entry: './authorizer.ts' }), timeToLiveInSeconds: 0 } } });
`

// hiddenFrom tells which fields of a row a caller may not read, without asking
// the policy. Of a row that is hidden as a whole all but the key are.
func hiddenFrom(id *auth.Identity, m *schema.Model, f *schema.Field, row value.Record) bool {
	for _, denied := range id.DeniedFields {
		if denied == m.Name+"."+f.Name {
			return true
		}
	}
	if f == m.KeyFields[0] || f.Name == "owner" {
		return false
	}
	if m.Field("owner") == nil {
		return false
	}
	mine := id.Sub != "" && row[m.Field("owner").Ordinal].Text() == id.Sub+"::"+id.Username
	groups, _ := id.Claims["cognito:groups"].([]any)
	in := func(group string) bool {
		for _, g := range groups {
			if g == group {
				return true
			}
		}
		return false
	}
	if m.Name == "Priv" {
		return !mine && !in(row[m.Field("team").Ordinal].Text())
	}
	if m.Name == "Lead" {
		return f.Name == "bossId" && !mine && !in("HR")
	}
	switch f.Name {
	case "ssn", "tags", "bio", "place", "note", "mateId":
		return !mine
	case "salary", "ratio", "bossId":
		return !in("HR")
	case "rank":
		return !mine && !in("HR")
	}
	return false
}

func hiddenValue(r *rand.Rand, m *schema.Model, f *schema.Field) value.Value {
	word := func(of ...string) value.Value { return value.OfString(of[r.IntN(len(of))]) }
	switch {
	case f.Name == "owner":
		return word("sub-alice::alice", "sub-bob::bob", "sub-carol::carol")
	case f.Name == "createdAt" || f.Name == "updatedAt":
		return value.OfString("2026-01-02T03:04:05.678Z")
	case r.IntN(8) == 0:
		return value.Value{}
	case r.IntN(10) == 0:
		return value.NullValue()
	case f.Name == "team":
		return word("g1", "g2")
	case strings.HasSuffix(f.Name, "Id"):
		return word("0", "1", "2")
	case f.List:
		return value.OfJSON([]string{`[]`, `["a"]`, `["a","b"]`, `["c"]`}[r.IntN(4)])
	}
	switch f.Kind {
	case schema.Int:
		return value.OfInt(int64(r.IntN(4)))
	case schema.Float:
		return value.OfFloat(float64(r.IntN(4)) / 2)
	case schema.EnumKind:
		return word("A", "B", "C")
	case schema.CustomKind:
		return value.OfJSON(fmt.Sprintf(`{"x":%d}`, r.IntN(3)))
	case schema.AWSJSON:
		return word(`1`, `{"a":1}`)
	}
	return word("a", "b", "ab")
}

// hiddenRows are two states of a model's rows that differ in what is hidden
// from a caller, and in nothing else.
func hiddenRows(r *rand.Rand, id *auth.Identity, m *schema.Model, n int) (states [2][]value.Record) {
	for i := range n {
		var one value.Record
		for _, f := range m.Fields {
			if f.Relation == nil {
				one = append(one, hiddenValue(r, m, f))
			}
		}
		one[m.KeyFields[0].Ordinal] = value.OfString(fmt.Sprint(i))
		other := append(value.Record(nil), one...)
		for _, f := range m.Fields {
			if f.Relation == nil && hiddenFrom(id, m, f, one) && f.Name != "owner" {
				for range 3 { // another that is hidden, too
					other[f.Ordinal] = hiddenValue(r, m, f)
					if hiddenFrom(id, m, f, other) {
						break
					}
					other[f.Ordinal] = one[f.Ordinal]
				}
			}
		}
		states[0], states[1] = append(states[0], one), append(states[1], other)
	}
	return states
}

type hiddenWorld struct {
	r       *rand.Rand
	schema  *schema.Schema
	id      *auth.Identity
	engines [2]*graphql.Engine
	// scan: pages are counted before filters, so that they tell how many rows
	// there are that the caller may not see, as DynamoDB's do.
	scan bool
}

func newHiddenWorld(t *testing.T, seed uint64, s *schema.Schema, open func(testing.TB, *schema.Schema) store.Store) *hiddenWorld {
	t.Helper()
	w := &hiddenWorld{r: rand.New(rand.NewPCG(seed, 5)), schema: s}
	w.id = []*auth.Identity{identity.Bob(), identity.Harry(), identity.User("wendy", "Writers"), identity.User("bob", "g1"), identity.Key(), identity.User("bob", "Writers", "g2"),
		identity.Lambda("Emp.name", "Emp.age"), identity.Lambda("Emp.teamId", "Team.t"), identity.Lambda("Emp.nick", "Emp.owner")}[seed%9]
	p, err := authz.Compile(s)
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string][2][]value.Record{}
	for _, m := range s.Models {
		rows[m.Name] = hiddenRows(w.r, w.id, m, 3+w.r.IntN(9))
	}
	w.scan = w.r.IntN(4) == 0
	for i := range w.engines {
		st := open(t, s)
		err := st.Write(context.Background(), func(ctx context.Context, tx store.Tx) error {
			for _, m := range s.Models {
				for _, row := range rows[m.Name][i] {
					if err := tx.Insert(ctx, &store.Insert{Model: m, Record: row}); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		ids, answers := 0, hiddenAnswers{s.Model("Emp"), rows["Emp"][i]}
		w.engines[i], err = graphql.New(graphql.Config{Schema: s, Policy: p, Store: st, ScanPages: w.scan, Resolver: answers,
			Now: func() time.Time { return time.Unix(1e9, 0) }, NewID: func() string { ids++; return fmt.Sprint("new", ids) }})
		if err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// hiddenAnswers are handlers that return rows as they are stored.
type hiddenAnswers struct {
	m    *schema.Model
	rows []value.Record
}

func (h hiddenAnswers) Resolve(_ context.Context, c *graphql.Call) (any, error) {
	all := make([]any, len(h.rows))
	for i, row := range h.rows {
		all[i] = h.item(row)
	}
	if c.Operation.Name == "touch" {
		return all[0], nil
	}
	return all, nil
}

func (h hiddenAnswers) item(row value.Record) map[string]any {
	item := map[string]any{}
	for _, f := range h.m.Fields {
		if f.Relation == nil && row[f.Ordinal].Kind() != value.Absent {
			item[f.Name] = json.RawMessage(row[f.Ordinal].AppendJSON(nil))
		}
	}
	return item
}
