package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"

	"github.com/amplifygo/amplifygo/bench/data"
	"github.com/amplifygo/amplifygo/bench/requests"
	"github.com/amplifygo/amplifygo/runtime/config"
)

// subscribers is how many hear of each event where delivery is measured.
const subscribers = 1000

// subscribe opens one subscription to new posts and calls hear for each. It
// returns when the server has confirmed it.
type subscribe func(ctx context.Context, s *running, hear func()) error

// fanOut measures the delivery of one event to many: creates one after the
// other, each of which is awaited by all subscribers.
func fanOut(ctx context.Context, module string, s settings, out io.Writer) error {
	w, err := newWorld(ctx, module, "sqlite", data.Size{Authors: 10, Posts: 100, Comments: 100})
	if err != nil {
		return err
	}
	defer w.end()
	fmt.Fprintf(out, "\nOne event to %d subscribers\n\n| Server | CPU per delivery | deliveries per second |\n| --- | --- | --- |\n", subscribers)
	for _, p := range peers() {
		listen := map[string]subscribe{"amplifygo": subscribeAppSync, "pocketbase": subscribePocketBase}[p.name]
		if listen == nil || !among(s.peers, p.name) {
			continue
		}
		r, err := p.start(ctx, w)
		if err != nil {
			return err
		}
		r.peer = p
		one, err := deliver(ctx, r, listen, s)
		if e := r.stop(); err == nil {
			err = e
		}
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		fmt.Fprintf(out, "| %s | %.1f µs | %.0f |\n", p.name, float64(one.perRequest())/float64(time.Microsecond), float64(one.requests)/one.elapsed.Seconds())
	}
	return nil
}

// deliver counts deliveries, as requests of a round.
func deliver(ctx context.Context, r *running, listen subscribe, s settings) (round, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var heard atomic.Int64
	all := make(chan struct{}, 1)
	hear := func() {
		if heard.Add(1)%subscribers == 0 {
			all <- struct{}{}
		}
	}
	errs := make(chan error, subscribers)
	var wg sync.WaitGroup
	for range subscribers {
		wg.Go(func() { errs <- listen(ctx, r, hear) })
	}
	wg.Wait()
	for range subscribers {
		if err := <-errs; err != nil {
			return round{}, err
		}
	}
	event := func(i int) error {
		if _, err := r.peer.ask(r, requests.Create, i).do(ctx); err != nil {
			return err
		}
		select {
		case <-all:
			return nil
		case <-time.After(30 * time.Second):
			return fmt.Errorf("event %d: %d of %d subscribers have heard of it", i, heard.Load()%subscribers, subscribers)
		}
	}
	if err := event(0); err != nil { // pools and buffers
		return round{}, err
	}
	before, err := r.cpu()
	if err != nil {
		return round{}, err
	}
	start, n := time.Now(), 0
	for length := time.Duration(s.rounds) * s.length; time.Since(start) < length; n++ {
		if err := event(n + 1); err != nil {
			return round{}, err
		}
	}
	elapsed := time.Since(start)
	after, err := r.cpu()
	return round{requests: int64(n) * subscribers, elapsed: elapsed, cpu: after - before}, err
}

// subscribeAppSync subscribes by AppSync's WebSocket protocol.
func subscribeAppSync(ctx context.Context, s *running, hear func()) error {
	u, err := url.Parse(s.url)
	if err != nil {
		return err
	}
	credentials := fmt.Sprintf(`{"host":%q,"x-api-key":%q}`, u.Host, config.DevelopmentAPIKey)
	conn, _, err := websocket.Dial(ctx, "ws"+strings.TrimPrefix(s.url, "http")+"/realtime?payload=e30=&header="+url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(credentials))),
		&websocket.DialOptions{Subprotocols: []string{"graphql-ws"}})
	if err != nil {
		return err
	}
	query := `{"query":"subscription { onCreatePost { id title views createdAt } }","variables":{}}`
	for _, m := range []string{`{"type":"connection_init"}`, fmt.Sprintf(`{"id":"1","type":"start","payload":{"data":%q,"extensions":{"authorization":%s}}}`, query, credentials)} {
		if err := conn.Write(ctx, websocket.MessageText, []byte(m)); err != nil {
			return err
		}
	}
	for {
		_, text, err := conn.Read(ctx)
		if err != nil {
			return err
		}
		if bytes.Contains(text, []byte(`"start_ack"`)) {
			break
		}
	}
	go func() {
		defer conn.CloseNow()
		for {
			_, text, err := conn.Read(ctx)
			if err != nil {
				return // the measurement is over
			}
			if bytes.Contains(text, []byte(`"type":"data"`)) {
				hear()
			}
		}
	}()
	return nil
}

// subscribePocketBase subscribes by PocketBase's server-sent events.
func subscribePocketBase(ctx context.Context, s *running, hear func()) error {
	base, _, _ := strings.Cut(s.url, "/collections/")
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/realtime", nil)
	if err != nil {
		return err
	}
	// Streams do not end, and the shared client's requests have to.
	res, err := (&http.Client{Transport: client.Transport}).Do(r)
	if err != nil {
		return err
	}
	lines := bufio.NewReader(res.Body)
	var connected struct{ ClientID string }
	for connected.ClientID == "" {
		line, err := lines.ReadString('\n')
		if err != nil {
			return err
		}
		if text, ok := strings.CutPrefix(line, "data:"); ok {
			if err := json.Unmarshal([]byte(text), &connected); err != nil {
				return err
			}
		}
	}
	body, err := json.Marshal(map[string]any{"clientId": connected.ClientID, "subscriptions": []string{"posts/*"}})
	if err != nil {
		return err
	}
	if _, err := (&ask{method: http.MethodPost, url: base + "/realtime", header: map[string]string{"Content-Type": "application/json"}, body: body}).do(ctx); err != nil {
		return err
	}
	go func() {
		defer res.Body.Close()
		for {
			line, err := lines.ReadString('\n')
			if err != nil {
				return // the measurement is over
			}
			if strings.HasPrefix(line, "event:posts/") {
				hear()
			}
		}
	}()
	return nil
}
