package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"slices"
	"sync/atomic"

	"github.com/spf13/cobra"

	"github.com/amplifygo/amplifygo/codegen/outputs"
	"github.com/amplifygo/amplifygo/internal/compile"
	"github.com/amplifygo/amplifygo/runtime/ai"
	"github.com/amplifygo/amplifygo/runtime/ai/bedrock"
	"github.com/amplifygo/amplifygo/runtime/ai/openai"
	"github.com/amplifygo/amplifygo/runtime/config"
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
for the work on a front end. It follows changes of the schema and of
amplifygo.yaml; those with errors leave the last good ones in service, and are
waited for at the start. Custom operations that are written in Go answer with an
error; functions in TypeScript and JavaScript run in Node, and those that the
settings bind to endpoints are called there.`,
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
	texts  texts
	// refused is set when a state of the sources could not be served: it is
	// offered again when they are saved, as what stood in its way may be gone.
	refused atomic.Bool
}

func (d *devServer) run(ctx context.Context) error {
	r, err := d.compileWhole(ctx, "")
	if err != nil {
		return err
	}
	d.root = r.Root
	now, dirs, err := d.start(r)
	if err != nil {
		return err
	}
	if err := d.hintOutputs(); err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	next := make(chan *project, 1)
	f := &follower{devServer: d, ctx: ctx, cancel: cancel, last: now, next: next, folders: map[string]context.CancelFunc{}}
	if err := f.open(dirs); err != nil {
		return err
	}
	if now == nil {
		fmt.Fprintln(d.Stderr, "waiting for the schema to be without errors")
		select {
		case now = <-next:
		case <-ctx.Done():
		}
	}
	if err := d.serveAll(ctx, now, next); err != nil {
		return err
	}
	if err := context.Cause(ctx); err != nil && !errors.Is(err, context.Canceled) {
		return err // of a watch
	}
	return nil
}

// serveAll serves each state of the sources until there is another one. One that
// cannot be served, because its migration would lose data or its settings do
// not hold, gives way to the one before.
func (d *devServer) serveAll(ctx context.Context, now *project, next <-chan *project) error {
	var good *project
	for now != nil {
		following, err := d.serve(ctx, now, next)
		switch {
		case err == nil:
			good, now = now, following
			continue
		case good == nil || ctx.Err() != nil:
			return err
		}
		d.refused.Store(true)
		fmt.Fprintln(d.Stderr, "error: "+err.Error())
		if now != good {
			fmt.Fprintln(d.Stderr, "serving what was before; saving a file tries again")
			now = good
			continue
		}
		fmt.Fprintln(d.Stderr, "waiting for a change of the schema or of "+config.FileName)
		select {
		case now = <-next:
		case <-ctx.Done():
			now = nil
		}
	}
	return nil
}

// start gives the first state of the sources, nil where the schema has errors,
// which it reports, and the folders that they are in.
func (d *devServer) start(r *compile.Result) (now *project, dirs []string, err error) {
	if r.Schema == nil {
		settings, err := d.settings()
		if err == nil {
			err = d.report(d.Stderr, r)
		}
		if err != nil {
			return nil, nil, err
		}
		return nil, watched(r.Root, sourceOf(r, settings), nil), nil
	}
	now, err = d.project(r.Schema)
	switch {
	case now == nil:
		return nil, nil, err
	case err != nil:
		fmt.Fprintln(d.Stderr, "error: "+err.Error())
	}
	return now, watched(r.Root, sourceOf(r, now.settings), now.inputs), nil
}

// hintOutputs says so when the outputs file of the project is not for this
// server: a front end would talk to the cloud, or to nobody, without a word.
func (d *devServer) hintOutputs() error {
	settings, err := d.settings()
	if err != nil {
		return err
	}
	if d.quiet || settings.Outputs == "none" {
		return nil
	}
	text, err := os.ReadFile(d.below(settings.Outputs))
	was := outputs.URL(text)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		fmt.Fprintf(d.Stderr, "there is no %s: `amplifygo schema --outputs` prints what clients are configured from\n", settings.Outputs)
	case err == nil && was != settings.Server.URL:
		fmt.Fprintf(d.Stderr, "%s sends clients to %q, and not to this server: `amplifygo schema --outputs` prints what does\n", settings.Outputs, was)
	}
	return nil
}

// serve serves a schema until there is another one, which it returns; nil
// means that the command ends.
func (d *devServer) serve(ctx context.Context, p *project, next <-chan *project) (*project, error) {
	d.texts.set(p.texts)
	functions := slices.Clone(p.functions)
	var bindings []string
	for i := range functions {
		functions[i].Latest = d.texts.latest(functions[i].Name)
		bindings = append(bindings, functions[i].Handlers...)
	}
	serving, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, 1)
	go func() {
		ended <- server.Run(serving, server.App{
			Definition: p.definition, Dir: d.dir, Getenv: d.getenv, Stdout: d.Stdout, Stderr: d.Stderr,
			Drivers: []store.Driver{sqlite.Driver(), postgres.Driver()},
			Brokers: []realtime.Driver{nats.Driver(), pgnotify.Driver()},
			AI:      []ai.Driver{bedrock.Driver(), openai.Driver()},
			Scripts: jsresolver.Scripts(p.scripts), Node: functions, InNode: bindings,
		})
	}()
	select {
	case err := <-ended:
		return nil, err
	case following := <-next:
		stop()
		what := "the schema has changed"
		if !reflect.DeepEqual(following.settings, p.settings) {
			what = config.FileName + " has changed"
		}
		fmt.Fprintln(d.Stderr, what)
		return following, <-ended
	}
}

// getenv adds what the flags say to the environment.
func (d *devServer) getenv(name string) string {
	if name == "AMPLIFYGO_SIGN_IN" && d.signIn {
		return "true"
	}
	return d.Getenv(name)
}
