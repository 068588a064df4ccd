package check

import (
	"slices"
	"strings"

	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/amplifygo/amplifygo/internal/source"
)

// inputCycles rejects types that contain themselves through required fields
// only and are given as input: no value of such a type ends, and AppSync
// refuses the type.
func inputCycles(v *view) {
	c := cycles{view: v, fields: map[string][]*ir.Field{}, done: map[string]bool{}}
	for _, in := range v.schema.Inputs {
		c.fields[in.Name] = in.Fields
	}
	for _, in := range v.schema.Inputs {
		c.look(in.Name, in.Span, nil)
	}
	// The inputs of models have an input type for each custom type.
	c.fields, c.done = map[string][]*ir.Field{}, map[string]bool{}
	for _, t := range v.schema.CustomTypes {
		c.fields[t.Name] = t.Fields
	}
	for _, m := range v.schema.Models {
		if m.Disabled.Has(ir.Create) && m.Disabled.Has(ir.Update) {
			continue
		}
		for _, f := range m.Fields {
			if f.Type.Kind == ir.CustomKind {
				c.look(f.Type.Name, f.Span, nil)
			}
		}
	}
}

// cycles looks for cycles among types; done are those that need no second look.
type cycles struct {
	*view
	fields map[string][]*ir.Field
	done   map[string]bool
}

func (c *cycles) look(name string, at source.Span, within []string) {
	if i := slices.Index(within, name); i >= 0 {
		d := c.diags.Errorf("AG0421", at, "no input of the type %s ends: it contains itself (%s)", name, strings.Join(append(within[i:], name), ", "))
		d.Hint = "let one of the fields be optional, or a list"
		return
	}
	if c.done[name] {
		return
	}
	within = append(within, name)
	for _, f := range c.fields[name] {
		if _, ok := c.fields[f.Type.Name]; ok && f.Type.Required && !f.Type.List {
			c.look(f.Type.Name, f.Span, within)
		}
	}
	c.done[name] = true
}
