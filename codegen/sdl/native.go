package sdl

import "github.com/amplifygo/amplifygo/internal/ir"

// nativeDirectives are the directives that the schema language itself writes,
// on JavaScript resolvers and on the custom types that operations return:
// plain ones in the order of first use, then for each provider without a plain
// one the groups of all its rules together. A rule whose groups a field names is
// written like one for all users: there is no item to look at.
func nativeDirectives(rules []*ir.Rule) []directive {
	var plain []directive
	var grouped []directive
	for _, r := range rules {
		name := directiveNames[providerOf(r.Provider)]
		if r.Strategy != ir.Groups || r.GroupsField != "" {
			plain = merge(plain, []directive{{name: name}})
			continue
		}
		grouped = merge(grouped, []directive{{name: name, argument: "cognito_groups"}})
		for i := range grouped {
			if grouped[i].name == name {
				grouped[i].values = union(grouped[i].values, r.Groups)
			}
		}
	}
	return merge(plain, grouped)
}

// union appends the values that are not in the list yet.
func union(list, add []string) []string {
next:
	for _, a := range add {
		for _, l := range list {
			if l == a {
				continue next
			}
		}
		list = append(list, a)
	}
	return list
}
