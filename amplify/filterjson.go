package amplify

// IsZero reports whether the filter is no condition at all.
func (f Filter) IsZero() bool { return f.node == nil }

// MarshalJSON writes the filter as the filter argument of a list; the zero
// Filter is null. It fails for a combination of no conditions.
func (f Filter) MarshalJSON() ([]byte, error) {
	if f.IsZero() {
		return []byte("null"), nil
	}
	return f.node.wire(false)
}
