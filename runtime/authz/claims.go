package authz

import (
	"encoding/json"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/auth"
)

// The claims of rules that name none (api.md 3.4, 3.6).
const (
	defaultOwnerClaim = "sub::username"
	defaultGroupClaim = "cognito:groups"
	claimSeparator    = "::"
)

// textClaim gives a claim that is a non-empty string; anything else (absent,
// null, number, list, object) is no claim. The claim "username" is "username"
// or, where the token has none, "cognito:username" (api.md 3.4).
func textClaim(id *auth.Identity, name string) string {
	if id.Claims == nil {
		switch name {
		case "sub":
			return id.Sub
		case "username":
			return id.Username
		}
		return ""
	}
	v := id.Claims[name]
	if v == nil && name == "username" {
		v = id.Claims["cognito:username"]
	}
	s, _ := v.(string)
	return s
}

// owner is the caller as an owner rule sees it.
type owner struct {
	// full is the stored form: the claims joined with "::", or the one claim.
	// It is empty where a claim is missing.
	full string
	// parts are the values of the single claims of a rule with several, empty
	// where missing, and where one has the form of several joined: a username
	// that somebody chose must not be the whole identity of somebody else. With
	// one claim there are none.
	parts []string
}

// ownerOf reads the claims of an owner rule.
func ownerOf(id *auth.Identity, claims []string) owner {
	if len(claims) == 1 {
		return owner{full: textClaim(id, claims[0])}
	}
	o := owner{parts: make([]string, len(claims))}
	complete := true
	for i, c := range claims {
		o.parts[i] = textClaim(id, c)
		complete = complete && o.parts[i] != ""
	}
	if complete {
		o.full = strings.Join(o.parts, claimSeparator)
	}
	for i, p := range o.parts {
		if strings.Contains(p, claimSeparator) {
			o.parts[i] = ""
		}
	}
	return o
}

// is reports whether a stored or supplied text names the caller: the full form
// or one of its parts (api.md 3.4). A caller who lacks a claim is nobody.
func (o owner) is(text string) bool {
	if o.full == "" || text == "" {
		return false
	}
	if text == o.full {
		return true
	}
	for _, p := range o.parts {
		if p == text {
			return true
		}
	}
	return false
}

// hasGroup reports whether the claim holds the group. Groups are compared
// whole. A text claim is a JSON list or else one group, never a haystack.
func hasGroup(id *auth.Identity, claim, group string) bool {
	if group == "" {
		return false
	}
	switch c := id.Claims[claim].(type) {
	case []any:
		for _, g := range c {
			if s, ok := g.(string); ok && s == group {
				return true
			}
		}
	case []string:
		for _, s := range c {
			if s == group {
				return true
			}
		}
	case string:
		for _, s := range textGroups(c) {
			if s == group {
				return true
			}
		}
	}
	return false
}

// groupsOf lists the caller's groups in a claim: non-empty texts only.
func groupsOf(id *auth.Identity, claim string) []string {
	var groups []string
	switch c := id.Claims[claim].(type) {
	case []any:
		for _, g := range c {
			if s, ok := g.(string); ok && s != "" {
				groups = append(groups, s)
			}
		}
	case []string:
		for _, s := range c {
			if s != "" {
				groups = append(groups, s)
			}
		}
	case string:
		groups = textGroups(c)
	}
	return groups
}

// textGroups reads a claim that is a text: a JSON list of groups, or one group.
func textGroups(text string) []string {
	if text == "" {
		return nil
	}
	if t := strings.TrimSpace(text); strings.HasPrefix(t, "[") {
		var list []any
		if json.Unmarshal([]byte(t), &list) == nil {
			var groups []string
			for _, g := range list {
				if s, ok := g.(string); ok && s != "" {
					groups = append(groups, s)
				}
			}
			return groups
		}
	}
	return []string{text}
}
