package event

import "sync"

// Order lets the events of one row leave in the order in which its
// transactions committed, although each transaction publishes by itself when
// its commit has returned: two writers of one row could overtake each other in
// between.
//
// A transaction takes its place behind those before it while it holds the
// row's lock, which is the order of their commits. The zero Order is ready; it
// is safe for concurrent use.
type Order struct {
	mu sync.Mutex
	// last is the end of each row's line; rows without a line are not in it.
	last map[string]*place
}

// place is one transaction's in the line of one row.
type place struct {
	row           string
	ahead, behind *place
	first         chan struct{} // closed when nobody is ahead; nil if nobody was
}

// Places are those of one transaction. They are used by one goroutine.
type Places struct {
	order *Order
	held  []*place
}

// Begin gives a transaction its places, none so far. Release(0) ends them.
func (o *Order) Begin() *Places { return &Places{order: o} }

// Take queues for a row that the transaction has written, and so has locked.
// Once is enough: for a row with a place it does nothing.
func (p *Places) Take(row string) {
	for _, h := range p.held {
		if h.row == row {
			return
		}
	}
	at := &place{row: row}
	o := p.order
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.last == nil {
		o.last = map[string]*place{}
	}
	if at.ahead = o.last[row]; at.ahead != nil {
		at.ahead.behind, at.first = at, make(chan struct{})
	}
	o.last[row] = at
	p.held = append(p.held, at)
}

// Rows are the rows with a place.
func (p *Places) Rows() []string {
	rows := make([]string, len(p.held))
	for i, at := range p.held {
		rows[i] = at.row
	}
	return rows
}

// Mark is what Release takes to give up the places that were taken after it.
func (p *Places) Mark() int { return len(p.held) }

// Release gives up places: those of a savepoint that was undone, or all, with
// mark 0, when the transaction has failed or its events have left. It has to
// follow at once, as others may be waiting.
func (p *Places) Release(mark int) {
	o := p.order
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, at := range p.held[mark:] {
		if at.behind != nil {
			at.behind.ahead = at.ahead
		} else if at.ahead != nil {
			o.last[at.row] = at.ahead
		} else {
			delete(o.last, at.row)
		}
		if at.ahead != nil {
			at.ahead.behind = at.behind
		} else if at.behind != nil {
			close(at.behind.first)
		}
	}
	p.held = p.held[:mark]
}

// Wait returns when the transaction is the first in each line. It is to be
// called after the commit: those ahead have committed or failed by then, and
// wait for nobody behind them.
func (p *Places) Wait() {
	for _, at := range p.held {
		if at.first != nil {
			<-at.first
		}
	}
}
