package cli

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/amplifygo/amplifygo/codegen/descriptor"
	"github.com/amplifygo/amplifygo/codegen/outputs"
	"github.com/amplifygo/amplifygo/codegen/sdl"
	"github.com/amplifygo/amplifygo/internal/compile"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/internal/watch"
	"github.com/amplifygo/amplifygo/runtime/ai"
	"github.com/amplifygo/amplifygo/runtime/ai/bedrock"
	"github.com/amplifygo/amplifygo/runtime/ai/openai"
	"github.com/amplifygo/amplifygo/runtime/config"
	"github.com/amplifygo/amplifygo/runtime/functions/node"
	"github.com/amplifygo/amplifygo/runtime/jsresolver"
	"github.com/amplifygo/amplifygo/runtime/realtime"
	"github.com/amplifygo/amplifygo/runtime/realtime/nats"
	"github.com/amplifygo/amplifygo/runtime/realtime/pgnotify"
	"github.com/amplifygo/amplifygo/runtime/schema"
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
leaves the last good one in service, and is waited for at the start. Custom operations that are written in Go
answer with an error; functions in TypeScript and JavaScript run in Node, and
those that the settings bind to endpoints are called there. Settings are read
when it starts.`,
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
}

// project is what one state of the sources comes to.
type project struct {
	definition schema.Definition
	// described is the description as text: serving links it.
	described []byte
	scripts   map[string]string
	functions []node.Function
	// texts are the modules of the functions by their names, inputs the files
	// that they are made of.
	texts  map[string]string
	inputs []string
}

func (d *devServer) run(ctx context.Context) error {
	r, err := d.compile(ctx, "")
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
	if err := d.follow(ctx, cancel, dirs, now, next); err != nil {
		return err
	}
	if now == nil {
		fmt.Fprintln(d.Stderr, "waiting for the schema to be without errors")
		select {
		case now = <-next:
		case <-ctx.Done():
		}
	}
	for now != nil {
		if now, err = d.serve(ctx, now, next); err != nil {
			return err
		}
	}
	if err := context.Cause(ctx); err != nil && !errors.Is(err, context.Canceled) {
		return err // of a watch
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
		return nil, watched(r.Root, cmp.Or(settings.Schema, "amplify/data/resource.ts"), nil), nil
	}
	now, err = d.project(r.Schema)
	switch {
	case now == nil:
		return nil, nil, err
	case err != nil:
		fmt.Fprintln(d.Stderr, "error: "+err.Error())
	}
	return now, watched(r.Root, r.Schema.Source, now.inputs), nil
}

// follow offers each new state of the sources in some folders until the context
// ends. Cancel gets the error of a watch that fails.
func (d *devServer) follow(ctx context.Context, cancel context.CancelCauseFunc, dirs []string, last *project, next chan *project) error {
	var one sync.Mutex
	for _, dir := range dirs {
		w, err := watch.Open(dir)
		if err != nil {
			return err
		}
		go func() {
			err := w.Run(ctx, func() {
				one.Lock()
				defer one.Unlock()
				last = d.changed(ctx, last, next)
			})
			if err != nil || ctx.Err() != nil {
				cancel(err)
			}
		}()
	}
	return nil
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

// watched are the folders whose changes count: the amplify folder, in which
// functions stand beside the schema, or the schema's own, and those of files
// elsewhere that functions import.
func watched(root, source string, inputs []string) []string {
	dir := path.Dir(source)
	if strings.HasPrefix(source, "amplify/") {
		dir = "amplify"
	}
	out := []string{filepath.Join(root, filepath.FromSlash(dir))}
	for _, name := range inputs {
		folder := filepath.Dir(name)
		if !slices.ContainsFunc(out, func(have string) bool { return within(have, folder) }) {
			out = append(out, folder)
		}
	}
	return out
}

// within reports whether a folder is another one or below it.
func within(dir, folder string) bool {
	rel, err := filepath.Rel(dir, folder)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// changed compiles the sources after a change and offers them, or says what is
// wrong with them. Where only the code of functions has changed it goes on to
// the server that runs.
func (d *devServer) changed(ctx context.Context, last *project, next chan *project) *project {
	r, err := d.compile(ctx, "")
	if err == nil && r.Schema == nil {
		if err = d.report(d.Stderr, r); err == nil {
			return last
		}
	}
	var p *project
	if err == nil {
		p, err = d.project(r.Schema)
	}
	if err != nil {
		fmt.Fprintln(d.Stderr, "error: "+err.Error())
		return last
	}
	if last != nil && p.same(last) {
		d.texts.set(p.texts)
		return p
	}
	// Only the newest schema counts.
	select {
	case <-next:
	default:
	}
	next <- p
	return p
}

// same reports whether two states differ in nothing but the code of functions.
func (p *project) same(o *project) bool {
	return bytes.Equal(p.described, o.described) && maps.Equal(p.scripts, o.scripts) && reflect.DeepEqual(p.functions, o.functions)
}

// project describes a schema and bundles what it names. Where there is an
// error beside the project, it is of functions that do not bundle and are not
// in it.
func (d *devServer) project(s *ir.Schema) (*project, error) {
	definition, err := descriptor.Build(s, sdl.Print(s))
	if err != nil {
		return nil, err
	}
	p := &project{definition: definition, texts: map[string]string{}}
	if p.described, err = json.Marshal(definition); err != nil {
		return nil, err
	}
	if p.scripts, err = d.scripts(s); err != nil {
		return nil, err
	}
	settings, err := d.settings()
	if err != nil {
		return nil, err
	}
	if _, err := boundFunctions(s, settings); err != nil {
		return nil, err
	}
	b, err := d.bundle(s, func(f *ir.Function) bool { return d.inNode(settings, f) })
	p.inputs = b.inputs
	for _, f := range b.functions {
		n := node.Function{
			Name: f.Name, Handlers: f.Handlers, Entry: f.Entry, TimeoutSeconds: f.TimeoutSeconds, MemoryMB: f.MemoryMB,
			Environment: map[string]string{}, Secrets: map[string]string{},
		}
		for _, v := range f.Environment {
			n.Environment[v.Name] = v.Value
		}
		for _, v := range f.Secrets {
			n.Secrets[v.Name] = v.Secret
		}
		p.functions = append(p.functions, n)
		p.texts[f.Name] = f.Text
	}
	return p, err
}

// inNode reports whether dev runs a function in Node: where the settings say
// so, and by default where they say nothing and its source is there, since
// there is no Go.
func (d *devServer) inNode(settings *config.File, f *ir.Function) bool {
	run := settings.Function(f.Name, f.Resource).Run
	if run == config.RunNode {
		return true
	}
	if run == config.RunEndpoint || f.Entry == "" {
		return false
	}
	_, err := os.Stat(filepath.Join(d.root, filepath.FromSlash(f.Entry)))
	return err == nil
}

// texts are the modules of functions by their names.
type texts struct{ all sync.Map }

func (t *texts) set(all map[string]string) {
	for name, text := range all {
		t.all.Store(name, text)
	}
}

func (t *texts) latest(name string) func() string {
	return func() string {
		text, _ := t.all.Load(name)
		s, _ := text.(string)
		return s
	}
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
	case p := <-next:
		stop()
		fmt.Fprintln(d.Stderr, "the schema has changed")
		return p, <-ended
	}
}

// getenv adds what the flags say to the environment.
func (d *devServer) getenv(name string) string {
	if name == "AMPLIFYGO_SIGN_IN" && d.signIn {
		return "true"
	}
	return d.Getenv(name)
}
