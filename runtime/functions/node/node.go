// Package node runs functions written in TypeScript or JavaScript in processes
// of Node, as Lambda does: each process takes one request at a time, keeps what
// the module holds between requests, and is replaced when it dies, is too slow
// or leaves the world of JavaScript changed.
//
// The code of a function is one ES module, which generation has bundled; Node
// is all that a machine needs.
package node

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"time"
)

// Function is a function to run.
type Function struct {
	// Name is the name of the resource, as defineFunction has it.
	Name string
	// Handlers are the logical names under which the schema's handlers know it.
	Handlers []string
	// Entry is the source file, for messages.
	Entry string
	// Text is the bundled module. File is its path, from which development
	// takes it anew when it changes; relative to the project's root, or empty.
	Text, File string
	// Latest gives the module as it is now, where it changes while it is
	// served; nil otherwise.
	Latest func() string
	// Environment are the variables that the schema gives; Secrets those that
	// it does not, with the secret's name where it is one.
	Environment, Secrets map[string]string
	// TimeoutSeconds bounds a call; 3 where it is 0, as on Lambda.
	TimeoutSeconds int
	// MemoryMB bounds the heap; 512 where it is 0, as in Amplify.
	MemoryMB int
}

// Amplify's defaults of a function.
const (
	defaultTimeout  = 3 * time.Second
	defaultMemoryMB = 512
)

// DefaultConcurrency is the greatest number of processes of one function.
const DefaultConcurrency = 8

// minimum is the oldest major version of Node that runs the functions.
const minimum = 18

// Options are what all functions of a server have in common.
type Options struct {
	// Node is the program; "node" of the search path where it is empty.
	Node string
	// Dir is the project's root, for Function.File. Empty switches reading
	// functions anew off.
	Dir string
	// Logger takes what the functions write, line by line.
	Logger *slog.Logger
}

// Settings are what the configuration says of one function.
type Settings struct {
	// Environment beats what the schema gives.
	Environment map[string]string
	// Timeout beats the schema's, where it is not 0.
	Timeout time.Duration
	// Concurrency is the greatest number of processes; 0 is DefaultConcurrency.
	Concurrency int
}

// Runtime starts and ends the processes of functions.
type Runtime struct {
	program string
	dir     string
	root    string
	log     *slog.Logger
	spawn   chan func()
	done    chan struct{}

	mu    sync.Mutex
	pools []*Pool

	children children
}

// New finds Node and checks its version. Close ends what the Runtime starts.
func New(ctx context.Context, o Options) (*Runtime, error) {
	if runtime.GOOS == "windows" {
		return nil, errors.New("functions do not run in Node on Windows, whose processes inherit no pipes: give their addresses as functions.<name>.url")
	}
	if o.Node == "" {
		o.Node = "node"
	}
	program, err := exec.LookPath(o.Node)
	if err != nil {
		return nil, errors.New("functions that run in Node need the program node in the search path: install Node.js, or give their addresses as functions.<name>.url")
	}
	if err := checkVersion(ctx, program); err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "amplifygo-functions-")
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(dir, "bootstrap.mjs"), bootstrap, 0o600); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	r := &Runtime{program: program, dir: dir, root: o.Dir, log: o.Logger, spawn: make(chan func()), done: make(chan struct{})}
	go r.spawner()
	return r, nil
}

var version = regexp.MustCompile(`^v(\d+)\.`)

func checkVersion(ctx context.Context, program string) error {
	limited, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	out, err := exec.CommandContext(limited, program, "--version").Output()
	if err != nil {
		return fmt.Errorf("%s --version: %w", program, err)
	}
	m := version.FindSubmatch(out)
	if m == nil {
		return fmt.Errorf("%s --version says %.40q, which is no version of Node", program, out)
	}
	if major, _ := strconv.Atoi(string(m[1])); major < minimum {
		return fmt.Errorf("%s is Node %s: functions need version %d or later", program, m[1], minimum)
	}
	return nil
}

// Missing lists the variables of a function that nothing gives a value.
func Missing(f Function, s Settings, getenv func(string) string) []string {
	var out []string
	for name, secret := range f.Secrets {
		if _, ok := s.Environment[name]; ok || secret != "" && getenv(secret) != "" {
			continue
		}
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// Open prepares a function; no process is started before the first call.
// environment are variables of the server's making; those of the schema and
// of the settings beat them. getenv finds the secrets.
func (r *Runtime) Open(f Function, s Settings, environment map[string]string, getenv func(string) string) *Pool {
	if s.Timeout == 0 {
		s.Timeout = time.Duration(f.TimeoutSeconds) * time.Second
	}
	if s.Timeout == 0 {
		s.Timeout = defaultTimeout
	}
	if f.MemoryMB == 0 {
		f.MemoryMB = defaultMemoryMB
	}
	if s.Concurrency == 0 {
		s.Concurrency = DefaultConcurrency
	}
	p := &Pool{
		runtime: r, f: f, timeout: s.Timeout, code: &code{f: f, dir: r.dir, root: r.root},
		slots: make(chan struct{}, s.Concurrency), environment: variables(f, s, environment, getenv),
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.pools = append(r.pools, p)
	return p
}

// Close waits for the calls under way, as long as the context lasts, and ends
// all processes.
func (r *Runtime) Close(ctx context.Context) error {
	r.mu.Lock()
	pools := r.pools
	r.pools = nil
	r.mu.Unlock()
	var all sync.WaitGroup
	for _, p := range pools {
		all.Go(func() { p.close(ctx) })
	}
	all.Wait()
	select {
	case <-r.done:
	default:
		close(r.done)
	}
	return os.RemoveAll(r.dir)
}
