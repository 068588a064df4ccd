package hostile_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/runtime/auth/devissuer"
)

// listen is an attempt to hear of rows by a subscription.
type listen struct {
	name string
	// opens is who opens the socket, as who starts the subscription; nil for
	// the one who opened it.
	opens, as caller
	query     string
	variables string
	// want is a part of the error that refuses the start; empty where it is
	// let in and must hear nothing.
	want string
}

const refusedStart = "Unauthorized"

// listens are attempts of callers that must hear nothing of what makeNoise does.
var listens = []listen{
	{name: "an owner's rows", opens: mallory, query: `subscription { onCreateTodo { id content owner } }`},
	{name: "with one's own owner argument", opens: mallory, query: `subscription { onCreateTodo(owner: "mallory") { id content } }`},
	{name: "with the owner argument of another", opens: mallory, query: `subscription { onCreateTodo(owner: "alice") { id content } }`, want: refusedStart},
	{name: "with the sub of another", opens: mallory, query: `subscription { onCreateTodo(owner: "sub-alice") { id content } }`, want: refusedStart},
	{name: "with the whole owner of another", opens: mallory, query: `subscription { onCreateTodo(owner: "sub-alice::alice") { id content } }`, want: refusedStart},
	{name: "with the owner of another as variable", opens: mallory, query: `subscription($o: String) { onCreateTodo(owner: $o) { id content } }`, variables: `{"o": "alice"}`, want: refusedStart},
	{name: "with both names in one", opens: mallory, query: `subscription { onCreateTodo(owner: "mallory::alice") { id content } }`, want: refusedStart},
	{name: "with a prefix of the own sub", opens: mallory, query: `subscription { onCreateTodo(owner: "sub-mallory::alice") { id content } }`, want: refusedStart},
	{name: "with an empty owner", opens: mallory, query: `subscription { onCreateTodo(owner: "") { id content } }`},
	{name: "with a null owner", opens: mallory, query: `subscription { onCreateTodo(owner: null) { id content } }`},
	{name: "with a filter by the owner of another", opens: mallory, query: `subscription { onCreateTodo(filter: {owner: {eq: "alice"}}) { id content } }`},
	{name: "with a filter that is always true", opens: mallory, query: `subscription { onCreateTodo(filter: {or: [{id: {ne: "x"}}, {id: {eq: "x"}}]}) { id content } }`},
	{name: "with an alias", opens: mallory, query: `subscription { mine: onCreateTodo { id content } }`},
	{name: "updates of another's rows", opens: mallory, query: `subscription { onUpdateTodo { id content } }`},
	{name: "deletions of another's rows", opens: mallory, query: `subscription { onDeleteTodo { id content } }`},
	{name: "as a user of another issuer with the same sub", opens: oidcUser("alice", nil), query: `subscription { onCreateTodo { id content } }`, want: refusedStart},
	{name: "rows of a list of owners", opens: mallory, query: `subscription { onCreateShared { id x } }`},
	{name: "rows of a group", opens: mallory, query: `subscription { onCreateGrp { id x } }`, want: refusedStart},
	{name: "rows of a group by a longer name", opens: user("mallory", "SuperAdmin"), query: `subscription { onCreateGrp { id x } }`, want: refusedStart},
	{name: "rows of a group by a list in one name", opens: user("mallory", "Admin,HR"), query: `subscription { onCreateGrp { id x } }`, want: refusedStart},
	{name: "rows of a group of another issuer", opens: oidcUser("mallory", map[string]any{"cognito:groups": []any{"Admin"}}), query: `subscription { onCreateGrp { id x } }`, want: refusedStart},
	{name: "rows of another team", opens: user("mallory", "t2"), query: `subscription { onCreateTeam { id x } }`},
	{name: "rows of a team without one", opens: user("mallory"), query: `subscription { onCreateTeam { id x } }`, want: refusedStart},
	{name: "rows of other squads", opens: user("mallory", "t"), query: `subscription { onCreateSquad { id x } }`},
	{name: "rows of another claim", opens: claims("mallory", map[string]any{"custom:uid": "u-mallory"}), query: `subscription { onCreateClaimed { id x } }`},
	{name: "rows of a claim that one lacks", opens: mallory, query: `subscription { onCreateClaimed { id x } }`, want: refusedStart},
	{name: "rows of a claim as a list", opens: claims("mallory", map[string]any{"custom:uid": []any{"u-claire"}}), query: `subscription { onCreateClaimed { id x } }`, want: refusedStart},
	{name: "with the key", opens: key, query: `subscription { onCreateTodo { id content } }`, want: refusedStart},
	{name: "with the key what only gets are for", opens: key, query: `subscription { onCreateGrp { id x } }`, want: refusedStart},
	{name: "with a token of the authorizer", opens: authorized("open"), query: `subscription { onCreateTodo { id content } }`, want: refusedStart},
	{name: "the key opens, a user starts another's", opens: key, as: mallory, query: `subscription { onCreateTodo(owner: "alice") { id content } }`, want: refusedStart},
	{name: "a user opens, a worthless token starts", opens: mallory, as: header("Authorization", "Bearer x.y.z"), query: `subscription { onCreateTodo { id content } }`, want: "UnauthorizedException"},
	{name: "a user opens, nobody starts", opens: mallory, as: nobody, query: `subscription { onCreateTodo { id content } }`, want: "UnauthorizedException"},
	{name: "a user opens, an unsigned token starts", opens: mallory, as: unsignedAlice, query: `subscription { onCreateTodo { id content } }`, want: "UnauthorizedException"},
	{name: "a user opens, a lapsed token of alice starts", opens: mallory, as: lapsedAlice, query: `subscription { onCreateTodo { id content } }`, want: "UnauthorizedException"},
	{name: "a user opens, a wrong key starts", opens: mallory, as: header("x-api-key", "da2-wrong"), query: `subscription { onCreateTodo { id content } }`, want: "UnauthorizedException"},
	{name: "a query in a start", opens: mallory, query: `query { listTodos { items { content } } }`, want: "errors"},
	{name: "a mutation in a start", opens: mallory, query: `mutation { createTodo(input: {content: "x"}) { id } }`, want: "errors"},
	{name: "two subscriptions in one", opens: mallory, query: `subscription { onCreateTodo { id } onUpdateTodo { id } }`, want: "errors"},
	{name: "no document", opens: mallory, query: `subscription { onCreateTodo { id`, want: "errors"},
	{name: "an unknown field", opens: mallory, query: `subscription { onCreateTodo { secret } }`, want: "errors"},
}

// unsignedAlice is alice's token with alg none.
func unsignedAlice(x *target, r *http.Request) {
	alice(x, r)
	parts := strings.Split(r.Header.Get("Authorization"), ".")
	r.Header.Set("Authorization", "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0."+parts[1]+".")
}

// lapsedAlice is a token of alice's that is over.
func lapsedAlice(x *target, r *http.Request) {
	r.Header.Set("Authorization", x.token(x.pool, devissuer.TokenRequest{Username: "alice", Sub: "sub-alice", TTL: -1}))
}

// TestSubscriptionsToRowsOfOthers starts every subscription, lets others write
// rows, and then has each socket hear of a row that everybody may see: what
// has come until then is all that comes.
func TestSubscriptionsToRowsOfOthers(t *testing.T) {
	t.Parallel()
	x := open(t)
	x.seed()
	sockets := make([]*socket, len(listens))
	for i, l := range listens {
		s := x.connect(l.opens)
		as := l.as
		if as == nil {
			as = l.opens
		}
		got := s.start(as, "attack", l.query, l.variables)
		switch {
		case l.want == "" && got.Type != "start_ack":
			t.Errorf("%s: a legitimate start is refused: %s %s", l.name, got.Type, got.Payload)
		case l.want == "":
			sockets[i] = s
		case got.Type != "error" || !strings.Contains(string(got.Payload), l.want):
			t.Errorf("%s: %s %s, want an error with %s", l.name, got.Type, got.Payload, l.want)
		}
		if bytes.Contains(got.Payload, []byte(marker)) {
			t.Errorf("%s: a secret came back: %s", l.name, got.Payload)
		}
	}
	for i, s := range sockets {
		if s != nil {
			if got := s.start(mallory, "end", `subscription { onCreateBlog { id t } }`, ""); got.Type != "start_ack" {
				t.Fatalf("%s: %s %s", listens[i].name, got.Type, got.Payload)
			}
		}
	}
	makeNoise(x)
	x.setUp(alice, `mutation { createBlog(input: {id: "end", t: "end"}) { id t } }`)
	for i, s := range sockets {
		if s == nil {
			continue
		}
		// Events of one connection come in the order of the mutations.
		if got := s.next(); got.Type != "data" || got.ID != "end" {
			t.Errorf("%s: %s %s %s", listens[i].name, got.Type, got.ID, got.Payload)
		}
	}
}

// makeNoise writes rows that the attackers listen for.
func makeNoise(x *target) {
	x.setUp(alice,
		`mutation { createTodo(input: {id: "new", content: "SECRET-new"}) { id content owner } }`,
		`mutation { updateTodo(input: {id: "new", content: "SECRET-changed"}) { id content owner } }`,
		`mutation { deleteTodo(input: {id: "new"}) { id content owner } }`,
		`mutation { createShared(input: {id: "new", x: "SECRET-new"}) { id x editors } }`,
	)
	x.setUp(user("adm", "Admin"), `mutation { createGrp(input: {id: "new", x: "SECRET-new"}) { id x } }`)
	x.setUp(user("tom", "t1"), `mutation { createTeam(input: {id: "new", x: "SECRET-new", team: "t1"}) { id x team } }`,
		`mutation { createSquad(input: {id: "new", x: "SECRET-new", teams: ["t1", "t2"]}) { id x teams } }`)
	x.setUp(claims("claire", map[string]any{"custom:uid": "u-claire"}), `mutation { createClaimed(input: {id: "new", x: "SECRET-new"}) { id x owner } }`)
}

// TestConnectionsOfStrangers opens sockets that are not let in.
func TestConnectionsOfStrangers(t *testing.T) {
	t.Parallel()
	x := open(t)
	for name, as := range map[string]caller{
		"nobody":            nobody,
		"a worthless token": header("Authorization", "Bearer x.y.z"),
		"an unsigned token": unsignedAlice,
		"a lapsed token":    lapsedAlice,
		"a wrong key":       header("x-api-key", "da2-wrong"),
		"an empty key":      header("x-api-key", ""),
		"a refused token":   authorized("closed"),
		"a cut token":       edit(alice, "Authorization", func(v string) string { return v[:len(v)-8] }),
		"a token of another issuer": func(x *target, r *http.Request) {
			r.Header.Set("Authorization", x.token(x.oidc, devissuer.TokenRequest{Username: "alice", Sub: "sub-alice"}))
		},
	} {
		t.Run(name, func(t *testing.T) {
			x.t = t
			_, first := x.dial(as)
			if first.Type != "connection_error" || !strings.Contains(string(first.Payload), "UnauthorizedException") {
				t.Errorf("%s %s", first.Type, first.Payload)
			}
		})
	}
}
