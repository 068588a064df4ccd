//go:build !unix

package output

// lock does nothing: a folder cannot be locked.
func lock(string) (alone bool, release func(), err error) { return false, func() {}, nil }
