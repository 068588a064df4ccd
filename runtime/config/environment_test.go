package config

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

func TestEnvironmentVariables(t *testing.T) {
	t.Parallel()
	f, err := load(t, "server:\n  environmentVariables: {REGION: eu, LIMIT: 5, EMPTY: '', TOKEN: , GONE: null}\n", nil)
	if err != nil {
		t.Fatal(err)
	}
	own := map[string]string{"TOKEN": "secret", "REGION": "the server's own"}
	values, missing, err := f.Server.Environment(func(name string) string { return own[name] })
	want := map[string]string{"REGION": "eu", "LIMIT": "5", "EMPTY": "", "TOKEN": "secret"}
	if err != nil || !reflect.DeepEqual(values, want) || fmt.Sprint(missing) != "[GONE]" {
		t.Errorf("%v, %v, %v", values, missing, err)
	}
	own["TOKEN"] = strings.Repeat("é", 513)
	if _, _, err := f.Server.Environment(func(name string) string { return own[name] }); err == nil || !strings.Contains(err.Error(), "server.environmentVariables.TOKEN: has more than 512 characters") {
		t.Errorf("got %v", err)
	}
}

func TestEnvironmentVariablesAreThoseOfAppSync(t *testing.T) {
	t.Parallel()
	many := func(n int) string {
		s := ""
		for i := range n {
			s += fmt.Sprintf("V%d: x, ", i)
		}
		return s
	}
	for variables, want := range map[string]string{
		"A: x":                               "server.environmentVariables.A: is not a name",
		"1A: x":                              "server.environmentVariables.1A: is not a name",
		"_A: x":                              "server.environmentVariables._A: is not a name",
		"A-B: x":                             "server.environmentVariables.A-B: is not a name",
		"AB: '" + strings.Repeat("x", 513):   "server.environmentVariables.AB: has more than 512 characters",
		many(51):                             "server.environmentVariables: has 51 variables; AppSync takes 50",
		"AB: [x]":                            "line 1: expected a text",
		many(50):                             "",
		"A1_b: '" + strings.Repeat("é", 512): "",
	} {
		if strings.Count(variables, "'") == 1 {
			variables += "'"
		}
		_, err := load(t, "server: {environmentVariables: {"+variables+"}}\n", nil)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%.40s: %v, want %s", variables, err, want)
		}
	}
}
