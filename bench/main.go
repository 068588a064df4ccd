// Command bench measures amplifygo side by side with other servers that answer
// the same requests from the same rows: CPU time of server and database for a
// request, requests per second, and memory. Every round runs all servers one
// after the other, so that what else the machine does falls on all of them.
//
//	go run . -store sqlite,postgres -rounds 5 -length 3s
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/amplifygo/amplifygo/bench/data"
	"github.com/amplifygo/amplifygo/bench/requests"
)

// settings are the flags.
type settings struct {
	stores, peers, workloads []string
	rounds, connections      int
	length                   time.Duration
	size                     data.Size
}

func main() {
	var s settings
	stores := flag.String("store", "sqlite,postgres", "the databases")
	names := flag.String("peers", "", "the servers, separated by commas; all by default")
	workloads := flag.String("workloads", "", "the workloads, separated by commas; all by default")
	flag.IntVar(&s.rounds, "rounds", 5, "how often every server is measured")
	flag.IntVar(&s.connections, "connections", 8, "requests at a time")
	flag.DurationVar(&s.length, "length", 3*time.Second, "how long a server is measured in one round")
	flag.Parse()
	s.stores, s.peers, s.workloads = split(*stores), split(*names), split(*workloads)
	s.size = data.Full
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	module, err := os.Getwd()
	if err == nil {
		err = run(ctx, module, s)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func split(list string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(list, ",")
}

func among(list []string, name string) bool {
	for _, x := range list {
		if x == name {
			return true
		}
	}
	return len(list) == 0
}

// run measures each store after the other.
func run(ctx context.Context, module string, s settings) error {
	for _, store := range s.stores {
		w, err := newWorld(ctx, module, store, s.size)
		if err != nil {
			return err
		}
		err = measure(ctx, w, s)
		if e := w.end(); err == nil {
			err = e
		}
		if err != nil {
			return fmt.Errorf("%s: %w", store, err)
		}
	}
	if among(s.stores, "sqlite") && among(s.peers, "amplifygo") {
		if err := durability(ctx, module, s, os.Stdout); err != nil {
			return err
		}
		return fanOut(ctx, module, s, os.Stdout)
	}
	return nil
}

// measure starts the servers on one store, checks that they agree, and prints
// what their rounds have cost.
func measure(ctx context.Context, w *world, s settings) error {
	servers, err := startAll(ctx, w, s)
	defer func() {
		for _, r := range servers {
			_ = r.stop()
		}
	}()
	if err != nil {
		return err
	}
	t := newTable(w.store, servers)
	for _, workload := range requests.All {
		if !among(s.workloads, string(workload)) {
			continue
		}
		if err := agree(ctx, servers, workload); err != nil {
			return err
		}
		for _, r := range servers { // caches and statements
			if _, err := drive(ctx, r, workload, s.connections, s.length/4); err != nil {
				return fmt.Errorf("%s, %s: %w", r.peer.name, workload, err)
			}
		}
		for n := range s.rounds {
			for i := range servers {
				r := servers[(i+n)%len(servers)]
				one, err := drive(ctx, r, workload, s.connections, s.length)
				if err != nil {
					return fmt.Errorf("%s, %s: %w", r.peer.name, workload, err)
				}
				t.add(r.peer.name, workload, one)
			}
		}
	}
	return t.print(os.Stdout)
}

func startAll(ctx context.Context, w *world, s settings) ([]*running, error) {
	var servers []*running
	for _, p := range peers() {
		if !among(s.peers, p.name) || !among(p.stores, w.store) {
			continue
		}
		r, err := p.start(ctx, w)
		if err != nil {
			return servers, fmt.Errorf("%s: %w", p.name, err)
		}
		r.peer = p
		servers = append(servers, r)
	}
	return servers, nil
}
