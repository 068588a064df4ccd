package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/amplifygo/amplifygo/bench/requests"
)

// agree asks every server some requests of a workload and wants one answer of
// all, so that nobody is fast by answering something else.
func agree(ctx context.Context, servers []*running, w requests.Workload) error {
	for i := 1; i <= 5; i++ {
		bodies := make([][]byte, len(servers))
		for n, s := range servers {
			var err error
			if bodies[n], err = s.peer.ask(s, w, i).do(ctx); err != nil {
				return fmt.Errorf("%s, %s: %w\n%w", s.peer.name, w, err, s.log())
			}
		}
		if err := compare(w, servers, bodies); err != nil {
			return err
		}
	}
	return nil
}

// compare wants the same of all answers to one request.
func compare(w requests.Workload, servers []*running, bodies [][]byte) error {
	var first string
	for n, s := range servers {
		answer, err := s.peer.answer(w, bodies[n])
		if err != nil {
			return fmt.Errorf("%s, %s: %w", s.peer.name, w, err)
		}
		text, err := json.Marshal(answer) // with the keys in order
		if err != nil {
			return err
		}
		if n == 0 {
			first = string(text)
		}
		if string(text) != first {
			return fmt.Errorf("%s: %s answers\n%.1500s\nand %s\n%.1500s", w, servers[0].peer.name, first, s.peer.name, text)
		}
	}
	return nil
}
