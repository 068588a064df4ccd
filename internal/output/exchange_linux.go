package output

import (
	"errors"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// exchange puts the folder stage in the place of target in one step; what was
// at target is at stage afterwards.
func exchange(stage, target string) error {
	err := unix.Renameat2(unix.AT_FDCWD, stage, unix.AT_FDCWD, target, unix.RENAME_EXCHANGE)
	switch {
	case errors.Is(err, unix.ENOENT):
		return os.Rename(stage, target)
	case errors.Is(err, unix.EINVAL), errors.Is(err, unix.ENOSYS):
		return swapInTwoSteps(stage, target)
	case err != nil:
		return &os.LinkError{Op: "exchange", Old: stage, New: target, Err: err}
	}
	return nil
}

// umask reads the process's mask, which Go keeps to itself.
func umask() os.FileMode {
	mask := syscall.Umask(0)
	syscall.Umask(mask)
	return os.FileMode(mask)
}
