package jsresolver

import "github.com/amplifygo/amplifygo/runtime/functions"

// spareWorlds is how many unused worlds are kept ready. Each takes about 50 KB.
const spareWorlds = 16

// take gives a world that no script has seen: one that was made ahead, or a
// new one. Used worlds are never given again.
func (r *Runtime) take(call *functions.Call) *world {
	var w *world
	select {
	case w = <-r.spare:
	default:
		w = r.newWorld()
	}
	w.call = call
	return w
}

// refill makes a world for a later request, one at a time, without keeping
// this one waiting.
func (r *Runtime) refill() {
	if len(r.spare) == cap(r.spare) || !r.filling.CompareAndSwap(false, true) {
		return
	}
	go func() {
		defer r.filling.Store(false)
		for len(r.spare) < cap(r.spare) {
			w := r.newWorld()
			w.utilities()
			select {
			case r.spare <- w:
			default:
				return
			}
		}
	}()
}
