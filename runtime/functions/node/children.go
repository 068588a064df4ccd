package node

import "sync"

// children are the processes that live.
type children struct {
	mu  sync.Mutex
	all map[*child]bool
}

func (r *Runtime) add(c *child) {
	r.children.mu.Lock()
	defer r.children.mu.Unlock()
	if r.children.all == nil {
		r.children.all = map[*child]bool{}
	}
	r.children.all[c] = true
}

func (r *Runtime) remove(c *child) {
	r.children.mu.Lock()
	defer r.children.mu.Unlock()
	delete(r.children.all, c)
}

// killAll ends what is left of a function's processes and waits for them.
func (r *Runtime) killAll(p *Pool) {
	r.children.mu.Lock()
	var left []*child
	for c := range r.children.all {
		if c.pool == p {
			left = append(left, c)
		}
	}
	r.children.mu.Unlock()
	for _, c := range left {
		c.kill()
		<-c.gone
	}
}
