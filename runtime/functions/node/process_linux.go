package node

import (
	"os/exec"
	"syscall"
)

// separate puts a process into a group of its own, so that it can be ended with
// what it starts and does not hear the terminal's signals. It ends with the
// server, however that ends.
func separate(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
