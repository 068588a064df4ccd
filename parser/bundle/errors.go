package bundle

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/amplifygo/amplifygo/internal/diag"
	"github.com/amplifygo/amplifygo/internal/source"
)

// Codes of this stage.
const (
	CodeSyntax        diag.Code = "AG0003"
	CodeMissingImport diag.Code = "AG0004"
	CodeMissingExport diag.Code = "AG0005"
	CodeTooLarge      diag.Code = "AG0006"
	CodeBundle        diag.Code = "AG0007"
	CodeTooDeep       diag.Code = "AG0008"
	CodeTwice         diag.Code = "AG0009"
	// CodeMissingEntry is reported where handlers are bundled.
	CodeMissingEntry diag.Code = "AG0010"
)

// mark tells our own messages from esbuild's, on their way through it.
type mark int

const (
	idTooLarge mark = iota + 1
	idTooDeep
	idMissing
)

// maxMessages bounds what esbuild reports of one build.
const maxMessages = 100

var errTooLarge = errors.New("the sources of the schema are too large to be read")

// findings turns esbuild's messages and the imports that lead nowhere into
// diagnostics.
func (p *loader) findings(r api.BuildResult) diag.List {
	var list diag.List
	for _, m := range r.Errors {
		list.Add(p.finding(m))
	}
	for _, m := range r.Warnings {
		switch {
		case m.ID == "duplicate-object-key":
			list.Add(p.twice(m))
		case m.Detail == idMissing:
			list.Warnf(CodeMissingImport, p.span(m.Location), "%s", m.Text).Hint = "the import stands for an unknown value, which is an error only where the schema uses it; create the file or correct the path"
		}
	}
	list.Sort()
	return list
}

// twice warns of a key that an object has two values for: TypeScript refuses it,
// JavaScript and Amplify take the last.
func (p *loader) twice(m api.Message) diag.Diagnostic {
	d := p.finding(m)
	d.Code, d.Severity = CodeTwice, diag.Warning
	if parts := strings.Split(m.Text, `"`); len(parts) == 3 {
		d.Message = fmt.Sprintf("%q is there twice: the first is lost", parts[1])
	}
	d.Hint = "remove one of them, or give it another name"
	return d
}

func (p *loader) finding(m api.Message) diag.Diagnostic {
	d := diag.Diagnostic{Code: CodeBundle, Severity: diag.Error, Span: p.span(m.Location), Message: lower(m.Text)}
	switch {
	case m.Detail == idTooLarge || strings.Contains(m.Text, errTooLarge.Error()):
		d.Code, d.Hint = CodeTooLarge, "keep generated data out of the schema's imports"
	case m.Detail == idTooDeep:
		d.Code, d.Hint = CodeTooDeep, "split the expression into constants"
	case strings.HasPrefix(m.Text, "No matching export"):
		p.missingExport(&d, m)
	case strings.Contains(m.Text, "Top-level await"):
		d.Message, d.Hint = "a schema cannot wait for a promise", "a schema is evaluated in one go; write the value into the file or import it from JSON"
	case m.PluginName == "":
		d.Code = CodeSyntax
	}
	if m.Location != nil && m.Location.Suggestion != "" && d.Hint == "" {
		d.Hint = fmt.Sprintf("write %q", m.Location.Suggestion)
	}
	for _, n := range m.Notes {
		if n.Location != nil && n.Location.Namespace == "file" {
			d.Notes = append(d.Notes, diag.Note{Span: p.span(n.Location), Message: lower(strings.TrimSuffix(n.Text, ":"))})
		}
	}
	return d
}

// tooSlow reports that the parser is still at it.
func (p *loader) tooSlow(limit time.Duration) diag.Diagnostic {
	return diag.Diagnostic{Code: CodeTooDeep, Severity: diag.Error, Span: p.texts.start(p.entry),
		Message: fmt.Sprintf("the files of the schema cannot be read within %s", limit), Hint: "split long expressions, and keep generated code out of the schema's imports"}
}

// missingExport rewords `No matching export in "amplify:pkg" for import "x"`.
func (p *loader) missingExport(d *diag.Diagnostic, m api.Message) {
	d.Code = CodeMissingExport
	parts := strings.Split(m.Text, `"`)
	if len(parts) < 4 {
		return
	}
	from, name := strings.TrimPrefix(parts[1], virtualSpace+":"), parts[3]
	d.Message = fmt.Sprintf("%q has no export %q", from, name)
	d.Hint = "correct the name of the import"
	if known := exportsOf(from); known != nil {
		d.Hint = "the schema language knows " + strings.Join(known, ", ") + " of this package"
		if near := diag.Nearest(name, known); near != "" {
			d.Hint = fmt.Sprintf("did you mean %q?", near)
		}
	}
}

func (p *loader) span(l *api.Location) source.Span {
	if l == nil {
		return p.texts.start(p.entry)
	}
	path := l.File
	if !filepath.IsAbs(path) {
		path = filepath.Join(p.root, filepath.FromSlash(path))
	}
	file := p.texts.Relative(path)
	x := p.texts.Text(file)
	if x == nil {
		return source.Span{File: file, Start: source.Position{Line: l.Line, Column: l.Column + 1}, End: source.Position{Line: l.Line, Column: l.Column + 1 + l.Length}}
	}
	if l.Line < 1 || l.Line > len(x.lines) {
		return source.Span{File: file, Start: source.Position{Line: 1, Column: 1}, End: source.Position{Line: 1, Column: 1}}
	}
	start := x.lines[l.Line-1] + l.Column
	return source.Span{File: file, Start: x.Position(start), End: x.Position(start + max(l.Length, 1))}
}

// lower gives a message of esbuild's our house style: no capital, no full stop.
func lower(s string) string {
	s = strings.TrimSuffix(s, ".")
	if len(s) > 1 && s[0] >= 'A' && s[0] <= 'Z' && !(s[1] >= 'A' && s[1] <= 'Z') {
		return strings.ToLower(s[:1]) + s[1:]
	}
	return s
}
