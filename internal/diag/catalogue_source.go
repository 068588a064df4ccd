package diag

// sourceEntries are the findings about files, bundling, evaluation and
// builders: AG00xx to AG02xx.
func sourceEntries() []Entry {
	return []Entry{}
}
