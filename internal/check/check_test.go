package check_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// marker announces a finding on the next line that is no marker.
var marker = regexp.MustCompile(`^\s*// (error|warning) (AG\d{4})$`)

// TestMarkedSchemas compiles the schemas of testdata: exactly the findings that
// the comments announce, each on its line, and all in one run.
func TestMarkedSchemas(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("testdata", "*.ts"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no schemas in testdata: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			lines := strings.Split(string(text), "\n")
			messages := map[string]string{}
			for _, d := range compile(t, string(text), true) {
				key := fmt.Sprintf("%d: %s %s", d.Span.Start.Line, d.Severity, d.Code)
				got = append(got, key)
				messages[key] = d.Message
				if d.Hint == "" {
					t.Errorf("no hint: %v", d)
				}
			}
			want := announced(lines)
			slices.Sort(got)
			for _, key := range missing(want, got) {
				t.Errorf("%s:%s: not found", file, key)
			}
			for _, key := range missing(got, want) {
				t.Errorf("%s:%s: unexpected: %s", file, key, messages[key])
			}
		})
	}
}

// announced lists the findings that the comments of a schema announce.
func announced(lines []string) []string {
	var want, open []string
	for i, line := range lines {
		if m := marker.FindStringSubmatch(line); m != nil {
			open = append(open, m[1]+" "+m[2])
			continue
		}
		for _, o := range open {
			want = append(want, fmt.Sprintf("%d: %s", i+1, o))
		}
		open = nil
	}
	slices.Sort(want)
	return want
}

// missing lists the elements of a that b lacks, counting repetitions.
func missing(a, b []string) []string {
	count := map[string]int{}
	for _, s := range b {
		count[s]++
	}
	var out []string
	for _, s := range a {
		if count[s]--; count[s] < 0 {
			out = append(out, s)
		}
	}
	return out
}
