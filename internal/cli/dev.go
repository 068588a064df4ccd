package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/amplifygo/amplifygo/codegen/descriptor"
	"github.com/amplifygo/amplifygo/codegen/sdl"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/internal/watch"
	"github.com/amplifygo/amplifygo/runtime/jsresolver"
	"github.com/amplifygo/amplifygo/runtime/realtime"
	"github.com/amplifygo/amplifygo/runtime/realtime/nats"
	"github.com/amplifygo/amplifygo/runtime/realtime/pgnotify"
	"github.com/amplifygo/amplifygo/runtime/server"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/store/postgres"
	"github.com/amplifygo/amplifygo/runtime/store/sqlite"
)

func devCommand(e *env) *cobra.Command {
	var signIn bool
	cmd := &cobra.Command{
		Use:   "dev",
		Short: "Serve the schema as it is, and again when it changes",
		Long: `dev serves the project's schema without generating or compiling Go: a backend
for the work on a front end. It follows changes of the schema; one with errors
leaves the last good one in service. Custom operations that are written in Go
answer with an error; those that the settings bind to endpoints work.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			d := &devServer{env: e, signIn: signIn}
			return d.run(cmd.Context())
		},
	}
	cmd.Flags().BoolVar(&signIn, "sign-in", false, "serve a user pool with sign-up and sign-in at /cognito-idp")
	return cmd
}

// devServer serves one schema after the other.
type devServer struct {
	*env
	signIn bool
}

func (d *devServer) run(ctx context.Context) error {
	r, err := d.compile(ctx, "")
	if err != nil {
		return err
	}
	if r.Schema == nil {
		return errors.Join(d.report(d.Stderr, r), errNo)
	}
	d.root = r.Root
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	next := make(chan *ir.Schema, 1)
	go func() {
		cancel(watch.Dir(ctx, filepath.Join(r.Root, filepath.FromSlash(filepath.Dir(r.Schema.Source))), func() { d.recompile(ctx, next) }))
	}()
	for s := r.Schema; s != nil; {
		if s, err = d.serve(ctx, s, next); err != nil {
			return err
		}
	}
	return nil
}

// recompile offers the schema anew after a change, or says what is wrong with it.
func (d *devServer) recompile(ctx context.Context, next chan *ir.Schema) {
	r, err := d.compile(ctx, "")
	if err != nil {
		fmt.Fprintln(d.Stderr, "error: "+err.Error())
		return
	}
	if r.Schema == nil {
		if err := d.report(d.Stderr, r); err != nil {
			fmt.Fprintln(d.Stderr, "error: "+err.Error())
		}
		return
	}
	// Only the newest schema counts.
	select {
	case <-next:
	default:
	}
	next <- r.Schema
}

// serve serves a schema until there is another one, which it returns; nil
// means that the command ends.
func (d *devServer) serve(ctx context.Context, s *ir.Schema, next <-chan *ir.Schema) (*ir.Schema, error) {
	definition, err := descriptor.Build(s, sdl.Print(s))
	if err != nil {
		return nil, err
	}
	scripts, err := d.scripts(s)
	if err != nil {
		return nil, err
	}
	serving, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, 1)
	go func() {
		ended <- server.Run(serving, server.App{
			Definition: definition, Dir: d.dir, Getenv: d.getenv, Stdout: d.Stdout, Stderr: d.Stderr,
			Drivers: []store.Driver{sqlite.Driver(), postgres.Driver()},
			Brokers: []realtime.Driver{nats.Driver(), pgnotify.Driver()},
			Scripts: jsresolver.Scripts(scripts),
		})
	}()
	select {
	case err := <-ended:
		return nil, err
	case s := <-next:
		stop()
		fmt.Fprintln(d.Stderr, "the schema has changed")
		return s, <-ended
	}
}

// getenv adds what the flags say to the environment.
func (d *devServer) getenv(name string) string {
	if name == "AMPLIFYGO_SIGN_IN" && d.signIn {
		return "true"
	}
	return d.Getenv(name)
}
