package realtime

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/amplifygo/amplifygo/runtime/event"
)

// TestLines: whatever the ways on which announcements and events of several
// replicas come, as long as each replica's own come in its order, the events of
// every row are delivered in the order of the announcements, and all of them.
func TestLines(t *testing.T) {
	t.Parallel()
	for seed := range uint64(2000) {
		r := rand.New(rand.NewPCG(seed, 1))
		delivered := map[string][]string{} // the transactions of each row
		count := 0
		l := newLines(func(ev *event.Event) {
			delivered[ev.Model] = append(delivered[ev.Model], ev.Announcement)
			count++
		})
		wanted := map[string][]string{}
		var messages [][]func() // the messages of each transaction after its announcement
		events := 0
		for i := range 1 + r.IntN(12) {
			name := fmt.Sprint("tx", i)
			rows := []string{"a", "b", "c", "d"}
			r.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
			rows = rows[:1+r.IntN(3)]
			var list []func()
			if r.IntN(6) == 0 {
				list = append(list, func() { l.add(name, nil, true) }) // taken back
			} else {
				for j, row := range rows {
					wanted[row] = append(wanted[row], name)
					events++
					list = append(list, func() { l.add(name, &event.Event{Model: row, Announcement: name}, j == len(rows)-1) })
				}
			}
			messages = append(messages, append([]func(){func() { l.join(name, rows) }}, list...))
		}
		// Announcements keep their order; everything else comes as it likes.
		for announced := 0; len(messages) > 0; {
			i := r.IntN(len(messages))
			if len(messages[i]) == 0 {
				messages = slices.Delete(messages, i, i+1)
				if i < announced {
					announced--
				}
				continue
			}
			if i > announced {
				continue // somebody else announces first
			}
			if i == announced {
				announced++
			}
			messages[i][0]()
			messages[i] = messages[i][1:]
		}
		for row, want := range wanted {
			if !slices.Equal(delivered[row], want) {
				t.Fatalf("seed %d, row %s: delivered %v, announced %v", seed, row, delivered[row], want)
			}
		}
		if count != events || len(l.rows) != 0 || len(l.turns) != 0 {
			t.Fatalf("seed %d: %d of %d events, %d rows and %d turns left", seed, count, events, len(l.rows), len(l.turns))
		}
	}
}

// TestLostTurn: events behind a transaction of a replica that has died come
// after a while, and one that comes then does not wait.
func TestLostTurn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var got []string
		l := newLines(func(ev *event.Event) {
			mu.Lock()
			defer mu.Unlock()
			got = append(got, ev.Announcement)
		})
		l.join("dead", []string{"a"})
		l.join("next", []string{"a", "b"})
		l.add("next", &event.Event{Announcement: "next"}, true)
		mu.Lock()
		early := len(got)
		mu.Unlock()
		if early > 0 {
			t.Fatal("an event did not wait")
		}
		time.Sleep(lost + time.Second) // of the test's own clock
		synctest.Wait()
		l.add("dead", &event.Event{Announcement: "dead"}, true)
		l.add("unknown", &event.Event{Announcement: "unknown"}, true)
		mu.Lock()
		defer mu.Unlock()
		if want := []string{"next", "dead", "unknown"}; !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		l.close()
	})
}
