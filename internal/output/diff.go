package output

import (
	"bytes"
	"io"

	"github.com/pmezard/go-difflib/difflib"
)

// Diff writes the plan as a unified diff from the disk to what would be
// written, sorted by path.
func (p *Plan) Diff(w io.Writer) error {
	for _, c := range p.Changes() {
		from, to := "a/"+c.Path, "b/"+c.Path
		if c.Old == nil {
			from = "/dev/null"
		}
		if c.New == nil {
			to = "/dev/null"
		}
		err := difflib.WriteUnifiedDiff(w, difflib.UnifiedDiff{
			A: lines(c.Old), B: lines(c.New), FromFile: from, ToFile: to, Context: 3,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func lines(content []byte) []string {
	if len(content) == 0 {
		return nil
	}
	var out []string
	for _, l := range bytes.SplitAfter(content, []byte("\n")) {
		if len(l) > 0 {
			out = append(out, string(l))
		}
	}
	if last := len(out) - 1; out[last][len(out[last])-1] != '\n' {
		out[last] += "\n\\ No newline at end of file\n"
	}
	return out
}
