package sdl

import "github.com/amplifygo/amplifygo/internal/ir"

// directiveNames are AppSync's directives by provider.
var directiveNames = [providerCount]string{
	apiKey: "aws_api_key", iam: "aws_iam", oidc: "aws_oidc",
	userPools: "aws_cognito_user_pools", lambda: "aws_lambda",
}

// iamOnly is the directive that Amplify puts on everything it lets IAM
// principals reach, which is everything.
var iamOnly = []directive{{name: "aws_iam"}}

// serviceRules turn sets of providers into directives for an API with a
// default mode. AppSync takes the default mode where there is no directive, so
// its directive is written only next to others.
type serviceRules struct {
	defaultMode provider
	// made remembers the lists, of which there are few.
	made [2][1 << providerCount][]directive
}

// directives gives the directives of a set of providers, to which IAM always
// belongs. withDefault adds that of the default mode next to others even if
// the set lacks it.
func (s *serviceRules) directives(set providers, withDefault bool) []directive {
	set = set.with(iam)
	made := &s.made[0][set]
	if withDefault {
		made = &s.made[1][set]
	}
	if *made == nil {
		*made = s.list(set, withDefault)
	}
	return *made
}

func (s *serviceRules) list(set providers, withDefault bool) []directive {
	others := set&^(1<<s.defaultMode) != 0
	list := []directive{}
	for p := apiKey; p < providerCount; p++ {
		if p == s.defaultMode && withDefault && others || p != s.defaultMode && set.has(p) {
			list = append(list, directive{name: directiveNames[p]})
		}
	}
	if set.has(s.defaultMode) && others && !withDefault {
		list = append(list, directive{name: directiveNames[s.defaultMode]})
	}
	return list
}

// forOperation gives the directives of a model operation: the providers that
// have it, and the default mode where nobody has it.
func (s *serviceRules) forOperation(m *model, op ir.OperationSet) []directive {
	set, none := m.providersOf(op)
	withDefault := set.has(s.defaultMode) || none && s.defaultMode != iam
	return s.directives(set, withDefault)
}

// authorization puts AppSync's directives on types and operations, and owner
// fields into filters and subscription arguments.
func (b *builder) authorization() {
	for _, def := range b.doc.order[:b.userDefinitions] {
		if def.kind == objectKind && !def.model {
			def.extend(iamOnly)
		}
	}
	for _, m := range b.models {
		b.subscriptionAuthFields(m)
	}
	seen := make(map[string][]directive)
	for _, m := range b.models {
		if !m.protected() {
			continue
		}
		if !m.sql {
			b.ownerFilters(m)
		}
		m.object.extend(b.service.directives(m.allProviders(), false))
		b.operationDirectives(m)
		b.spread(m.object, m.allProviders(), seen)
	}
}

// subscriptionAuthFields takes the fields that decide who may see an item out
// of the subscription filter, where the server itself filters on them.
func (b *builder) subscriptionAuthFields(m *model) {
	def := b.doc.get(m.names.SubscriptionFilter)
	if def == nil {
		return
	}
	for _, r := range m.roles {
		if r.dynamic {
			def.remove(func(name string) bool { return name == r.entity })
		}
	}
}

// ownerFilters adds the owner fields to the model's filters that lack them, as
// plain strings in subscriptions too.
func (b *builder) ownerFilters(m *model) {
	owners := m.ownerFields(func(*role) bool { return true })
	for _, name := range []string{m.names.Filter, m.names.Condition, m.names.SubscriptionFilter} {
		def := b.doc.get(name)
		if def == nil {
			continue
		}
		for _, o := range owners {
			if def.field(o) == nil {
				def.add(o, "ModelStringInput")
			}
		}
	}
}

// operationDirectives puts directives on the model's operations and, as the
// types are reached through them, on what the operations return.
func (b *builder) operationDirectives(m *model) {
	put := func(f *field, op ir.OperationSet) {
		if f == nil {
			return
		}
		list := b.service.forOperation(m, op)
		f.extend(list)
		f.moved = f.moved || len(list) > 0
		b.doc.get(f.typ).extend(list)
	}
	put(m.get, ir.Get)
	put(m.list, ir.List)
	put(m.create, ir.Create)
	put(m.update, ir.Update)
	put(m.delete, ir.Delete)
	for _, f := range m.indexes {
		put(f, ir.List)
		put(f, ir.Get)
	}
	owners := m.ownerFields(func(r *role) bool {
		f := m.field(r.entity)
		return r.grants(ir.Listen, false) && (f == nil || !f.Type.List)
	})
	for _, f := range []*field{m.onCreate, m.onUpdate, m.onDelete} {
		put(f, ir.Listen)
		if f == nil {
			continue
		}
		for _, o := range owners {
			f.arguments = append(f.arguments, argument{o, "String"})
		}
	}
}

// spread gives the types that an object reaches without passing through a
// model (custom types, connections) the object's directives. A type reached a
// second time gets the default mode's directive too, as deployed.
func (b *builder) spread(object *definition, set providers, seen map[string][]directive) {
	for _, f := range object.fields {
		def := b.doc.get(base(f.typ))
		if def == nil || def.kind != objectKind || def.model {
			continue
		}
		before, again := seen[def.name]
		list := b.service.directives(set, again)
		if again {
			list = without(list, before)
		}
		seen[def.name] = merge(before, list)
		if len(list) > 0 || !again {
			def.extend(list)
			b.spread(def, set, seen)
		}
	}
}

// without gives the directives of list that are not in drop, by name.
func without(list, drop []directive) []directive {
	var left []directive
	for _, d := range list {
		if !carries(drop, d.name) {
			left = append(left, d)
		}
	}
	return left
}

// openModel marks a model without rules, which only an SQL data source allows:
// IAM principals may call it, and anybody with the API key in a sandbox.
func (b *builder) openModel(m *model) {
	list := b.openDirectives()
	if len(list) == 0 {
		return
	}
	m.object.extend(list)
	b.spreadOpen(m.object, list, map[string]bool{})
	for _, f := range []*field{m.get, m.list, m.create, m.update, m.delete, m.onCreate, m.onUpdate, m.onDelete} {
		if f != nil {
			f.extend(list)
			b.doc.get(f.typ).extend(list)
		}
	}
}

func (b *builder) openDirectives() []directive {
	switch {
	case b.schema.AuthModes.Sandbox:
		return []directive{{name: "aws_api_key"}, {name: "aws_iam"}}
	case b.service.defaultMode != iam:
		return iamOnly
	}
	return nil
}

func (b *builder) spreadOpen(object *definition, list []directive, seen map[string]bool) {
	for _, f := range object.fields {
		def := b.doc.get(base(f.typ))
		if def == nil || def.kind != objectKind || def.model || seen[def.name] {
			continue
		}
		seen[def.name] = true
		def.extend(list)
		b.spreadOpen(def, list, seen)
	}
}
