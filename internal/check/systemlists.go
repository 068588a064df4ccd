package check

// systemLists rejects lists in the fields that Amplify fills by itself: it makes
// them optional in the input of the create mutation, and cannot do so with lists.
func systemLists(v *view) {
	for _, m := range v.schema.Models {
		for _, name := range []string{"id", "createdAt", "updatedAt"} {
			if f := v.declared(m, name); f != nil && f.Type.List {
				d := v.diags.Errorf("AG0420", f.Span, "field %s.%s cannot be a list: Amplify fills a field of this name by itself", m.Name, name)
				d.Hint = "rename the field, or let it have a single value"
			}
		}
	}
}
