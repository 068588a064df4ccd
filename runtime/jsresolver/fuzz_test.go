package jsresolver

import (
	"encoding/json"
	"testing"

	"github.com/amplifygo/amplifygo/internal/testkit/schematest"
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
