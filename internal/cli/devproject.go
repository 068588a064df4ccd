package cli

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"sync"

	"github.com/amplifygo/amplifygo/codegen/descriptor"
	"github.com/amplifygo/amplifygo/codegen/sdl"
	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/runtime/config"
	"github.com/amplifygo/amplifygo/runtime/functions/node"
	"github.com/amplifygo/amplifygo/runtime/schema"
)

// project is what one state of the sources comes to.
type project struct {
	definition schema.Definition
	// described is the description as text: serving links it.
	described []byte
	scripts   map[string]string
	functions []node.Function
	settings  *config.File
	// texts are the modules of the functions by their names, inputs the files
	// that they are made of.
	texts  map[string]string
	inputs []string
}

// same reports whether two states differ in nothing but the code of functions.
func (p *project) same(o *project) bool {
	return reflect.DeepEqual(p.settings, o.settings) && bytes.Equal(p.described, o.described) && maps.Equal(p.scripts, o.scripts) && reflect.DeepEqual(p.functions, o.functions)
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
	p.settings = settings
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
