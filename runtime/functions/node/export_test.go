package node

// Busy reports whether a call is under way.
func (p *Pool) Busy() bool { return len(p.slots) > 0 }
