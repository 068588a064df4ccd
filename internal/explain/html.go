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
	t, err := template.New("matrix").Funcs(template.FuncMap{"note": cellNote, "join": strings.Join}).Parse(matrixHTML)
	if err != nil {
		return err
	}
	return t.Execute(w, m)
}
