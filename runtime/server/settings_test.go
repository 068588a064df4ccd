package server_test

import (
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/runtime/config"
	"github.com/amplifygo/amplifygo/runtime/server"
)

// Whoever sets up a server learns in one start what its modes lack.
func TestAllThatTheModesLackIsTold(t *testing.T) {
	t.Parallel()
	_, err := open(t, "mode: production\nserver: {secret: 0123456789abcdef0123456789abcdef}\nauth: {identityPool: {id: nonsense}}\n", server.App{
		Definition: definition(t, `
import { a, defineData } from '@aws-amplify/backend';
const schema = a.schema({ N: a.model({ t: a.string() }).authorization((allow) => [allow.publicApiKey(), allow.owner()]) });
export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'userPool', apiKeyAuthorizationMode: { expiresInDays: 7 } } });
`),
	}, nil)
	var got []string
	for _, problem := range config.Problems(err) {
		got = append(got, problem.Error())
	}
	want := []string{"auth.apiKeys (AMPLIFYGO_API_KEYS): ", "auth.userPools (AMPLIFYGO_USER_POOL_ISSUER): ", `auth.identityPool.id (AMPLIFYGO_IDENTITY_POOL_ID): is "nonsense": expected `}
	if len(got) != len(want) {
		t.Fatalf("got %q", got)
	}
	for i, w := range want {
		if !strings.HasPrefix(got[i], w) {
			t.Errorf("got %q, want %q…", got[i], w)
		}
	}
}

// A file that is not there is told with the setting that names it.
func TestSettingsOfFilesAreNamed(t *testing.T) {
	t.Parallel()
	for settings, want := range map[string]string{
		"auth: {apiKeysFile: absent.json}\n":                   "auth.apiKeysFile (AMPLIFYGO_API_KEYS_FILE): ",
		"auth: {credentialsFile: absent.json}\n":               "auth.credentialsFile (AMPLIFYGO_CREDENTIALS_FILE): ",
		"server: {secret: 0123456789abcdef0123456789abcdef}\n": "",
	} {
		if _, err := open(t, settings, server.App{}, map[string]string{"SHOP_KEY": "k"}); (err == nil) != (want == "") || err != nil && !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: got %v", settings, err)
		}
	}
}
