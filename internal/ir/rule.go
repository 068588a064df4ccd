package ir

import "github.com/amplifygo/amplifygo/internal/source"

// Strategy is who a rule admits.
type Strategy string

// The strategies, named as Amplify's @auth directive names them.
const (
	Public   Strategy = "public"   // publicApiKey, guest
	Private  Strategy = "private"  // authenticated
	Owner    Strategy = "owner"    // owner, ownerDefinedIn, ownersDefinedIn
	Groups   Strategy = "groups"   // group, groups, groupDefinedIn, groupsDefinedIn
	Custom   Strategy = "custom"   // custom (authorizer function)
	Resource Strategy = "resource" // resource(fn); only in Schema.Access, except where wrongly written on a field
)

// Provider is where the caller's identity comes from.
type Provider string

// The providers, named as Amplify names them.
const (
	APIKey       Provider = "apiKey"
	IdentityPool Provider = "identityPool"
	UserPools    Provider = "userPools"
	OIDC         Provider = "oidc"
	Lambda       Provider = "function"
)

// Rule is one authorization rule.
type Rule struct {
	Strategy Strategy `json:"strategy"`
	// Provider is the effective one; ProviderGiven tells whether Amplify
	// prints it (the defaults of owner, groups, private and custom are not printed).
	Provider      Provider `json:"provider"`
	ProviderGiven bool     `json:"providerGiven"`
	// Operations is the resolved set; read is expanded.
	Operations OperationSet `json:"operations"`
	// OperationsGiven is the list of .to([...]) as written; nil without .to,
	// empty (not nil) for .to([]).
	OperationsGiven []string `json:"operationsGiven"`
	// OperationsSpan is the place of .to(...).
	OperationsSpan source.Span `json:"operationsSpan,omitzero"`
	// OwnerField is set for Owner: "owner" by default.
	OwnerField string `json:"ownerField,omitempty"`
	// Groups is set for static groups, GroupsField for groups named by a field.
	Groups      []string `json:"groups,omitempty"`
	GroupsField string   `json:"groupsField,omitempty"`
	// Plural marks ownersDefinedIn and groupsDefinedIn: the field is a list.
	Plural bool `json:"plural,omitempty"`
	// IdentityClaim and GroupClaim are the claims as given; empty for the defaults.
	IdentityClaim string `json:"identityClaim,omitempty"`
	GroupClaim    string `json:"groupClaim,omitempty"`
	// Function is the logical name of allow.resource's function.
	Function string      `json:"function,omitempty"`
	Span     source.Span `json:"span"`
}

// OperationSet is a set of model operations.
type OperationSet uint16

// The operations of a model. Read is what .to(['read']) means.
const (
	Create OperationSet = 1 << iota
	Update
	Delete
	Get
	List
	Sync
	Search
	Listen
	OnCreate // only in Model.Disabled
	OnUpdate // only in Model.Disabled
	OnDelete // only in Model.Disabled

	Read          = Get | List | Sync | Search | Listen
	All           = Create | Update | Delete | Read
	Mutations     = Create | Update | Delete
	Queries       = Get | List
	Subscriptions = OnCreate | OnUpdate | OnDelete
)

// Has reports whether every operation of o is in the set.
func (s OperationSet) Has(o OperationSet) bool { return s&o == o }

// Any reports whether some operation of o is in the set.
func (s OperationSet) Any(o OperationSet) bool { return s&o != 0 }

var operationNames = []struct {
	op   OperationSet
	name string
}{
	{Create, "create"}, {Update, "update"}, {Delete, "delete"}, {Get, "get"}, {List, "list"},
	{Sync, "sync"}, {Search, "search"}, {Listen, "listen"},
	{OnCreate, "onCreate"}, {OnUpdate, "onUpdate"}, {OnDelete, "onDelete"},
}

// Names lists the operations of the set by their names in the schema language.
func (s OperationSet) Names() []string {
	names := []string{}
	for _, o := range operationNames {
		if s.Has(o.op) {
			names = append(names, o.name)
		}
	}
	return names
}

// MarshalText writes the set as its names, separated by spaces.
func (s OperationSet) MarshalText() ([]byte, error) {
	var b []byte
	for i, n := range s.Names() {
		if i > 0 {
			b = append(b, ' ')
		}
		b = append(b, n...)
	}
	return b, nil
}
