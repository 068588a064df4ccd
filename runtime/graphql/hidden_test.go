package graphql_test

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/internal/testkit/schematest"
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/event"
	"github.com/amplifygo/amplifygo/runtime/graphql"
)

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
