package e2e

import (
	"encoding/base64"
	"strings"
	"testing"
)

// TestOfficialClient runs the seed scenarios: each auth mode with the
// unmodified aws-amplify client, let in and refused.
func TestOfficialClient(t *testing.T) {
	t.Parallel()
	s := start(t, "todo")
	alice := s.amplifygo(t, "token", "--user", "alice")
	stranger := t.TempDir()
	s.node(t, "todo.test.mjs",
		"TOKEN_ALICE="+alice,
		"ID_ALICE="+s.amplifygo(t, "token", "--user", "alice", "--use", "id"),
		"TOKEN_BOB="+s.amplifygo(t, "token", "--user", "bob"),
		"TOKEN_ADMIN="+s.amplifygo(t, "token", "--user", "carol", "--groups", "Admins"),
		"TOKEN_EXPIRED="+s.amplifygo(t, "token", "--user", "alice", "--ttl", "-1m"),
		"TOKEN_AUDIENCE="+s.amplifygo(t, "token", "--user", "alice", "--client-id", "another"),
		"TOKEN_UNSIGNED="+unsigned(t, alice),
		"TOKEN_STRANGER="+amplifygo(t, s.dir, stranger, "token", "--user", "alice"),
		"TOKEN_OIDC="+s.amplifygo(t, "token", "--user", "dave", "--oidc"),
		"TOKEN_OIDC_EXPIRED="+s.amplifygo(t, "token", "--user", "dave", "--oidc", "--ttl", "-1m"),
		"TOKEN_OIDC_AUDIENCE="+s.amplifygo(t, "token", "--user", "dave", "--oidc", "--client-id", "another"),
		"TOKEN_OIDC_UNSIGNED="+unsigned(t, s.amplifygo(t, "token", "--user", "dave", "--oidc")),
		"TOKEN_OIDC_STRANGER="+amplifygo(t, s.dir, stranger, "token", "--user", "dave", "--oidc"),
	)
}

// unsigned gives a token's claims with alg none and without a signature.
func unsigned(t *testing.T, token string) string {
	t.Helper()
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		t.Fatalf("not a token: %s", token)
	}
	return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","typ":"JWT"}`)) + "." + parts[1] + "."
}

// TestRefusalsAtTheDoor sends what the official client cannot.
func TestRefusalsAtTheDoor(t *testing.T) {
	t.Parallel()
	s := start(t, "todo")
	key := []string{"x-api-key", "da2-amplifygodevelopment000000"}
	for _, c := range []struct {
		name, body string
		header     []string
		status     int
		want       string
	}{
		{"no credentials", `{"query":"{ listTodos { items { id } } }"}`, nil, 401, `"errorType":"UnauthorizedException","message":"Valid authorization header not provided."`},
		{"wrong key", `{"query":"{ listTodos { items { id } } }"}`, []string{"x-api-key", "da2-wrong"}, 401, `"message":"You are not authorized to make this call."`},
		{"no token", `{"query":"{ listTodos { items { id } } }"}`, []string{"authorization", "Bearer x.y.z"}, 401, `"message":"Unable to parse JWT token."`},
		{"empty body", ``, key, 400, `"message":"Request body is empty."`},
		{"no JSON", `meow`, key, 400, `"message":"Unable to parse GraphQL query."`},
		{"no document", `{}`, key, 400, `"message":"Unable to parse GraphQL query."`},
		{"no GraphQL", `{"query":"meow"}`, key, 400, `"message":"Unable to parse GraphQL query."`},
		{"unknown field", `{"query":"{ nope }"}`, key, 200, `Validation error of type FieldUndefined: Field 'nope' in type 'Query' is undefined`},
		{"no rule", `{"query":"{ listNotes { items { id } } }"}`, key, 200, `"errorType":"Unauthorized"`},
		{"allowed", `{"query":"{ listTodos { items { id } } }"}`, key, 200, `{"data":{"listTodos":{"items":[]}}}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			status, body := s.post(t, c.body, c.header...)
			if status != c.status || !strings.Contains(strings.ReplaceAll(body, `" : "`, `":"`), c.want) {
				t.Errorf("%d %s\nwant %d with %s", status, body, c.status, c.want)
			}
		})
	}
}

// TestOfficialClientRealtime subscribes with the unmodified client, over wss
// on the port that also serves plain HTTP.
func TestOfficialClientRealtime(t *testing.T) {
	t.Parallel()
	s := start(t, "todo")
	s.node(t, "realtime.test.mjs",
		"TOKEN_ALICE="+s.amplifygo(t, "token", "--user", "alice"),
		"ID_ALICE="+s.amplifygo(t, "token", "--user", "alice", "--use", "id"),
		"TOKEN_BOB="+s.amplifygo(t, "token", "--user", "bob"),
		"TOKEN_OIDC="+s.amplifygo(t, "token", "--user", "dave", "--oidc"),
	)
}

// TestOfficialClientSignsIn signs up and in with aws-amplify/auth, offline.
func TestOfficialClientSignsIn(t *testing.T) {
	t.Parallel()
	s := start(t, "todo", "AMPLIFYGO_SIGN_IN=true")
	s.node(t, "signin.test.mjs")
}
