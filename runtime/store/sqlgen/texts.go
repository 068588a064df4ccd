package sqlgen

import "unsafe"

// Texts is memory from which the texts of a result are cut, so that they cost
// one allocation for some kilobytes instead of one each. The zero value is
// ready. A text that is kept keeps its neighbours.
type Texts struct {
	free []byte
	size int
}

const (
	textsMin = 512
	textsMax = 16 << 10
)

// Keep copies b.
func (t *Texts) Keep(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	if len(b) > len(t.free) {
		if len(b) > textsMax/4 {
			return string(b)
		}
		t.size = min(max(2*t.size, textsMin), textsMax)
		for t.size < len(b) {
			t.size *= 2
		}
		t.free = make([]byte, t.size)
	}
	n := copy(t.free, b)
	text := unsafe.String(&t.free[0], n) // never written again
	t.free = t.free[n:]
	return text
}
