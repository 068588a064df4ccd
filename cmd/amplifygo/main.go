// Command amplifygo compiles an Amplify data schema into a Go backend and a
// typed Go client. See README.md.
package main

import (
	"os"

	"github.com/amplifygo/amplifygo/internal/cli"
)

func main() {
	os.Exit(cli.Main(cli.Process{
		Args: os.Args[1:], Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv,
	}))
}
