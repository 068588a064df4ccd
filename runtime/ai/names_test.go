package ai

import "testing"

func TestNamesOfModels(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		names map[string]string
		want  string
	}{
		{nil, "claude"},
		{map[string]string{"other": "small"}, "claude"},
		{map[string]string{AllModels: "local"}, "local"},
		{map[string]string{AllModels: "local", "claude": "small"}, "small"},
	} {
		r := &Routes{Config: Config{Names: c.names}}
		if got := r.model("claude"); got != c.want {
			t.Errorf("%v: got %s, want %s", c.names, got, c.want)
		}
	}
}
