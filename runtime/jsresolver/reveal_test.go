package jsresolver_test

import (
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/runtime/jsresolver"
)

// TestErrorDataIsNoWayAround: the data of an error shows what was selected, and
// nothing that the caller may not see in a result.
func TestErrorDataIsNoWayAround(t *testing.T) {
	t.Parallel()
	x := openSchema(t, `
import { a, defineData } from '@aws-amplify/backend';
const schema = a.schema({
  Inner: a.customType({ open: a.string(), hidden: a.string() }),
  Doc: a.model({ title: a.string(), inner: a.ref('Inner'), salary: a.integer().authorization((allow) => [allow.group('Staff')]) }).authorization((allow) => [allow.authenticated()]),
  run: a.mutation().arguments({ x: a.json() }).returns(a.ref('Doc')).handler(a.handler.custom({ entry: './run.js' })).authorization((allow) => [allow.authenticated()]),
});
export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'userPool' } });
`)
	const doc = `{ id: 'd', title: 'T', salary: 7, inner: { open: 'o', hidden: 'h' }, more: 'm' }`
	for _, c := range []struct{ data, selection, want string }{
		{doc, `{ id title salary inner { open } }`, `"data":{"id":"d","title":"T","inner":{"open":"o"}}`},
		{doc, `{ name: title again: title __typename }`, `"data":{"title":"T"}`},
		{`[` + doc + `, 'text', 5]`, `{ id }`, `"data":[{"id":"d"},null,null]`},
		{`'text'`, `{ id }`, `"data":null`},
		{`{ title: { deep: 'secret' } }`, `{ inner { open } }`, `"data":{"inner":null}`},
		{`null`, `{ id }`, `"data":null`},
	} {
		for _, call := range []string{"util.error", "util.appendError"} {
			y := x.with(jsresolver.Config{}, "exports.request = () => ({}); exports.response = () => { "+call+"('m', 'T', "+c.data+"); return null; };")
			got := y.ask(`mutation { run `+c.selection+` }`, identity.Bob())
			if !strings.Contains(got, c.want+`,"errorType":"T"`) || strings.Contains(got, "salary\":7") || strings.Contains(got, "hidden") || strings.Contains(got, "secret") {
				t.Errorf("%s %s %s\n got %s\nwant %s", call, c.data, c.selection, got, c.want)
			}
		}
	}
}
