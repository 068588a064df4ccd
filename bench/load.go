package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/amplifygo/amplifygo/bench/requests"
)

// client keeps its connections, as a gateway before the server would.
var client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 256, DisableCompression: true}, Timeout: time.Minute}

// ask is one HTTP request of a workload.
type ask struct {
	method, url string
	header      map[string]string
	body        []byte
}

// do sends a request and reads the answer.
func (a *ask) do(ctx context.Context) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, a.method, a.url, bytes.NewReader(a.body))
	if err != nil {
		return nil, err
	}
	for k, v := range a.header {
		r.Header.Set(k, v)
	}
	res, err := client.Do(r)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode/100 != 2 {
		err = fmt.Errorf("%s %s: %s: %.300s", a.method, a.url, res.Status, body)
	}
	return body, err
}

// round is what a run of one workload against one server has measured.
type round struct {
	requests int64
	elapsed  time.Duration
	cpu      time.Duration
	counts   counts
}

// perRequest is the CPU time of server and database for one request.
func (r round) perRequest() time.Duration { return r.cpu / time.Duration(max(r.requests, 1)) }

// drive sends requests of a workload from so many connections for a time.
func drive(ctx context.Context, s *running, w requests.Workload, connections int, length time.Duration) (round, error) {
	before, err := s.cpu()
	if err != nil {
		return round{}, err
	}
	counted, err := s.counted(ctx)
	if err != nil {
		return round{}, err
	}
	deadline, cancel := context.WithTimeout(ctx, length)
	defer cancel()
	var done, next atomic.Int64
	var failed error
	var once sync.Once
	var wg sync.WaitGroup
	start := time.Now()
	for range connections {
		wg.Go(func() {
			for deadline.Err() == nil {
				// A request that was begun is ended and counted.
				if _, err := s.peer.ask(s, w, int(next.Add(1))).do(ctx); err != nil {
					once.Do(func() { failed = errors.Join(err, s.log()) })
					return
				}
				done.Add(1)
			}
		})
	}
	wg.Wait()
	r := round{requests: done.Load(), elapsed: time.Since(start)}
	if failed != nil {
		return r, failed
	}
	after, err := s.cpu()
	if err != nil {
		return r, err
	}
	now, err := s.counted(ctx)
	r.cpu, r.counts = after-before, counts{now.mallocs - counted.mallocs, now.statements - counted.statements}
	return r, err
}
