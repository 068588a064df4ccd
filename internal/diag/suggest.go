package diag

import (
	"fmt"
	"strings"

	"github.com/agnivade/levenshtein"
)

// Nearest gives the candidate that a misspelt name most likely means, or ""
// where none is near: a third of the letters may differ, and two of a name of
// four letters, so that swapped neighbours are found.
func Nearest(name string, candidates []string) string {
	limit := max(1, len(name)/3)
	if len(name) >= 4 {
		limit = max(2, limit)
	}
	best, bestDistance := "", limit+1
	for _, c := range candidates {
		if strings.EqualFold(c, name) {
			return c
		}
		if d := levenshtein.ComputeDistance(strings.ToLower(name), strings.ToLower(c)); d < bestDistance {
			best, bestDistance = c, d
		}
	}
	return best
}

// DidYouMean gives the hint for a misspelt name, or otherwise where no
// candidate is near.
func DidYouMean(name string, candidates []string, otherwise string) string {
	if near := Nearest(name, candidates); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return otherwise
}
