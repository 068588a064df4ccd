//go:build !unix

package node

import "os/exec"

func separate(*exec.Cmd) {}

// terminate ends a process at once.
func terminate(cmd *exec.Cmd) { _ = cmd.Process.Kill() }
