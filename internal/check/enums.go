package check

import (
	"strings"
	"unicode"
)

// enumValues asks that an enum has values, each a GraphQL name and each once.
// Values with white space have been reported already.
func enumValues(v *view) {
	for _, e := range v.schema.Enums {
		if len(e.Values) == 0 {
			d := v.diags.Errorf("AG0408", e.Span, "enum %s has no values", e.Name)
			d.Hint = "list at least one value"
		}
		seen := map[string]bool{}
		for _, value := range e.Values {
			if seen[value] {
				d := v.diags.Errorf("AG0407", e.Span, "enum value %s.%s can only be defined once", e.Name, value)
				d.Hint = "remove the repetition"
			}
			seen[value] = true
			if value == "true" || value == "false" || value == "null" {
				d := v.diags.Errorf("AG0406", e.Span, "%q cannot be a value of enum %s: GraphQL keeps true, false and null for itself", value, e.Name)
				d.Hint = "write " + strings.ToUpper(value)
				continue
			}
			if strings.HasPrefix(value, "__") {
				d := v.diags.Errorf("AG0406", e.Span, "%q cannot be a value of enum %s: GraphQL keeps two underscores for itself", value, e.Name)
				d.Hint = "remove an underscore"
				continue
			}
			if graphqlName.MatchString(value) || strings.ContainsFunc(value, unicode.IsSpace) {
				continue
			}
			d := v.diags.Errorf("AG0406", e.Span, "%q cannot be a value of enum %s: a value has letters, digits and underscores, and does not start with a digit", value, e.Name)
			if better := nameFor(value); better != "" {
				d.Hint = "write " + better
			} else {
				d.Hint = "use letters"
			}
		}
	}
}
