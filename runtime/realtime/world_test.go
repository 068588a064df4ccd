package realtime_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/coder/websocket"

	"github.com/amplifygo/amplifygo/internal/testkit/schematest"
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/auth/apikey"
	"github.com/amplifygo/amplifygo/runtime/auth/devissuer"
	"github.com/amplifygo/amplifygo/runtime/auth/jwt"
	"github.com/amplifygo/amplifygo/runtime/auth/lambda"
	"github.com/amplifygo/amplifygo/runtime/auth/sigv4"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/event"
	"github.com/amplifygo/amplifygo/runtime/graphql"
	"github.com/amplifygo/amplifygo/runtime/realtime"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/store/sqlite"
)

// source is the schema of the protocol's tests.
const source = `
import { a, defineData, defineFunction } from '@aws-amplify/backend';
const authorizer = defineFunction({ name: 'authorizer' });
const schema = a.schema({
  Todo: a.model({ content: a.string(), n: a.integer(), st: a.enum(['A', 'B']), must: a.string().required(), tags: a.string().array() })
    .authorization((allow) => [allow.owner()]),
  Note: a.model({ text: a.string(), n: a.integer() }).authorization((allow) => [allow.publicApiKey(), allow.authenticated(), allow.authenticated('oidc'), allow.custom()]),
  say: a.mutation().arguments({ text: a.string() }).returns(a.string()).handler(a.handler.function('say')).authorization((allow) => [allow.authenticated()]),
  onSay: a.subscription().for(a.ref('say')).arguments({ room: a.string() }).handler(a.handler.function('onSay')).authorization((allow) => [allow.authenticated()]),
  Line: a.customType({ room: a.string(), text: a.string() }),
  shout: a.mutation().arguments({ room: a.string(), text: a.string() }).returns(a.ref('Line')).handler(a.handler.function('shout')).authorization((allow) => [allow.authenticated()]),
  onShout: a.subscription().for(a.ref('shout')).arguments({ room: a.string() }).handler(a.handler.function('onShout')).authorization((allow) => [allow.authenticated()]),
  Team: a.model({ group: a.string(), text: a.string() }).authorization((allow) => [allow.groupDefinedIn('group')]),
  Emp: a.model({ name: a.string(), ssn: a.string().authorization((allow) => [allow.owner()]) })
    .authorization((allow) => [allow.owner(), allow.authenticated().to(['read'])]),
});
export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'userPool', apiKeyAuthorizationMode: { expiresInDays: 7 },
  lambdaAuthorizationMode: { function: authorizer },
  oidcAuthorizationMode: { oidcProviderName: 'x', oidcIssuerUrl: 'https://issuer.example.com', clientId: 'app', tokenExpiryFromAuthInSeconds: 0, tokenExpireFromIssueInSeconds: 0 } } });
`

const (
	accessKey = "AKIAEXAMPLE0000001"
	secretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
	region    = "us-east-1"
)

// world is what all servers of a test share: a schema, and who may come in.
type world struct {
	schema *schema.Schema
	policy *authz.Policy
	auth   auth.Authenticator
	tokens map[string]string // by the name of the credential
	issuer *devissuer.Issuer
}

func newWorld(t testing.TB) *world {
	t.Helper()
	s := schematest.Load(t, source)
	p, err := authz.Compile(s)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{schema: s, policy: p, issuer: issuer(t, "us-east-1_dev")}
	oidc := issuer(t, "us-east-1_other")
	w.tokens = map[string]string{
		"alice":   w.mint(t, w.issuer, "alice", time.Hour),
		"bob":     w.mint(t, w.issuer, "bob", time.Hour),
		"member":  w.mint(t, w.issuer, "carol", time.Hour, "red"),
		"expired": w.mint(t, w.issuer, "alice", -time.Hour),
		"oidc":    w.mint(t, oidc, "olga", time.Hour),
		"foreign": w.mint(t, issuer(t, "us-east-1_dev2"), "alice", time.Hour),
	}
	w.auth = w.authenticator(t, oidc)
	return w
}

func issuer(t testing.TB, pool string) *devissuer.Issuer {
	t.Helper()
	i, err := devissuer.Open(devissuer.Config{KeyFile: filepath.Join(t.TempDir(), "key.pem"), URL: "http://127.0.0.1/cognito", PoolID: pool, ClientID: "app"})
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func (w *world) mint(t testing.TB, i *devissuer.Issuer, name string, ttl time.Duration, groups ...string) string {
	t.Helper()
	token, err := i.Mint(devissuer.TokenRequest{Username: name, TTL: ttl, Groups: groups})
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func (w *world) authenticator(t testing.TB, oidc *devissuer.Issuer) auth.Authenticator {
	t.Helper()
	pool, err1 := w.issuer.Pool()
	other, err2 := oidc.Pool()
	tokens, err3 := jwt.New(jwt.Config{Pools: []jwt.Pool{pool}, OIDC: &jwt.OIDC{Issuer: other.Issuer, AnyClient: true, Keys: other.Keys}})
	keys, err4 := apikey.New([]apikey.Key{{Key: "da2-right"}}, nil)
	ring, err5 := sigv4.NewKeys([]sigv4.AccessKey{{AccessKeyID: accessKey, SecretAccessKey: secretKey, Role: "admin"}})
	signatures, err6 := sigv4.New(sigv4.Config{Region: region, Keys: ring})
	authorizer, err7 := lambda.New(lambda.Config{Function: func(_ context.Context, e *lambda.Event) (*lambda.Response, error) {
		return &lambda.Response{IsAuthorized: e.AuthorizationToken == "open sesame"}, nil
	}})
	a, err8 := auth.New(auth.Config{Modes: w.schema.Modes, APIKeys: keys, Tokens: tokens, Signatures: signatures, Authorizer: authorizer})
	if err := errors.Join(err1, err2, err3, err4, err5, err6, err7, err8); err != nil {
		t.Fatal(err)
	}
	return a
}

// header is the header object of a credential for one message, as the client
// makes it (client.md 2.5): path and body are what a signature covers.
func (w *world) header(t testing.TB, name, path, body string) string {
	t.Helper()
	const host = "127.0.0.1:4711"
	switch name {
	case "key":
		return object(t, "host", host, "x-amz-date", "20261123T114119Z", "x-api-key", "da2-right")
	case "wrong key":
		return object(t, "host", host, "x-api-key", "da2-wrong")
	case "function":
		return object(t, "Authorization", "open sesame", "host", host)
	case "refused by function":
		return object(t, "Authorization", "open barley", "host", host)
	case "bearer":
		return object(t, "authorization", "Bearer "+w.tokens["alice"], "host", host)
	case "nothing":
		return object(t, "host", host)
	case "two":
		return object(t, "Authorization", w.tokens["alice"], "x-api-key", "da2-right", "host", host)
	case "twice":
		return `{"Authorization":"a","authorization":"b"}`
	case "no object":
		return `["x-api-key","da2-right"]`
	case "iam":
		return signed(t, host, path, body, secretKey)
	case "iam, wrong secret":
		return signed(t, host, path, body, "another"+secretKey)
	case "iam, wrong path":
		return signed(t, host, path+"x", body, secretKey)
	case "iam, wrong body":
		return signed(t, host, path, body+" ", secretKey)
	}
	token, ok := w.tokens[name]
	if !ok {
		t.Fatalf("there is no credential %q", name)
	}
	return object(t, "Authorization", token, "host", host)
}

func object(t testing.TB, pairs ...string) string {
	t.Helper()
	m := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// signed signs as the client signs for the realtime protocol.
func signed(t testing.TB, host, path, body, secret string) string {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, "https://"+host+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("accept", "application/json, text/javascript")
	r.Header.Set("content-encoding", "amz-1.0")
	r.Header.Set("content-type", "application/json; charset=UTF-8")
	sum := sha256.Sum256([]byte(body))
	if err := v4.NewSigner().SignHTTP(context.Background(), aws.Credentials{AccessKeyID: accessKey, SecretAccessKey: secret}, r, hex.EncodeToString(sum[:]), "appsync", region, time.Now()); err != nil {
		t.Fatal(err)
	}
	pairs := []string{"host", host}
	for name := range r.Header {
		pairs = append(pairs, strings.ToLower(name), r.Header.Get(name))
	}
	return object(t, pairs...)
}

// relay is the engine's publisher until there is a server.
type relay struct {
	to atomic.Pointer[realtime.Server]
}

func (r *relay) Publish(ctx context.Context, events ...*event.Event) error {
	return r.to.Load().Publish(ctx, events...)
}

func (r *relay) Announce(ctx context.Context, rows []string) string {
	return r.to.Load().Announce(ctx, rows)
}

func (r *relay) Retract(name string) { r.to.Load().Retract(name) }

// rooms is a resolver whose subscriptions end when their room is closed, which
// "say" does that says the room's name; "malformed" says it illegibly. "shout" answers with its arguments.
type rooms struct{}

func (rooms) Resolve(_ context.Context, call *graphql.Call) (any, error) {
	if call.Operation.Name == "shout" {
		return call.Arguments, nil
	}
	var args struct{ Text string }
	if err := json.Unmarshal(call.Arguments, &args); err != nil {
		return nil, err
	}
	payload, err := json.Marshal(map[string]string{"room": args.Text})
	if args.Text == "malformed" {
		payload = payload[1:]
	}
	return &graphql.Partial{Data: args.Text, Invalidations: []graphql.Invalidation{{Field: "onSay", Payload: payload}}}, err
}

// deciding are functions by the room of which a subscription is decided about:
// they run when it has been decided and is not in place yet.
var deciding sync.Map

func (rooms) ResolveSubscription(_ context.Context, call *graphql.Call) (*graphql.SubscriptionFilters, error) {
	var args struct{ Room string }
	if err := json.Unmarshal(call.Arguments, &args); err != nil || args.Room == "" {
		return nil, err
	}
	if f, ok := deciding.Load(args.Room); ok {
		f.(func())()
	}
	filter, err := json.Marshal(map[string]any{"room": map[string]any{"eq": args.Room}})
	return &graphql.SubscriptionFilters{Invalidation: filter}, err
}

// service is one running server over a database of its own.
type service struct {
	*world
	t      testing.TB
	engine *graphql.Engine
	rt     *realtime.Server
	url    string
}

// serve starts a server, which has to be empty of everything when it is closed
// at the end of the test.
func (w *world) serve(t testing.TB, change ...func(*realtime.Config)) *service {
	t.Helper()
	var publisher relay
	return w.serveBy(t, &publisher, &publisher, change...)
}

// serveBy is serve with a publisher around the relay.
func (w *world) serveBy(t testing.TB, publisher event.Publisher, r *relay, change ...func(*realtime.Config)) *service {
	t.Helper()
	st, err := sqlite.Open(context.Background(), ":memory:", w.schema, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return w.serveOn(t, st, publisher, r, change...)
}

// serveOn is serveBy over a database, which is closed in the end.
func (w *world) serveOn(t testing.TB, st store.Store, publisher event.Publisher, r *relay, change ...func(*realtime.Config)) *service {
	t.Helper()
	t.Cleanup(func() { _ = st.Close() })
	engine, err := graphql.New(graphql.Config{Schema: w.schema, Policy: w.policy, Store: st, Publisher: publisher, Resolver: rooms{}})
	if err != nil {
		t.Fatal(err)
	}
	c := realtime.Config{Engine: engine, Auth: w.auth, Path: "/graphql", Schema: w.schema}
	for _, f := range change {
		f(&c)
	}
	rt, err := realtime.New(c)
	if err != nil {
		t.Fatal(err)
	}
	r.to.Store(rt)
	h := httptest.NewServer(rt)
	s := &service{world: w, t: t, engine: engine, rt: rt, url: "ws" + strings.TrimPrefix(h.URL, "http") + "/graphql/realtime"}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := rt.Close(ctx); err != nil {
			t.Errorf("connections have not ended: %v", err)
		}
		h.Close()
		if got := rt.Stats(); got.Connections != 0 || got.Subscriptions != 0 || rt.Remains() != 0 {
			t.Errorf("left behind: %+v, %d entries", got, rt.Remains())
		}
	})
	return s
}

// patience bounds the wait for what has to come.
const patience = 20 * time.Second

// do runs a mutation in the name of a credential.
func (s *service) do(credential, document string) {
	s.t.Helper()
	if got := s.ask(credential, document); strings.Contains(got, `"errors"`) {
		s.t.Errorf("%s: %s", document, got)
	}
}

// ask runs an operation in the name of a credential and gives the answer.
func (s *service) ask(credential, document string) string {
	s.t.Helper()
	body := object(s.t, "query", document)
	header, host, err := auth.ParseHeaderObject([]byte(s.header(s.t, credential, "/graphql", body)))
	if err != nil {
		s.t.Fatal(err)
	}
	id, err := s.auth.Authenticate(context.Background(), &auth.Request{Header: header, Method: http.MethodPost, Path: "/graphql", Body: []byte(body), Host: host})
	if err != nil {
		s.t.Fatal(err)
	}
	return string(s.engine.Execute(context.Background(), id, &graphql.Request{Query: document}).Body)
}

// dial opens a socket with a header object in the sub-protocol.
func (s *service) dial(headerObject string) *websocket.Conn {
	s.t.Helper()
	return s.dialWith(s.url, nil, "graphql-ws", "header-"+base64.RawURLEncoding.EncodeToString([]byte(headerObject)))
}

func (s *service) dialWith(url string, header http.Header, protocols ...string) *websocket.Conn {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	ws, _, err := websocket.Dial(ctx, url, &websocket.DialOptions{Subprotocols: protocols, HTTPHeader: header})
	if err != nil {
		s.t.Fatal(err)
	}
	ws.SetReadLimit(1 << 20)
	s.t.Cleanup(func() { _ = ws.CloseNow() })
	return ws
}

// client is a connection after its acknowledgement.
type client struct {
	*service
	t  testing.TB
	ws *websocket.Conn
}

// connect opens a connection and gets it acknowledged.
func (s *service) connect(credential string) *client {
	s.t.Helper()
	c := &client{s, s.t, s.dial(s.header(s.t, credential, "/graphql/connect", "{}"))}
	c.init()
	return c
}

func (c *client) init() {
	c.t.Helper()
	c.send(`{"type":"connection_init"}`)
	c.expect(`{"type":"connection_ack","payload":{"connectionTimeoutMs":300000}}`)
	c.expect(`{"type":"ka"}`)
}

func (c *client) send(text string) { c.t.Helper(); c.write(websocket.MessageText, []byte(text)) }

func (c *client) write(typ websocket.MessageType, data []byte) {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := c.ws.Write(ctx, typ, data); err != nil {
		c.t.Fatal(err)
	}
}

func (c *client) read() (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	_, data, err := c.ws.Read(ctx)
	return string(data), err
}

func (c *client) expect(want string) {
	c.t.Helper()
	got, err := c.read()
	if err != nil {
		c.t.Fatalf("want %s: %v", want, err)
	}
	if got != want {
		c.t.Fatalf("got  %s\nwant %s", got, want)
	}
}

// start sends a start as the client does.
func (c *client) start(id, credential, query string) {
	c.t.Helper()
	data := object(c.t, "query", query)
	c.send(startMessage(c.t, id, data, c.header(c.t, credential, "/graphql", data)))
}

func startMessage(t testing.TB, id, data, header string) string {
	t.Helper()
	text, err := json.Marshal(map[string]any{"id": id, "type": "start", "payload": map[string]any{
		"data": data, "extensions": map[string]any{"authorization": json.RawMessage(header)},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// subscribe starts a subscription that is accepted.
func (c *client) subscribe(id, credential, query string) {
	c.t.Helper()
	c.start(id, credential, query)
	c.expect(`{"id":` + literal(id) + `,"type":"start_ack"}`)
}

// closed reads up to the end and wants it to be told so.
func (c *client) closed(code websocket.StatusCode, reason string) {
	c.t.Helper()
	for {
		_, err := c.read()
		if err == nil {
			continue
		}
		var told websocket.CloseError
		if !errors.As(err, &told) || told.Code != code || told.Reason != reason {
			c.t.Errorf("closed with %v, want %d %s", err, code, reason)
		}
		return
	}
}
