package parser

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/amplifygo/amplifygo/internal/diag"
)

// TestCodesAreExplained: every code that the parser's stages declare has an
// entry in the catalogue, and every entry of AG00 to AG02 is declared.
func TestCodesAreExplained(t *testing.T) {
	t.Parallel()
	declared := map[string]bool{}
	code := regexp.MustCompile(`diag\.Code = "(AG\d{4})"`)
	for _, dir := range []string{"bundle", "eval", "builder"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatal(dir, err)
		}
		for _, f := range files {
			text, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range code.FindAllStringSubmatch(string(text), -1) {
				declared[m[1]] = true
				if _, ok := diag.Explain(diag.Code(m[1])); !ok {
					t.Errorf("%s declares %s, which the catalogue does not explain", f, m[1])
				}
			}
		}
	}
	for _, e := range diag.Catalogue() {
		if e.Code < "AG0300" && !declared[string(e.Code)] {
			t.Errorf("%s is explained but declared nowhere", e.Code)
		}
	}
}
