package plan

import (
	"slices"
	"sync/atomic"
)

// Caller is what directives look at in an identity, as long as they name no
// groups and nothing was denied to it in particular.
type Caller struct {
	Mode                string
	Provider, Principal uint8
}

// Verdicts remember for kinds of callers which fields of a plan their
// directives refuse: the same for all requests of such callers.
type Verdicts struct {
	known atomic.Pointer[[]verdict]
}

type verdict struct {
	caller Caller
	denied []bool
}

// Get gives the refused fields by Field.Index, nil for none, and whether they
// are known.
func (v *Verdicts) Get(c Caller) (denied []bool, known bool) {
	list := v.known.Load()
	if list == nil {
		return nil, false
	}
	for i := range *list {
		if (*list)[i].caller == c {
			return (*list)[i].denied, true
		}
	}
	return nil, false
}

// Put remembers. A verdict that another request puts at the same time may be
// lost, and is then made again.
func (v *Verdicts) Put(c Caller, denied []bool) {
	var list []verdict
	if old := v.known.Load(); old != nil {
		list = slices.Clone(*old)
	}
	list = append(list, verdict{c, denied})
	v.known.Store(&list)
}
