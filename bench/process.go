package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// process is a running server.
type process struct {
	cmd    *exec.Cmd
	stderr bytes.Buffer
	done   chan error
}

// launch starts a server and waits until it accepts connections on its address.
func launch(ctx context.Context, address, dir string, env []string, name string, args ...string) (*process, error) {
	p := &process{cmd: exec.Command(name, args...), done: make(chan error, 1)}
	p.cmd.Dir = dir
	p.cmd.Env = append(os.Environ(), env...)
	p.cmd.Stderr = &p.stderr
	p.cmd.Stdout = io.Discard
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() { p.done <- p.cmd.Wait() }()
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
		if err == nil {
			return p, conn.Close()
		}
		select {
		case err := <-p.done:
			return nil, fmt.Errorf("%s ended: %v\n%s", name, err, p.stderr.String())
		case <-ctx.Done():
			return nil, errors.Join(fmt.Errorf("%s does not listen on %s:\n%s", name, address, p.stderr.String()), p.stop())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// stop ends the server.
func (p *process) stop() error {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.done:
		return nil
	case <-time.After(10 * time.Second):
		return p.cmd.Process.Kill()
	}
}

// freeAddress is a loopback address that nobody listens on.
func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// tick is the unit of CPU time in /proc on Linux.
const tick = 10 * time.Millisecond

// cpuTime is the CPU time that a process has used, user and system; with
// children also that of its children, of those that have ended too.
func cpuTime(pid int, children bool) (time.Duration, error) {
	f, err := statFields(pid)
	if err != nil {
		return 0, err
	}
	// Fields 14 to 17 of proc(5), of which 3 is the first here.
	sum := f[11] + f[12]
	if children {
		sum += f[13] + f[14]
		all, err := filepath.Glob("/proc/[0-9]*")
		if err != nil {
			return 0, err
		}
		for _, dir := range all {
			child, _ := strconv.Atoi(filepath.Base(dir))
			if c, err := statFields(child); err == nil && int(c[1]) == pid {
				sum += c[11] + c[12]
			}
		}
	}
	return time.Duration(sum) * tick, nil
}

// statFields are the numbers of /proc/PID/stat from field 3 on; what is no
// number is 0.
func statFields(pid int) ([]int64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return nil, err
	}
	// The name in parentheses may hold blanks.
	parts := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	numbers := make([]int64, len(parts))
	for i, s := range parts {
		numbers[i], _ = strconv.ParseInt(s, 10, 64)
	}
	return numbers, nil
}

// peakMemory is the most memory that a process had resident, in bytes.
func peakMemory(pid int) (int64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if v, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kb, err := strconv.ParseInt(strings.Fields(v)[0], 10, 64)
			return kb << 10, err
		}
	}
	return 0, errors.New("the system does not tell the peak of resident memory")
}
