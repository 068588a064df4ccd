package e2e

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
	natsserver "github.com/nats-io/nats-server/v2/server"

	"github.com/amplifygo/amplifygo/internal/testkit/pgtest"
	"github.com/amplifygo/amplifygo/runtime/config"
)

func TestMain(m *testing.M) {
	code := pgtest.Main(m)
	if dir, err := programs(); err == nil {
		os.RemoveAll(dir)
	}
	os.Exit(code)
}

// patience is how long a test waits for what has to come.
const patience = 30 * time.Second

// natsBroker is a NATS server at one port.
type natsBroker struct {
	t      *testing.T
	port   int
	server *natsserver.Server
}

func (n *natsBroker) url() string { return fmt.Sprint("nats://127.0.0.1:", n.port) }

func (n *natsBroker) start() {
	n.t.Helper()
	if n.port == 0 {
		n.port = natsserver.RANDOM_PORT
	}
	var err error
	n.server, err = natsserver.NewServer(&natsserver.Options{Host: "127.0.0.1", Port: n.port, NoLog: true, NoSigs: true})
	if err != nil {
		n.t.Fatal(err)
	}
	n.server.Start()
	if !n.server.ReadyForConnections(patience) {
		n.t.Fatal("NATS does not start")
	}
	n.port = n.server.Addr().(*net.TCPAddr).Port
}

func (n *natsBroker) stop() {
	n.server.Shutdown()
	n.server.WaitForShutdown()
}

// replica is a server process with a subscriber to its events.
type replica struct {
	*served
	name string
	mu   sync.Mutex
	// heard are the contents of events in the order in which they came.
	heard []string
	// acknowledged are those of writes that were answered.
	acknowledged []string
}

// startReplica runs the example on a shared database and broker, and opens a
// subscription.
func startReplica(t *testing.T, name, data, database, broker string) *replica {
	t.Helper()
	r := &replica{name: name, served: start(t, "todo", "AMPLIFYGO_DATA_DIR="+data, "AMPLIFYGO_DATABASE_URL="+database, "AMPLIFYGO_BROKER="+broker)}
	r.ready(t, true)
	r.listen(t)
	return r
}

// ready waits until /readyz says so, or the opposite.
func (r *replica) ready(t *testing.T, want bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); ; {
		res, err := http.Get(strings.TrimSuffix(r.url, "/graphql") + "/readyz")
		if err == nil {
			_ = res.Body.Close()
			if (res.StatusCode == http.StatusOK) == want {
				return
			}
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s: ready is not %t: %v", r.name, want, err)
		}
		time.Sleep(10 * time.Millisecond) // /readyz is asked, not waited for
	}
}

// listen opens a socket as the official client does and collects what comes.
func (r *replica) listen(t *testing.T) {
	t.Helper()
	u, err := url.Parse(r.url)
	if err != nil {
		t.Fatal(err)
	}
	credentials := fmt.Sprintf(`{"host":%q,"x-api-key":%q}`, u.Host, config.DevelopmentAPIKey)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, _, err := websocket.Dial(ctx, "ws"+strings.TrimPrefix(r.url, "http")+"/realtime?payload=e30=&header="+url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(credentials))),
		&websocket.DialOptions{Subprotocols: []string{"graphql-ws"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.CloseNow() })
	query := `{"query":"subscription { onCreateTodo { id content } }","variables":{}}`
	for _, m := range []string{`{"type":"connection_init"}`,
		fmt.Sprintf(`{"id":"1","type":"start","payload":{"data":%q,"extensions":{"authorization":%s}}}`, query, credentials)} {
		if err := conn.Write(ctx, websocket.MessageText, []byte(m)); err != nil {
			t.Fatal(err)
		}
	}
	started := make(chan struct{})
	go r.collect(conn, started)
	select {
	case <-started:
	case <-ctx.Done():
		t.Fatalf("%s: the subscription does not start", r.name)
	}
}

func (r *replica) collect(conn *websocket.Conn, started chan struct{}) {
	for {
		_, text, err := conn.Read(context.Background())
		if err != nil {
			return // the replica is gone
		}
		var m struct {
			Type    string
			Payload struct {
				Data struct{ OnCreateTodo struct{ Content string } }
			}
		}
		if json.Unmarshal(text, &m) != nil {
			continue
		}
		switch m.Type {
		case "start_ack":
			close(started)
		case "data":
			r.mu.Lock()
			r.heard = append(r.heard, m.Payload.Data.OnCreateTodo.Content)
			r.mu.Unlock()
		}
	}
}

// write creates n records of a round one after the other, until the replica
// is gone; each says what is to be called when so many are acknowledged.
func (r *replica) write(round string, n int, each func(done int)) {
	for i := range n {
		content := fmt.Sprintf("%s %s %06d", round, r.name, i)
		body := fmt.Sprintf(`{"query":"mutation { createTodo(input: {content: \"%s\", done: false}) { id content } }"}`, content)
		req, err := http.NewRequest(http.MethodPost, r.url, strings.NewReader(body))
		if err != nil {
			return
		}
		req.Header.Set("x-api-key", config.DevelopmentAPIKey)
		req.Header.Set("content-type", "application/json")
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			return
		}
		var answer struct {
			Data struct{ CreateTodo *struct{ ID string } }
		}
		err = json.NewDecoder(res.Body).Decode(&answer)
		_ = res.Body.Close()
		if err != nil || answer.Data.CreateTodo == nil {
			return
		}
		r.mu.Lock()
		r.acknowledged = append(r.acknowledged, content)
		r.mu.Unlock()
		each(i + 1)
	}
}

// of gives the texts of one round by one writer.
func of(all []string, round string, w *replica) []string {
	var some []string
	for _, s := range all {
		if strings.HasPrefix(s, round+" "+w.name+" ") {
			some = append(some, s)
		}
	}
	return some
}

// heardOf gives what was heard of a round by a writer.
func (r *replica) heardOf(round string, w *replica) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return of(r.heard, round, w)
}

// hearsAll waits until the replica has heard all that a writer was told is
// written, and wants it once each and in order.
func (r *replica) hearsAll(t *testing.T, round string, w *replica) {
	t.Helper()
	w.mu.Lock()
	want := of(w.acknowledged, round, w)
	w.mu.Unlock()
	var got []string
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if got = r.heardOf(round, w); len(got) >= len(want) {
			break
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s hears %d of %d events of %s in round %s: %v", r.name, len(got), len(want), w.name, round, got)
	}
}

// hearsSome wants what was heard of a writer to be in order and at most once.
func (r *replica) hearsSome(t *testing.T, round string, w *replica) {
	t.Helper()
	got := r.heardOf(round, w)
	if !slices.IsSorted(got) || len(slices.Compact(slices.Clone(got))) != len(got) {
		t.Errorf("%s hears events of %s in round %s twice or out of order: %v", r.name, w.name, round, got)
	}
}

// TestReplicasUnderLoad runs three processes on PostgreSQL and a broker, kills
// one without warning and takes the broker away while all of them write, and
// counts what the subscribers of each have heard.
func TestReplicasUnderLoad(t *testing.T) {
	t.Parallel()
	t.Run("nats", func(t *testing.T) {
		t.Parallel()
		n := &natsBroker{t: t}
		n.start()
		t.Cleanup(func() { n.stop() })
		replicasUnderLoad(t, n.url(), n)
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		replicasUnderLoad(t, "postgres", nil)
	})
}

// replicasUnderLoad is the test for one broker; away is the one that can be
// taken away while the database stays, or nil.
func replicasUnderLoad(t *testing.T, broker string, away *natsBroker) {
	data, database := t.TempDir(), pgtest.URL(t)
	a := startReplica(t, "a", data, database, broker)
	c := startReplica(t, "c", data, database, broker)
	d := startReplica(t, "d", data, database, broker)
	nothing := func(int) {}
	load := func(round string, n int, each func(int), replicas ...*replica) {
		var wg sync.WaitGroup
		for i, r := range replicas {
			wg.Go(func() {
				if i == 0 {
					r.write(round, n, each)
				} else {
					r.write(round, n, nothing)
				}
			})
		}
		wg.Wait()
	}
	everybodyHears := func(round string, replicas ...*replica) {
		t.Helper()
		for _, r := range replicas {
			for _, w := range replicas {
				r.hearsAll(t, round, w)
			}
		}
	}
	load("quiet", 40, nothing, a, c, d)
	everybodyHears("quiet", a, c, d)

	// One dies in the middle of everybody's writes, its own among them.
	var dying sync.WaitGroup
	dying.Go(func() { d.write("killed", 1<<20, nothing) })
	load("killed", 60, func(done int) {
		if done == 20 {
			if err := d.cmd.Process.Kill(); err != nil {
				t.Error(err)
			}
		}
	}, a, c)
	dying.Wait()
	everybodyHears("killed", a, c)
	a.hearsSome(t, "killed", d)
	c.hearsSome(t, "killed", d)
	e := startReplica(t, "e", data, database, broker)
	load("restarted", 40, nothing, a, c, e)
	everybodyHears("restarted", a, c, e)

	if away != nil {
		withoutBroker(t, away, load, everybodyHears, a, c, e)
	}
	everythingIsThere(t, a, a, c, d, e)
}

// withoutBroker takes the broker away in the middle of everybody's writes.
func withoutBroker(t *testing.T, b *natsBroker, load func(round string, n int, each func(int), replicas ...*replica), everybodyHears func(round string, replicas ...*replica), replicas ...*replica) {
	t.Helper()
	load("alone", 60, func(done int) {
		if done == 20 {
			b.stop()
		}
	}, replicas...)
	for _, r := range replicas {
		r.ready(t, false)
		r.hearsAll(t, "alone", r)
	}
	b.start()
	for _, r := range replicas {
		r.ready(t, true)
	}
	load("again", 40, func(int) {}, replicas...)
	everybodyHears("again", replicas...)
	// What waited for the broker may have come: at most once, and in order.
	for _, r := range replicas {
		for _, w := range replicas {
			r.hearsSome(t, "alone", w)
		}
	}
}

// everythingIsThere wants each acknowledged write in the database.
func everythingIsThere(t *testing.T, reader *replica, writers ...*replica) {
	t.Helper()
	there := map[string]bool{}
	for token := "null"; ; {
		_, body := reader.post(t, fmt.Sprintf(`{"query":"{ listTodos(limit: 1000, nextToken: %s) { items { content } nextToken } }"}`, strings.ReplaceAll(token, `"`, `\"`)), "x-api-key", config.DevelopmentAPIKey)
		var page struct {
			Data struct {
				ListTodos struct {
					Items     []struct{ Content string }
					NextToken *string
				}
			}
		}
		if err := json.Unmarshal([]byte(body), &page); err != nil {
			t.Fatal(err, body)
		}
		for _, item := range page.Data.ListTodos.Items {
			there[item.Content] = true
		}
		if page.Data.ListTodos.NextToken == nil {
			break
		}
		token = fmt.Sprintf("%q", *page.Data.ListTodos.NextToken)
	}
	for _, w := range writers {
		for _, s := range w.acknowledged {
			if !there[s] {
				t.Errorf("%q was acknowledged and is not there", s)
			}
		}
	}
}
