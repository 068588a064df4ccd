package functions_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/runtime/functions"
)

// TestStrangersLeaveRoom: callers that nothing tells from each other do not keep
// signed-in users waiting, however much they ask for.
func TestStrangersLeaveRoom(t *testing.T) {
	t.Parallel()
	release, served := make(chan struct{}), make(chan struct{})
	x := openSource(t, `
import { a, defineData, defineFunction } from '@aws-amplify/backend';
const f = defineFunction({ name: 'f', entry: './f.ts' });
const schema = a.schema({
  Note: a.model({ text: a.string() }).authorization((allow) => [allow.authenticated()]),
  later: a.mutation().arguments({ n: a.integer() }).handler(a.handler.function(f).async()).authorization((allow) => [allow.publicApiKey(), allow.authenticated()]),
});
export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'userPool', apiKeyAuthorizationMode: {} } });
`, functions.Config{Go: map[string]functions.Func{"Mutation.later": func(_ context.Context, call *functions.Call) (any, error) {
		if call.Identity.Sub != "" {
			close(served)
			return nil, nil
		}
		<-release
		return nil, nil
	}}})
	t.Cleanup(func() {
		close(release)
		x.engine.Wait()
	})
	refused := false
	for !refused {
		refused = strings.Contains(x.ask(context.Background(), identity.Key(), `mutation { later(n: 1) { success } }`), "false")
	}
	if got := x.ask(context.Background(), identity.Alice(), `mutation { later(n: 1) { success } }`); !strings.Contains(got, "true") {
		t.Fatal(got)
	}
	select {
	case <-served:
	case <-time.After(5 * time.Second):
		t.Error("a user waits for strangers")
	}
}
