package diag

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/amplifygo/amplifygo/internal/source"
)

// jsonReport is the form of --format json. Version rises when a field changes
// its meaning or goes away.
type jsonReport struct {
	Version     int              `json:"version"`
	Errors      int              `json:"errors"`
	Warnings    int              `json:"warnings"`
	Diagnostics []jsonDiagnostic `json:"diagnostics"`
}

type jsonDiagnostic struct {
	Code     Code         `json:"code"`
	Severity string       `json:"severity"`
	Message  string       `json:"message"`
	Detail   string       `json:"detail,omitempty"`
	Hint     string       `json:"hint,omitempty"`
	Span     *source.Span `json:"span,omitempty"`
	Notes    []jsonNote   `json:"notes,omitempty"`
}

type jsonNote struct {
	Message string       `json:"message"`
	Span    *source.Span `json:"span,omitempty"`
}

func renderJSON(w io.Writer, list List) error {
	errors, warnings := split(list)
	r := jsonReport{Version: 1, Errors: len(errors), Warnings: len(warnings), Diagnostics: []jsonDiagnostic{}}
	for _, d := range append(errors, warnings...) {
		j := jsonDiagnostic{Code: d.Code, Severity: d.Severity.String(), Message: d.Message, Detail: d.Detail, Hint: d.Hint, Span: known(d.Span)}
		for _, n := range d.Notes {
			j.Notes = append(j.Notes, jsonNote{Message: n.Message, Span: known(n.Span)})
		}
		r.Diagnostics = append(r.Diagnostics, j)
	}
	return writeJSON(w, r)
}

func known(s source.Span) *source.Span {
	if !s.Valid() {
		return nil
	}
	return &s
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// renderGitHub writes the workflow commands that GitHub Actions turns into
// annotations.
func renderGitHub(w io.Writer, list List) error {
	errors, warnings := split(list)
	for _, d := range append(errors, warnings...) {
		text := d.Message
		if d.Hint != "" {
			text += "\nhelp: " + d.Hint
		}
		props := "title=" + escapeProperty(string(d.Code))
		if d.Span.Valid() {
			props = fmt.Sprintf("file=%s,line=%d,endLine=%d,col=%d,endColumn=%d,%s", escapeProperty(d.Span.File),
				d.Span.Start.Line, d.Span.End.Line, d.Span.Start.Column, d.Span.End.Column, props)
		}
		if _, err := fmt.Fprintf(w, "::%s %s::%s\n", d.Severity, props, escapeData(text)); err != nil {
			return err
		}
	}
	return nil
}

func escapeData(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

func escapeProperty(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(escapeData(s))
}
