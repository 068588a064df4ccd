package check

import (
	_ "embed"
	"encoding/json"
	"strings"
	"testing"
)

// defaults.tsv holds what the validators of Amplify's default-value
// transformer accept: a scalar and the accepted texts as JSON strings on each
// line, and all texts on the last.
//
//go:embed testdata/defaults.tsv
var defaultsTSV string

func TestScalarsAgreeWithAmplify(t *testing.T) {
	t.Parallel()
	accepted := map[string][]string{}
	for _, line := range strings.Split(strings.TrimSuffix(defaultsTSV, "\n"), "\n") {
		columns := strings.Split(line, "\t")
		for _, c := range columns[1:] {
			var text string
			if err := json.Unmarshal([]byte(c), &text); err != nil {
				t.Fatalf("%s: %v", c, err)
			}
			accepted[columns[0]] = append(accepted[columns[0]], text)
		}
	}
	all := accepted["all"]
	delete(accepted, "all")
	if len(all) < 100 || len(accepted) != 12 {
		t.Fatalf("%d texts for %d scalars", len(all), len(accepted))
	}
	for scalar, texts := range accepted {
		ok := map[string]bool{}
		for _, text := range texts {
			ok[text] = true
		}
		for _, text := range all {
			if got := validScalar(scalar, text); got != ok[text] {
				t.Errorf("%s of %q: %v, Amplify says %v", scalar, text, got, ok[text])
			}
		}
	}
}
