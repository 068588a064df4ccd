// Package plural forms English plurals exactly as the npm package pluralize
// 8.0.0 does, which Amplify uses to name list queries ("listPeople"), index
// names ("peopleByCity") and the pluralName of amplify_outputs.json.
//
// The word tables are those of pluralize (MIT licence, © 2013 Blake Embrey;
// see NOTICE). Only the plural direction is here, because nothing else in
// Amplify's output depends on the other one. The rules see a whole identifier,
// not its last word, so "UserData" becomes "UserData" and "UpperID" "UpperIDS".
package plural

import "strings"

// Pluralize gives the plural of a word, with the word's own case: "Person"
// becomes "People", "OwnF" becomes "OwnFS". A plural stays as it is.
func Pluralize(word string) string {
	token := strings.ToLower(word)
	if _, already := irregularPlurals[token]; already {
		return restoreCase(word, token)
	}
	if plural, ok := irregular[token]; ok {
		return restoreCase(word, plural)
	}
	if token == "" || uncountable[token] {
		return word
	}
	head, tail := "", word
	if cut := len(word) - longestEnding; cut > 0 {
		head, tail = word[:cut], word[cut:]
	}
	for i := len(rules) - 1; i >= 0; i-- {
		if r := rules[i]; r.last == "" || strings.IndexByte(r.last, token[len(token)-1]) >= 0 {
			if at := r.pattern.FindStringSubmatchIndex(tail); at != nil {
				return head + r.apply(tail, at)
			}
		}
	}
	return word
}

// longestEnding is more bytes than any rule looks at from the end of a word
// ("prolegomenon" and the letter before it), so that long names cost no more
// than short ones.
const longestEnding = 16

// apply replaces the match at the submatch positions at by the rule's
// replacement in the case of what it replaces. Where the match is empty, the
// letter before it decides.
func (r rule) apply(word string, at []int) string {
	start, end := at[0], at[1]
	replaced := string(r.pattern.ExpandString(nil, r.replacement, word, at))
	like := word[start:end]
	if like == "" && start > 0 {
		like = word[start-1 : start]
	}
	return word[:start] + restoreCase(like, replaced) + word[end:]
}

// restoreCase writes token in the case of word: as it is if they are equal,
// lower, upper or title case where word is wholly so, lower case otherwise.
func restoreCase(word, token string) string {
	switch {
	case word == token:
		return token
	case word == strings.ToLower(word):
		return strings.ToLower(token)
	case word == strings.ToUpper(word):
		return strings.ToUpper(token)
	case word[:1] == strings.ToUpper(word[:1]) && token != "":
		return strings.ToUpper(token[:1]) + strings.ToLower(token[1:])
	}
	return strings.ToLower(token)
}
