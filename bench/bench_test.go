package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"testing"

	"github.com/amplifygo/amplifygo/bench/data"
	"github.com/amplifygo/amplifygo/bench/requests"
	"github.com/amplifygo/amplifygo/internal/testkit/need"
	"github.com/amplifygo/amplifygo/internal/testkit/pgtest"
)

// TestServersAgree starts the servers on few rows and wants the same answers of
// all: figures of servers that answer differently would mean nothing.
func TestServersAgree(t *testing.T) {
	module, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, store := range []string{"sqlite", "postgres"} {
		t.Run(store, func(t *testing.T) {
			ctx := context.Background()
			w, err := newWorld(ctx, module, store, data.Size{Authors: 20, Posts: 300, Comments: 1500})
			if pgtest.IsMissing(err) {
				need.Missing(t, err.Error())
			}
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if err := w.end(); err != nil {
					t.Error(err)
				}
			})
			// The others take long to build; every run of the benchmark checks them.
			servers, err := startAll(ctx, w, settings{peers: []string{"floor", "amplifygo", "gqlgen"}})
			t.Cleanup(func() {
				for _, r := range servers {
					if err := r.stop(); err != nil {
						t.Error(err)
					}
				}
			})
			if err != nil {
				t.Fatal(err)
			}
			if len(servers) != 3 {
				t.Errorf("%d servers", len(servers))
			}
			for _, workload := range requests.All {
				if err := agree(ctx, servers, workload); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// TestDisagreementShows: a server that answers something else is found out.
func TestDisagreementShows(t *testing.T) {
	t.Parallel()
	fake := func(answer string) *running {
		return &running{process: &process{cmd: &exec.Cmd{}}, peer: &peer{
			name:   answer,
			ask:    func(*running, requests.Workload, int) *ask { return nil },
			answer: func(requests.Workload, []byte) (any, error) { return answer, nil },
		}}
	}
	if err := compare(requests.Get, []*running{fake("a"), fake("a")}, [][]byte{nil, nil}); err != nil {
		t.Error(err)
	}
	if err := compare(requests.Get, []*running{fake("a"), fake("b")}, [][]byte{nil, nil}); err == nil {
		t.Error(errors.New("two answers passed for one"))
	}
}
