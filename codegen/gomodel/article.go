package gomodel

import "strings"

// The beginnings of names that are not spoken as their first letter is written.
var (
	// consonants begin as "you" and "one" do.
	consonants = []string{"Eu", "Ewe", "One", "Once", "Ubi", "Uni", "Ura", "Uro", "Usa", "Use", "Usu", "Ute", "Uti"}
	// vowels are exceptions of these, and begin with a silent h.
	vowels = []string{"Unim", "Unin", "Heir", "Honest", "Honor", "Honour", "Hour"}
)

// WithArticle puts "a" or "an" before a Go name, by how the name is spoken:
// "a Todo", "an Entry", "a User", "an SMSCode".
func WithArticle(name string) string {
	if startsWithVowel(name) {
		return "an " + name
	}
	return "a " + name
}

func startsWithVowel(name string) bool {
	if len(name) > 1 && name[1] >= 'A' && name[1] <= 'Z' {
		// The name of the letter counts: ay, em, ex, but you.
		return strings.IndexByte("AEFHILMNORSX", name[0]) >= 0
	}
	switch {
	case hasPrefix(name, vowels):
		return true
	case hasPrefix(name, consonants):
		return false
	}
	return name != "" && strings.IndexByte("AEIOU", name[0]) >= 0
}

func hasPrefix(name string, of []string) bool {
	for _, p := range of {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	return false
}
