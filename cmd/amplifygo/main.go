// Command amplifygo compiles an Amplify data schema into a Go backend and a
// typed Go client. See README.md.
package main

import (
	"os"
	"runtime/debug"

	"github.com/amplifygo/amplifygo/internal/cli"
)

// gcPercent lets the heap grow further before it is collected: most runs are
// over after a few collections of little use.
const gcPercent = 200

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	os.Exit(cli.Main(cli.Process{
		Args: os.Args[1:], Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv,
	}))
}
