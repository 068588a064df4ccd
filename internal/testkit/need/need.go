// Package need says what a test needs of the machine. Where it is missing, the
// test says so and is skipped; under CI, where everything has to be there, it
// fails. It is the only place that may skip a test.
package need

import (
	"os"
	"os/exec"
	"testing"
)

// Program returns the path of a program that the test runs, such as "node".
func Program(t testing.TB, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		Missing(t, "the program "+name)
	}
	return path
}

// Missing ends the test because the machine lacks something.
func Missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("CI has to provide %s", what)
	}
	t.Skipf("this machine lacks %s", what)
}
