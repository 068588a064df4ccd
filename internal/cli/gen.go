package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/mod/modfile"

	"github.com/amplifygo/amplifygo/codegen"
	"github.com/amplifygo/amplifygo/codegen/outputs"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/internal/output"
	"github.com/amplifygo/amplifygo/runtime/config"
)

func genCommand(e *env) *cobra.Command {
	var check bool
	cmd := &cobra.Command{
		Use:   "gen",
		Short: "Generate the backend, the client, schema.graphql and amplify_outputs.json",
		Long: `gen compiles the schema and writes the generated files. Files that amplifygo
did not write are never overwritten or removed. With --check nothing is
written: the command prints a unified diff and exits 1 if files are out of date.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			start := time.Now()
			plan, total, err := e.plan(cmd.Context())
			if err != nil {
				return err
			}
			if check {
				return e.showDiff(plan)
			}
			if err := plan.Write(); err != nil {
				return err
			}
			e.summary(plan, total, time.Since(start))
			return nil
		},
	}
	cmd.Flags().BoolVar(&check, "check", false, "write nothing; exit 1 with a diff if files are out of date")
	return cmd
}

func diffCommand(e *env) *cobra.Command {
	return &cobra.Command{
		Use:   "diff",
		Short: "Show what gen would change",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			plan, _, err := e.plan(cmd.Context())
			if err != nil {
				return err
			}
			return e.showDiff(plan)
		},
	}
}

func (e *env) showDiff(plan *output.Plan) error {
	if err := plan.Diff(e.Stdout); err != nil {
		return err
	}
	if plan.Empty() {
		return nil
	}
	if !e.quiet {
		n := len(plan.Changes())
		are := " are"
		if n == 1 {
			are = " is"
		}
		fmt.Fprintln(e.Stderr, count(n, "file")+are+" out of date: run amplifygo gen")
	}
	return errNo
}

func (e *env) summary(plan *output.Plan, total int, took time.Duration) {
	if e.quiet {
		return
	}
	if e.warnings != "" {
		fmt.Fprintln(e.Stderr, e.warnings+" about the schema: run amplifygo check")
	}
	for _, note := range e.notes {
		fmt.Fprintln(e.Stderr, note)
	}
	for _, c := range plan.Stale {
		fmt.Fprintln(e.Stderr, "removed "+c.Path)
	}
	var parts []string
	for _, p := range []struct {
		n    int
		what string
	}{{len(plan.Missing), "new"}, {len(plan.Changed), "changed"}, {len(plan.Stale), "removed"}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.what))
		}
	}
	if parts == nil {
		parts = []string{"nothing changed"}
	}
	fmt.Fprintf(e.Stderr, "generated %s (%s) in %dms\n", count(total, "file"), strings.Join(parts, ", "), took.Milliseconds())
}

// plan compiles the project's schema and compares what it gives with the disk.
func (e *env) plan(ctx context.Context) (*output.Plan, int, error) {
	settings, err := e.settings()
	if err != nil {
		return nil, 0, err
	}
	schema, err := e.accept(e.compileWhole(ctx, ""))
	if err != nil {
		return nil, 0, err
	}
	module, err := importPath(e.dir)
	if err != nil {
		return nil, 0, err
	}
	o := codegen.Options{ImportPath: module, Out: path.Clean(filepath.ToSlash(settings.Out))}
	if o.Bound, err = boundFunctions(schema, settings); err != nil {
		return nil, 0, err
	}
	node, err := e.bundle(schema, func(f *ir.Function) bool { return settings.Function(f.Name, f.Resource).Run == config.RunNode })
	if err != nil {
		return nil, 0, err
	}
	o.Node = node.functions
	if o.Scripts, err = e.scripts(schema); err != nil {
		return nil, 0, err
	}
	_, err = os.Stat(e.below(filepath.Join(settings.Out, "manifest.json")))
	o.First = errors.Is(err, fs.ErrNotExist)
	have, err := handlerMethods(filepath.Join(e.dir, filepath.FromSlash(codegen.HandlersDir)))
	if err != nil {
		return nil, 0, err
	}
	o.Handlers = map[string]bool{}
	for name := range have {
		o.Handlers[name] = true
	}
	if settings.Outputs != "none" {
		o.OutputsPath = filepath.ToSlash(settings.Outputs)
		o.Outputs = outputsSettings(settings, schema)
		if o.ExistingOutputs, err = os.ReadFile(e.below(settings.Outputs)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, 0, err
		}
	}
	e.notes = e.notesOn(schema, o, have)
	files, err := codegen.Generate(schema, o)
	if err != nil {
		return nil, 0, err
	}
	plan, err := output.Compare(e.dir, o.Out, files)
	return plan, len(files), err
}

// notesOn is what somebody has to know about the user's own files, which gen
// does not change.
func (e *env) notesOn(s *ir.Schema, o codegen.Options, have map[string]handler) []string {
	notes := leftHandlers(have, codegen.HandlerMethods(s, o))
	if o.First {
		notes = append(notes, e.inTheWay()...)
	}
	return append(append(notes, e.mainLacks(s, o)...), movedOutputs(o)...)
}

// inTheWay names files of the user's own that are where a project's first
// generation puts its scaffolds, which is then incomplete.
func (e *env) inTheWay() []string {
	var out []string
	for _, s := range []struct{ path, has, problem string }{
		{"cmd/server/main.go", "backend.Definition()", "does not serve the backend"},
		{codegen.HandlersDir + "/handlers.go", "Handlers", "has no type Handlers and no function Hooks, which the rest needs"},
	} {
		text, err := os.ReadFile(e.below(filepath.FromSlash(s.path)))
		if err == nil && !strings.Contains(string(text), s.has) {
			out = append(out, s.path+" was there before and is left as it is; it "+s.problem+" (docs/handlers.md of amplifygo)")
		}
	}
	return out
}

// mainLacks says what an older cmd/server/main.go, which is the user's, has to
// give to the server since the schema or the settings need more.
func (e *env) mainLacks(s *ir.Schema, o codegen.Options) []string {
	text, err := os.ReadFile(e.below(filepath.FromSlash("cmd/server/main.go")))
	if err != nil || !strings.Contains(string(text), "backend.Definition()") {
		return nil
	}
	var out []string
	for _, f := range []struct {
		needed      bool
		field, line string
	}{
		{slices.ContainsFunc(s.Operations, func(op *ir.Operation) bool { return op.AI != nil }), "AI", "AI: []ai.Driver{bedrock.Driver(), openai.Driver()}"},
		{len(o.Node) > 0, "Node", "Node: backend.Node()"},
		{len(o.Scripts) > 0, "Scripts", "Scripts: backend.Scripts()"},
	} {
		if f.needed && !strings.Contains(string(text), f.field+":") && !strings.Contains(string(text), "."+f.field+" ") {
			out = append(out, "cmd/server/main.go does not give the server what the schema needs: add "+f.line+" to server.App")
		}
	}
	return out
}

// movedOutputs says that clients configured by the outputs file get another
// API than they had, such as the one that is deployed: whoever lets a tool write
// into an existing project may not expect that.
func movedOutputs(o codegen.Options) []string {
	was := outputs.URL(o.ExistingOutputs)
	if was == "" || was == o.Outputs.URL {
		return nil
	}
	return []string{fmt.Sprintf("%s: clients are sent to %s now, and to %s before; `outputs` in amplifygo.yaml names another file", o.OutputsPath, o.Outputs.URL, was)}
}

// importPath is the import path of a folder, by the go.mod in it or above it.
func importPath(dir string) (string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for top := abs; ; top = filepath.Dir(top) {
		text, err := os.ReadFile(filepath.Join(top, "go.mod"))
		if err == nil {
			module := modfile.ModulePath(text)
			if module == "" {
				return "", fmt.Errorf("%s names no module", filepath.Join(top, "go.mod"))
			}
			rel, err := filepath.Rel(top, abs)
			if err != nil {
				return "", err
			}
			return path.Join(module, filepath.ToSlash(rel)), nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
		if filepath.Dir(top) == top {
			return "", fmt.Errorf("there is no go.mod in %s or above it: run `go mod init example.com/yourapp` first", abs)
		}
	}
}

// outputsSettings are what clients are told of the server. User pool ids that
// are given as Cognito issuers are taken from them.
func outputsSettings(f *config.File, s *ir.Schema) outputs.Settings {
	out := outputs.Settings{URL: f.Server.URL, Region: f.Region}
	if s.AuthModes.Enabled(ir.ModeAPIKey) {
		out.APIKey = config.DevelopmentAPIKey
		if len(f.Auth.APIKeys) > 0 {
			out.APIKey = f.Auth.APIKeys[0]
		}
	}
	if s.AuthModes.Enabled(ir.ModeUserPool) {
		out.UserPool = &outputs.UserPool{ID: config.DevelopmentPoolID, ClientID: config.DevelopmentClientID}
		if pools := f.Auth.UserPools; len(pools) > 0 {
			out.UserPool.ID = path.Base(pools[0].Issuer)
			if len(pools[0].ClientIDs) > 0 {
				out.UserPool.ClientID = pools[0].ClientIDs[0]
			}
		}
		out.IdentityPool = &outputs.IdentityPool{ID: f.Auth.IdentityPool.ID, Guests: *f.Auth.IdentityPool.Guests}
	}
	if mode := s.AuthModes.OIDC; mode != nil {
		out.OIDC = &outputs.OIDC{Provider: mode.Provider, Issuer: mode.Issuer, ClientID: mode.ClientID}
		if o := f.Auth.OIDC; o != nil && o.Issuer != "" {
			out.OIDC.Issuer = o.Issuer
		}
	}
	return out
}
