package e2e

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/amplifygo/amplifygo/internal/cli"
	"github.com/amplifygo/amplifygo/internal/testkit/need"
)

// scripts is the folder of the Node scripts.
const scripts = "testdata/js"

// served is a running example server.
type served struct {
	// url is the address of the GraphQL endpoint.
	url string
	// dir is the example's folder, data the server's data folder.
	dir, data string
	cmd       *exec.Cmd
}

// start builds an example's server and runs it on a free port with a data
// folder of its own. Further variables may be given as NAME=value.
func start(t *testing.T, example string, variables ...string) *served {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("..", "..", "examples", example))
	if err != nil {
		t.Fatal(err)
	}
	return launch(t, dir, exec.Command(build(t, example)), variables...)
}

// launch runs a program that serves the project in dir.
func launch(t *testing.T, dir string, cmd *exec.Cmd, variables ...string) *served {
	t.Helper()
	s := &served{dir: dir, data: t.TempDir(), cmd: cmd}
	s.cmd.Dir = dir
	s.cmd.Env = append(append(os.Environ(), "AMPLIFYGO_LISTEN=127.0.0.1:0", "AMPLIFYGO_DATA_DIR="+s.data), variables...)
	stdout, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	if s.cmd.Stderr == nil { // a pipe is the test's own
		s.cmd.Stderr = &log
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = s.cmd.Process.Signal(syscall.SIGTERM)
		_ = s.cmd.Wait()
		if t.Failed() {
			t.Logf("log of the server:\n%s", log.String())
		}
	})
	s.url = announced(t, stdout)
	if s.url == "" {
		_ = s.cmd.Wait()
		t.Fatalf("the server did not start:\n%s", log.String())
	}
	return s
}

var builds sync.Map // command -> func() (string, error)

// build compiles an example's server once for all tests.
func build(t *testing.T, example string) string {
	t.Helper()
	return compiled(t, "examples/"+example+"/cmd/server")
}

// programs is the folder of the compiled commands, which TestMain removes.
var programs = sync.OnceValues(func() (string, error) { return os.MkdirTemp("", "amplifygo-e2e-") })

// compiled is a command of this module, compiled once for all tests.
func compiled(t *testing.T, command string) string {
	t.Helper()
	once, _ := builds.LoadOrStore(command, sync.OnceValues(func() (string, error) {
		dir, err := programs()
		if err != nil {
			return "", err
		}
		binary := filepath.Join(dir, strings.ReplaceAll(command, "/", "-"))
		out, err := exec.Command("go", "build", "-o", binary, "github.com/amplifygo/amplifygo/"+command).CombinedOutput()
		if err != nil {
			return "", fmt.Errorf("go build: %v\n%s", err, out)
		}
		return binary, nil
	}))
	binary, err := once.(func() (string, error))()
	if err != nil {
		t.Fatal(err)
	}
	return binary
}

// announced reads the address that the server prints, and lets the rest of its
// output go.
func announced(t *testing.T, r io.Reader) string {
	t.Helper()
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		if _, url, ok := strings.Cut(lines.Text(), "Serving amplify/data/resource.ts on "); ok {
			go func() { _, _ = io.Copy(io.Discard, r) }()
			return url
		}
	}
	return ""
}

// amplifygo runs the tool on the example with the server's data folder.
func (s *served) amplifygo(t *testing.T, args ...string) string {
	t.Helper()
	return amplifygo(t, s.dir, s.data, args...)
}

func amplifygo(t *testing.T, dir, data string, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := cli.Main(cli.Process{
		Args: append([]string{"-C", dir}, args...), Stdin: strings.NewReader(""), Stdout: &stdout, Stderr: &stderr,
		Getenv: func(name string) string {
			if name == "AMPLIFYGO_DATA_DIR" {
				return data
			}
			return ""
		},
	})
	if code != 0 {
		t.Fatalf("amplifygo %s: exit code %d\n%s", strings.Join(args, " "), code, stderr.String())
	}
	return strings.TrimSpace(stdout.String())
}

var install = sync.OnceValue(func() error { return installed(scripts) })

// node runs a script of tests with Node's own test runner.
func (s *served) node(t *testing.T, script string, variables ...string) {
	t.Helper()
	program := need.Program(t, "node")
	need.Program(t, "npm")
	if err := install(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, "--test", "--test-reporter=spec", "--test-timeout=60000", script)
	cmd.Dir = scripts
	cmd.Env = append(os.Environ(),
		"API_URL="+s.url,
		"OUTPUTS="+filepath.Join(s.dir, "amplify_outputs.json"),
		"NODE_EXTRA_CA_CERTS="+filepath.Join(s.data, "tls-cert.pem"),
	)
	cmd.Env = append(cmd.Env, variables...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", script, err, out)
	}
}

// post sends a GraphQL document and returns the status and the body.
func (s *served) post(t *testing.T, body string, header ...string) (int, string) {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, s.url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("content-type", "application/json")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(text)
}
