// Package parser reads an Amplify Gen 2 data schema: it bundles the TypeScript,
// evaluates it in a sandbox and resolves what it built.
//
// The steps are packages of their own: bundle, eval with builder, and lower.
package parser

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"github.com/dop251/goja"

	"github.com/amplifygo/amplifygo/internal/diag"
	"github.com/amplifygo/amplifygo/internal/source"
	"github.com/amplifygo/amplifygo/parser/builder"
	"github.com/amplifygo/amplifygo/parser/bundle"
	"github.com/amplifygo/amplifygo/parser/eval"
	"github.com/amplifygo/amplifygo/parser/node"
)

// Options say what to read and within which bounds.
type Options struct {
	// Path is a schema file or a folder of a project: it, one above or one
	// below it, must have amplify/data/resource.ts. Empty is the working directory.
	Path string
	// Root is the project's root, which spans are relative to. Empty is the
	// folder that has the amplify folder, or that of the schema file.
	Root string
	// Source is the schema's text where it shall not be read from Path; imports
	// are resolved as if it stood there.
	Source []byte
	// Env are the variables that process.env shows.
	Env map[string]string
	// Timeout and MemoryLimit bound the evaluation; zero is eval's default.
	Timeout     time.Duration
	MemoryLimit uint64
}

// ErrNoSchema is in the error where Path leads to no schema file.
var ErrNoSchema = errors.New("no schema file")

// Result is what Evaluate knows of a schema.
type Result struct {
	// Program is nil where the findings say why.
	Program *node.Program
	// Root is the absolute path that spans are relative to.
	Root string
	// Source gives the text of a file as a span names it, for rendering.
	Source func(file string) (string, bool)
	// Key gives the place of a key in the object literal that a call has as its
	// first argument; the call's own where there is no such literal or key.
	Key func(call source.Span, key string) source.Span
}

// Evaluate bundles and runs a schema. The error is for files that cannot be
// found or read and for bugs; what is wrong with the schema is in the list.
func Evaluate(ctx context.Context, o Options) (*Result, diag.List, error) {
	p, err := locate(o)
	if err != nil {
		return nil, nil, err
	}
	b, list, err := bundle.Build(ctx, bundle.Options{Root: p.root, Entry: p.entry, Source: o.Source, Timeout: o.Timeout})
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			err = fmt.Errorf("%w: %s does not exist", ErrNoSchema, p.entry)
		}
		return nil, nil, err
	}
	r := &Result{Root: p.root, Source: diskSource(p.root), Key: func(call source.Span, _ string) source.Span { return call }}
	if b == nil {
		return r, list, nil
	}
	r.Source = b.Texts.Source
	r.Key = func(call source.Span, key string) source.Span {
		if k, ok := b.Texts.Keys(call)[key]; ok {
			return k.Span
		}
		return call
	}
	program := &node.Program{Source: b.Entry, HasAuth: hasAuth(p)}
	machine := eval.New(b, eval.Options{Env: o.Env, Timeout: o.Timeout, MemoryLimit: o.MemoryLimit})
	language := builder.New(machine)
	found, ok := machine.Run(ctx, language.Install, func(exports *goja.Object) { language.Finish(exports, program) })
	list = append(list, found...)
	if ok && program.Schema != nil {
		r.Program = program
	}
	list.Sort()
	return r, list, nil
}

// diskSource reads files as spans name them.
func diskSource(root string) func(string) (string, bool) {
	texts := bundle.NewTexts(root)
	return func(file string) (string, bool) {
		path := filepath.FromSlash(file)
		if !filepath.IsAbs(path) {
			path = filepath.Join(root, path)
		}
		return texts.Read(path)
	}
}
