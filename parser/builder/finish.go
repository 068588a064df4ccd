package builder

import (
	"github.com/dop251/goja"

	"github.com/amplifygo/amplifygo/internal/source"
	"github.com/amplifygo/amplifygo/parser/node"
)

// value gives the node behind a value; a Foreign for what is not of the
// schema language.
func (l *Language) value(v goja.Value, at source.Span) node.Value {
	if b := asObject(v); b != nil {
		switch n := b.node.(type) {
		case *node.Model, *node.CustomType, *node.Enum, *node.Field, *node.Ref, *node.Relation, *node.Operation, *node.Conversation:
			return n.(node.Value)
		case *reported:
			return &node.Foreign{Text: "", Span: at, Reported: true}
		}
	}
	return &node.Foreign{Text: l.describe(v), Span: at}
}

// Finish reads what the program left and gives the schema that it is about.
// It is nil where there is none.
func (l *Language) Finish(exports *goja.Object, program *node.Program) {
	if len(l.data) == 0 {
		l.callData(exports)
	}
	if len(l.data) > 0 {
		program.Data = l.data[0]
		program.Schema = program.Data.Schema
	} else {
		program.Schema = l.exported(exports, program.Source)
	}
	if program.Schema == nil {
		return
	}
	w := &walk{l: l, open: map[any]bool{}, done: map[any]int{}}
	for _, s := range program.Schema.Members {
		w.schema(s)
	}
}

// callData calls the exported function data, which some projects wrap
// defineData in to hand it resources from backend.ts. Its arguments are inert.
func (l *Language) callData(exports *goja.Object) {
	data := exports.Get("data")
	f, ok := goja.AssertFunction(data)
	if !ok {
		return
	}
	if _, inert := l.m.IsInert(data); inert {
		return
	}
	n := int(data.(*goja.Object).Get("length").ToInteger())
	args := make([]goja.Value, min(max(n, 0), 8))
	for i := range args {
		args[i] = l.m.NewInert("an argument of data(...)")
	}
	l.m.Call(f, args...)
}

// exported finds the schema of a file without defineData among its exports:
// the one called schema, else the default one, else the only one.
func (l *Language) exported(exports *goja.Object, file string) *node.Schemas {
	var found []*node.Schemas
	for _, name := range []string{"schema", "default"} {
		if s := l.schemaOf(exports.Get(name)); s != nil {
			return s
		}
	}
	for _, key := range exports.Keys() {
		if s := l.schemaOf(exports.Get(key)); s != nil {
			found = append(found, s)
		}
	}
	if len(found) == 1 {
		return found[0]
	}
	at := source.Span{File: file, Start: source.Position{Line: 1, Column: 1}, End: source.Position{Line: 1, Column: 1}}
	d := l.m.Diags.Errorf(CodeNoSchema, at, "the file defines no API")
	d.Hint = "add export const data = defineData({ schema })"
	if len(found) > 1 {
		d.Message = "the file exports several schemas and no defineData(...)"
		d.Hint = "add export const data = defineData({ schema }) for one of them, or for a.combine([...]) of all"
	}
	return nil
}
