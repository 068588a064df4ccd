package diag

import (
	"fmt"
	"io"
	"strings"
)

// Format is a way of writing diagnostics.
type Format string

// The formats of --format.
const (
	FormatText   Format = "text"
	FormatJSON   Format = "json"
	FormatSARIF  Format = "sarif"
	FormatGitHub Format = "github"
)

// ParseFormat gives the format of a name that the user wrote.
func ParseFormat(name string) (Format, error) {
	known := []string{"text", "json", "sarif", "github"}
	for _, k := range known {
		if name == k {
			return Format(k), nil
		}
	}
	return "", fmt.Errorf("unknown format %q: %s", name, DidYouMean(name, known, "there are "+strings.Join(known, ", ")))
}

// DefaultMax is how many findings of each severity the text form shows.
const DefaultMax = 10

// RenderOptions say how to write diagnostics.
type RenderOptions struct {
	Format Format
	// Color switches ANSI colours on; they are only used in text.
	Color bool
	// Max bounds the findings of each severity in text, DefaultMax where 0.
	Max int
	// Source gives the text of a file as spans name it. It may be nil.
	Source func(file string) (text string, ok bool)
	// Version is the tool's version, for SARIF.
	Version string
}

// Render writes a list, sorted: errors first, then warnings. Text ends in a
// count; an empty list gives nothing there, and an empty report in JSON and SARIF.
func Render(w io.Writer, list List, o RenderOptions) error {
	list = append(List(nil), list...)
	list.Sort()
	switch o.Format {
	case FormatJSON:
		return renderJSON(w, list)
	case FormatSARIF:
		return renderSARIF(w, list, o.Version)
	case FormatGitHub:
		return renderGitHub(w, list)
	case FormatText, "":
		return renderText(w, list, o)
	}
	return fmt.Errorf("unknown format %q", o.Format)
}

// split gives the errors and the warnings of a list.
func split(list List) (errors, warnings List) {
	for _, d := range list {
		if d.Severity == Error {
			errors = append(errors, d)
		} else {
			warnings = append(warnings, d)
		}
	}
	return errors, warnings
}

// Summary counts a list: "2 errors, 1 warning". It is empty for an empty list.
func Summary(list List) string {
	errors, warnings := split(list)
	var parts []string
	if n := len(errors); n > 0 {
		parts = append(parts, count(n, "error"))
	}
	if n := len(warnings); n > 0 {
		parts = append(parts, count(n, "warning"))
	}
	return strings.Join(parts, ", ")
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
