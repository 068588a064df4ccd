package realtime_test

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/amplifygo/amplifygo/runtime/event"
)

// plug is a subscriber that costs as little as possible.
type plug struct {
	net.Conn
	r *bufio.Reader
}

func dialPlug(b *testing.B, address, header string) *plug {
	b.Helper()
	u, err := url.Parse(address)
	if err != nil {
		b.Fatal(err)
	}
	conn, err := net.Dial("tcp", u.Host)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = conn.Close() })
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: graphql-ws, header-%s\r\n\r\n",
		u.Path, u.Host, base64.RawURLEncoding.EncodeToString([]byte(header)))
	p := &plug{conn, bufio.NewReaderSize(conn, 512)}
	if got, err := http.ReadResponse(p.r, nil); err != nil || got.StatusCode != http.StatusSwitchingProtocols {
		b.Fatal(got, err)
	}
	return p
}

// say sends a text with a mask of zeros.
func (p *plug) say(b *testing.B, text string) {
	b.Helper()
	frame := append(binary.BigEndian.AppendUint16([]byte{0x81, 0x80 | 126}, uint16(len(text))), 0, 0, 0, 0)
	if _, err := p.Write(append(frame, text...)); err != nil {
		b.Fatal(err)
	}
}

// frame reads one message and gives its length.
func (p *plug) frame() (int, error) {
	head, err := p.r.Peek(2)
	if err != nil {
		return 0, err
	}
	n := 2 + int(head[1])
	if head[1] == 126 {
		if head, err = p.r.Peek(4); err != nil {
			return 0, err
		}
		n = 4 + int(binary.BigEndian.Uint16(head[2:]))
	}
	return p.r.Discard(n)
}

// plugs connects and subscribes many.
func (s *service) plugs(b *testing.B, n int, query string) []*plug {
	b.Helper()
	header := s.header(b, "key", "", "")
	start := startMessage(b, "6f1b2c1e-59d0-4a8e-9f0d-0123456789ab", object(b, "query", query), header)
	list := make([]*plug, n)
	for i := range list {
		p := dialPlug(b, s.url, header)
		p.say(b, `{"type":"connection_init"}`)
		p.say(b, start)
		for range 3 { // ack, ka, start_ack
			if _, err := p.frame(); err != nil {
				b.Fatal(err)
			}
		}
		list[i] = p
	}
	return list
}

// arrivals counts the events that arrive at all plugs: a value for each that
// has reached everybody.
func arrivals(list []*plug) <-chan struct{} {
	all := make(chan struct{}, 1)
	var heard atomic.Int64
	for _, p := range list {
		go func() {
			for {
				if _, err := p.frame(); err != nil {
					return
				}
				if heard.Add(1)%int64(len(list)) == 0 {
					all <- struct{}{}
				}
			}
		}()
	}
	return all
}

// cpu is the processor time of the process.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// perDelivery runs publish and waits until everybody has heard, and reports
// what one delivery costs, the receiving side included.
func perDelivery(b *testing.B, n int, all <-chan struct{}, publish func()) {
	publish()
	<-all
	runtime.GC()
	b.ReportAllocs()
	before := cpu(b)
	for b.Loop() {
		publish()
		<-all
	}
	deliveries := float64(b.N * n)
	b.ReportMetric(float64(cpu(b)-before)/deliveries, "cpu-ns/delivery")
	b.ReportMetric(deliveries/b.Elapsed().Seconds(), "deliveries/s")
}

const benchText = "Some text of a note, as long as such texts are."

// BenchmarkFanOut sends one event to 1,000 subscribers, and beside it the same
// bytes by the smallest hub that there can be: a list of sockets and one ready
// frame, without ids, rules, queues or slow consumers.
func BenchmarkFanOut(b *testing.B) {
	const n = 1000
	b.Run("amplifygo", func(b *testing.B) {
		s := newWorld(b).serve(b)
		all := arrivals(s.plugs(b, n, onNote))
		perDelivery(b, n, all, func() { s.publish("n", benchText) })
	})
	b.Run("minimal", func(b *testing.B) {
		hub := &minimal{}
		h := httptest.NewServer(hub)
		b.Cleanup(h.Close)
		list := make([]*plug, n)
		for i := range list {
			list[i] = dialPlug(b, h.URL+"/", "")
		}
		hub.wait(n)
		frame := []byte(`{"id":"6f1b2c1e-59d0-4a8e-9f0d-0123456789ab","type":"data","payload":{"data":{"onCreateNote":{"id":"n","text":"` + benchText + `"}}}}`)
		all := arrivals(list)
		perDelivery(b, n, all, func() { hub.send(frame) })
		hub.close()
	})
}

// minimal is the hub to compare with.
type minimal struct {
	mu    sync.Mutex
	conns []*websocket.Conn
}

func (m *minimal) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ws, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{"graphql-ws"}})
	if err != nil {
		return
	}
	m.mu.Lock()
	m.conns = append(m.conns, ws)
	m.mu.Unlock()
	_, _, _ = ws.Read(context.Background())
}

func (m *minimal) wait(n int) {
	for {
		m.mu.Lock()
		have := len(m.conns)
		m.mu.Unlock()
		if have == n {
			return
		}
		runtime.Gosched()
	}
}

func (m *minimal) send(frame []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, ws := range m.conns {
		_ = ws.Write(context.Background(), websocket.MessageText, frame)
	}
}

func (m *minimal) close() {
	for _, ws := range m.conns {
		_ = ws.CloseNow()
	}
}

// BenchmarkFanOutFiltered has 10,000 subscriptions of which one wants the
// event: the index finds it.
func BenchmarkFanOutFiltered(b *testing.B) {
	s := newWorld(b).serve(b)
	header := s.header(b, "key", "", "")
	var list []*plug
	for i := range 50 {
		p := dialPlug(b, s.url, header)
		p.say(b, `{"type":"connection_init"}`)
		for k := range 200 {
			query := fmt.Sprintf(`subscription { onCreateNote(filter: {text: {eq: "%d.%d"}}) { id } }`, i, k)
			p.say(b, startMessage(b, fmt.Sprint(k), object(b, "query", query), header))
		}
		for range 202 {
			if _, err := p.frame(); err != nil {
				b.Fatal(err)
			}
		}
		list = append(list, p)
	}
	heard := arrivals(list[:1])
	b.ReportAllocs()
	for b.Loop() {
		s.publish("n", "0.7")
		<-heard
	}
}

// BenchmarkRooms delivers the result of a custom mutation to the one of ten
// thousand subscriptions that has an argument for it.
func BenchmarkRooms(b *testing.B) {
	s := newWorld(b).serve(b)
	header := s.header(b, "alice", "", "")
	var list []*plug
	for i := range 50 {
		p := dialPlug(b, s.url, header)
		p.say(b, `{"type":"connection_init"}`)
		for k := range 200 {
			p.say(b, startMessage(b, fmt.Sprint(k), object(b, "query", fmt.Sprintf(`subscription { onShout(room: "%d.%d") { text } }`, i, k)), header))
		}
		for range 202 {
			if _, err := p.frame(); err != nil {
				b.Fatal(err)
			}
		}
		list = append(list, p)
	}
	heard := arrivals(list[:1])
	b.ReportAllocs()
	for b.Loop() {
		_ = s.rt.Publish(context.Background(), &event.Event{ID: "1", Mutation: "shout", Payload: []byte(`{"room":"0.7","text":"hi"}`)})
		<-heard
	}
}

// BenchmarkConnections reports the memory of a connection with one
// subscription, the peer's socket included.
func BenchmarkConnections(b *testing.B) {
	for _, n := range []int{1000, 9500} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var limit syscall.Rlimit
			if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil || limit.Cur < uint64(2*n+100) {
				b.Fatalf("%d files may be open, %d are needed (%v)", limit.Cur, 2*n+100, err)
			}
			s := newWorld(b).serve(b)
			s.plugs(b, 10, onNote)
			for b.Loop() {
				before := memory()
				list := s.plugs(b, n, onNote)
				for _, p := range list {
					p.r = nil
				}
				b.ReportMetric(float64(memory()-before)/float64(n), "bytes/connection")
				for _, p := range list {
					_ = p.Close()
				}
			}
		})
	}
}

// memory is what heap and stacks take after a collection.
func memory() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc + m.StackInuse)
}

// BenchmarkLatency reports the time from Publish to the subscriber's having
// the message.
func BenchmarkLatency(b *testing.B) {
	s := newWorld(b).serve(b)
	p := s.plugs(b, 1, onNote)[0]
	var times []time.Duration
	for b.Loop() {
		start := time.Now()
		s.publish("n", benchText)
		if _, err := p.frame(); err != nil {
			b.Fatal(err)
		}
		times = append(times, time.Since(start))
	}
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(times[len(times)*99/100].Microseconds()), "p99-µs")
}

// TestPlug keeps the benchmarks' reader right.
func TestPlug(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("x", 200)
	p := &plug{r: bufio.NewReaderSize(strings.NewReader("\x81\x03abc\x81\x7e\x00\xc8"+text+"\x81\x00"), 512)}
	for _, want := range []int{5, 204, 2} {
		if n, err := p.frame(); n != want || err != nil {
			t.Errorf("%d, want %d: %v", n, want, err)
		}
	}
	if _, err := p.frame(); err != io.EOF {
		t.Error(err)
	}
}

// BenchmarkAnnounce is what a mutation waits for with several replicas: its
// announcement goes to the broker and comes back.
func BenchmarkAnnounce(b *testing.B) {
	for name, c := range map[string]carrier{"nats": &natsCarrier{}, "postgres": &pgCarrier{}} {
		b.Run(name, func(b *testing.B) {
			c.start(b)
			w := newWorld(b)
			r, _ := join(b, w, c, "a"), join(b, w, c, "b")
			rows := []string{event.RowKey("Note\x001")}
			for b.Loop() {
				name := r.rt.Announce(context.Background(), rows)
				if name == "" {
					b.Fatal("not announced")
				}
				r.rt.Retract(name)
			}
		})
	}
}
