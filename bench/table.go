package main

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/amplifygo/amplifygo/bench/requests"
)

// table collects rounds.
type table struct {
	store   string
	servers []*running
	rounds  map[string]map[requests.Workload][]round
}

func newTable(store string, servers []*running) *table {
	return &table{store: store, servers: servers, rounds: map[string]map[requests.Workload][]round{}}
}

func (t *table) add(peer string, w requests.Workload, r round) {
	if t.rounds[peer] == nil {
		t.rounds[peer] = map[requests.Workload][]round{}
	}
	t.rounds[peer][w] = append(t.rounds[peer][w], r)
}

// median gives the middle of a figure of all rounds.
func median(rounds []round, figure func(round) float64) float64 {
	all := make([]float64, len(rounds))
	for i, r := range rounds {
		all[i] = figure(r)
	}
	slices.Sort(all)
	return all[len(all)/2]
}

// print writes medians as a Markdown table.
func (t *table) print(w io.Writer) error {
	out := tabwriter.NewWriter(w, 0, 0, 1, ' ', 0)
	fmt.Fprintf(out, "\n%s\n\n| Workload\t| Server\t| CPU per request\t| against amplifygo\t| requests per second\t| allocations\t| statements\t|\n| ---\t| ---\t| ---\t| ---\t| ---\t| ---\t| ---\t|\n", t.store)
	cpu := func(r round) float64 { return float64(r.perRequest()) }
	for _, workload := range requests.All {
		ours := t.rounds["amplifygo"][workload]
		for _, s := range t.servers {
			rounds := t.rounds[s.peer.name][workload]
			if len(rounds) == 0 {
				continue
			}
			mine, relative, allocations, statements := median(rounds, cpu), "", "", ""
			if len(ours) > 0 && s.peer.name != "amplifygo" {
				relative = fmt.Sprintf("%.2f times", mine/median(ours, cpu))
			}
			if s.counters != "" {
				each := func(count func(counts) int64) float64 {
					return median(rounds, func(r round) float64 { return float64(count(r.counts)) / float64(max(r.requests, 1)) })
				}
				allocations = fmt.Sprintf("%.0f", each(func(c counts) int64 { return c.mallocs }))
				statements = fmt.Sprintf("%.2f", each(func(c counts) int64 { return c.statements }))
			}
			fmt.Fprintf(out, "| %s\t| %s\t| %.0f µs\t| %s\t| %.0f\t| %s\t| %s\t|\n", workload, s.peer.name, mine/float64(time.Microsecond), relative,
				median(rounds, func(r round) float64 { return float64(r.requests) / r.elapsed.Seconds() }), allocations, statements)
		}
	}
	fmt.Fprintln(out)
	for _, s := range t.servers {
		peak, err := peakMemory(s.process.cmd.Process.Pid)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%s: at most %d MB resident\n", s.peer.name, peak>>20)
	}
	return out.Flush()
}
