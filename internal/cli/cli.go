// Package cli is the command line: a function of arguments, streams and
// environment that returns an exit code. A command is a flags struct with a
// run method in a file of its own.
//
// Results go to stdout, diagnostics and progress to stderr.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/amplifygo/amplifygo/parser"
	"github.com/amplifygo/amplifygo/runtime/config"
)

// The exit codes, the same for every command.
const (
	// ExitOK: the answer is yes.
	ExitOK = 0
	// ExitNo: the answer is no (schema errors, stale output, denied).
	ExitNo = 1
	// ExitTrouble: there is no answer (usage, settings, input and output).
	ExitTrouble = 2
	// ExitInternal: a bug in amplifygo.
	ExitInternal = 70
)

// Process is what a command may use of the process it runs in.
type Process struct {
	Args           []string
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Getenv         func(string) string
}

// errNo ends a command whose answer is no and has been printed.
var errNo = errors.New("no")

// Main runs one command and returns its exit code.
func Main(p Process) (code int) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Fprintf(p.Stderr, "internal error: %v\n\n%s\nThis is a bug in amplifygo. Please report it with the schema file that shows it:\nhttps://github.com/amplifygo/amplifygo/issues\n", r, debug.Stack())
			code = ExitInternal
		}
	}()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	root := newRoot(p)
	root.SetArgs(p.Args)
	return exitCode(root.ExecuteContext(ctx), p.Stderr)
}

func exitCode(err error, stderr io.Writer) int {
	switch {
	case err == nil:
		return ExitOK
	case errors.Is(err, errNo):
		return ExitNo
	}
	for _, problem := range config.Problems(err) {
		fmt.Fprintln(stderr, "error: "+strings.TrimSuffix(problem.Error(), "\n"))
	}
	return ExitTrouble
}

// env is what every command shares: the process and the global flags.
type env struct {
	Process
	// dir is the project's folder, started the one that the command was started
	// in, or that -C names.
	dir     string
	started string
	format  string
	color   string
	quiet   bool
	// allowEnv are the variables that --env lets the schema read.
	allowEnv []string
	// root is the root of the project that load has found.
	root string
	// warnings counts what load has found: "2 warnings"; empty for none.
	warnings string
	// notes are what plan has to say beside the plan.
	notes []string
}

func newRoot(p Process) *cobra.Command {
	e := &env{Process: p}
	root := &cobra.Command{
		Use:   "amplifygo",
		Short: "Compile an Amplify data schema into a Go backend and a typed Go client",
		Long: `amplifygo compiles amplify/data/resource.ts into a Go backend that speaks
AppSync's protocol, a typed Go client, schema.graphql and amplify_outputs.json.

Exit codes: 0 yes, 1 no (schema errors, stale output, denied), 2 could not
answer (usage, settings, input and output), 70 a bug in amplifygo.`,
		SilenceErrors:              true,
		SilenceUsage:               true,
		SuggestionsMinimumDistance: 2,
		CompletionOptions:          cobra.CompletionOptions{HiddenDefaultCmd: true},
	}
	root.PersistentPreRunE = func(*cobra.Command, []string) (err error) {
		e.dir, err = parser.ProjectDir(e.started)
		return err
	}
	root.SetIn(p.Stdin)
	root.SetOut(p.Stdout)
	root.SetErr(p.Stderr)
	flags := root.PersistentFlags()
	flags.StringVarP(&e.started, "dir", "C", ".", "run as if started in `DIR`")
	flags.StringVar(&e.format, "format", "", "diagnostics as text, json, sarif or github (default text; github under GITHUB_ACTIONS)")
	flags.StringVar(&e.color, "color", "auto", "colour: auto, always or never")
	flags.StringArrayVar(&e.allowEnv, "env", nil, "let the schema read the environment variable `NAME`; may be repeated")
	flags.BoolVarP(&e.quiet, "quiet", "q", false, "print no progress and no summary")
	root.AddCommand(
		genCommand(e), diffCommand(e), checkCommand(e), schemaCommand(e), explainCommand(e),
		devCommand(e), migrateCommand(e), tokenCommand(e), vetCommand(e), versionCommand(e),
	)
	return root
}
