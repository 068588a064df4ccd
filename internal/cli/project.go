package cli

import (
	"context"
	"path/filepath"

	"github.com/amplifygo/amplifygo/internal/compile"
	"github.com/amplifygo/amplifygo/internal/diag"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/parser"
	"github.com/amplifygo/amplifygo/runtime/config"
)

// settings reads amplifygo.yaml and the variables of the project.
func (e *env) settings() (*config.File, error) {
	return config.Load(e.dir, e.Getenv)
}

// load compiles a schema file or the schema of a project; an empty path is the
// current project. It prints the errors of the schema, if there are any, and
// returns errNo then; warnings are only counted, since check is there to list them.
func (e *env) load(ctx context.Context, path string) (*ir.Schema, error) {
	return e.accept(e.compile(ctx, path))
}

func (e *env) accept(r *compile.Result, err error) (*ir.Schema, error) {
	if err != nil {
		return nil, err
	}
	if r.Schema == nil {
		if err := e.report(e.Stderr, r); err != nil {
			return nil, err
		}
		return nil, errNo
	}
	e.warnings, e.root = diag.Summary(r.Findings), r.Root
	return r.Schema, nil
}

// compile runs the stages without printing.
func (e *env) compile(ctx context.Context, path string) (*compile.Result, error) {
	settings, err := e.settings()
	if err != nil {
		return nil, err
	}
	allowed := map[string]string{}
	for _, name := range append(settings.Env, e.allowEnv...) {
		if v := e.Getenv(name); v != "" {
			allowed[name] = v
		}
	}
	o := parser.Options{Env: allowed}
	switch {
	case path != "":
		o.Path = path
		if !filepath.IsAbs(path) {
			o.Path = filepath.Join(e.started, path)
		}
	case settings.Schema != "":
		o.Path = filepath.Join(e.dir, filepath.FromSlash(settings.Schema))
		if o.Root, err = filepath.Abs(e.dir); err != nil {
			return nil, err
		}
	default:
		o.Path = e.dir
	}
	return compile.Run(ctx, o)
}

// compileWhole is compile for commands that need the files of handlers as well:
// others, such as migrate, run where only the schema is.
func (e *env) compileWhole(ctx context.Context, path string) (*compile.Result, error) {
	r, err := e.compile(ctx, path)
	if err != nil {
		return nil, err
	}
	settings, err := e.settings()
	if err != nil {
		return nil, err
	}
	r.Add(missingEntries(r, settings))
	return r, nil
}
