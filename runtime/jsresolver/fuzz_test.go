package jsresolver

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/internal/testkit/schematest"
	"github.com/amplifygo/amplifygo/runtime/graphql/input"
	"github.com/amplifygo/amplifygo/runtime/value"
)

const fuzzSource = `
import { a, defineData } from '@aws-amplify/backend';
const schema = a.schema({ Post: a.model({ title: a.string(), n: a.integer(), tags: a.string().array(), p: a.customType({ lat: a.float(), names: a.string().array() }) }).authorization((allow) => [allow.owner()]) });
export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'userPool' } });
`

// FuzzExpression: no expression makes the readers fail but with an error, and
// whatever they admit can be evaluated.
func FuzzExpression(f *testing.F) {
	m := schematest.Load(f, fuzzSource).Model("Post")
	for _, s := range []string{"title = :s AND NOT (n BETWEEN :n AND :n OR size(tags) > :n)", "n IN (:n, :n)", "contains(tags, :s)", "SET n = if_not_exists(n, :n) + :n, tags = list_append(tags, :l) REMOVE title",
		"ADD n :n", "((((", ":s <> title", "p.names[0] = :s AND size(p.names) > :n OR attribute_exists(tags[1])", "SET p.names[0] = :s, p.lat = :n REMOVE tags[0], tags[1] DELETE tags :l", "attribute_type(#t, :s)"} {
		f.Add(s)
	}
	values := map[string]json.RawMessage{":s": json.RawMessage(`{"S":"x"}`), ":n": json.RawMessage(`{"N":1}`), ":l": json.RawMessage(`{"L":[]}`)}
	row := make(value.Record, len(m.Fields))
	f.Fuzz(func(t *testing.T, text string) {
		e := &expression{Expression: text, ExpressionNames: map[string]string{"#t": "title"}, ExpressionValues: values}
		if r, err := newReader(e, m); err == nil {
			if c, err := r.condition(); err == nil {
				if _, err := c.holds(row); err != nil {
					t.Errorf("%q cannot be decided: %v", text, err)
				}
			}
		}
		if u, err := changes(e, m, row); err == nil {
			for _, a := range u.out {
				if a.Field == nil || a.Field.Name == "id" {
					t.Errorf("%q changes %v", text, a.Field)
				}
			}
		}
	})
}

// ours are the only characters of a statement outside of quoted names.
var ours = regexp.MustCompile(`^[A-Za-z0-9 ,.*()=<>:]*$`)

// FuzzMakers: whatever the functions of the modules are given, the expressions
// that they make are of known words, and the statements of ours.
func FuzzMakers(f *testing.F) {
	for _, s := range []string{`{"a":{"eq":1},"or":[{"b":{"in":["x"]}},{"not":{"c":{"size":{"between":[1,2]}}}}]}`, `{"a = :x OR b":{"contains":"'; --"}}`,
		`{"table":"t\"; --","columns":["a",{"x\"":"b"}],"where":{"c` + "`" + `":{"beginsWith":"%"}},"groupBy":[1,"d"],"having":{"e":{"count":{"gt":"1) OR (1=1"}}},"orderBy":[{"column":"f","dir":"desc"}],"limit":"1; DROP"}`,
		`{"from":{"a":"b"},"leftJoin":[{"from":"c","on":{"d":{"eq":"e"}}}],"naturalJoin":[],"innerJoin":[{"table":"f","using":["g"]}]}`,
		`{"table":"t","values":{"a b":[1,{"b":null}]},"where":{"not":[{"c":{"attributeExists":true}}]},"returning":"*"}`} {
		f.Add(s)
	}
	m := (&world{}).marks()
	statements := map[string]func(*written, *input.Value){"select": selectStatement, "insert": insertStatement, "update": updateStatement, "remove": removeStatement}
	f.Fuzz(func(t *testing.T, text string) {
		v, err := input.ParseJSON([]byte(text))
		if err != nil {
			return
		}
		filter, err := filterExpression(&v)
		checkWords(t, text, filter, err)
		update, err := updateExpression(&v, m)
		checkWords(t, text, update, err)
		for kind, write := range statements {
			s := written{marks: m}
			if v.Kind != input.Object {
				return
			}
			if write(&s, &v); s.err != nil {
				continue
			}
			for _, quote := range []byte("\"`") {
				r := request{Variables: map[string]json.RawMessage{}, Hints: map[string]string{}, quote: quote, marks: m}
				r.add(s.pieces)
				if bare, ok := unquoted(r.Statements[0], quote); !ok || !ours.MatchString(bare) {
					t.Errorf("%s of %s is %s", kind, text, r.Statements[0])
				}
			}
		}
	})
}

// checkWords checks that an expression is of names and values that it has.
func checkWords(t *testing.T, text string, e *expression, err error) {
	t.Helper()
	if err != nil {
		return
	}
	tokens, ok := tokenize(e.Expression)
	if !ok {
		t.Errorf("%s makes %q", text, e.Expression)
	}
	for _, token := range tokens {
		_, name := e.ExpressionNames[token]
		_, value := e.ExpressionValues[token]
		if strings.HasPrefix(token, "#") && !name || strings.HasPrefix(token, ":") && !value {
			t.Errorf("%s makes %q, without %s", text, e.Expression, token)
		}
	}
}

// unquoted is a statement without its quoted names; false where a quote is open.
func unquoted(s string, quote byte) (string, bool) {
	var b strings.Builder
	open := false
	for i := range len(s) {
		switch {
		case s[i] == quote:
			open = !open
		case !open:
			b.WriteByte(s[i])
		}
	}
	return b.String(), !open
}
