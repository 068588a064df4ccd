//go:build unix

package output

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// lock waits until no other run writes into the folder; alone is false on file
// systems without locks. The lock ends with the process.
func lock(dir string) (alone bool, release func(), err error) {
	f, err := os.Open(dir)
	if err != nil {
		return false, nil, err
	}
	for {
		switch err := unix.Flock(int(f.Fd()), unix.LOCK_EX); {
		case err == nil:
			return true, func() { f.Close() }, nil
		case !errors.Is(err, unix.EINTR):
			return false, func() { f.Close() }, nil
		}
	}
}
