package pgtest

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// Options change how a cluster runs.
type Options struct {
	// Durable keeps fsync on, for tests of durability and benchmarks.
	Durable bool
	// Settings are further settings: "work_mem=1MB".
	Settings []string
}

// Cluster is a running server.
type Cluster struct {
	dir     string
	server  *exec.Cmd
	exited  chan error
	log     *tail
	names   atomic.Int64
	stopped sync.Once
}

// startTime bounds the wait for a server, which takes a second as a rule.
const startTime = time.Minute

// Start makes a cluster in a temporary directory and starts its server, which
// listens on a socket in that directory only. IsMissing tells whether the
// error is that the machine has no PostgreSQL.
func Start(o Options) (*Cluster, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	who, err := account()
	if err != nil {
		return nil, err
	}
	// The name is short because a socket's path may have 107 bytes.
	dir, err := os.MkdirTemp("", "pg")
	if err != nil {
		return nil, err
	}
	c := &Cluster{dir: dir, exited: make(chan error, 1), log: &tail{}}
	if err := c.start(bin, who, o); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return c, nil
}

func (c *Cluster) start(bin string, who *syscall.Credential, o Options) error {
	if who != nil {
		if err := os.Chown(c.dir, int(who.Uid), int(who.Gid)); err != nil {
			return err
		}
	}
	data := filepath.Join(c.dir, "data")
	initdb := c.command(who, filepath.Join(bin, "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("pgtest: initdb: %w\n%s", err, out)
	}
	args := []string{"-D", data, "-k", c.dir, "-c", "listen_addresses=", "-c", "max_connections=200", "-c", "shared_buffers=64MB", "-c", "log_min_messages=log"}
	if !o.Durable {
		args = append(args, "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
	}
	for _, s := range o.Settings {
		args = append(args, "-c", s)
	}
	// The last line of a start, which we wait for, is of level LOG, and so
	// written with log_min_messages=log, which leaves out the errors of statements.
	c.server = c.command(who, filepath.Join(bin, "postgres"), args...)
	stderr, err := c.server.StderrPipe()
	if err != nil {
		return err
	}
	if err := c.server.Start(); err != nil {
		return fmt.Errorf("pgtest: %w", err)
	}
	ready := make(chan struct{})
	go c.follow(stderr, ready)
	select {
	case <-ready:
		return nil
	case err := <-c.exited:
		return fmt.Errorf("pgtest: postgres ended: %v\n%s", err, c.log)
	case <-time.After(startTime):
		return errors.Join(fmt.Errorf("pgtest: postgres did not start within %s\n%s", startTime, c.log), c.server.Process.Kill())
	}
}

func (c *Cluster) command(who *syscall.Credential, name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = c.dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "TZ=UTC"}
	cmd.SysProcAttr = attributes(who)
	return cmd
}

// follow reads what the server says until it ends.
func (c *Cluster) follow(stderr io.Reader, ready chan struct{}) {
	lines := bufio.NewScanner(stderr)
	for lines.Scan() {
		c.log.add(lines.Text())
		if ready != nil && strings.Contains(lines.Text(), "ready to accept connections") {
			close(ready)
			ready = nil
		}
	}
	c.exited <- c.server.Wait()
}

// URL is that of a database of the cluster.
func (c *Cluster) URL(database string) string {
	return "postgres://postgres@/" + database + "?host=" + c.dir
}

// Process is the server's, for tests that kill it.
func (c *Cluster) Process() *os.Process { return c.server.Process }

// Database creates an empty database with the text order of a language where
// the server can, and gives its URL.
func (c *Cluster) Database(ctx context.Context) (string, error) {
	conn, err := pgx.Connect(ctx, c.URL("postgres"))
	if err != nil {
		return "", fmt.Errorf("pgtest: %w\n%s", err, c.log)
	}
	defer conn.Close(ctx)
	name := fmt.Sprintf("test%d", c.names.Add(1))
	var icu bool
	err = conn.QueryRow(ctx, "SELECT current_setting('server_version_num')::int >= 150000 AND EXISTS (SELECT FROM pg_collation WHERE collprovider = 'i')").Scan(&icu)
	if err != nil {
		return "", err
	}
	create := "CREATE DATABASE " + name + " TEMPLATE template0"
	if icu {
		create += " LOCALE_PROVIDER icu ICU_LOCALE 'en-US'"
	}
	if _, err := conn.Exec(ctx, create); err != nil {
		return "", err
	}
	return c.URL(name), nil
}

// Stop ends the server without saving anything and removes the cluster.
func (c *Cluster) Stop() error {
	var err error
	c.stopped.Do(func() {
		err = c.server.Process.Signal(syscall.SIGQUIT)
		<-c.exited
		err = errors.Join(err, os.RemoveAll(c.dir))
	})
	return err
}

// tail keeps the last lines of a log.
type tail struct {
	mu    sync.Mutex
	lines []string
}

func (t *tail) add(line string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.lines = append(t.lines, line)
	if n := len(t.lines) - 50; n > 0 {
		t.lines = t.lines[n:]
	}
}

// String gives the lines.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var b bytes.Buffer
	for _, l := range t.lines {
		b.WriteString(l + "\n")
	}
	return b.String()
}
