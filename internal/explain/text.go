package explain

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// WriteText writes the matrix for a terminal: a table for each model, one for
// each field that has rules of its own or that some readers of the model may
// not read, and one of the custom operations. Below each table stand the
// conditions and the rules that it refers to.
func (m *Matrix) WriteText(w io.Writer) error {
	t := &textWriter{w: w}
	for _, model := range m.Models {
		t.table(model.Name, model.Rows, model.Rules)
		for _, f := range model.Fields {
			if f.Own || f.Restricted {
				t.table(model.Name+"."+f.Name, f.Rows, f.Rules)
			}
		}
	}
	for _, o := range m.Operations {
		t.table(o.Name, o.Rows, o.Rules)
	}
	return t.err
}

// textWriter keeps the first error.
type textWriter struct {
	w   io.Writer
	err error
}

func (t *textWriter) printf(format string, args ...any) {
	if t.err == nil {
		_, t.err = fmt.Fprintf(t.w, format, args...)
	}
}

func (t *textWriter) table(title string, rows []Row, rules []RuleLine) {
	t.printf("%s\n", title)
	tab := tabwriter.NewWriter(t.w, 0, 0, 2, ' ', 0)
	var notes []string
	for i, row := range rows {
		if i == 0 {
			t.row(tab, "", row, func(c Cell) string { return c.Operation })
		}
		t.row(tab, row.Principal, row, func(c Cell) string { return mark(c, &notes) })
	}
	if t.err == nil {
		t.err = tab.Flush()
	}
	for i, n := range notes {
		t.printf("  %d  %s\n", i+1, n)
	}
	for _, r := range rules {
		t.printf("  %s  %s\n", r.Source, r.Rule)
	}
	t.printf("\n")
}

func (t *textWriter) row(tab io.Writer, label string, row Row, text func(Cell) string) {
	if t.err != nil {
		return
	}
	cells := make([]string, len(row.Cells))
	for i, c := range row.Cells {
		cells[i] = text(c)
	}
	_, t.err = fmt.Fprintf(tab, "  %s\t%s\n", label, strings.Join(cells, "\t"))
}

// mark is a cell of a text table; conditions become numbered notes.
func mark(c Cell, notes *[]string) string {
	switch note := cellNote(c); {
	case c.Answer == "deny":
		return "-"
	case note == "":
		return "yes"
	case c.Answer == "allow":
		return fmt.Sprintf("yes (%d)", number(notes, note))
	default:
		return fmt.Sprintf("if (%d)", number(notes, note))
	}
}

// cellNote says under which condition and for which fields.
func cellNote(c Cell) string {
	note := strings.Join(c.Conditions, ", or ")
	if c.Fields != nil {
		fields := "only " + strings.Join(c.Fields, ", ")
		if len(c.Fields) == 0 {
			fields = "no field"
		}
		if note != "" {
			note += "; "
		}
		note += fields
	}
	if c.More != nil {
		note += "; more if " + strings.Join(c.More.Conditions, ", or ")
		if c.More.Fields != nil {
			note += ": " + strings.Join(c.More.Fields, ", ")
		}
	}
	return note
}

func number(notes *[]string, note string) int {
	for i, n := range *notes {
		if n == note {
			return i + 1
		}
	}
	*notes = append(*notes, note)
	return len(*notes)
}

// WriteText writes an answer: yes, no or the condition, and the deciding rules.
func (a *Answer) WriteText(w io.Writer) error {
	t := &textWriter{w: w}
	switch a.Answer {
	case "allow":
		t.printf("yes: %s may %s\n", a.As, a.Question)
	case "deny":
		t.printf("no: %s may not %s\n", a.As, a.Question)
	default:
		t.printf("depends: %s may %s if %s\n", a.As, a.Question, strings.Join(a.Conditions, ", or "))
	}
	if a.Fields != nil {
		t.printf("  with these fields: %s\n", strings.Join(a.Fields, ", "))
	}
	for _, r := range a.Rules {
		t.printf("  %s: %s\n", r.Source, r.Rule)
	}
	if m := a.More; m != nil {
		which := "all fields"
		if m.Fields != nil {
			which = strings.Join(m.Fields, ", ")
		}
		t.printf("  with %s if %s\n", which, strings.Join(m.Conditions, ", or "))
		for _, r := range m.Rules {
			t.printf("  %s: %s\n", r.Source, r.Rule)
		}
	}
	if a.Answer == "allow" && len(a.Rules) == 0 {
		t.printf("  administrators and functions admitted by allow.resource are above the rules\n")
	}
	if a.Reason != "" {
		t.printf("  %s\n", a.Reason)
	}
	for _, r := range a.Considered {
		t.printf("  %s: %s\n", r.Source, r.Rule)
	}
	return t.err
}
