package postgres

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"testing/iotest"

	"github.com/amplifygo/amplifygo/runtime/store"
)

// TestBounded: messages pass as they are, however the network cuts them, up to
// one that is too long.
func TestBounded(t *testing.T) {
	t.Parallel()
	good := []byte("Z\x00\x00\x00\x05I" + "D\x00\x00\x00\x04" + "D\x00\x00\x00\x09hello" + "C\x00\x00\x00\x04")
	long := append(bytes.Clone(good), "D\x10\x00\x00\x00"...)
	for name, cut := range map[string]func(io.Reader) io.Reader{"whole": func(r io.Reader) io.Reader { return r }, "bytes": iotest.OneByteReader, "halves": iotest.HalfReader} {
		if got, err := io.ReadAll(&bounded{r: cut(bytes.NewReader(good))}); err != nil || !bytes.Equal(got, good) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
		if _, err := io.ReadAll(&bounded{r: cut(bytes.NewReader(long))}); !errors.Is(err, store.ErrTooLong) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
