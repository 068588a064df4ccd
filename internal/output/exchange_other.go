//go:build !linux

package output

import "os"

// exchange puts the folder stage in the place of target.
func exchange(stage, target string) error {
	if _, err := os.Stat(target); os.IsNotExist(err) {
		return os.Rename(stage, target)
	}
	return swapInTwoSteps(stage, target)
}

// umask is the usual mask, since other systems offer no portable way to read it.
func umask() os.FileMode { return 0o022 }
