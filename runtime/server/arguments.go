package server

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// usage is what a generated program says of itself.
const usage = `Usage: %s

Serves the API of %s. It takes no arguments: its
settings are in amplifygo.yaml and in environment variables, which beat
the file.

  server.listen    AMPLIFYGO_LISTEN        the address (127.0.0.1:20002)
  server.dataDir   AMPLIFYGO_DATA_DIR      keys and the default database (.amplifygo)
  database.url     AMPLIFYGO_DATABASE_URL  sqlite:<path> or postgres://…
  mode             AMPLIFYGO_MODE          development or production

All of them: https://github.com/amplifygo/amplifygo/blob/main/docs/config.md
`

// arguments answers a call for help and refuses other arguments, with the
// program's exit code; done is false where the program is to serve.
func (a *App) arguments() (code int, done bool) {
	switch {
	case len(a.Args) == 0:
		return 0, false
	case slices.ContainsFunc(a.Args, asksForHelp):
		fmt.Fprintf(a.Stdout, usage, programName(), a.Definition.Source)
		return 0, true
	}
	fmt.Fprintf(a.Stderr, "error: unexpected argument %q: settings are in amplifygo.yaml and environment variables, see %s --help\n", a.Args[0], programName())
	return 2, true
}

func asksForHelp(arg string) bool { return arg == "-h" || arg == "--help" || arg == "-help" }

func programName() string { return filepath.Base(os.Args[0]) }

// ownArguments are the arguments of the process, without the flags of a program
// that has flags of its own.
func ownArguments() []string {
	if flag.Parsed() {
		return flag.Args()
	}
	return os.Args[1:]
}
