package ai_test

import (
	"bytes"
	"context"
	"encoding/json"
	"iter"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/amplifygo/amplifygo/internal/testkit/identity"
	"github.com/amplifygo/amplifygo/internal/testkit/pgtest"
	"github.com/amplifygo/amplifygo/internal/testkit/schematest"
	"github.com/amplifygo/amplifygo/runtime/ai"
	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/authz"
	"github.com/amplifygo/amplifygo/runtime/event"
	"github.com/amplifygo/amplifygo/runtime/functions"
	"github.com/amplifygo/amplifygo/runtime/graphql"
	"github.com/amplifygo/amplifygo/runtime/graphql/input"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/store/postgres"
	"github.com/amplifygo/amplifygo/runtime/store/sqlite"
)

const source = `
import { a, defineData } from '@aws-amplify/backend';
import { defineConversationHandlerFunction } from '@aws-amplify/backend-ai/conversation';
const model = { aiModel: a.ai.model('Claude 3.5 Haiku'), systemPrompt: 'Be brief.' };
const own = defineConversationHandlerFunction({ name: 'own', entry: './own.ts', models: [] });
const schema = a.schema({
  Oven: a.model({ name: a.string(), parts: a.hasMany('Part', 'ovenId') }).authorization((allow) => [allow.owner()]),
  Part: a.model({ name: a.string(), ovenId: a.id(), oven: a.belongsTo('Oven', 'ovenId') }).authorization((allow) => [allow.owner()]),
  Course: a.enum(['STARTER', 'MAIN']),
  warm: a.query().arguments({ degrees: a.integer().required(), fan: a.boolean() }).returns(a.string()).handler(a.handler.function('warm')).authorization((allow) => [allow.group('Cooks')]),
  recipe: a.generation({ ...model, inferenceConfiguration: { temperature: 0.5, maxTokens: 100 } }).arguments({ of: a.string() })
    .returns(a.customType({ name: a.string().required(), steps: a.string().array(), course: a.ref('Course'), minutes: a.integer() })).authorization((allow) => [allow.group('Cooks')]),
  title: a.generation(model).arguments({ of: a.string() }).returns(a.string()).authorization((allow) => [allow.publicApiKey()]),
  count: a.generation(model).returns(a.integer()).authorization((allow) => [allow.publicApiKey()]),
  loose: a.generation(model).returns(a.json()).authorization((allow) => [allow.publicApiKey()]),
  chat: a.conversation({ ...model, tools: [
    a.ai.dataTool({ name: 'ovens', description: 'All ovens', model: a.ref('Oven'), modelOperation: 'list' }),
    a.ai.dataTool({ name: 'warm', description: 'Warms an oven', query: a.ref('warm') }),
  ] }).authorization((allow) => allow.owner()),
  handled: a.conversation({ ...model, handler: own }).authorization((allow) => allow.owner()),
});
export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'userPool', apiKeyAuthorizationMode: {} } });
`

// scripted is a model that says what it was told to, one script for each
// request, and remembers what it was asked.
type scripted struct {
	mu      sync.Mutex
	scripts [][]any // ai.Part or error
	asked   []*ai.Request
}

func (m *scripted) say(parts ...any) { m.scripts = append(m.scripts, parts) }

func (m *scripted) Converse(_ context.Context, r *ai.Request) iter.Seq2[ai.Part, error] {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.asked = append(m.asked, r)
	if len(m.scripts) == 0 {
		return func(yield func(ai.Part, error) bool) {
			yield(ai.Part{}, &ai.Error{Type: "Unscripted", Message: "unscripted"})
		}
	}
	script := m.scripts[0]
	m.scripts = m.scripts[1:]
	return func(yield func(ai.Part, error) bool) {
		for _, p := range script {
			if err, ok := p.(error); ok {
				yield(ai.Part{}, err)
				return
			}
			if !yield(p.(ai.Part), nil) {
				return
			}
		}
	}
}

func (m *scripted) last(t *testing.T) *ai.Request {
	t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.asked) == 0 {
		t.Fatal("the model was not asked")
	}
	return m.asked[len(m.asked)-1]
}

func text(s string) ai.Part { return ai.Part{Text: s} }
func stop(s string) ai.Part { return ai.Part{Stop: s} }
func use(id, name, in string) ai.Part {
	return ai.Part{ToolUse: &ai.ToolUse{ID: id, Name: name, Input: ai.JSON(in)}}
}

var end = ai.Part{End: true}

// api is a served schema.
type api struct {
	t      *testing.T
	schema *schema.Schema
	engine *graphql.Engine
	model  *scripted
	routes *ai.Routes
	mu     sync.Mutex
	events []*event.Event
	ticks  atomic.Int64
	stands atomic.Bool // the clock
	// handed are the events that the function "own" got.
	handed []json.RawMessage
	log    bytes.Buffer // lines of JSON, under mu
}

// Write takes a line of the log.
func (x *api) Write(line []byte) (int, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.log.Write(line)
}

// logged gives the log since the last call.
func (x *api) logged() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	defer x.log.Reset()
	return x.log.String()
}

// Publish implements event.Publisher.
func (x *api) Publish(_ context.Context, events ...*event.Event) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.events = append(x.events, events...)
	return nil
}

// now is a clock on which no two things happen at once, unless it stands.
func (x *api) now() time.Time {
	if x.stands.Load() {
		return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	}
	return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC).Add(time.Duration(x.ticks.Add(1)) * time.Millisecond)
}

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// onBoth runs a test on both stores.
func onBoth(t *testing.T, test func(t *testing.T, x *api)) {
	t.Parallel()
	for name, open := range map[string]func(*testing.T, *schema.Schema) (store.Store, error){
		"sqlite": func(_ *testing.T, s *schema.Schema) (store.Store, error) {
			return sqlite.Open(context.Background(), ":memory:", s, sqlite.Options{})
		},
		"postgres": func(t *testing.T, s *schema.Schema) (store.Store, error) {
			return postgres.Open(context.Background(), pgtest.URL(t), s, postgres.Options{})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := schematest.Load(t, source)
			st, err := open(t, s)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = st.Close() })
			test(t, serve(t, s, st))
		})
	}
}

func serve(t *testing.T, s *schema.Schema, st store.Store) *api {
	t.Helper()
	x := &api{t: t, schema: s, model: &scripted{}}
	x.routes = ai.New(ai.Config{Model: x.model, Logger: slog.New(slog.NewJSONHandler(x, nil)), Endpoint: "https://api.example/graphql", Names: map[string]string{"anthropic.claude-3-5-haiku-20241022-v1:0": "small"}})
	router, err := functions.New(functions.Config{Schema: s, Routes: x.routes, Steps: map[string]functions.Func{
		"warm": func(_ context.Context, call *functions.Call) (any, error) {
			return call.Identity.Username + " " + string(call.Arguments), nil
		},
		s.Operation("Mutation", "handled").AI.Function: func(ctx context.Context, call *functions.Call) (any, error) {
			if call.Answer != nil {
				t.Error("the handler may add headers to a response that has been sent")
			}
			text, err := functions.Payload(ctx, call)
			x.mu.Lock()
			defer x.mu.Unlock()
			x.handed = append(x.handed, text)
			return nil, err
		},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if err := router.Check(); err != nil {
		t.Fatal(err)
	}
	p, err := authz.Compile(s)
	if err != nil {
		t.Fatal(err)
	}
	if x.engine, err = graphql.New(graphql.Config{Schema: s, Policy: p, Store: st, Publisher: x, Resolver: router, TokenKey: []byte("test"), Now: x.now}); err != nil {
		t.Fatal(err)
	}
	router.Bind(x.engine.Data())
	if err := x.routes.Bind(x.engine, s); err != nil {
		t.Fatal(err)
	}
	return x
}

// ask gives the body of an answer. The variables are a JSON object.
func (x *api) ask(id *auth.Identity, query string, variables ...string) string {
	x.t.Helper()
	r := &graphql.Request{Query: query, Variables: input.Value{Kind: input.Null}, Header: map[string][]string{"Authorization": {"token of " + id.Username}, "Cookie": {"c"}}}
	if len(variables) > 0 {
		var err error
		if r.Variables, err = input.ParseJSON([]byte(variables[0])); err != nil {
			x.t.Fatal(err)
		}
	}
	return string(x.engine.Execute(context.Background(), id, r).Body)
}

// is compares an answer.
func (x *api) is(got, want string) {
	x.t.Helper()
	if got != want {
		x.t.Errorf("got  %s\nwant %s", got, want)
	}
}

// id asks for something whose answer has an id, and gives it.
func (x *api) id(id *auth.Identity, query string, variables ...string) string {
	x.t.Helper()
	got := x.ask(id, query, variables...)
	_, after, ok := strings.Cut(got, `"id":"`)
	if !ok {
		x.t.Fatalf("%s: %s", query, got)
	}
	value, _, _ := strings.Cut(after, `"`)
	return value
}

// conversation starts a conversation of alice's.
func (x *api) conversation() string {
	x.t.Helper()
	return x.id(identity.Alice(), `mutation { createConversationChat(input: { name: "dinner" }) { id } }`)
}

// send sends a message of alice's and waits for the answer to it.
func (x *api) send(conversation, content string, more ...string) string {
	x.t.Helper()
	id := x.id(identity.Alice(), `mutation ($c: ID!, $m: [AmplifyAIContentBlockInput], $x: AWSJSON, $t: AmplifyAIToolConfigurationInput) {
		chat(conversationId: $c, content: $m, aiContext: $x, toolConfiguration: $t) { id } }`,
		`{"c":"`+conversation+`","m":`+content+strings.Join(more, "")+`}`)
	x.engine.Wait()
	return id
}

// streamed are the parts of answers that somebody's subscription got, from the
// beginning.
func (x *api) streamed(id *auth.Identity, arguments string) []string {
	x.t.Helper()
	s, errs := x.engine.Subscribe(context.Background(), id, &graphql.Request{Variables: input.Value{Kind: input.Null}, Query: `subscription { onCreateAssistantResponseChat` + arguments + ` {
		id conversationId associatedUserMessageId contentBlockIndex contentBlockText contentBlockDeltaIndex contentBlockDoneAtIndex
		contentBlockToolUse { toolUseId name input } stopReason errors { errorType message } } }`})
	if errs != nil {
		x.t.Fatal(errs[0])
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	var out []string
	for _, e := range x.events {
		if !s.Match(e) {
			continue
		}
		if !slices.Contains(s.Values, x.engine.PayloadField(e, s.Field)) {
			x.t.Errorf("an index by %s does not find the subscription", s.Field)
		}
		text, ok := s.Render(e)
		if !ok {
			x.t.Fatal("an event cannot be shown")
		}
		var all struct {
			Data struct {
				Part map[string]any `json:"onCreateAssistantResponseChat"`
			} `json:"data"`
		}
		if err := json.Unmarshal(text, &all); err != nil {
			x.t.Fatal(err)
		}
		for name, v := range all.Data.Part {
			if v == nil || name == "conversationId" || name == "associatedUserMessageId" {
				delete(all.Data.Part, name)
			}
		}
		text, err := json.Marshal(all.Data.Part)
		if err != nil {
			x.t.Fatal(err)
		}
		out = append(out, string(text))
	}
	return out
}
