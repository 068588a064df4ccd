package userpool_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"github.com/amplifygo/amplifygo/runtime/auth/devissuer"
	"github.com/amplifygo/amplifygo/runtime/auth/jwt"
	"github.com/amplifygo/amplifygo/runtime/auth/userpool"
)

// world is a user pool behind a real server.
type world struct {
	t      *testing.T
	issuer *devissuer.Issuer
	pool   *userpool.Pool
	server *httptest.Server
	tokens *jwt.Verifier
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func newWorld(t *testing.T, change func(*userpool.Config)) *world {
	t.Helper()
	w := &world{t: t}
	dir := t.TempDir()
	var err error
	w.issuer, err = devissuer.Open(devissuer.Config{KeyFile: filepath.Join(dir, "key.pem"), URL: "http://127.0.0.1:1", PoolID: "us-east-1_dev", ClientID: "dev"})
	must(t, err)
	c := userpool.Config{Path: filepath.Join(dir, "a #b?.db"), Issuer: w.issuer, ClientIDs: []string{"second"}, SignUp: true, Writable: []string{"custom:team"}}
	if change != nil {
		change(&c)
	}
	w.pool, err = userpool.Open(context.Background(), c)
	must(t, err)
	t.Cleanup(func() { must(t, w.pool.Close()) })
	w.server = httptest.NewServer(w.pool.Handler())
	t.Cleanup(w.server.Close)
	pool, err := w.issuer.Pool("dev", "second")
	must(t, err)
	w.tokens, err = jwt.New(jwt.Config{Pools: []jwt.Pool{pool}})
	must(t, err)
	return w
}

type object = map[string]any

// call calls an operation and gives status, error type (empty for none) and answer.
func (w *world) call(operation string, body any) (string, object) {
	w.t.Helper()
	raw, err := json.Marshal(body)
	must(w.t, err)
	q, err := http.NewRequest(http.MethodPost, w.server.URL, bytes.NewReader(raw))
	must(w.t, err)
	q.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService."+operation)
	response, err := http.DefaultClient.Do(q)
	must(w.t, err)
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	must(w.t, err)
	var answer object
	if err := json.Unmarshal(data, &answer); err != nil {
		w.t.Fatalf("%s: %s", operation, data)
	}
	kind, _ := answer["__type"].(string)
	if (response.StatusCode == 200) != (kind == "") {
		w.t.Fatalf("%s: %d %s", operation, response.StatusCode, data)
	}
	return kind, answer
}

// expect calls an operation that has to end with an error type, or "".
func (w *world) expect(want, operation string, body any) object {
	w.t.Helper()
	kind, answer := w.call(operation, body)
	if kind != want {
		w.t.Errorf("%s: got %q %v, want %q", operation, kind, answer["message"], want)
	}
	return answer
}

func (w *world) signUp(username, password string) {
	w.t.Helper()
	w.expect("", "SignUp", object{"ClientId": "dev", "Username": username, "Password": password})
}

func passwordAuth(username, password string) object {
	return object{"AuthFlow": "USER_PASSWORD_AUTH", "ClientId": "dev", "AuthParameters": object{"USERNAME": username, "PASSWORD": password}}
}

// signIn signs in and gives the tokens.
func (w *world) signIn(username, password string) object {
	w.t.Helper()
	answer := w.expect("", "InitiateAuth", passwordAuth(username, password))
	result, _ := answer["AuthenticationResult"].(object)
	if result == nil {
		w.t.Fatalf("no tokens: %v", answer)
	}
	return result
}

func TestSignUpAndIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ctx := context.Background()
	w.expect("", "SignUp", object{"ClientId": "dev", "Username": "Alice", "Password": "correct horse",
		"UserAttributes": []object{{"Name": "email", "Value": "a@b.c"}, {"Name": "custom:team", "Value": "red"}}})
	w.expect("", "ConfirmSignUp", object{"ClientId": "dev", "Username": "Alice", "ConfirmationCode": "123456"})
	must(t, w.pool.AddToGroup(ctx, "alice", "Admins"))
	must(t, w.pool.AddToGroup(ctx, "alice", "Editors"))
	must(t, w.pool.RemoveFromGroup(ctx, "alice", "Editors"))
	result := w.signIn("alice", "correct horse")
	user, err := w.pool.User(ctx, "ALICE")
	must(t, err)
	for _, use := range []string{"AccessToken", "IdToken"} {
		id, err := w.tokens.VerifyToken(ctx, result[use].(string))
		must(t, err)
		groups, _ := id.Claims["cognito:groups"].([]any)
		if id.Username != "Alice" || id.Sub != user.Sub || len(groups) != 1 || groups[0] != "Admins" {
			t.Errorf("%s: %+v", use, id)
		}
		if (id.Claims["email"] == "a@b.c") != (use == "IdToken") || (id.Claims["custom:team"] == "red") != (use == "IdToken") {
			t.Errorf("%s: %v", use, id.Claims)
		}
	}
	answer := w.expect("", "GetUser", object{"AccessToken": result["AccessToken"]})
	if answer["Username"] != "Alice" || len(answer["UserAttributes"].([]any)) != 3 {
		t.Errorf("%v", answer)
	}
	names, err := w.pool.Users(ctx)
	if err != nil || len(names) != 1 || names[0] != "Alice" {
		t.Errorf("%v, %v", names, err)
	}
}

// TestSignUpRefuses: what would make a user somebody else.
func TestSignUpRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.signUp("alice", "correct horse")
	user, err := w.pool.User(context.Background(), "alice")
	must(t, err)
	for _, c := range []struct{ username, attribute, want string }{
		{"alice", "", "UsernameExistsException"}, {"ALICE", "", "UsernameExistsException"},
		{"", "", "InvalidParameterException"}, {"a b", "", "InvalidParameterException"}, {"a\x00b", "", "InvalidParameterException"},
		{user.Sub, "", "InvalidParameterException"}, {user.Sub + "::alice", "", "InvalidParameterException"},
		{"bob", "sub", "InvalidParameterException"}, {"bob", "cognito:groups", "InvalidParameterException"},
		{"bob", "username", "InvalidParameterException"}, {"bob", "iss", "InvalidParameterException"},
		{"bob", "custom:role", "InvalidParameterException"}, {"bob", "email_verified", "InvalidParameterException"},
		{"bob", "exp", "InvalidParameterException"}, {"bob", "token_use", "InvalidParameterException"},
	} {
		body := object{"ClientId": "dev", "Username": c.username, "Password": "correct horse"}
		if c.attribute != "" {
			body["UserAttributes"] = []object{{"Name": c.attribute, "Value": "true"}}
		}
		w.expect(c.want, "SignUp", body)
	}
	w.expect("InvalidPasswordException", "SignUp", object{"ClientId": "dev", "Username": "bob", "Password": "short"})
	w.expect("ResourceNotFoundException", "SignUp", object{"ClientId": "evil", "Username": "bob", "Password": "correct horse"})
	w.expect("ResourceNotFoundException", "SignUp", object{"Username": "bob", "Password": "correct horse"})
	closed := newWorld(t, func(c *userpool.Config) { c.SignUp = false })
	closed.expect("NotAuthorizedException", "SignUp", object{"ClientId": "dev", "Username": "bob", "Password": "correct horse"})
	token := w.signIn("alice", "correct horse")["AccessToken"]
	for _, name := range []string{"cognito:groups", "sub", "custom:role", "email_verified"} {
		w.expect("InvalidParameterException", "UpdateUserAttributes", object{"AccessToken": token, "UserAttributes": []object{{"Name": name, "Value": "x"}}})
	}
	w.expect("", "UpdateUserAttributes", object{"AccessToken": token, "UserAttributes": []object{{"Name": "nickname", "Value": "x"}}})
}

func TestWrongPassword(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.signUp("alice", "correct horse")
	_, wrong := w.call("InitiateAuth", passwordAuth("alice", "wrong"))
	_, nobody := w.call("InitiateAuth", passwordAuth("nobody", "wrong"))
	if wrong["message"] != nobody["message"] || wrong["__type"] != "NotAuthorizedException" || wrong["__type"] != nobody["__type"] {
		t.Errorf("a wrong password and no such user can be told apart: %v, %v", wrong, nobody)
	}
	for range 4 {
		w.expect("NotAuthorizedException", "InitiateAuth", passwordAuth("alice", "wrong"))
	}
	if _, a := w.call("InitiateAuth", passwordAuth("Alice", "correct horse")); a["message"] != "Password attempts exceeded" {
		t.Errorf("not locked after 5 wrong passwords: %v", a)
	}
	w.expect("InvalidParameterException", "InitiateAuth", object{"AuthFlow": "USER_AUTH", "ClientId": "dev"})
	w.expect("ResourceNotFoundException", "InitiateAuth", object{"AuthFlow": "USER_PASSWORD_AUTH", "ClientId": "evil", "AuthParameters": object{"USERNAME": "a", "PASSWORD": "b"}})
}

func TestSessions(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.signUp("alice", "correct horse")
	first, second := w.signIn("alice", "correct horse"), w.signIn("alice", "correct horse")
	refresh := func(want string, token any, client string) {
		t.Helper()
		w.expect(want, "GetTokensFromRefreshToken", object{"ClientId": client, "RefreshToken": token})
		w.expect(want, "InitiateAuth", object{"AuthFlow": "REFRESH_TOKEN_AUTH", "ClientId": client, "AuthParameters": object{"REFRESH_TOKEN": token}})
	}
	refresh("", first["RefreshToken"], "dev")
	refresh("NotAuthorizedException", first["RefreshToken"], "second")
	refresh("NotAuthorizedException", "x", "dev")
	refresh("NotAuthorizedException", "", "dev")
	w.expect("NotAuthorizedException", "GetUser", object{"AccessToken": first["IdToken"]})
	w.expect("NotAuthorizedException", "GetUser", object{"AccessToken": first["RefreshToken"]})
	w.expect("", "RevokeToken", object{"ClientId": "dev", "Token": first["RefreshToken"]})
	refresh("NotAuthorizedException", first["RefreshToken"], "dev")
	w.expect("NotAuthorizedException", "GetUser", object{"AccessToken": first["AccessToken"]})
	refresh("", second["RefreshToken"], "dev")
	w.expect("", "GlobalSignOut", object{"AccessToken": second["AccessToken"]})
	refresh("NotAuthorizedException", second["RefreshToken"], "dev")
	w.expect("NotAuthorizedException", "GetUser", object{"AccessToken": second["AccessToken"]})

	third := w.signIn("alice", "correct horse")
	w.expect("NotAuthorizedException", "ChangePassword", object{"AccessToken": third["AccessToken"], "PreviousPassword": "x", "ProposedPassword": "battery staple"})
	w.expect("InvalidPasswordException", "ChangePassword", object{"AccessToken": third["AccessToken"], "PreviousPassword": "correct horse", "ProposedPassword": "x"})
	w.expect("", "ChangePassword", object{"AccessToken": third["AccessToken"], "PreviousPassword": "correct horse", "ProposedPassword": "battery staple"})
	w.expect("NotAuthorizedException", "InitiateAuth", passwordAuth("alice", "correct horse"))
	fourth := w.signIn("alice", "battery staple")
	must(t, w.pool.SetPassword(context.Background(), "alice", "third password"))
	refresh("NotAuthorizedException", fourth["RefreshToken"], "dev")
	fifth := w.signIn("alice", "third password")
	before, err := w.pool.User(context.Background(), "alice")
	must(t, err)
	w.expect("", "DeleteUser", object{"AccessToken": fifth["AccessToken"]})
	w.expect("NotAuthorizedException", "GetUser", object{"AccessToken": fifth["AccessToken"]})
	refresh("NotAuthorizedException", fifth["RefreshToken"], "dev")
	w.signUp("alice", "correct horse")
	after, err := w.pool.User(context.Background(), "alice")
	must(t, err)
	if before.Sub == after.Sub {
		t.Error("a new user of the same name has the old one's sub")
	}
}

// TestPersists: users outlive the process, passwords are not in the file.
func TestPersists(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	_, err := w.pool.CreateUser(context.Background(), "alice", "correct horse", map[string]string{"custom:role": "x"}, "Admins")
	must(t, err)
	if _, err := w.pool.CreateUser(context.Background(), "Alice", "correct horse", nil); err != userpool.ErrUserExists {
		t.Errorf("second alice: %v", err)
	}
	again, err := userpool.Open(context.Background(), userpool.Config{Path: w.pool.Path, Issuer: w.issuer})
	must(t, err)
	defer again.Close()
	u, err := again.User(context.Background(), "alice")
	if err != nil || len(u.Groups) != 1 || u.Attributes["custom:role"] != "x" {
		t.Errorf("%+v, %v", u, err)
	}
	must(t, again.DeleteUser(context.Background(), "alice"))
	if _, err := w.pool.User(context.Background(), "alice"); err == nil {
		t.Error("deleted, still there")
	}
}

func TestConfig(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	for _, c := range []userpool.Config{{}, {Issuer: w.issuer}, {Path: "x.db"}, {Issuer: w.issuer, Path: filepath.Join(t.TempDir(), "no", "dir.db")}} {
		if p, err := userpool.Open(context.Background(), c); err == nil {
			_ = p.Close()
			t.Errorf("%+v is accepted", c)
		}
	}
}
