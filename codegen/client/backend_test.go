package client_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/amplifygo/amplifygo/amplify"
	"github.com/amplifygo/amplifygo/amplify/iam"
	"github.com/amplifygo/amplifygo/internal/testkit/pgtest"
	"github.com/amplifygo/amplifygo/internal/testkit/schematest"
	"github.com/amplifygo/amplifygo/internal/testkit/testclient"
	"github.com/amplifygo/amplifygo/runtime/auth/devissuer"
	"github.com/amplifygo/amplifygo/runtime/auth/lambda"
	"github.com/amplifygo/amplifygo/runtime/config"
	"github.com/amplifygo/amplifygo/runtime/development"
	"github.com/amplifygo/amplifygo/runtime/server"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/store/postgres"
	"github.com/amplifygo/amplifygo/runtime/store/sqlite"
	"github.com/aws/aws-sdk-go-v2/aws"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// onBothStores runs a test on SQLite and on PostgreSQL.
func onBothStores(t *testing.T, test func(*testing.T, *api)) {
	t.Parallel()
	for name, database := range map[string]func(testing.TB) string{
		"sqlite":   func(testing.TB) string { return "" }, // the default
		"postgres": pgtest.URL,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, newAPI(t, database(t)))
		})
	}
}

// api is a backend of the test client's schema in this process, and the
// credentials that it accepts.
type api struct {
	handler    http.Handler
	user, oidc string
	guest      aws.CredentialsProvider
}

func newAPI(t *testing.T, database string) *api {
	t.Helper()
	dir := t.TempDir()
	getenv := func(name string) string {
		if name == "AMPLIFYGO_DATABASE_URL" {
			return database
		}
		return ""
	}
	settings, err := config.Load(dir, getenv)
	if err != nil {
		t.Fatal(err)
	}
	definition, err := schematest.Definition(schematest.Project(t, filepath.Join("..", "..", "internal", "testkit", "testclient", "resource.ts")))
	if err != nil {
		t.Fatal(err)
	}
	b, err := server.Open(t.Context(), server.App{
		Definition: definition, Drivers: []store.Driver{sqlite.Driver(), postgres.Driver()}, Dir: dir, Getenv: getenv, Stdout: io.Discard, Stderr: testLog{t},
		Authorizer: func(_ context.Context, e *lambda.Event) (*lambda.Response, error) {
			return &lambda.Response{IsAuthorized: e.AuthorizationToken == "letmein"}, nil
		},
	}, settings, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	a := &api{handler: b.Handler()}
	data := filepath.Join(dir, settings.Server.DataDir)
	a.user = mint(t, development.UserPool, data, devissuer.TokenRequest{Username: "alice", Groups: []string{"Admin"}})
	a.oidc = mint(t, development.OIDC, data, devissuer.TokenRequest{Username: "olga", Use: devissuer.ID, Claims: map[string]any{"iss": "https://oidc.example.com", "aud": "x"}})
	pool := httptest.NewServer(a.handler)
	t.Cleanup(pool.Close)
	a.guest = iam.NewIdentityPool(iam.IdentityPool{Endpoint: pool.URL + "/identity", ID: settings.Auth.IdentityPool.ID})
	return a
}

type testLog struct{ t *testing.T }

func (l testLog) Write(b []byte) (int, error) { l.t.Logf("%s", b); return len(b), nil }

func mint(t *testing.T, open func(string) (*devissuer.Issuer, error), dir string, r devissuer.TokenRequest) string {
	t.Helper()
	issuer, err := open(dir)
	if err != nil {
		t.Fatal(err)
	}
	token, err := issuer.Mint(r)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func (a *api) client(t *testing.T, opts ...amplify.Option) *testclient.Client {
	t.Helper()
	c, err := testclient.New(append([]amplify.Option{
		amplify.WithHandler(a.handler), amplify.WithAPIKey(config.DevelopmentAPIKey), amplify.WithUserPool(amplify.StaticToken(a.user)),
		amplify.WithOIDC(amplify.StaticToken(a.oidc)), amplify.WithLambda(amplify.StaticToken("letmein")), amplify.WithRegion("us-east-1"),
		amplify.WithSigner(iam.NewSigner(a.guest)),
	}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}
