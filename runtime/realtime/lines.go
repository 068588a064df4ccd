package realtime

import (
	"sync"
	"time"

	"github.com/amplifygo/amplifygo/runtime/event"
)

// lost is how long others wait for the events of an announced transaction. Its
// replica has died, or was cut off, between the announcement and the events.
const lost = 5 * time.Second

// lines let the events of each row reach subscribers in the order in which its
// transactions were announced, whichever replica they are of.
type lines struct {
	deliver func(*event.Event)

	mu   sync.Mutex
	rows map[string][]*turn
	// turns are those that stand in lines, by announcement.
	turns map[string]*turn
}

// turn is a transaction's place in the lines of its rows.
type turn struct {
	name     string
	rows     []string
	events   []*event.Event
	complete bool
	timer    *time.Timer
}

func newLines(deliver func(*event.Event)) *lines {
	return &lines{deliver: deliver, rows: map[string][]*turn{}, turns: map[string]*turn{}}
}

// join puts an announced transaction at the ends of its rows' lines.
func (l *lines) join(name string, rows []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.turns[name] != nil {
		return
	}
	t := &turn{name: name, rows: rows}
	l.turns[name] = t
	for _, row := range rows {
		l.rows[row] = append(l.rows[row], t)
	}
	t.timer = time.AfterFunc(lost, func() { l.add(name, nil, true) })
}

// add hands over an event of an announced transaction; nil for none. last: the
// transaction has no more. Without its announcement, which was made before this
// replica listened, or given up, the event does not wait.
func (l *lines) add(name string, ev *event.Event, last bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	t := l.turns[name]
	if t == nil {
		if ev != nil {
			l.deliver(ev)
		}
		return
	}
	if ev != nil {
		t.events = append(t.events, ev)
	}
	t.complete = t.complete || last
	l.advance(t)
}

// advance delivers what is not behind others, and after it those whose turn it
// has become.
func (l *lines) advance(t *turn) {
	for _, row := range t.rows {
		if l.rows[row][0] != t {
			return
		}
	}
	for _, ev := range t.events {
		l.deliver(ev)
	}
	t.events = nil
	if !t.complete {
		return
	}
	t.timer.Stop()
	delete(l.turns, t.name)
	var next []*turn
	for _, row := range t.rows {
		if l.rows[row] = l.rows[row][1:]; len(l.rows[row]) == 0 {
			delete(l.rows, row)
		} else {
			next = append(next, l.rows[row][0])
		}
	}
	for _, t := range next {
		if l.turns[t.name] == t { // it may have had its turn
			l.advance(t)
		}
	}
}

// close gives all turns up.
func (l *lines) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, t := range l.turns {
		t.timer.Stop()
	}
}
