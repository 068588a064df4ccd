package eval

import (
	"errors"

	"github.com/dop251/goja"
	"github.com/dop251/goja/parser"

	"github.com/amplifygo/amplifygo/internal/source"
	"github.com/amplifygo/amplifygo/parser/bundle"
)

// compile parses the script. Source maps are off: the machine would follow a
// comment that names one to any file.
func (m *Machine) compile() (*goja.Program, bool) {
	ast, err := parser.ParseFile(nil, bundle.ScriptName, m.bundle.Code, 0, parser.WithDisableSourceMaps)
	if err != nil {
		m.failSyntax(err)
		return nil, false
	}
	program, err := goja.CompileAST(ast, false)
	if err != nil {
		m.failSyntax(err)
		return nil, false
	}
	return program, true
}

// failSyntax reports JavaScript that esbuild understands and the machine does not.
func (m *Machine) failSyntax(err error) {
	message, at := err.Error(), m.start()
	var list parser.ErrorList
	var compiler *goja.CompilerSyntaxError
	switch {
	case errors.As(err, &list) && len(list) > 0:
		message = list[0].Message
		at = m.place(list[0].Position.Line, list[0].Position.Column)
	case errors.As(err, &compiler):
		message = compiler.Message
		if compiler.File != nil {
			p := compiler.File.Position(compiler.Offset)
			at = m.place(p.Line, p.Column)
		}
	}
	m.Diags.Errorf(CodeException, at, "this JavaScript cannot be evaluated: %s", clip(message)).Hint = "write it in plainer JavaScript"
}

func (m *Machine) place(line, column int) source.Span {
	if span, ok := m.bundle.Span(line, column); ok {
		return span
	}
	return m.start()
}
