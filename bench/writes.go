package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/amplifygo/amplifygo/bench/data"
	"github.com/amplifygo/amplifygo/bench/requests"
)

// writers is how many write at a time where durability is measured.
const writers = 16

// durability compares creates that are on the disk when they are answered
// with creates that a loss of power may undo (synchronous = NORMAL).
func durability(ctx context.Context, module string, s settings, out io.Writer) error {
	var servers []*running
	defer func() {
		for _, r := range servers {
			_ = r.stop()
		}
	}()
	for _, mode := range []string{"full", "normal"} {
		w, err := newWorld(ctx, module, "sqlite", data.Size{Authors: 10, Posts: 100, Comments: 100})
		if err != nil {
			return err
		}
		defer w.end()
		if mode == "normal" {
			w.relaxed = "yes"
		}
		r, err := startAmplifygo(ctx, w)
		if err != nil {
			return err
		}
		r.peer = &peer{name: mode, ask: askGraphQL, answer: answerGraphQL}
		servers = append(servers, r)
	}
	rounds := map[string][]round{}
	for range s.rounds {
		for _, r := range servers {
			one, err := drive(ctx, r, requests.Create, writers, s.length)
			if err != nil {
				return err
			}
			rounds[r.peer.name] = append(rounds[r.peer.name], one)
		}
	}
	fmt.Fprintf(out, "\nSQLite, creates by %d writers\n\n| synchronous | CPU per request | requests per second |\n| --- | --- | --- |\n", writers)
	for _, r := range servers {
		all := rounds[r.peer.name]
		fmt.Fprintf(out, "| %s | %.0f µs | %.0f |\n", r.peer.name, median(all, func(r round) float64 { return float64(r.perRequest()) / float64(time.Microsecond) }),
			median(all, func(r round) float64 { return float64(r.requests) / r.elapsed.Seconds() }))
	}
	return nil
}
