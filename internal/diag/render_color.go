package diag

// paint puts ANSI colours around texts, or nothing.
type paint struct{ on bool }

func painter(on bool) paint { return paint{on: on} }

func (p paint) wrap(code, s string) string {
	if !p.on || s == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

// severity is red for errors and yellow for warnings.
func (p paint) severity(s Severity, text string) string {
	if s == Error {
		return p.wrap("1;31", text)
	}
	return p.wrap("1;33", text)
}

func (p paint) strong(text string) string { return p.wrap("1", text) }
func (p paint) dim(text string) string    { return p.wrap("34", text) }
