package node

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// maxAnswer is Lambda's bound of an answer, in bytes.
	maxAnswer = 6 << 20
	// startTime is Lambda's bound of a start.
	startTime = 10 * time.Second
	// endTime is how long a process may take to end by itself.
	endTime = time.Second
)

var (
	errTooLarge = errors.New("the answer is too large")
	errGarbled  = errors.New("the answer is not JSON")
)

// child is a process. Its calls come one after the other.
type child struct {
	pool       *Pool
	generation int
	cmd        *exec.Cmd
	requests   *os.File
	answers    *os.File
	reader     *bufio.Reader
	log        *output
	flooded    atomic.Bool
	used       time.Time
	expiry     *time.Timer
	once       sync.Once
	// gone is closed when the process has ended; state is set then.
	gone chan struct{}
	// last is what the process said before it ended itself; nil for nothing.
	last *failure
}

// failure is an error as the function's runtime tells it.
type failure struct {
	Type    string   `json:"errorType"`
	Message string   `json:"errorMessage"`
	Trace   []string `json:"trace"`
}

// message is what clients see of a failure: Lambda's errorMessage.
func (f *failure) message() string {
	if f.Message != "" {
		return f.Message
	}
	return f.Type
}

// answer is how a call ended.
type answer struct {
	result  json.RawMessage
	failure *failure
	// clean is false where the function has changed what later requests see.
	clean bool
}

// spawner starts all processes from one thread, which lives as long as the
// runtime: where the kernel ends children with the thread that made them, they
// are to end with the server and not before.
func (r *Runtime) spawner() {
	runtime.LockOSThread()
	for {
		select {
		case f := <-r.spawn:
			f()
		case <-r.done:
			return
		}
	}
}

// start starts a process and waits until it has loaded the function.
func (r *Runtime) start(ctx context.Context, p *Pool, path string, generation int) (*child, error) {
	c := &child{pool: p, generation: generation, gone: make(chan struct{})}
	if err := c.open(r, path); err != nil {
		return nil, err
	}
	limited, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	stop := context.AfterFunc(limited, c.kill)
	defer stop()
	kind, text, err := c.read()
	switch {
	case err == nil && kind == 'S':
		return c, nil
	case err == nil && kind == 'D':
		var f failure
		_ = json.Unmarshal(text, &f) // an unreadable failure is told as an empty one
		err = errors.New(f.Type + ": " + f.message())
	case limited.Err() != nil:
		err = fmt.Errorf("it takes longer than %v", startTime)
	default:
		c.kill()
		<-c.gone
		err = errors.New("its process ended" + c.ending())
	}
	c.kill()
	return nil, err
}

// open makes the process with its pipes.
func (c *child) open(r *Runtime, path string) error {
	theirRequests, ours, err := os.Pipe()
	if err != nil {
		return err
	}
	answers, theirAnswers, err := os.Pipe()
	if err != nil {
		return errors.Join(err, theirRequests.Close(), ours.Close())
	}
	c.requests, c.answers, c.reader = ours, answers, bufio.NewReaderSize(answers, 16<<10)
	c.log = &output{c: c, log: r.log}
	c.cmd = exec.Command(r.program, fmt.Sprintf("--max-old-space-size=%d", c.pool.f.MemoryMB), "--enable-source-maps",
		filepath.Join(r.dir, "bootstrap.mjs"), fileURL(path), fmt.Sprint(maxAnswer))
	c.cmd.Env, c.cmd.Dir = c.pool.environment, filepath.Dir(path)
	c.cmd.ExtraFiles = []*os.File{theirRequests, theirAnswers}
	c.cmd.Stdout, c.cmd.Stderr = c.log.stream("stdout"), c.log.stream("stderr")
	c.cmd.WaitDelay = endTime
	separate(c.cmd)
	started := make(chan error, 1)
	select {
	case r.spawn <- func() { started <- c.cmd.Start() }:
		err = <-started
	case <-r.done:
		err = errors.New("the server is stopping")
	}
	err = errors.Join(err, theirRequests.Close(), theirAnswers.Close())
	if err != nil {
		return errors.Join(err, ours.Close(), answers.Close())
	}
	r.add(c)
	go func() {
		_ = c.cmd.Wait() // how it ended is in ProcessState
		c.kill()         // what it has started; later its number may be another's
		c.log.flush()
		r.remove(c)
		close(c.gone)
	}()
	return nil
}

func fileURL(path string) string {
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(path)}).String()
}

// alive reports whether the process is there.
func (c *child) alive() bool {
	select {
	case <-c.gone:
		return false
	default:
		return true
	}
}

// call sends an event and waits for the answer. After an error the process is
// of no use any more. Where the context ends it is killed.
func (c *child) call(ctx context.Context, id string, event []byte, deadline time.Time) (*answer, error) {
	c.log.begin(id)
	stop := context.AfterFunc(ctx, c.kill)
	defer stop()
	frame := make([]byte, 4, len(event)+512)
	frame = fmt.Appendf(frame, `{"id":%q,"deadline":%d,"name":%q,"memory":%d,"arn":"arn:aws:lambda:us-east-1:000000000000:function:%s","event":`,
		id, deadline.UnixMilli(), c.pool.f.Name, c.pool.f.MemoryMB, c.pool.f.Name)
	frame = append(append(frame, event...), '}')
	binary.BigEndian.PutUint32(frame, uint32(len(frame)-4))
	if _, err := c.requests.Write(frame); err != nil {
		return nil, err
	}
	kind, text, err := c.read()
	if err != nil {
		return nil, err
	}
	switch kind {
	case 'R', 'r':
		if !json.Valid(text) {
			return nil, errGarbled
		}
		return &answer{result: text, clean: kind == 'R'}, nil
	case 'E', 'e', 'D':
		f := &failure{}
		if err := json.Unmarshal(text, f); err != nil {
			return nil, errGarbled
		}
		if kind == 'D' {
			c.last = f
			return nil, errors.New("the function ended its process")
		}
		return &answer{failure: f, clean: kind == 'E'}, nil
	}
	return nil, errGarbled
}

// read reads a frame: a kind, a length, a text.
func (c *child) read() (byte, []byte, error) {
	var head [5]byte
	if _, err := io.ReadFull(c.reader, head[:]); err != nil {
		return 0, nil, err
	}
	n := binary.BigEndian.Uint32(head[1:])
	if n > maxAnswer {
		return 0, nil, errTooLarge
	}
	text := make([]byte, n)
	_, err := io.ReadFull(c.reader, text)
	return head[0], text, err
}

// ending says how the process ended, for messages.
func (c *child) ending() string {
	if c.last != nil {
		return " with an error: " + c.last.message()
	}
	<-c.gone
	state := strings.TrimPrefix(c.cmd.ProcessState.String(), "exit status ")
	if state == "0" {
		return " without providing a reason"
	}
	if strings.HasPrefix(state, "signal: ") {
		return " with " + state
	}
	return " with exit status " + state
}

// end lets the process end by itself, and kills it if it does not.
func (c *child) end() {
	_ = c.requests.Close() // what a process that is gone left is no error
	go func() {
		select {
		case <-c.gone:
		case <-time.After(endTime):
		}
		c.kill()
	}()
}

// kill ends the process and what it has started. Only the first call does
// anything, and that is at the latest when the process has ended.
func (c *child) kill() {
	c.once.Do(func() {
		terminate(c.cmd)
		_ = c.requests.Close()
		go func() {
			<-c.gone
			_ = c.answers.Close()
		}()
	})
}

// trace is the stack of a failure with the paths of the user's sources, without
// what is not the user's.
func (c *child) trace(f *failure) []string {
	var out []string
	for _, line := range f.Trace {
		if strings.Contains(line, "/bootstrap.mjs:") {
			break
		}
		out = append(out, strings.ReplaceAll(line, c.cmd.Dir+"/", ""))
	}
	return out
}
