package introspection

import (
	"slices"
	"testing"
)

// The expectations are what change-case 4 gives.
func TestPascal(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"chat": "Chat", "AIChat": "AiChat", "my_chat2go": "MyChat2go", "tripPlannerV2": "TripPlannerV2",
		"a_1b": "A_1b", "XMLHttpRequest": "XmlHttpRequest", "_x__y_": "XY", "ABC": "Abc", "a1B2": "A1B2",
	} {
		if got := pascal(name); got != want {
			t.Errorf("pascal(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestEnumValues(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, want []string }{
		{[]string{"B", "a"}, []string{"B", "a"}},
		{[]string{"Happy", "HAPPY", "sad"}, []string{"HAPPY", "sad"}},
		{[]string{"sadFace", "x", "SAD_FACE"}, []string{"SAD_FACE", "x"}},
		{[]string{"b", "_10", "_2", "_01"}, []string{"_2", "_10", "b", "_01"}},
		{nil, []string{}},
	} {
		if got := enumValues(c.in); !slices.Equal(got, c.want) {
			t.Errorf("enumValues(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}
