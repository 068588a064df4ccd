package realtime_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/coder/websocket"
)

// unsupported is AppSync's answer to what the protocol does not know.
const unsupported = `< {"type":"error","payload":{"errors":[{"errorType":"UnsupportedOperation","message":"unknown not supported through the realtime channel"}]}}`

func refusal(id, typ, message string) string {
	return `< {"id":"` + id + `","type":"error","payload":{"errors":[{"errorType":"` + typ + `","message":"` + message + `"}]}}`
}

func noConnection(typ, message, code string) string {
	return `< {"type":"connection_error","payload":{"errors":[{"errorType":"` + typ + `","message":"` + message + `","errorCode":` + code + `}]}}`
}

const (
	notAuthorized  = "You are not authorized to make this call."
	deniedTodo     = "Not Authorized to access onCreateTodo on type Subscription"
	onTodo         = "subscription { onCreateTodo { id content } }"
	onNote         = "subscription { onCreateNote { id text } }"
	initialisation = `> {"type":"connection_init"}`
	ack            = `< {"type":"connection_ack","payload":{"connectionTimeoutMs":300000}}`
	ka             = `< {"type":"ka"}`
)

// dialogue is a case of the protocol. Its lines are, in order:
//
//	> text                     a message of the client
//	binary text                the same in a binary frame
//	< text                     the next message of the server, exactly
//	start id as credential: q  a start as the client sends it
//	do credential: mutation    somebody writes
//	close code reason          the server's close frame
//
// Unless "as" begins with "!", the connection is initialised first.
type dialogue struct {
	name, as string
	lines    []string
}

func lines(l ...string) []string { return l }

var dialogues = []dialogue{
	// The handshake, by each mode.
	{"API key", "!key", lines(initialisation, ack, ka)},
	{"user pool", "!alice", lines(initialisation, ack, ka)},
	{"bearer", "!bearer", lines(initialisation, ack, ka)},
	{"OIDC", "!oidc", lines(initialisation, ack, ka)},
	{"authorizer function", "!function", lines(initialisation, ack, ka)},
	{"signature", "!iam", lines(initialisation, ack, ka)},
	{"init with a payload", "!key", lines(`> {"type":"connection_init","payload":{"x":[1]}}`, ack, ka)},
	{"second init", "key", lines(initialisation, ack)},
	// Refused handshakes: inside the socket, with codes the client does not retry.
	{"wrong key", "!wrong key", lines(initialisation, noConnection("UnauthorizedException", notAuthorized, "401"), "close 1000 UnauthorizedException")},
	{"expired token", "!expired", lines(initialisation, noConnection("UnauthorizedException", "Token has expired.", "401"), "close 1000 UnauthorizedException")},
	{"foreign token", "!foreign", lines(initialisation, noConnection("UnauthorizedException", notAuthorized, "401"), "close 1000 UnauthorizedException")},
	{"refused by function", "!refused by function", lines(initialisation, noConnection("UnauthorizedException", notAuthorized, "401"), "close 1000 UnauthorizedException")},
	{"no credentials", "!nothing", lines(initialisation, noConnection("UnauthorizedException", "Valid authorization header not provided.", "401"), "close 1000 UnauthorizedException")},
	{"two credentials", "!two", lines(initialisation, noConnection("UnauthorizedException", notAuthorized, "401"), "close 1000 UnauthorizedException")},
	{"a header twice", "!twice", lines(initialisation, noConnection("BadRequestException", "Unable to read the authorization header of the connection.", "400"), "close 1000 BadRequestException")},
	{"header is no object", "!no object", lines(initialisation, noConnection("BadRequestException", "Unable to read the authorization header of the connection.", "400"), "close 1000 BadRequestException")},
	{"wrong secret", "!iam, wrong secret", lines(initialisation, noConnection("InvalidSignatureException", "*", "403"), "close 1000 InvalidSignatureException")},
	{"signed another path", "!iam, wrong path", lines(initialisation, noConnection("InvalidSignatureException", "*", "403"), "close 1000 InvalidSignatureException")},
	{"signed another body", "!iam, wrong body", lines(initialisation, noConnection("InvalidSignatureException", "*", "403"), "close 1000 InvalidSignatureException")},
	// Before init.
	{"start before init", "!key", lines("start 1 as key: "+onNote, "close 1008 expected connection_init")},
	{"stop before init", "!key", lines(`> {"type":"stop","id":"1"}`, "close 1008 expected connection_init")},
	{"no JSON before init", "!key", lines(`> init`, "close 1008 expected connection_init")},
	{"binary before init", "!key", lines(`binary {"type":"connection_init"}`, "close 1008 expected connection_init")},
	{"an array before init", "!key", lines(`> [{"type":"connection_init"}]`, "close 1008 expected connection_init")},
	// A subscription's life.
	{"start, data, stop", "alice", lines("start 1 as alice: "+onTodo, `< {"id":"1","type":"start_ack"}`,
		`do alice: mutation { createTodo(input: {id: "t", must: "m", content: "c"}) { id content must owner } }`,
		`< {"id":"1","type":"data","payload":{"data":{"onCreateTodo":{"id":"t","content":"c"}}}}`,
		`> {"id":"1","type":"stop"}`, `< {"id":"1","type":"complete"}`,
		`do alice: mutation { createTodo(input: {must: "m"}) { id owner } }`, "start 2 as alice: "+onTodo, `< {"id":"2","type":"start_ack"}`)},
	{"an id again after stop", "key", lines("start 1 as key: "+onNote, `< {"id":"1","type":"start_ack"}`, `> {"id":"1","type":"stop"}`, `< {"id":"1","type":"complete"}`,
		"start 1 as key: "+onNote, `< {"id":"1","type":"start_ack"}`, `do key: mutation { createNote(input: {id: "n"}) { id text } }`,
		`< {"id":"1","type":"data","payload":{"data":{"onCreateNote":{"id":"n","text":null}}}}`)},
	{"the same subscription by two ids", "key", lines("start 1 as key: "+onNote, `< {"id":"1","type":"start_ack"}`, "start 2 as key: "+onNote, `< {"id":"2","type":"start_ack"}`,
		`> {"id":"1","type":"stop"}`, `< {"id":"1","type":"complete"}`, `do key: mutation { createNote(input: {id: "n", text: "t"}) { id text } }`,
		`< {"id":"2","type":"data","payload":{"data":{"onCreateNote":{"id":"n","text":"t"}}}}`)},
	{"an id twice", "key", lines("start 1 as key: "+onNote, `< {"id":"1","type":"start_ack"}`, "start 1 as key: "+onNote,
		refusal("1", "BadRequestException", "There is already a subscription with this id."),
		`do key: mutation { createNote(input: {id: "n"}) { id } }`, `< {"id":"1","type":"data","payload":{"data":{"onCreateNote":{"id":"n","text":null}}}}`)},
	{"an id after a refusal", "alice", lines("start 1 as bob: subscription { onCreateTodo(owner: \"alice\") { id } }", refusal("1", "Unauthorized", deniedTodo), "start 1 as alice: "+onTodo, `< {"id":"1","type":"start_ack"}`)},
	{"unknown stop", "key", lines(`> {"id":"9","type":"stop"}`, `> {"type":"stop"}`, "start 1 as key: "+onNote, `< {"id":"1","type":"start_ack"}`)},
	{"stop twice", "key", lines("start 1 as key: "+onNote, `< {"id":"1","type":"start_ack"}`, `> {"id":"1","type":"stop"}`, `< {"id":"1","type":"complete"}`, `> {"id":"1","type":"stop"}`, initialisation, ack)},
	{"an id of strange characters", "key", lines("start \"\u2028\\ as key: "+onNote, "< {\"id\":\"\\\"\u2028\\\\\",\"type\":\"start_ack\"}")},
	{"an empty id", "key", lines("start  as key: "+onNote, refusal("", "BadRequestException", "The id of a subscription is missing or too long."))},
	{"a long id", "key", lines("start "+strings.Repeat("x", 129)+" as key: "+onNote, refusal(strings.Repeat("x", 129), "BadRequestException", "The id of a subscription is missing or too long."))},
	// Each start has its own credentials, perhaps of another mode.
	{"start by a key on a user's socket", "alice", lines("start 1 as key: "+onNote, `< {"id":"1","type":"start_ack"}`)},
	{"start by a user on a key's socket", "key", lines("start 1 as alice: "+onTodo, `< {"id":"1","type":"start_ack"}`)},
	{"start by OIDC", "key", lines("start 1 as oidc: "+onNote, `< {"id":"1","type":"start_ack"}`)},
	{"start by function", "key", lines("start 1 as function: "+onNote, `< {"id":"1","type":"start_ack"}`)},
	{"start by signature", "key", lines("start 1 as iam: "+onTodo, `< {"id":"1","type":"start_ack"}`,
		`do alice: mutation { createTodo(input: {id: "t", must: "m"}) { id content owner } }`, `< {"id":"1","type":"data","payload":{"data":{"onCreateTodo":{"id":"t","content":null}}}}`)},
	{"five modes on one socket", "key", lines("start 1 as key: "+onNote, `< {"id":"1","type":"start_ack"}`, "start 2 as alice: "+onNote, `< {"id":"2","type":"start_ack"}`,
		"start 3 as oidc: "+onNote, `< {"id":"3","type":"start_ack"}`, "start 4 as function: "+onNote, `< {"id":"4","type":"start_ack"}`, "start 5 as iam: "+onNote, `< {"id":"5","type":"start_ack"}`)},
	{"start with a wrong key", "alice", lines("start 1 as wrong key: "+onNote, refusal("1", "UnauthorizedException", notAuthorized))},
	{"start with an expired token", "alice", lines("start 1 as expired: "+onTodo, refusal("1", "UnauthorizedException", "Token has expired."))},
	{"start with a foreign token", "alice", lines("start 1 as foreign: "+onTodo, refusal("1", "UnauthorizedException", notAuthorized))},
	{"start without credentials", "alice", lines("start 1 as nothing: "+onTodo, refusal("1", "UnauthorizedException", "Valid authorization header not provided."))},
	{"start with two credentials", "alice", lines("start 1 as two: "+onTodo, refusal("1", "UnauthorizedException", notAuthorized))},
	{"start refused by function", "alice", lines("start 1 as refused by function: "+onNote, refusal("1", "UnauthorizedException", notAuthorized))},
	{"start with a wrong secret", "iam", lines("start 1 as iam, wrong secret: "+onNote, refusal("1", "InvalidSignatureException", "*"))},
	{"start signed for another body", "iam", lines("start 1 as iam, wrong body: "+onNote, refusal("1", "InvalidSignatureException", "*"))},
	{"start signed for another path", "iam", lines("start 1 as iam, wrong path: "+onNote, refusal("1", "InvalidSignatureException", "*"))},
	{"header of a start is no object", "alice", lines("start 1 as no object: "+onNote, refusal("1", "UnauthorizedException", notAuthorized))},
	{"header of a start twice", "alice", lines("start 1 as twice: "+onNote, refusal("1", "UnauthorizedException", notAuthorized))},
	{"start without authorization", "alice", lines(`> {"id":"1","type":"start","payload":{"data":"{\"query\":\"subscription { onCreateTodo { id } }\"}"}}`, refusal("1", "UnauthorizedException", notAuthorized))},
	{"a refusal leaves the connection", "key", lines("start 1 as wrong key: "+onNote, refusal("1", "UnauthorizedException", notAuthorized), "start 2 as key: "+onNote, `< {"id":"2","type":"start_ack"}`)},
	// Rules.
	{"a key where owners are wanted", "key", lines("start 1 as key: "+onTodo, refusal("1", "Unauthorized", deniedTodo))},
	{"a foreign owner", "bob", lines(`start 1 as bob: subscription { onCreateTodo(owner: "alice") { id } }`, refusal("1", "Unauthorized", deniedTodo))},
	{"the own owner", "alice", lines(`start 1 as alice: subscription { onCreateTodo(owner: "alice") { id } }`, `< {"id":"1","type":"start_ack"}`)},
	{"no group", "alice", lines(`start 1 as alice: subscription { onCreateTeam { id } }`, refusal("1", "Unauthorized", "Not Authorized to access onCreateTeam on type Subscription"))},
	{"OIDC on an owner of the user pool", "oidc", lines("start 1 as oidc: "+onTodo, refusal("1", "Unauthorized", deniedTodo))},
	// Documents.
	{"a query", "alice", lines("start 1 as alice: query { listTodos { items { id } } }", unsupported)},
	{"a mutation", "alice", lines(`start 1 as alice: mutation { createTodo(input: {must: "m"}) { id } }`, unsupported)},
	{"several root fields", "alice", lines("start 1 as alice: subscription { onCreateTodo { id } onDeleteTodo { id } }", refusal("1", "BadRequestException", "*"))},
	{"an unknown field", "alice", lines("start 1 as alice: subscription { onCreateTodo { nothing } }", refusal("1", "BadRequestException", "*"))},
	{"an unknown root field", "alice", lines("start 1 as alice: subscription { onNothing { id } }", refusal("1", "BadRequestException", "*"))},
	{"no selection", "alice", lines("start 1 as alice: subscription { onCreateTodo }", refusal("1", "BadRequestException", "*"))},
	{"an unknown argument", "alice", lines("start 1 as alice: subscription { onCreateTodo(x: 1) { id } }", refusal("1", "BadRequestException", "*"))},
	{"no GraphQL", "alice", lines("start 1 as alice: subscription {", refusal("1", "MalformedHttpRequestException", "Unable to parse GraphQL query."))},
	{"an empty document", "alice", lines("start 1 as alice: ", refusal("1", "*", "*"))},
	{"two operations without a name", "alice", lines("start 1 as alice: subscription A { onCreateTodo { id } } subscription B { onCreateTodo { id } }", refusal("1", "BadRequestException", "*"))},
	{"a fragment, an alias and a type name", "key", lines("start 1 as key: subscription S { x: onCreateNote { ...F __typename } } fragment F on Note { t: text }", `< {"id":"1","type":"start_ack"}`,
		`do key: mutation { createNote(input: {text: "t"}) { id text } }`, `< {"id":"1","type":"data","payload":{"data":{"x":{"t":"t","__typename":"Note"}}}}`)},
	{"a non-null field that was not selected", "alice", lines("start 1 as alice: subscription { onCreateTodo { id must } }", `< {"id":"1","type":"start_ack"}`,
		`do alice: mutation { createTodo(input: {id: "t", must: "m"}) { id owner } }`,
		`< {"id":"1","type":"data","payload":{"data":{"onCreateTodo":null},"errors":[{"path":["onCreateTodo","must"],"locations":null,"message":"Cannot return null for non-nullable type: 'String' within parent 'Todo' (/onCreateTodo/must)"}]}}`)},
	// Forms of messages.
	{"data is an object", "alice", lines(`> {"id":"1","type":"start","payload":{"data":{"query":"subscription { onCreateTodo { id } }"}}}`, unsupported)},
	{"the newer protocol's payload", "alice", lines(`> {"id":"1","type":"start","payload":{"query":"subscription { onCreateTodo { id } }"}}`, unsupported)},
	{"the newer protocol's message", "alice", lines(`> {"id":"1","type":"subscribe","payload":{"query":"subscription { onCreateTodo { id } }"}}`, unsupported)},
	{"no payload", "alice", lines(`> {"id":"1","type":"start"}`, unsupported)},
	{"payload is null", "alice", lines(`> {"id":"1","type":"start","payload":null}`, unsupported)},
	{"payload is a text", "alice", lines(`> {"id":"1","type":"start","payload":"{}"}`, unsupported)},
	{"data is no JSON", "alice", lines(startWith("alice", `{"query":`), refusal("1", "MalformedHttpRequestException", "Unable to parse GraphQL query."))},
	{"data is empty", "alice", lines(startWith("alice", ""), refusal("1", "MalformedHttpRequestException", "Request body is empty."))},
	{"data is a list", "alice", lines(startWith("alice", `[{"query":"subscription { onCreateTodo { id } }"}]`), refusal("1", "MalformedHttpRequestException", "Unable to parse GraphQL query."))},
	{"variables are a list", "alice", lines(startWith("alice", `{"query":"subscription { onCreateTodo { id } }","variables":[]}`), refusal("1", "MalformedHttpRequestException", "Unable to parse GraphQL query."))},
	{"id is a number", "alice", lines(`> {"id":1,"type":"start"}`, unsupported)},
	{"type is a number", "alice", lines(`> {"type":1}`, unsupported)},
	{"no type", "alice", lines(`> {}`, unsupported)},
	{"unknown type", "alice", lines(`> {"type":"hello"}`, unsupported)},
	{"a message of the server", "alice", lines(`> {"type":"connection_ack"}`, `> {"type":"ka"}`, unsupported, unsupported)},
	{"no JSON", "alice", lines(`> hello`, unsupported)},
	{"empty message", "alice", lines(`> `, unsupported)},
	{"null", "alice", lines(`> null`, unsupported)},
	{"a list", "alice", lines(`> []`, unsupported)},
	{"text after the message", "alice", lines(`> {"type":"stop","id":"1"} x`, unsupported)},
	{"deeply nested", "alice", lines(`> `+strings.Repeat("[", 100_000)+strings.Repeat("]", 100_000), unsupported)},
	{"invalid UTF-8", "alice", lines("> {\"type\":\"stop\",\"id\":\"\xff\xfe\"}", unsupported)},
	{"a binary message", "alice", lines(`binary {"type":"connection_init"}`, unsupported)},
	{"a NUL", "alice", lines("> {\"type\":\"stop\",\"id\":\"\x00\"}", unsupported)},
	{"the longest message", "alice", lines(`> {"type":"stop","id":"`+strings.Repeat("x", 256<<10-len(`{"type":"stop","id":""}`))+`"}`, initialisation, ack)},
	{"a longer message", "alice", lines(`> {"type":"stop","id":"`+strings.Repeat("x", 256<<10)+`"}`, "close 1009 *")},
}

// startWith is a start of id 1 with any data.
func startWith(credential, data string) string { return "data " + credential + ": " + data }

func TestProtocol(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, d := range dialogues {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			s := w.serve(t)
			as, raw := strings.CutPrefix(d.as, "!")
			c := &client{s, t, s.dial(w.header(t, as, "/graphql/connect", "{}"))}
			if !raw {
				c.init()
			}
			for _, line := range d.lines {
				c.play(line)
			}
		})
	}
	t.Logf("%d dialogues", len(dialogues))
}

// play does what a line says.
func (c *client) play(line string) {
	c.t.Helper()
	if text, ok := strings.CutPrefix(line, "> "); ok {
		c.send(text)
		return
	}
	if want, ok := strings.CutPrefix(line, "< "); ok {
		c.expectLike(want)
		return
	}
	verb, rest, _ := strings.Cut(line, " ")
	switch verb {
	case "binary":
		c.write(websocket.MessageBinary, []byte(rest))
	case "start":
		id, rest, _ := strings.Cut(rest, " as ")
		credential, query, _ := strings.Cut(rest, ": ")
		c.start(id, credential, query)
	case "data":
		credential, data, _ := strings.Cut(rest, ": ")
		c.send(startMessage(c.t, "1", data, c.header(c.t, credential, "/graphql", data)))
	case "do":
		credential, document, _ := strings.Cut(rest, ": ")
		c.do(credential, document)
	case "close":
		code, reason, _ := strings.Cut(rest, " ")
		n, err := strconv.Atoi(code)
		if err != nil {
			c.t.Fatal(err)
		}
		c.closedLike(websocket.StatusCode(n), reason)
	default:
		c.t.Fatalf("unknown line %q", line)
	}
}

// expectLike is expect with "*" for text that another package decides.
func (c *client) expectLike(want string) {
	c.t.Helper()
	got, err := c.read()
	if err != nil {
		c.t.Fatalf("want %s: %v", want, err)
	}
	rest, parts := got, strings.Split(want, `"*"`)
	for i, part := range parts {
		at := strings.Index(rest, part)
		if at < 0 || i == 0 && at > 0 || i == len(parts)-1 && !strings.HasSuffix(rest, part) {
			c.t.Fatalf("got  %.500s\nwant %.500s", got, want)
		}
		rest = rest[at+len(part):]
	}
}

func (c *client) closedLike(code websocket.StatusCode, reason string) {
	c.t.Helper()
	if reason != "*" {
		c.closed(code, reason)
		return
	}
	if _, err := c.read(); websocket.CloseStatus(err) != code {
		c.t.Errorf("closed with %v, want %d", err, code)
	}
}
