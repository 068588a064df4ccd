package schema

// Strategy is who a rule admits.
type Strategy uint8

// The strategies.
const (
	Public Strategy = iota + 1
	Private
	Owner
	Groups
	Custom
	Resource
)

// Provider is where the caller's identity comes from.
type Provider uint8

// The providers.
const (
	APIKey Provider = iota + 1
	IdentityPool
	UserPools
	OIDCProvider
	Function
)

// Operations is a set of model operations.
type Operations uint8

// The operations of a model.
const (
	Create Operations = 1 << iota
	Update
	Delete
	Get
	ListOp
	Sync
	Search
	Listen

	Read = Get | ListOp | Sync | Search | Listen
	All  = Create | Update | Delete | Read
)

// Has reports whether every operation of o is in the set.
func (s Operations) Has(o Operations) bool { return s&o == o }

// Any reports whether some operation of o is in the set.
func (s Operations) Any(o Operations) bool { return s&o != 0 }

// Rule is one authorization rule.
type Rule struct {
	Strategy   Strategy
	Provider   Provider
	Operations Operations
	// OwnerField is the field of Owner rules.
	OwnerField string
	// Groups are the static groups; GroupsField the field of dynamic ones.
	Groups      []string
	GroupsField string
	// Plural: the owner or groups field was declared as a list by the rule.
	Plural bool
	// IdentityClaim is the claim of Owner rules; empty for the default
	// "sub::username". GroupClaim is the claim of Groups rules; empty for
	// "cognito:groups".
	IdentityClaim, GroupClaim string
	// Function is the logical name of allow.resource's function.
	Function string
	// Source is where the rule was written: "amplify/data/resource.ts:14".
	Source string
}
