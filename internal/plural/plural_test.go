package plural

import (
	_ "embed"
	"strings"
	"testing"
)

// words.txt holds what pluralize 8.0.0 answers: a word and its plural on each line.
//
//go:embed testdata/words.txt
var words string

func TestPluralizeAgreesWithNpm(t *testing.T) {
	t.Parallel()
	for _, line := range strings.Split(strings.TrimSpace(words), "\n") {
		word, want, _ := strings.Cut(line, " ")
		if got := Pluralize(word); got != want {
			t.Errorf("Pluralize(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestPluralizeNames(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]string{
		"": "", "Person": "People", "Analysis": "Analyses", "Category": "Categories", "Sheep": "Sheep",
		"ROnly": "ROnlies", "UpperID": "UpperIDS", "OwnF": "OwnFS", "Defs": "Defs", "UserData": "UserData",
		"OwnIn2": "OwnIn2s", "OpsSplit": "OpsSplits", "Mix": "Mixes", "StGrps": "StGrps", "User_data": "User_data",
	} {
		if got := Pluralize(word); got != want {
			t.Errorf("Pluralize(%q) = %q, want %q", word, got, want)
		}
	}
}

func BenchmarkPluralize(b *testing.B) {
	for b.Loop() {
		Pluralize("CustomerOrder")
	}
}
