package ir

// The claims that Amplify uses where a rule names none.
const (
	DefaultIdentityClaim = "sub::username"
	DefaultGroupClaim    = "cognito:groups"
)

// Roles names whom a rule speaks of, as the roles of Amplify's access matrix:
// one for each static group, else one. Two rules with one role are about the
// same callers: on a model Amplify refuses them, on a field the last one wins.
func (r *Rule) Roles() []string {
	provider := string(r.Provider)
	switch {
	case r.Strategy == Groups && r.GroupsField == "":
		names := make([]string, len(r.Groups))
		for i, g := range r.Groups {
			names[i] = provider + ":staticGroup:" + g + ":" + or(r.GroupClaim, DefaultGroupClaim)
		}
		return names
	case r.Strategy == Groups:
		return []string{provider + ":dynamicGroup:" + r.GroupsField + ":" + or(r.GroupClaim, DefaultGroupClaim)}
	case r.Strategy == Owner:
		return []string{provider + ":owner:" + r.OwnerField + ":" + or(r.IdentityClaim, DefaultIdentityClaim)}
	case r.Provider == APIKey:
		return []string{"apiKey:public"}
	case r.Provider == Lambda:
		return []string{"function:custom"}
	case r.Provider == IdentityPool:
		return []string{"iam:" + string(r.Strategy)}
	}
	return []string{provider + ":" + string(r.Strategy)}
}

func or(value, otherwise string) string {
	if value == "" {
		return otherwise
	}
	return value
}
