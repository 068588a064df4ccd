package cli

import (
	"fmt"
	"io"
	"os"

	"golang.org/x/term"

	"github.com/amplifygo/amplifygo/internal/compile"
	"github.com/amplifygo/amplifygo/internal/diag"
)

// count gives "1 file", "2 files".
func count(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}

// report prints the findings of a compilation.
func (e *env) report(w io.Writer, r *compile.Result) error {
	format, err := e.diagnosticsFormat()
	if err != nil {
		return err
	}
	color, err := e.useColor(w)
	if err != nil {
		return err
	}
	return diag.Render(w, r.Findings, diag.RenderOptions{
		Format: format, Color: color, Source: r.Source, Version: version(),
	})
}

func (e *env) diagnosticsFormat() (diag.Format, error) {
	switch {
	case e.format != "":
		return diag.ParseFormat(e.format)
	case e.Getenv("GITHUB_ACTIONS") == "true":
		return diag.FormatGitHub, nil
	}
	return diag.FormatText, nil
}

// useColor decides about colour: a flag beats NO_COLOR, which beats the
// terminal (https://no-color.org).
func (e *env) useColor(w io.Writer) (bool, error) {
	switch e.color {
	case "always":
		return true, nil
	case "never":
		return false, nil
	case "auto":
		f, ok := w.(*os.File)
		return ok && e.Getenv("NO_COLOR") == "" && e.Getenv("TERM") != "dumb" && term.IsTerminal(int(f.Fd())), nil
	}
	return false, fmt.Errorf("unknown --color %q: auto, always or never", e.color)
}
