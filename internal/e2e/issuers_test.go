package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/internal/testkit/need"
)

// issuer is a token issuer that is not ours, and what it issued.
type issuer[T any] struct {
	Issuer, ClientID string
	Tokens           map[string]T
}

// issuers are those of testdata/issuers/issuers.mjs.
type issuers struct {
	UserPool issuer[struct{ Access, ID string }]
	OIDC     issuer[string]
}

// startIssuers runs cognito-local and oidc-provider until the test ends.
func startIssuers(t *testing.T) *issuers {
	t.Helper()
	program := need.Program(t, "node")
	need.Program(t, "npm")
	dir := filepath.Join("testdata", "issuers")
	if err := installed(dir); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "--no-warnings", "issuers.mjs")
	cmd.Dir = dir
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = stdin.Close()
		_ = cmd.Wait()
	})
	lines := bufio.NewScanner(stdout)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if !strings.HasPrefix(lines.Text(), `{"userPool"`) {
			continue // oidc-provider greets
		}
		var all issuers
		if err := json.Unmarshal(lines.Bytes(), &all); err != nil {
			t.Fatal(err)
		}
		return &all
	}
	t.Fatalf("the issuers did not start:\n%s", stderr.String())
	return nil
}

// TestForeignIssuers verifies tokens of a Cognito user pool (cognito-local) and
// of an OpenID Connect provider (oidc-provider): their keys are fetched, by
// discovery where the issuer has it, and their claims read as they write them.
func TestForeignIssuers(t *testing.T) {
	t.Parallel()
	all := startIssuers(t)
	variables := []string{
		"AMPLIFYGO_DEVELOPMENT_ISSUER=false",
		"AMPLIFYGO_USER_POOL_ISSUER=" + all.UserPool.Issuer,
		"AMPLIFYGO_USER_POOL_CLIENT_IDS=" + all.UserPool.ClientID,
		"AMPLIFYGO_OIDC_ISSUER=" + all.OIDC.Issuer,
		"AMPLIFYGO_OIDC_CLIENT_ID=" + all.OIDC.ClientID,
	}
	s := start(t, "todo", variables...)
	tokens := []string{
		"TOKEN_ALICE=" + all.UserPool.Tokens["alice"].Access,
		"ID_ALICE=" + all.UserPool.Tokens["alice"].ID,
		"TOKEN_ADMIN=" + all.UserPool.Tokens["carol"].Access,
		"TOKEN_OIDC=" + all.OIDC.Tokens["dave"],
		"TOKEN_DEVELOPMENT=" + s.amplifygo(t, "token", "--user", "alice"),
		"TOKEN_UNSIGNED=" + unsigned(t, all.UserPool.Tokens["alice"].Access),
	}
	s.node(t, "issuers.test.mjs", tokens...)

	// The same tokens where another client of the pool, and another audience, is meant.
	for i, v := range variables {
		if name, _, _ := strings.Cut(v, "="); strings.Contains(name, "CLIENT_ID") {
			variables[i] = name + "=another"
		}
	}
	other := start(t, "todo", variables...)
	for name, token := range map[string]string{"user pool": all.UserPool.Tokens["alice"].Access, "OpenID Connect": all.OIDC.Tokens["dave"]} {
		status, body := other.post(t, `{"query":"{ listTodos { items { id } } }"}`, "authorization", token)
		if status != 401 || !strings.Contains(body, "UnauthorizedException") {
			t.Errorf("a token of %s for another client: %d %s", name, status, body)
		}
	}
}

// installed installs a folder's npm packages where they are not there yet.
func installed(dir string) error {
	if _, err := os.Stat(filepath.Join(dir, "node_modules", ".package-lock.json")); err == nil {
		return nil
	}
	cmd := exec.Command("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("npm ci: %v\n%s", err, out)
	}
	return nil
}
