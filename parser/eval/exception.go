package eval

import (
	"regexp"
	"strings"

	"github.com/dop251/goja"

	"github.com/amplifygo/amplifygo/internal/diag"
)

// failException reports an exception that nothing in the schema caught, at the
// innermost frame that the user wrote, with the frames around it as notes.
func (m *Machine) failException(e *goja.Exception) {
	message := clip(m.exceptionText(e))
	d := m.Diags.Errorf(CodeException, m.stackSpan(e.Stack()), "%s", message)
	d.Hint = hintFor(message)
	seen := 0
	for _, f := range e.Stack() {
		span, ok := m.frameSpan(f)
		if !ok {
			continue
		}
		if seen++; seen > 1 && seen <= 4 && span != d.Span {
			d.Notes = append(d.Notes, diag.Note{Span: span, Message: "called from here"})
		}
	}
}

// exceptionText reads name and message of what was thrown without running code
// of the program's: String(e) could be an endless loop.
func (m *Machine) exceptionText(e *goja.Exception) string {
	object, ok := e.Value().(*goja.Object)
	if !ok {
		return "the schema threw " + e.Value().String()
	}
	if object.ClassName() != "Error" {
		return "the schema threw an object that is no Error"
	}
	name, message := plainString(object.Get("name")), plainString(object.Get("message"))
	if name == "" {
		name = "Error"
	}
	if message == "" {
		return name
	}
	return reword(name + ": " + message)
}

func plainString(v goja.Value) string {
	if v == nil {
		return ""
	}
	if _, isObject := v.(*goja.Object); isObject {
		return ""
	}
	return v.String()
}

var (
	missingMember = regexp.MustCompile(`^TypeError: Object has no member '([^']*)'$`)
	missingValue  = regexp.MustCompile(`^TypeError: Cannot read property '([^']*)' of (undefined|null)$`)
)

// reword gives the machine's messages the words of JavaScript.
func reword(s string) string {
	if match := missingMember.FindStringSubmatch(s); match != nil {
		return "TypeError: " + match[1] + " is not a function"
	}
	if match := missingValue.FindStringSubmatch(s); match != nil {
		return "TypeError: cannot read properties of " + match[2] + " (reading '" + match[1] + "')"
	}
	return s
}

func hintFor(message string) string {
	switch {
	case strings.Contains(message, "is not defined"):
		return "declare or import the name before its use"
	case strings.Contains(message, "of undefined"), strings.Contains(message, "of null"):
		return "the value before the dot is missing here; check its name and import"
	}
	return ""
}

// clip keeps a message that the program made up on one readable line.
func clip(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > 300 {
		return strings.ToValidUTF8(s[:300], "") + "…"
	}
	return s
}
