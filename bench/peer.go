package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/amplifygo/amplifygo/bench/data"
	"github.com/amplifygo/amplifygo/bench/requests"
	"github.com/amplifygo/amplifygo/runtime/config"
)

// peer is a server to measure.
type peer struct {
	name string
	// stores are the kinds of databases that it runs on.
	stores []string
	// start builds and starts it.
	start func(ctx context.Context, w *world) (*running, error)
	// ask gives request i of a workload.
	ask func(s *running, w requests.Workload, i int) *ask
	// answer brings an answer into the form of amplifygo's.
	answer func(w requests.Workload, body []byte) (any, error)
}

// peers are the servers to measure, the first of which is what the others are
// compared with.
func peers() []*peer {
	return []*peer{
		{name: "floor", stores: []string{"sqlite", "postgres"}, start: startFloor, ask: askGraphQL, answer: answerGraphQL},
		{name: "amplifygo", stores: []string{"sqlite", "postgres"}, start: startAmplifygo, ask: askGraphQL, answer: answerGraphQL},
		{name: "gqlgen", stores: []string{"sqlite", "postgres"}, start: startGqlgen, ask: askGraphQL, answer: answerGraphQL},
		{name: "postgraphile", stores: []string{"postgres"}, start: startPostGraphile, ask: askPostGraphile, answer: answerPostGraphile},
		{name: "pocketbase", stores: []string{"sqlite"}, start: startPocketBase, ask: askPocketBase, answer: answerPocketBase},
	}
}

// running is a peer that serves.
type running struct {
	*process
	peer  *peer
	world *world
	// url is the address of requests, counters that of what the server counts,
	// if it does.
	url, counters string
	// tokens are those of a peer that believes in its own only.
	tokens []string
}

// cpu is the CPU time of the server and of the database's processes.
func (s *running) cpu() (time.Duration, error) {
	sum, err := cpuTime(s.process.cmd.Process.Pid, false)
	if c := s.world.cluster; err == nil && c != nil {
		var db time.Duration
		db, err = cpuTime(c.Process().Pid, true)
		sum += db
	}
	return sum, err
}

// counts are what a server counts: objects allocated, statements run.
type counts struct{ mallocs, statements int64 }

// counted asks the server for its counts; zeros if it does not count.
func (s *running) counted(ctx context.Context) (c counts, err error) {
	if s.counters == "" {
		return c, nil
	}
	text, err := (&ask{method: http.MethodGet, url: s.counters}).do(ctx)
	if err == nil {
		_, err = fmt.Sscan(string(text), &c.mallocs, &c.statements)
	}
	return c, err
}

// log is what the server wrote to its standard error, as an error.
func (s *running) log() error { return errors.New(s.process.stderr.String()) }

// build compiles a program of a Go module and gives its path.
func (w *world) build(ctx context.Context, name, module, pkg string) (string, error) {
	binary := filepath.Join(w.dir, name)
	if _, err := os.Stat(binary); err == nil {
		return binary, nil
	}
	return binary, w.run(ctx, module, "go", "build", "-o", binary, pkg)
}

func startFloor(ctx context.Context, w *world) (*running, error) {
	binary, err := w.build(ctx, "floor", w.module, "./floor")
	if err != nil {
		return nil, err
	}
	return w.launch(ctx, binary, nil)
}

func startAmplifygo(ctx context.Context, w *world) (*running, error) {
	binary, err := w.build(ctx, "amplifygo", w.module, "./project/cmd/server")
	if err != nil {
		return nil, err
	}
	counter, err := freeAddress()
	if err != nil {
		return nil, err
	}
	var ready string
	s, err := w.launch(ctx, binary, func(s *running, address string) []string {
		s.counters, ready = "http://"+counter, "http://"+address+"/readyz"
		return []string{"AMPLIFYGO_LISTEN=" + address, "AMPLIFYGO_DATABASE_URL=" + w.database, "AMPLIFYGO_DATA_DIR=" + w.keys,
			"AMPLIFYGO_MODE=development", "BENCH_COUNTERS=" + counter, "BENCH_RELAXED=" + w.relaxed}
	})
	if err != nil {
		return nil, err
	}
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		if _, err = (&ask{method: http.MethodGet, url: ready}).do(ctx); err == nil {
			return s, nil
		}
		if time.Now().After(deadline) {
			return nil, errors.Join(err, s.log(), s.stop())
		}
	}
}

func startGqlgen(ctx context.Context, w *world) (*running, error) {
	module := filepath.Join(w.module, "gqlgen")
	if err := w.run(ctx, module, "go", "tool", "gqlgen", "generate"); err != nil {
		return nil, err
	}
	binary, err := w.build(ctx, "gqlgen", module, ".")
	if err != nil {
		return nil, err
	}
	return w.launch(ctx, binary, nil)
}

// launch starts a server with the variables that every peer gets and its own.
func (w *world) launch(ctx context.Context, binary string, own func(s *running, address string) []string) (*running, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	s := &running{world: w, url: "http://" + address + "/graphql"}
	env := []string{"BENCH_LISTEN=" + address, "BENCH_DATABASE=" + w.database, "BENCH_KEYS=" + w.jwks, "GOGC=100"}
	if own != nil {
		env = append(env, own(s, address)...)
	}
	s.process, err = launch(ctx, address, w.dir, env, binary)
	return s, err
}

// askGraphQL gives the request of a server with amplifygo's API.
func askGraphQL(s *running, w requests.Workload, i int) *ask {
	document, variables := requests.GetDocument, map[string]any{}
	header := map[string]string{"Content-Type": "application/json", "x-api-key": config.DevelopmentAPIKey}
	size := s.world.size
	switch w {
	case requests.Get:
		variables["id"] = data.PostID(i * 7919 % size.Posts)
	case requests.List:
		document, variables["min"] = requests.ListDocument, i*37%900
	case requests.Nested:
		document = requests.NestedDocument
	case requests.Create:
		author, _, _ := data.Author(i % size.Authors)
		document, variables["input"] = requests.CreateDocument, map[string]any{
			"title": fmt.Sprintf("New %d", i), "content": "Written while others read.", "views": i % 1000, "status": "DRAFT", "authorId": author}
	case requests.Owned:
		document = requests.OwnedDocument
		delete(header, "x-api-key")
		header["Authorization"] = s.world.tokens[i%len(s.world.tokens)]
	}
	body, err := json.Marshal(map[string]any{"query": document, "variables": variables})
	if err != nil {
		panic(err) // texts and numbers can be written
	}
	return &ask{method: http.MethodPost, url: s.url, header: header, body: body}
}

// answerGraphQL reads an answer with the data of one root field.
func answerGraphQL(w requests.Workload, body []byte) (any, error) {
	var r struct {
		Data   map[string]any
		Errors []any
	}
	if err := json.Unmarshal(body, &r); err != nil {
		return nil, err
	}
	if len(r.Errors) > 0 || len(r.Data) != 1 {
		return nil, fmt.Errorf("%.300s", body)
	}
	for _, v := range r.Data {
		if w == requests.Create {
			row := v.(map[string]any)
			return map[string]any{"title": row["title"], "views": row["views"]}, nil
		}
		return v, nil
	}
	return nil, io.ErrUnexpectedEOF
}
