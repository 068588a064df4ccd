package authmode

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"
)

func TestAnalyzer(t *testing.T) {
	t.Parallel()
	analysistest.Run(t, analysistest.TestData(), New(), "a")
}

func TestAdministrator(t *testing.T) {
	t.Parallel()
	a := New()
	if err := a.Flags.Set("administrator", "true"); err != nil {
		t.Fatal(err)
	}
	analysistest.Run(t, analysistest.TestData(), a, "admin")
}
