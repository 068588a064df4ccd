package event_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/amplifygo/amplifygo/runtime/event"
)

// TestOrder lets transactions lock rows as a database does, commit, and
// publish after the locks are gone.
func TestOrder(t *testing.T) {
	t.Parallel()
	const rows, writers, each = 3, 8, 200
	var order event.Order
	var locks [rows]sync.Mutex
	var committed, published [rows][]string
	var mu sync.Mutex
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			dice := rand.New(rand.NewPCG(1, uint64(w)))
			for n := range each {
				places := order.Begin()
				first := dice.IntN(rows)
				last := first + dice.IntN(rows-first)
				name := fmt.Sprint(w, ".", n)
				for r := first; r <= last; r++ { // in one direction: no deadlock of the locks
					locks[r].Lock()
					places.Take(fmt.Sprint(r))
					places.Take(fmt.Sprint(r))
				}
				fails := dice.IntN(5) == 0
				for r := first; r <= last; r++ {
					if !fails {
						committed[r] = append(committed[r], name)
					}
					locks[r].Unlock()
				}
				if !fails {
					places.Wait()
					mu.Lock()
					for r := first; r <= last; r++ {
						published[r] = append(published[r], name)
					}
					mu.Unlock()
				}
				places.Release(0)
			}
		})
	}
	wg.Wait()
	for r := range rows {
		if len(committed[r]) == 0 || !slices.Equal(committed[r], published[r]) {
			t.Errorf("row %d: published in another order", r)
		}
	}
}

// TestOrderSavepoint: a place that a savepoint gave up holds nobody back, and
// does not let those behind it past those before it.
func TestOrderSavepoint(t *testing.T) {
	t.Parallel()
	var order event.Order
	a, b, c := order.Begin(), order.Begin(), order.Begin()
	a.Take("1")
	mark := b.Mark()
	b.Take("1")
	c.Take("1")
	b.Release(mark)
	waited := make(chan struct{})
	go func() {
		c.Wait()
		close(waited)
	}()
	b.Wait() // has no place
	select {
	case <-waited:
		t.Fatal("c has overtaken a")
	default:
	}
	a.Release(0)
	<-waited
	c.Release(0)
	d := order.Begin()
	d.Take("1")
	d.Wait() // nobody is left
	d.Release(0)
}

func BenchmarkOrder(b *testing.B) {
	var order event.Order
	b.ReportAllocs()
	for b.Loop() {
		p := order.Begin()
		p.Take("Todo\x001")
		p.Wait()
		p.Release(0)
	}
}
