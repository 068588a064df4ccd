package authz

import (
	"strings"

	"github.com/amplifygo/amplifygo/runtime/auth"
	"github.com/amplifygo/amplifygo/runtime/predicate"
	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// roleKind is how a role recognises its callers.
type roleKind uint8

const (
	// anyone of the provider.
	anyone roleKind = iota
	// member of a static group.
	member
	// ownerRole: the caller is named by a field of the row.
	ownerRole
	// groupRole: a group of the caller is named by a field of the row.
	groupRole
)

// roleKey is what makes two rules speak of the same role. Field rules and
// model rules meet in it, as in Amplify's access control matrix.
type roleKey struct {
	caller caller
	kind   roleKind
	group  string
	field  string
	claim  string
}

// role is one kind of caller that rules of a model admit.
type role struct {
	roleKey
	// claims are the parts of an owner's claim.
	claims []string
	// field is the owner or group field; nil where the model has no such
	// field, and then the role admits nobody.
	field *schema.Field
}

// rolesOf lists the roles of a rule: one, or one for each static group.
func rolesOf(m *schema.Model, r *schema.Rule, c caller) []*role {
	switch r.Strategy {
	case schema.Owner:
		claim := r.IdentityClaim
		if claim == "" {
			claim = defaultOwnerClaim
		}
		key := roleKey{caller: c, kind: ownerRole, field: r.OwnerField, claim: claim}
		return []*role{{roleKey: key, claims: strings.Split(claim, claimSeparator), field: storedField(m, r.OwnerField)}}
	case schema.Groups:
		claim := r.GroupClaim
		if claim == "" {
			claim = defaultGroupClaim
		}
		if r.GroupsField != "" {
			key := roleKey{caller: c, kind: groupRole, field: r.GroupsField, claim: claim}
			return []*role{{roleKey: key, field: storedField(m, r.GroupsField)}}
		}
		roles := make([]*role, len(r.Groups))
		for i, g := range r.Groups {
			roles[i] = &role{roleKey: roleKey{caller: c, kind: member, group: g, claim: claim}}
		}
		return roles
	}
	return []*role{{roleKey: roleKey{caller: c, kind: anyone}}}
}

func storedField(m *schema.Model, name string) *schema.Field {
	if m == nil {
		return nil
	}
	if f := m.Field(name); f != nil && f.Relation == nil {
		return f
	}
	return nil
}

// static reports whether the role does not depend on a row.
func (r *role) static() bool { return r.kind == anyone || r.kind == member }

// admits decides a static role.
func (r *role) admits(id *auth.Identity) bool {
	return r.kind == anyone || r.kind == member && hasGroup(id, r.claim, r.group)
}

// where gives the rows on which a dynamic role recognises the caller; nil if
// there are none. With loose, an owner who lacks one of several claims is
// recognised by the others, which AppSync allows for reads only (api.md 3.4).
func (r *role) where(id *auth.Identity, loose bool) predicate.Expr {
	if r.field == nil {
		return nil
	}
	var args []value.Value
	if r.kind == ownerRole {
		args = r.ownerArgs(id, loose)
	} else {
		for _, g := range groupsOf(id, r.claim) {
			args = append(args, value.OfString(g))
		}
	}
	if len(args) == 0 {
		return nil
	}
	op := predicate.In
	if r.field.List {
		op = predicate.ContainsAny
	}
	return predicate.Compare{Field: r.field, Op: op, Args: args}
}

func (r *role) ownerArgs(id *auth.Identity, loose bool) []value.Value {
	o := ownerOf(id, r.claims)
	if o.full == "" && !loose {
		return nil
	}
	args := make([]value.Value, 0, 1+len(o.parts))
	if o.full != "" {
		args = append(args, value.OfString(o.full))
	}
	for _, p := range o.parts {
		if p != "" && p != o.full {
			args = append(args, value.OfString(p))
		}
	}
	return args
}
