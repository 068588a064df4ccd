package output

import "os"

// swapInTwoSteps serves file systems that cannot exchange two folders: between
// the steps there is no folder at target, but never a mixture.
func swapInTwoSteps(stage, target string) error {
	old := stage + oldSuffix
	if err := os.Rename(target, old); err != nil {
		return err
	}
	if err := os.Rename(stage, target); err != nil {
		// Put back what was there; the first error is the one to tell.
		_ = os.Rename(old, target)
		return err
	}
	return os.RemoveAll(old)
}
