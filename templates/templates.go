// Package templates holds the files that are written into a project once and
// are the user's from then on. They are almost all literal text; what is
// computed is emitted by codegen instead.
package templates

import (
	"bytes"
	"embed"
	"text/template"
)

//go:embed *.tmpl
var files embed.FS

var parsed = template.Must(template.ParseFS(files, "*.tmpl"))

// Main are the values of cmd/server/main.go.
type Main struct {
	// Source is the schema file; Backend the import path of the generated
	// package and Package its name.
	Source, Backend, Package string
}

// RenderMain gives the text of cmd/server/main.go.
func RenderMain(v Main) ([]byte, error) { return render("main.go.tmpl", v) }

func render(name string, v any) ([]byte, error) {
	var b bytes.Buffer
	err := parsed.ExecuteTemplate(&b, name, v)
	return b.Bytes(), err
}
