package parser

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
)

// hostileSources are texts that make a parser recurse, by what is repeated.
var hostileSources = []struct{ name, before, repeat, middle, after, end string }{
	{"parentheses", "x = ", "(", "1", ")", ""},
	{"open parentheses", "x = ", "(", "", "", ""},
	{"lists", "x = ", "[", "", "]", ""},
	{"objects", "x = ", "{a:", "1", "}", ""},
	{"blocks", "", "{", "", "}", ""},
	{"nots", "x = ", "!", "1", "", ""},
	{"minuses", "x = ", "- ", "1", "", ""},
	{"typeofs", "x = ", "typeof ", "1", "", ""},
	{"news", "x = ", "new ", "x", "", ""},
	{"voids", "x = ", "void ", "1", "", ""},
	{"deletes", "x = ", "delete ", "x.y", "", ""},
	{"arrows", "x = ", "a=>", "1", "", ""},
	{"async arrows", "x = ", "async a=>", "1", "", ""},
	{"members", "x = a", ".a", "", "", ""},
	{"indexes", "x = a", "[0]", "", "", ""},
	{"calls", "x = a", "()", "", "", ""},
	{"optional", "x = a", "?.a", "", "", ""},
	{"sums", "x = 1", "+1", "", "", ""},
	{"concatenations", "x = ''", "+'a'+b", "", "", ""},
	{"powers", "x = 1", "**1", "", "", ""},
	{"ands", "x = a", "&&a", "", "", ""},
	{"nullish", "x = a", "??a", "", "", ""},
	{"commas", "x = (a", ",a", ")", "", ""},
	{"assignments", "", "x=", "1", "", ""},
	{"conditions", "x = ", "a?b:", "c", "", ""},
	{"inner conditions", "x = ", "a?", "c", ":d", ""},
	{"templates", "x = ", "`${", "1", "}`", ""},
	{"tags", "x = a", "`x`", "", "", ""},
	{"ifs", "", "if(a)", ";", "", ""},
	{"elses", "", "if(a);else ", ";", "", ""},
	{"whiles", "", "while(0)", ";", "", ""},
	{"labels", "", "x:", ";", "", ""},
	{"functions", "", "function f(){", "", "}", ""},
	{"function values", "x = ", "function(){return ", "1", "}", ""},
	{"classes", "", "class A{x(){", "", "}}", ""},
	{"extends", "x = ", "class extends ", "A", "{}", ""},
	{"destructuring", "let ", "[", "a", "]", "= b"},
	{"defaults", "let [a", "=[b", "", "]", "] = c"},
	{"type arguments", "type T = ", "A<", "B", ">", ""},
	{"type lists", "type T = ", "[", "B", "]", ""},
	{"type functions", "type T = ", "()=>", "B", "", ""},
	{"keyofs", "type T = ", "keyof ", "B", "", ""},
	{"type conditions", "type T = ", "A extends B ? ", "C", " : D", ""},
	{"as", "x = a", " as any", "", "", ""},
	{"non-null", "x = a", "!", "", "", ""},
	{"casts", "x = ", "<any>", "a", "", ""},
	{"namespaces", "", "namespace A{", "", "}", ""},
	{"spreads", "x = ", "[...", "[]", "]", ""},
	{"yields", "function* f(){", "yield ", "1", "", "}"},
	{"patterns", "x = /", "(", "", ")", "/"},
	{"decorators", "", "@a ", "class A{}", "", ""},
	{"statements", "", "a;", "", "", ""},
	{"comments", "", "/*", "*/", "", ""},
	{"texts", "x = '", "x", "", "", "'"},
}

const hostileSourceEnv = "AMPLIFYGO_TEST_HOSTILE_SOURCE"

// TestHostileSources parses each text with a hundred thousand repetitions, in
// a process of its own: a stack that overflows cannot be recovered from.
func TestHostileSources(t *testing.T) {
	if which := os.Getenv(hostileSourceEnv); which != "" {
		i, _ := strconv.Atoi(which)
		runHostileSource(i)
		return
	}
	for i, c := range hostileSources {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.Command(os.Args[0], "-test.run=^TestHostileSources$", "-test.timeout=60s")
			cmd.Env = append(os.Environ(), hostileSourceEnv+"="+strconv.Itoa(i))
			start := time.Now()
			out, err := cmd.CombinedOutput()
			took := time.Since(start)
			got, _, _ := strings.Cut(string(out), "\n")
			t.Logf("%v, %d MB: %.200s", took.Round(time.Millisecond), peakMB(cmd), got)
			if err != nil || !strings.HasPrefix(got, "AG") {
				t.Errorf("got %.300s (%v)", got, err)
			}
			if took > 60*time.Second {
				t.Errorf("took %s", took)
			}
		})
	}
}

func runHostileSource(i int) {
	c := hostileSources[i]
	const n = 100_000
	src := "let x, a, b, c, d;\n" + c.before + strings.Repeat(c.repeat, n) + c.middle + strings.Repeat(c.after, n) + c.end + "\n"
	_, list, err := Evaluate(context.Background(), Options{Path: "/resource.ts", Source: []byte(src), Timeout: time.Second})
	if err != nil {
		fmt.Println("error", err)
	}
	for _, d := range list {
		fmt.Println(d.Code, d.Error())
		break
	}
	os.Exit(0)
}
