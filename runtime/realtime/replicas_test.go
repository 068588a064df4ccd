package realtime_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	natsserver "github.com/nats-io/nats-server/v2/server"

	"github.com/amplifygo/amplifygo/internal/testkit/pgtest"
	"github.com/amplifygo/amplifygo/runtime/event"
	"github.com/amplifygo/amplifygo/runtime/realtime"
	"github.com/amplifygo/amplifygo/runtime/realtime/nats"
	"github.com/amplifygo/amplifygo/runtime/realtime/pgnotify"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/store/postgres"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// carrier is a broker that tests can take away.
type carrier interface {
	url() string
	stop(t testing.TB)
	start(t testing.TB)
}

// natsCarrier is a NATS server in this process, at one port.
type natsCarrier struct {
	port   int
	server *natsserver.Server
}

func (n *natsCarrier) url() string { return fmt.Sprint("nats://127.0.0.1:", n.port) }

func (n *natsCarrier) start(t testing.TB) {
	t.Helper()
	if n.port == 0 {
		n.port = natsserver.RANDOM_PORT
	}
	var err error
	n.server, err = natsserver.NewServer(&natsserver.Options{Host: "127.0.0.1", Port: n.port, NoLog: true, NoSigs: true})
	if err != nil {
		t.Fatal(err)
	}
	n.server.Start()
	if !n.server.ReadyForConnections(patience) {
		t.Fatal("NATS does not start")
	}
	n.port = n.server.Addr().(*net.TCPAddr).Port
	t.Cleanup(n.server.Shutdown)
}

func (n *natsCarrier) stop(testing.TB) {
	n.server.Shutdown()
	n.server.WaitForShutdown()
}

// pgCarrier is a database that admits nobody while it is stopped.
type pgCarrier struct{ database, admin string }

func (p *pgCarrier) url() string { return p.database }

func (p *pgCarrier) start(t testing.TB) {
	t.Helper()
	if p.database == "" {
		p.database, p.admin = pgtest.URL(t), pgtest.URL(t)
		return
	}
	p.exec(t, "ALTER DATABASE "+p.name(t)+" ALLOW_CONNECTIONS true")
}

func (p *pgCarrier) stop(t testing.TB) {
	t.Helper()
	p.exec(t, "ALTER DATABASE "+p.name(t)+" ALLOW_CONNECTIONS false")
	p.exec(t, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"+p.name(t)+"'")
}

func (p *pgCarrier) name(t testing.TB) string {
	t.Helper()
	c, err := pgx.ParseConfig(p.database)
	if err != nil {
		t.Fatal(err)
	}
	return c.Database
}

func (p *pgCarrier) exec(t testing.TB, statement string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, p.admin)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, statement); err != nil {
		t.Fatal(err)
	}
}

// replica is a server joined to others, with a subscriber.
type replica struct {
	*service
	name       string
	subscriber *client
}

// late is a publisher whose events are late by a little, each by another time,
// so that those of another replica overtake them.
type late struct{ relay }

func (l *late) Publish(ctx context.Context, events ...*event.Event) error {
	time.Sleep(rand.N(3 * time.Millisecond))
	return l.relay.Publish(ctx, events...)
}

// join starts a replica; on is its database, one of its own by default.
func join(t testing.TB, w *world, c carrier, name string, on ...store.Store) *replica {
	t.Helper()
	broker, err := realtime.OpenBroker(context.Background(), []realtime.Driver{nats.Driver(), pgnotify.Driver()}, realtime.BrokerOptions{URL: c.url(), API: "test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := broker.Close(); err != nil {
			t.Error(err)
		}
	})
	join := func(c *realtime.Config) { c.Broker = broker; c.Limits.Queue = 10_000 }
	r := &replica{name: name}
	if len(on) == 0 {
		r.service = w.serve(t, join)
	} else {
		late := &late{}
		r.service = w.serveOn(t, on[0], late, &late.relay, join)
	}
	r.subscriber = r.connect("key")
	r.subscriber.subscribe("1", "key", "subscription { onCreateNote { id text n } }")
	if err := r.rt.Ready(context.Background()); err != nil {
		t.Fatal(err)
	}
	return r
}

// write creates notes one after another; the texts have the given length.
func (r *replica) write(round string, n, length int) {
	for i := range n {
		r.do("key", fmt.Sprintf(`mutation { createNote(input: {id: "%s.%s.%d", n: %d, text: "%s"}) { id n text } }`, r.name, round, i, i, strings.Repeat("ü", length/2)))
	}
}

// waited is the round whose events wait for the broker; when they come, and
// whether, is not promised.
const waited = "alone"

// hears reads the notes of a round by each of the writers, all of them, each
// once and in the order in which they were written.
func (r *replica) hears(round string, n, length int, writers ...*replica) {
	r.t.Helper()
	next := map[string]int{}
	for heard := 0; heard < n*len(writers); heard++ {
		text, err := r.subscriber.read()
		if err != nil {
			r.t.Errorf("%s: %v after %v", r.name, err, next)
			return
		}
		var m struct {
			Payload struct {
				Data struct{ OnCreateNote struct{ ID, Text string } }
			}
		}
		if err := json.Unmarshal([]byte(text), &m); err != nil {
			r.t.Error(err)
			return
		}
		parts := strings.Split(m.Payload.Data.OnCreateNote.ID, ".")
		if len(parts) == 3 && parts[1] == waited && round != waited {
			heard--
			continue
		}
		if len(parts) != 3 || parts[1] != round || parts[2] != fmt.Sprint(next[parts[0]]) || len(m.Payload.Data.OnCreateNote.Text) != length {
			r.t.Errorf("%s hears %.100s after %v", r.name, text, next)
			return
		}
		next[parts[0]]++
	}
}

// TestReplicas joins three servers and takes one of them and the broker away.
func TestReplicas(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]carrier{"nats": &natsCarrier{}, "postgres": &pgCarrier{}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.start(t)
			w := newWorld(t)
			a, b, d := join(t, w, c, "a"), join(t, w, c, "b"), join(t, w, c, "d")
			all := func(round string, n, length int, replicas ...*replica) {
				t.Helper()
				var wg sync.WaitGroup
				for _, r := range replicas {
					wg.Go(func() { r.write(round, n, length) })
					wg.Go(func() { r.hears(round, n, length, replicas...) })
				}
				wg.Wait()
				if t.Failed() {
					t.FailNow()
				}
			}
			all("small", 60, 10, a, b, d)
			all("big", 4, 150_000, a, b, d)

			// One that leaves takes only its own subscribers along.
			ctx, cancel := context.WithTimeout(context.Background(), patience)
			defer cancel()
			go func() { d.subscriber.closed(1001, "the server goes away") }()
			if err := d.rt.Close(ctx); err != nil {
				t.Fatal(err)
			}
			all("two", 10, 10, a, b)

			// Without the broker, each hears of its own.
			c.stop(t)
			eventually(t, func() bool { return a.rt.Ready(ctx) != nil && b.rt.Ready(ctx) != nil })
			a.write(waited, 1, 10)
			a.hears(waited, 1, 10, a)
			c.start(t)
			eventually(t, func() bool { return a.rt.Ready(ctx) == nil && b.rt.Ready(ctx) == nil })
			// What waited while the broker was away may still come: at most once.
			b.write("back", 5, 10)
			a.hears("back", 5, 10, b)
			e := join(t, w, c, "e")
			e.write("new", 3, 10)
			a.hears("new", 3, 10, e)
			e.hears("new", 3, 10, e)
		})
	}
}

// TestInvalidation: a mutation ends the connections of subscriptions whose
// filters match, on every replica, and no others.
func TestInvalidation(t *testing.T) {
	t.Parallel()
	c := &natsCarrier{}
	c.start(t)
	w := newWorld(t)
	var red, blue []*client
	var replicas []*replica
	for _, name := range []string{"a", "b"} {
		r := join(t, w, c, name)
		replicas = append(replicas, r)
		for _, room := range []string{"red", "blue"} {
			s := r.connect("alice")
			s.subscribe("1", "alice", `subscription { onSay(room: "`+room+`") }`)
			if room == "red" {
				red = append(red, s)
			} else {
				blue = append(blue, s)
			}
		}
	}
	replicas[0].do("bob", `mutation { say(text: "red") }`)
	for _, s := range red {
		s.closed(1008, "the subscription was invalidated")
	}
	replicas[1].do("bob", `mutation { say(text: "blue") }`)
	for _, s := range blue {
		s.closed(1008, "the subscription was invalidated")
	}
}

// TestReplicasOfOneRow: replicas write one row in turn, each on what the other
// has written, and every subscriber of each hears of it in that order.
func TestReplicasOfOneRow(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]carrier{"nats": &natsCarrier{}, "postgres": &pgCarrier{}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.start(t)
			w, database := newWorld(t), pgtest.URL(t)
			var replicas []*replica
			for _, name := range []string{"a", "b", "d"} {
				st, err := postgres.Open(context.Background(), database, w.schema, postgres.Options{})
				if err != nil {
					t.Fatal(err)
				}
				r := join(t, w, c, name, st)
				r.subscriber.subscribe("2", "key", "subscription { onUpdateNote { n } }")
				replicas = append(replicas, r)
			}
			replicas[0].do("key", `mutation { createNote(input: {id: "one", n: 0}) { id n text } }`)
			const last = 90
			var wg sync.WaitGroup
			for _, r := range replicas {
				wg.Go(func() { r.count("one", last) })
				wg.Go(func() { r.hearsCounting(last) })
			}
			wg.Wait()
		})
	}
}

// count raises a note's number by one until it is the last, together with others.
func (r *replica) count(id string, last int) {
	for n := 0; n < last; {
		got := r.ask("key", fmt.Sprintf(`mutation { updateNote(input: {id: %q, n: %d}, condition: {n: {eq: %d}}) { n } }`, id, n+1, n))
		if !strings.Contains(got, "ConditionalCheckFailed") {
			if n++; !strings.Contains(got, fmt.Sprintf(`{"n":%d}`, n)) {
				r.t.Error(got)
				return
			}
			continue
		}
		got = r.ask("key", fmt.Sprintf(`{ getNote(id: %q) { n } }`, id))
		if _, err := fmt.Sscanf(got, `{"data":{"getNote":{"n":%d}}}`, &n); err != nil {
			r.t.Error(got, err)
			return
		}
	}
}

// hearsCounting reads the numbers from 1 to the last, each once and in order.
func (r *replica) hearsCounting(last int) {
	r.t.Helper()
	for want := 1; want <= last; {
		text, err := r.subscriber.read()
		if err != nil {
			r.t.Errorf("%s: %v before %d", r.name, err, want)
			return
		}
		var m struct {
			Payload struct {
				Data struct{ OnUpdateNote *struct{ N int } }
			}
		}
		if err := json.Unmarshal([]byte(text), &m); err != nil {
			r.t.Error(err)
			return
		}
		if m.Payload.Data.OnUpdateNote == nil {
			continue // the note was created
		}
		if n := m.Payload.Data.OnUpdateNote.N; n != want {
			r.t.Errorf("%s hears of %d, want %d", r.name, n, want)
			return
		}
		want++
	}
}

// TestBrokerIsNotThere: a wrong address is noticed at the start.
func TestBrokerIsNotThere(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	_ = l.Close() // nobody answers there now
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	for _, url := range []string{"nats://" + address, "postgres://x@" + address + "/x", "kafka://" + address} {
		if _, err := realtime.OpenBroker(ctx, []realtime.Driver{nats.Driver(), pgnotify.Driver()}, realtime.BrokerOptions{URL: url, API: "x"}); err == nil {
			t.Errorf("%s is accepted", url)
		}
	}
}
