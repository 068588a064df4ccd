package graphql_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/internal/testkit/schematest"
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/event"
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

func pick[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }

// operand is a literal that a field may be compared with.
func (w *hiddenWorld) operand(f *schema.Field) string {
	switch {
	case f.Name == "owner":
		return pick(w.r, `"sub-bob::bob"`, `"bob"`, `"sub-alice::alice"`, `"sub"`)
	case f.Name == "team":
		return pick(w.r, `"g1"`, `"g2"`)
	case strings.HasSuffix(f.Name, "Id") || f.Name == "id":
		return pick(w.r, `"0"`, `"1"`, `"2"`, `"5"`)
	}
	switch f.Kind {
	case schema.Int:
		return fmt.Sprint(w.r.IntN(4))
	case schema.Float:
		return pick(w.r, "0.5", "1", "0")
	case schema.EnumKind:
		return pick(w.r, "A", "B", "C")
	case schema.AWSJSON:
		return pick(w.r, `"1"`, `"{\"a\":1}"`)
	}
	return pick(w.r, `"a"`, `"b"`, `"ab"`)
}

func (w *hiddenWorld) test(f *schema.Field, subscription bool) string {
	ops := []string{"eq", "ne"}
	switch {
	case f.Kind == schema.EnumKind && !subscription:
	case f.Kind == schema.Int || f.Kind == schema.Float:
		ops = append(ops, "lt", "le", "gt", "ge", "between")
	default:
		ops = append(ops, "lt", "ge", "contains", "notContains", "beginsWith", "between")
	}
	switch {
	case subscription:
		ops = append(ops, "in", "notIn")
	case f.Kind != schema.EnumKind:
		ops = append(ops, "attributeExists", "attributeType", "null")
		if f.Kind != schema.Int && f.Kind != schema.Float {
			ops = append(ops, "size")
		}
	}
	literal := func() string {
		l := w.operand(f)
		if subscription && f.Kind == schema.EnumKind {
			l = `"` + l + `"`
		}
		return l
	}
	switch op := pick(w.r, ops...); op {
	case "between":
		a, b := literal(), literal()
		if a > b {
			a, b = b, a
		}
		return fmt.Sprintf("{between: [%s, %s]}", a, b)
	case "in", "notIn":
		return fmt.Sprintf("{%s: [%s, %s]}", op, literal(), literal())
	case "attributeExists":
		return fmt.Sprintf("{attributeExists: %v}", w.r.IntN(2) == 0)
	case "attributeType":
		return "{attributeType: " + pick(w.r, "_null", "string", "number", "list") + "}"
	case "size":
		return fmt.Sprintf("{size: {%s: %d}}", pick(w.r, "eq", "gt", "ne"), w.r.IntN(3))
	case "null":
		return pick(w.r, "{eq: null}", "{ne: null}")
	default:
		return "{" + op + ": " + literal() + "}"
	}
}

// filter is a random filter over all fields, hidden ones more often.
func (w *hiddenWorld) filter(m *schema.Model, depth int, kind string) string {
	switch w.r.IntN(6) {
	case 0, 1:
		if depth > 0 {
			return "{" + pick(w.r, "and", "or") + ": [" + w.filter(m, depth-1, kind) + ", " + w.filter(m, depth-1, kind) + "]}"
		}
	case 2:
		if depth > 0 && kind != "subscription" {
			return "{not: " + w.filter(m, depth-1, kind) + "}"
		}
	}
	for {
		f := m.Fields[w.r.IntN(len(m.Fields))]
		if f.Relation != nil || f.Kind == schema.CustomKind || kind == "condition" && f.Name == "id" || f.Name == "team" && kind == "subscription" ||
			f.Name == "createdAt" || f.Name == "updatedAt" || f.List && f.Kind == schema.EnumKind {
			continue
		}
		return "{" + f.Name + ": " + w.test(f, kind == "subscription") + "}"
	}
}

func (w *hiddenWorld) selection(m *schema.Model, depth int) string {
	out := "id"
	for _, f := range m.Fields {
		switch {
		case w.r.IntN(3) > 0:
		case f.Relation == nil && f.Kind == schema.CustomKind:
			out += " " + f.Name + " { x }"
		case f.Relation == nil:
			out += " " + pick(w.r, "", "z: ") + f.Name
			if strings.Contains(out, "z: ") && strings.Count(out, "z: ") > 1 {
				out = strings.Replace(out, "z: "+f.Name, f.Name, 1)
			}
		case depth == 0:
		case f.Relation.Kind == schema.HasMany:
			args := ""
			if w.r.IntN(2) == 0 {
				args = "(filter: " + w.filter(f.Relation.Target, 1, "") + pick(w.r, "", ", limit: 2", ", sortDirection: DESC") + ")"
			}
			out += " " + f.Name + args + " { items { " + w.selection(f.Relation.Target, depth-1) + " }" + pick(w.r, "", " nextToken") + " }"
		default:
			out += " " + f.Name + " { " + w.selection(f.Relation.Target, depth-1) + " }"
		}
	}
	return out
}

// document is a random document; paged ones take $t.
func (w *hiddenWorld) document() (text string, paged bool) {
	m := w.schema.Models[w.r.IntN(len(w.schema.Models))]
	if w.scan {
		m = w.schema.Model("Emp")
	}
	switch w.r.IntN(10) {
	case 8:
		return "{ some { " + w.selection(w.schema.Model("Emp"), 2) + " } }", false
	case 9:
		return "mutation { touch { " + w.selection(w.schema.Model("Emp"), 2) + " } }", false
	case 0:
		return fmt.Sprintf(`{ get%s(id: "%d") { %s } }`, m.Name, w.r.IntN(10), w.selection(m, 2)), false
	case 1, 2, 3:
		return w.list(m, "list"+map[string]string{"Emp": "Emps", "Team": "Teams", "Boss": "Bosses", "Lead": "Leads", "Priv": "Privs"}[m.Name], ""), true
	case 4, 5:
		if len(m.Indexes) == 0 {
			m = w.schema.Model("Emp")
		}
		x := m.Indexes[w.r.IntN(len(m.Indexes))]
		args := x.KeyFields[0].Name + ": " + w.operand(x.KeyFields[0]) + ", "
		switch {
		case w.r.IntN(2) == 0:
		case len(x.KeyFields) == 2:
			op := pick(w.r, "eq", "lt", "ge")
			v := w.operand(x.KeyFields[1])
			args += x.SortArgument + ": {" + op + ": " + v + "}, "
		case len(x.KeyFields) > 2:
			args += x.SortArgument + `: {` + pick(w.r, "beginsWith", "ge", "lt") + `: {` + x.KeyFields[1].Name + ": " + w.operand(x.KeyFields[1]) + "}}, "
		}
		if len(x.KeyFields) > 1 && w.r.IntN(2) == 0 {
			args += "sortDirection: DESC, "
		}
		return w.list(m, x.Query, args), true
	}
	m = w.schema.Model(pick(w.r, "Emp", "Priv"))
	condition := ""
	if w.r.IntN(2) == 0 {
		condition = ", condition: " + w.filter(m, 1, "condition")
	}
	id := w.r.IntN(10)
	switch w.r.IntN(4) {
	case 0:
		return fmt.Sprintf(`mutation { delete%s(input: {id: "%d"}%s) { %s } }`, m.Name, id, condition, w.selection(m, 1)), false
	case 1:
		return fmt.Sprintf(`mutation { create%s(input: {%sname: "a"}%s) { %s } }`, m.Name, pick(w.r, "", fmt.Sprintf(`id: "%d", `, id)), condition, w.selection(m, 1)), false
	}
	set := pick(w.r, `name: "ab"`, `age: 2`)
	if m.Name == "Emp" {
		set = pick(w.r, set, `nick: "n"`, `note: "b"`, `ssn: "a"`, `salary: 1`, `rank: B`, `teamId: "1"`, `bossId: "1"`, `ratio: 1`)
	}
	return fmt.Sprintf(`mutation { update%s(input: {id: "%d", %s}%s) { %s } }`, m.Name, id, set, condition, w.selection(m, 1)), false
}

func (w *hiddenWorld) list(m *schema.Model, field, args string) string {
	if w.r.IntN(3) > 0 {
		args += "filter: " + w.filter(m, 2, "") + ", "
	}
	if w.r.IntN(2) == 0 {
		args += fmt.Sprintf("limit: %d, ", 1+w.r.IntN(4))
	}
	return "query Q($t: String) { r: " + field + "(" + args + "nextToken: $t) { items { " + w.selection(m, 2) + " } nextToken } }"
}

var hiddenNoise = regexp.MustCompile(`"nextToken":"[^"]*"|Request ID: [A-Z0-9]{52}`)

// ask runs a document in both states and compares the answers.
func (w *hiddenWorld) ask(t *testing.T, document string, paged bool) {
	t.Helper()
	tokens := [2]string{"null", "null"}
	for range 4 {
		var bodies [2]string
		for i, e := range w.engines {
			req, err := graphql.ParseRequest(fmt.Appendf(nil, `{"query":%q,"variables":{"t":%s}}`, document, tokens[i]))
			if err != nil {
				t.Fatal(err)
			}
			body := e.Execute(context.Background(), w.id, req).Body
			bodies[i] = hiddenNoise.ReplaceAllString(string(body), "*")
			var got struct {
				Data struct{ R *struct{ NextToken *string } }
			}
			_ = json.Unmarshal(body, &got)
			if tokens[i] = "null"; got.Data.R != nil && got.Data.R.NextToken != nil {
				tokens[i] = fmt.Sprintf("%q", *got.Data.R.NextToken)
			}
		}
		if bodies[0] != bodies[1] {
			t.Errorf("%s %v\n%s\n %s\n %s", w.id.Username, w.id.Claims["cognito:groups"], document, bodies[0], bodies[1])
			return
		}
		if !paged || tokens[0] == "null" {
			return
		}
	}
}

// subscribe compares the deliveries of events that differ in what is hidden.
func (w *hiddenWorld) subscribe(t *testing.T) {
	t.Helper()
	m := w.schema.Model(pick(w.r, "Emp", "Priv"))
	op := pick(w.r, "Create", "Update", "Delete")
	args := ""
	if w.r.IntN(4) > 0 {
		args = "(filter: " + w.filter(m, 2, "subscription") + ")"
	}
	document := "subscription { on" + op + m.Name + args + " { " + w.selection(m, 1) + " } }"
	payload := false
	if w.r.IntN(3) == 0 {
		m, op, payload = w.schema.Model("Emp"), "Update", w.r.IntN(2) == 0
		args = pick(w.r, "", `(name: "a")`, `(ssn: "a")`, `(salary: 1)`, `(ssn: null)`, `(name: "b", ssn: "b")`)
		if !payload && args == "" {
			args = `(bossId: "1")`
		}
		document = "subscription { " + pick(w.r, "", "z: ") + map[bool]string{true: "onTouch", false: "onEmp"}[payload] + args + " { " + w.selection(m, 1) + " } }"
	}
	rows := hiddenRows(w.r, w.id, m, 6)
	var got [2][]string
	for i, e := range w.engines {
		s, errs := e.Subscribe(context.Background(), w.id, &graphql.Request{Query: document})
		if errs != nil {
			got[i] = append(got[i], errs[0].Message)
			continue
		}
		for _, row := range rows[i] {
			ev := &event.Event{Mutation: strings.ToLower(op) + m.Name, Model: m.Name, Record: row}
			if payload {
				text, err := json.Marshal(hiddenAnswers{m: m}.item(row))
				if err != nil {
					t.Fatal(err)
				}
				ev = &event.Event{Mutation: "touch", Payload: text}
			}
			text := "not delivered"
			if s.Match(ev) {
				payload, _ := s.Render(ev)
				text = string(payload)
			}
			got[i] = append(got[i], text)
		}
	}
	if a, b := strings.Join(got[0], "\n"), strings.Join(got[1], "\n"); a != b {
		t.Errorf("%s %v\n%s\n%s\n\n%s", w.id.Username, w.id.Claims["cognito:groups"], document, a, b)
	}
}

// TestHiddenValuesChangeNothing: what a caller may not read changes no answer
// to the caller, whatever is asked: no row, no order, no page, no error, no
// outcome of a condition, no event. Two databases that differ in hidden values
// only are asked the same.
func TestHiddenValuesChangeNothing(t *testing.T) {
	t.Parallel()
	s := schematest.Load(t, hiddenSchema)
	for seed := range uint64(27) {
		w := newHiddenWorld(t, seed, s, openSQLite)
		for range 150 {
			document, paged := w.document()
			w.ask(t, document, paged)
			w.subscribe(t)
			if t.Failed() {
				t.Fatalf("seed %d", seed)
			}
		}
	}
}

// TestScanPagesCountNoHiddenKeys: pages that count the rows that are looked at
// do not count rows whose key the caller may not read. With a row of one's own
// of the same key, the token behind it would tell that there is another.
func TestScanPagesCountNoHiddenKeys(t *testing.T) {
	t.Parallel()
	s := schematest.Load(t, hiddenSchema)
	p, err := authz.Compile(s)
	if err != nil {
		t.Fatal(err)
	}
	e, err := graphql.New(graphql.Config{Schema: s, Policy: p, Store: openSQLite(t, s), ScanPages: true})
	if err != nil {
		t.Fatal(err)
	}
	for id, document := range map[*auth.Identity]string{
		identity.Alice(): `mutation { createEmp(input: {id: "a", ssn: "111", rank: A}) { id } }`,
		identity.Bob():   `mutation { a: createEmp(input: {id: "b", ssn: "111", rank: A}) { id } b: createEmp(input: {id: "c", ssn: "222", rank: A}) { id } }`,
	} {
		if got := answer(e, id, document); strings.Contains(got, "errors") {
			t.Fatal(got)
		}
	}
	for _, ssn := range []string{"111", "222"} {
		got := answer(e, identity.Bob(), `{ bySsn(ssn: "`+ssn+`", limit: 1) { items { ssn } nextToken } }`)
		if want := `200{"data":{"bySsn":{"items":[{"ssn":"` + ssn + `"}],"nextToken":null}}}`; got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

// TestDeniedReferencesAreNotFollowed: a reference that an authorizer function
// denied is not told by the row that it leads to, nor by the row that lists it.
func TestDeniedReferencesAreNotFollowed(t *testing.T) {
	t.Parallel()
	s := schematest.Load(t, hiddenSchema)
	e := guardedEngine(t, s, openSQLite(t, s))
	id := identity.Lambda("Emp.teamId", "Boss.id")
	if got := answer(e, identity.IAM(), `mutation { createTeam(input: {id: "t"}) { id } createEmp(input: {id: "e", teamId: "t", age: 1}) { id } createBoss(input: {id: "b"}) { id } }`); strings.Contains(got, "errors") {
		t.Fatal(got)
	}
	for document, want := range map[string]string{
		`{ getEmp(id: "e") { team { id } } }`:                `{"getEmp":{"team":null}}`,
		`{ listEmps { items { team { id } } } }`:             `{"listEmps":{"items":[{"team":null}]}}`,
		`{ getTeam(id: "t") { emps { items { id } } } }`:     `{"getTeam":{"emps":null}}`,
		`{ listBosses { items { emps { items { id } } } } }`: `{"listBosses":{"items":[{"emps":null}]}}`,
	} {
		if got := answer(e, id, document); !strings.HasPrefix(got, `200{"data":`+want+`,"errors":`) {
			t.Errorf("%s\n%s", document, got)
		}
	}
}
