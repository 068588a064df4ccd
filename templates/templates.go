// Package templates holds the files that are written into a project once and
// are the user's from then on. They are almost all literal text; what is
// computed is emitted by codegen instead.
package templates

import (
	"bytes"
	"embed"
	"go/format"
	"strings"
	"text/template"
)

//go:embed *.tmpl
var files embed.FS

var parsed = template.Must(template.ParseFS(files, "*.tmpl"))

// Project are the values that every scaffold of a project needs.
type Project struct {
	// Source is the schema file; Backend the import path of the generated
	// package, Package its name, and Handlers the import path of the user's.
	Source, Backend, Package, Handlers string
	// AI: the schema has routes that models answer.
	AI bool
}

// Handler are the values of the stub of one operation's handler.
type Handler struct {
	Project
	// Operation and Kind say what it answers; Method is the method's name, Args
	// the Go type of its arguments without package, Result that of its result as
	// it is written; both may be empty.
	Operation, Kind, Method, Args, Result string
}

// UsesBackend reports whether the stub mentions the generated package.
func (h Handler) UsesBackend() bool {
	return h.Args != "" || strings.Contains(h.Result, h.Package+".")
}

// Amplify reports whether the stub mentions package amplify.
func (h Handler) Amplify() bool { return strings.Contains(h.Result, "amplify.") }

// Main gives the text of cmd/server/main.go.
func Main(v Project) ([]byte, error) { return render("main.go.tmpl", v) }

// Handlers gives the text of the user's package of handlers and hooks.
func Handlers(v Project) ([]byte, error) { return render("handlers.go.tmpl", v) }

// HandlerStub gives the text of one handler's file.
func HandlerStub(v Handler) ([]byte, error) { return render("handler.go.tmpl", v) }

func render(name string, v any) ([]byte, error) {
	var b bytes.Buffer
	if err := parsed.ExecuteTemplate(&b, name, v); err != nil {
		return nil, err
	}
	return format.Source(b.Bytes())
}
