package oracle

import "github.com/amplifygo/amplifygo/runtime/schema"

// Redacted reports whether a relationship reads as empty after mutations:
// always where somebody who gets rows of the model may not follow it;
// otherwise where somebody reads both sides, unless all who read one side are
// the very same who read the other and none of them depends on a row or on an
// authorizer function.
func (o *Oracle) Redacted(f *schema.Field) bool {
	m, related := f.Model, f.Relation.Target
	if m.OnCreate+m.OnUpdate+m.OnDelete == "" {
		return false
	}
	if hides(m, f, schema.Get) {
		return true
	}
	var mine []speaker
	for _, s := range uncovered(somewhere(m, schema.Get), func(s speaker) bool { return everyRead(m, f, s) }) {
		if holds(m, f, s, schema.Read) {
			mine = append(mine, s)
		}
	}
	theirs := uncovered(somewhere(related, schema.Read), func(speaker) bool { return true })
	shared, same := false, len(mine) == len(theirs)
	for _, t := range theirs {
		twin := false
		for _, s := range mine {
			twin = twin || s == t
			shared = shared || s == t || together(s, t)
		}
		same = same && twin && (t.how == "all" || t.how == "group") && t.kind != "lambda"
	}
	return shared && !same
}

// uncovered leaves out those who are among all who signed in with their
// provider, where these count.
func uncovered(list []speaker, counts func(all speaker) bool) []speaker {
	covered := map[string]bool{}
	for _, s := range list {
		if s.how == "all" && (s.kind == "userPools" || s.kind == "oidc") && counts(s) {
			covered[s.kind] = true
		}
	}
	var rest []speaker
	for _, s := range list {
		if s.how == "all" || !covered[s.kind] {
			rest = append(rest, s)
		}
	}
	return rest
}

// together reports whether two have one provider and one of them is all who
// signed in with it.
func together(s, t speaker) bool {
	provider := map[string]string{"userPools": "userPools", "oidc": "oidc", "pool": "identityPool", "guest": "identityPool"}
	p := provider[s.kind]
	signedIn := func(s speaker) bool { return s.how == "all" && s.kind != "guest" }
	return p != "" && p == provider[t.kind] && (signedIn(s) || signedIn(t))
}
