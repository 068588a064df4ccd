package graphql_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/internal/testkit/schematest"
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/graphql"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
)

// naiveModel is a model of a random schema: some fields, a rule, a parent.
type naiveModel struct {
	name   string
	fields []naiveField
	// owned: only owners do anything; readable: everybody signed in reads.
	owned, readable bool
	// parent is the model that it belongs to; children belong to it.
	parent   *naiveModel
	children []*naiveModel
	rows     map[string]map[string]any
}

type naiveField struct {
	name, kind string
	required   bool
}

// randomModels makes a schema and what the reference knows of it.
func randomModels(r *rand.Rand) (models []*naiveModel, source string) {
	var b strings.Builder
	for i := range 2 + r.IntN(3) {
		m := &naiveModel{name: "M" + string(rune('a'+i)), rows: map[string]map[string]any{}, owned: r.IntN(2) == 0}
		m.readable = !m.owned || r.IntN(3) == 0
		for j := range 1 + r.IntN(4) {
			kind := []string{"string", "integer", "boolean", "float"}[r.IntN(4)]
			m.fields = append(m.fields, naiveField{fmt.Sprint("f", j), kind, r.IntN(4) == 0})
		}
		if i > 0 {
			m.parent = models[r.IntN(len(models))]
			m.parent.children = append(m.parent.children, m)
			m.fields = append(m.fields, naiveField{"parentId", "id", false})
		}
		models = append(models, m)
	}
	b.WriteString("import { a, defineData } from '@aws-amplify/backend';\nconst schema = a.schema({\n")
	for _, m := range models {
		fmt.Fprintf(&b, "  %s: a.model({", m.name)
		for _, f := range m.fields {
			fmt.Fprintf(&b, " %s: a.%s()%s,", f.name, f.kind, map[bool]string{true: ".required()"}[f.required])
		}
		if m.parent != nil {
			fmt.Fprintf(&b, " parent: a.belongsTo('%s', 'parentId'),", m.parent.name)
		}
		for _, c := range m.children {
			fmt.Fprintf(&b, " of%s: a.hasMany('%s', 'parentId'),", c.name, c.name)
		}
		rules := "allow.authenticated()"
		if m.owned {
			rules = "allow.owner()"
			if m.readable {
				rules += ", allow.authenticated().to(['read'])"
			}
		}
		fmt.Fprintf(&b, " }).authorization((allow) => [%s]),\n", rules)
	}
	b.WriteString("});\nexport const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'userPool' } });\n")
	return models, b.String()
}

// TestModel runs random operations on random schemas and compares every answer
// with that of a naive table in memory, on both databases.
func TestModel(t *testing.T) {
	t.Parallel()
	for _, db := range databases() {
		t.Run(db.name, func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(8) {
				r := rand.New(rand.NewPCG(seed, 77))
				models, source := randomModels(r)
				x := &naiveRun{t: t, r: r, models: models, engine: naiveEngine(t, source, db.open), source: source}
				for range 120 {
					x.step()
				}
			}
		})
	}
}

func naiveEngine(t *testing.T, source string, open func(testing.TB, *schema.Schema) store.Store) *graphql.Engine {
	s := schematest.Load(t, source)
	return guardedEngine(t, s, open(t, s))
}

type naiveRun struct {
	t      *testing.T
	r      *rand.Rand
	models []*naiveModel
	engine *graphql.Engine
	source string
}

// ask runs a document and compares its data.
func (x *naiveRun) ask(id *auth.Identity, document string, variables, want any) json.RawMessage {
	x.t.Helper()
	vars, err := json.Marshal(variables)
	if err != nil {
		x.t.Fatal(err)
	}
	req, err := graphql.ParseRequest(fmt.Appendf(nil, `{"query":%q,"variables":%s}`, document, vars))
	if err != nil {
		x.t.Fatal(err)
	}
	body := x.engine.Execute(context.Background(), id, req).Body
	var got struct{ Data struct{ R json.RawMessage } }
	if err := json.Unmarshal(body, &got); err != nil {
		x.t.Fatal(err)
	}
	text, err := json.Marshal(want)
	if err != nil {
		x.t.Fatal(err)
	}
	var a, b any
	if len(got.Data.R) > 0 {
		_ = json.Unmarshal(got.Data.R, &a) // it is a part of valid JSON
	}
	_ = json.Unmarshal(text, &b)
	if m, is := a.(map[string]any); is && want != nil {
		delete(m, "nextToken")
	}
	if d := gocmp.Diff(b, a); d != "" {
		x.t.Fatalf("%s\n%s %s as %s (-want +got):\n%s\n%s", x.source, document, vars, id.Username, d, body)
	}
	return got.Data.R
}

func (x *naiveRun) value(f naiveField) any {
	switch f.kind {
	case "string":
		return []string{"", "a", "b\"\n", "é", "ab"}[x.r.IntN(5)]
	case "integer":
		return float64(x.r.IntN(5) - 2)
	case "boolean":
		return x.r.IntN(2) == 0
	case "float":
		return []float64{0.1, 2, -1.5, 1e21}[x.r.IntN(4)]
	}
	return fmt.Sprint(x.r.IntN(14))
}

func ownerOf(id *auth.Identity) string { return id.Sub + "::" + id.Username }

func (m *naiveModel) sees(row map[string]any, id *auth.Identity) bool {
	return row != nil && (!m.owned || m.readable || row["owner"] == ownerOf(id))
}

func (m *naiveModel) writes(row map[string]any, id *auth.Identity) bool {
	return row != nil && (!m.owned || row["owner"] == ownerOf(id))
}

// scalars are the names of the fields that are selected.
func (m *naiveModel) scalars() []string {
	names := []string{"id"}
	for _, f := range m.fields {
		names = append(names, f.name)
	}
	return names
}

// shown is a row as an answer has it.
func (m *naiveModel) shown(row map[string]any) map[string]any {
	out := map[string]any{}
	for _, name := range m.scalars() {
		out[name] = row[name]
	}
	return out
}

// step is one random operation.
func (x *naiveRun) step() {
	x.t.Helper()
	m := x.models[x.r.IntN(len(x.models))]
	id := []*auth.Identity{identity.Alice(), identity.Bob()}[x.r.IntN(2)]
	key := fmt.Sprint(x.r.IntN(14))
	row, fields := m.rows[key], strings.Join(m.scalars(), " ")
	switch x.r.IntN(8) {
	case 0, 1, 2:
		x.create(m, id, key, fields)
	case 3:
		x.update(m, id, key, fields)
	case 4:
		var want any
		if m.writes(row, id) {
			want = m.shown(row)
			delete(m.rows, key)
		}
		x.ask(id, "mutation($i: Delete"+m.name+"Input!) { r: delete"+m.name+"(input: $i) { "+fields+" } }", map[string]any{"i": map[string]any{"id": key}}, want)
	case 5:
		var want any
		if m.sees(row, id) {
			want = x.related(m, row, id, 3)
		}
		x.ask(id, "query($k: ID!) { r: get"+m.name+"(id: $k) { "+m.selection(3)+" } }", map[string]any{"k": key}, want)
	default:
		x.list(m, id)
	}
}

func (x *naiveRun) create(m *naiveModel, id *auth.Identity, key, fields string) {
	x.t.Helper()
	input := map[string]any{"id": key}
	for _, f := range m.fields {
		if f.required || x.r.IntN(3) > 0 {
			input[f.name] = x.value(f)
		}
	}
	var want any
	if m.rows[key] == nil {
		row := map[string]any{"owner": ownerOf(id)}
		for name, v := range input {
			row[name] = v
		}
		m.rows[key], want = row, m.shown(row)
	}
	x.ask(id, "mutation($i: Create"+m.name+"Input!) { r: create"+m.name+"(input: $i) { "+fields+" } }", map[string]any{"i": input}, want)
}

func (x *naiveRun) update(m *naiveModel, id *auth.Identity, key, fields string) {
	x.t.Helper()
	input, row := map[string]any{"id": key}, m.rows[key]
	for _, f := range m.fields {
		switch n := x.r.IntN(4); {
		case n == 0:
			input[f.name] = x.value(f)
		case n == 1 && !f.required:
			input[f.name] = nil
		}
	}
	var want any
	if m.writes(row, id) {
		for name, v := range input {
			row[name] = v
		}
		want = m.shown(row)
	}
	x.ask(id, "mutation($i: Update"+m.name+"Input!) { r: update"+m.name+"(input: $i) { "+fields+" } }", map[string]any{"i": input}, want)
}

// selection selects the fields of a model and its relationships.
func (m *naiveModel) selection(depth int) string {
	out := strings.Join(m.scalars(), " ")
	if depth == 0 {
		return out
	}
	if m.parent != nil {
		out += " parent { " + m.parent.selection(depth-1) + " }"
	}
	for _, c := range m.children {
		out += " of" + c.name + "(limit: 3) { items { " + c.selection(depth-1) + " } }"
	}
	return out
}

// related is what selection shows of a row.
func (x *naiveRun) related(m *naiveModel, row map[string]any, id *auth.Identity, depth int) map[string]any {
	out := m.shown(row)
	if depth == 0 {
		return out
	}
	if m.parent != nil {
		out["parent"] = nil
		if key, is := row["parentId"].(string); is && m.parent.sees(m.parent.rows[key], id) {
			out["parent"] = x.related(m.parent, m.parent.rows[key], id, depth-1)
		}
	}
	for _, c := range m.children {
		items := []any{}
		for _, child := range c.page(id, func(child map[string]any) bool { return child["parentId"] == row["id"] }) {
			if len(items) < 3 {
				items = append(items, x.related(c, child, id, depth-1))
			}
		}
		out["of"+c.name] = map[string]any{"items": items}
	}
	return out
}

// page is the rows that a caller sees and a condition admits, by their key.
func (m *naiveModel) page(id *auth.Identity, admits func(map[string]any) bool) (rows []map[string]any) {
	var keys []string
	for key := range m.rows {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		if row := m.rows[key]; m.sees(row, id) && admits(row) {
			rows = append(rows, row)
		}
	}
	return rows
}

// list pages through the rows that a random filter admits.
func (x *naiveRun) list(m *naiveModel, id *auth.Identity) {
	x.t.Helper()
	f := m.fields[x.r.IntN(len(m.fields))]
	op, operand := []string{"eq", "ne", "attributeExists"}[x.r.IntN(3)], x.value(f)
	if op == "attributeExists" {
		operand = x.r.IntN(2) == 0
	}
	admits := func(row map[string]any) bool {
		switch op {
		case "eq":
			return row[f.name] == operand
		case "ne":
			return row[f.name] != operand
		}
		return (row[f.name] != nil) == operand
	}
	limit := 1 + x.r.IntN(6)
	rows, next := m.page(id, admits), any(nil)
	for {
		items := []any{}
		for _, row := range rows[:min(limit, len(rows))] {
			items = append(items, x.related(m, row, id, 2))
		}
		rows = rows[len(items):]
		got := x.ask(id, fmt.Sprintf("query($f: Model%sFilterInput, $n: String, $l: Int) { r: list%ss(filter: $f, limit: $l, nextToken: $n) { items { %s } nextToken } }", m.name, m.name, m.selection(2)),
			map[string]any{"f": map[string]any{f.name: map[string]any{op: operand}}, "n": next, "l": limit}, map[string]any{"items": items})
		var page struct{ NextToken *string }
		if err := json.Unmarshal(got, &page); err != nil {
			x.t.Fatal(err)
		}
		if (page.NextToken != nil) != (len(rows) > 0) {
			x.t.Fatalf("nextToken %v with %d rows left", page.NextToken, len(rows))
		}
		if page.NextToken == nil {
			return
		}
		next = *page.NextToken
	}
}
