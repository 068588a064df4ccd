package explain

import (
	_ "embed"
	"html/template"
	"io"
	"strings"
)

//go:embed matrix.html
var matrixHTML string

// WriteHTML writes the matrix as one page that needs nothing else: no script,
// no font, no request.
func (m *Matrix) WriteHTML(w io.Writer) error {
	// The heading names the schema's file: in every cell it would only make the
	// table too wide.
	place := func(source string) string {
		if line, same := strings.CutPrefix(source, m.Source+":"); same {
			return "line " + line
		}
		return source
	}
	t, err := template.New("matrix").Funcs(template.FuncMap{"note": cellNote, "place": place}).Parse(matrixHTML)
	if err != nil {
		return err
	}
	return t.Execute(w, m)
}
