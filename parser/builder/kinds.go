package builder

import "github.com/dop251/goja"

// kinds are all sorts of objects of the language.
type kinds struct {
	exports, namespace, handlers, ai                                    *kind
	field, validator, model, index, relation, enum, ref, customType     *kind
	operation, generation, conversation, handler, asyncHandler, aiModel *kind
	schema, sqlSchema, sqlConfig, combined, tool, resource              *kind
	modelAllow, schemaAllow, operationAllow, conversationAllow          *kind
	earlyAllow                                                          *kind
	plainRule, ownerRule, earlyOwnerRule, groupRule, bareRule           *kind
	strayed                                                             *kind
}

func newKinds() kinds {
	k := kinds{}
	k.withAllow()
	k.withTypes()
	k.withOperations()
	k.withSchemas()
	k.withStray()
	k.exports = newKind("the package", exportList()...)
	k.namespace = newKind("a", namespaceList()...)
	k.namespace.read = readNamespace
	k.namespace.unknown = namespaceHint
	k.namespace.stray = strayBuilder
	return k
}

// exportList are the functions that Amplify's packages export.
func exportList() []method {
	return []method{
		{"defineData", defineData}, {"defineFunction", defineFunction}, {"defineConversationHandlerFunction", defineConversationHandler},
		{"defineAuth", opaque}, {"referenceAuth", opaque}, {"defineStorage", opaque}, {"defineBackend", opaque}, {"ampx", opaque},
		{"secret", secret}, {"configure", configure},
	}
}

// namespaceList are the members of a.
func namespaceList() []method {
	var list []method
	for _, s := range scalars() {
		list = append(list, scalar(s[0], s[1]))
	}
	return append(list,
		method{"model", newModel}, method{"schema", newSchema}, method{"combine", combine}, method{"customType", newCustomType},
		method{"enum", newEnum}, method{"ref", newRef},
		method{"hasOne", newRelation}, method{"hasMany", newRelation}, method{"belongsTo", newRelation},
		method{"manyToMany", newManyToMany},
		method{"query", newOperation}, method{"mutation", newOperation}, method{"subscription", newOperation},
		method{"generation", newGeneration}, method{"conversation", newConversation},
		method{"index", newIndex},
	)
}

// readNamespace gives the members of a that are objects.
func readNamespace(l *Language, _ *object, name string) goja.Value {
	switch name {
	case "handler":
		return l.make(l.handlers, nil)
	case "ai":
		return l.make(l.ai, nil)
	case "allow":
		return l.make(l.earlyAllow, nil)
	}
	return nil
}

func namespaceHint(name string) string {
	switch name {
	case "text", "varchar", "uuid", "str":
		return "did you mean \"string\"?"
	case "number", "int", "bigint":
		return "did you mean \"integer\" or \"float\"?"
	case "bool":
		return "did you mean \"boolean\"?"
	case "object", "type":
		return "did you mean \"customType\"?"
	case "array", "list":
		return "call .array() on the type of the elements: a.string().array()"
	case "configure":
		return "import configure from \"@aws-amplify/data-schema/internals\""
	}
	return ""
}
