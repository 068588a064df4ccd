package diag

// builderEntries are AG0203 to AG0211: names that the language does not have.
func builderEntries() []Entry {
	return []Entry{
		{
			Code: "AG0203", Severity: Error, Title: "unknown builder",
			Explanation: "The object a has no member of this name.",
			Bad:         "title: a.strng(),",
			Good:        "title: a.string(),",
		},
		{
			Code: "AG0204", Severity: Error, Title: "a builder has no such method",
			Explanation: "The method belongs to another builder or is misspelt. Inline enums and custom types have no modifiers: put them into the schema under a name and use a.ref.",
			Bad:         "status: a.enum(['open', 'closed']).required(),",
			Good:        "// in the schema\nStatus: a.enum(['open', 'closed']),\n// in the model\nstatus: a.ref('Status').required(),",
		},
		{
			Code: "AG0205", Severity: Error, Title: "a method is called twice",
			Explanation: "Rules and schemas lose a method once it is called: in Amplify the second call is a TypeError.",
			Bad:         "allow.owner().to(['read']).to(['update'])",
			Good:        "allow.owner().to(['read', 'update'])",
		},
		{
			Code: "AG0206", Severity: Error, Title: "an argument is of the wrong kind",
			Explanation: "The call got something else than it takes, often a single value where a list belongs, or undefined because a name is misspelt.",
			Bad:         "allow.owner().to('read')",
			Good:        "allow.owner().to(['read'])",
		},
		{
			Code: "AG0207", Severity: Error, Title: "the schema needs a value that is not evaluated",
			Explanation: "Packages, Node's modules and other resources of the backend are not run. They may be imported, and a function resource may be used as a handler, but nothing else in the schema may depend on them.",
			Bad:         "import { regions } from 'some-package';\nregion: a.enum(regions),",
			Good:        "region: a.enum(['eu-central-1', 'us-east-1']),",
		},
		{
			Code: "AG0209", Severity: Error, Title: "allow has no such rule",
			Explanation: "The rule is misspelt, is of the early syntax, or does not exist at this place: operations know no owners, and allow.resource belongs to the schema.",
			Bad:         "a.query().authorization((allow) => [allow.owner()])",
			Good:        "a.query().authorization((allow) => [allow.authenticated()])",
		},
		{
			Code: "AG0210", Severity: Error, Title: "a rule does not know the provider",
			Explanation: "allow.authenticated takes userPools, oidc and identityPool; allow.owner and its like take userPools and oidc.",
			Bad:         "allow.authenticated('apiKey')",
			Good:        "allow.authenticated('identityPool')",
		},
		{
			Code: "AG0211", Severity: Error, Title: "the list of rules has something else in it",
			Explanation: "The function given to authorization returns a list of rules, or one rule.",
			Bad:         ".authorization((allow) => [[allow.owner()], allow.guest()])",
			Good:        ".authorization((allow) => [allow.owner(), allow.guest()])",
		},
	}
}

// argumentEntries are AG0212 to AG0219.
func argumentEntries() []Entry {
	return []Entry{
		{
			Code: "AG0212", Severity: Error, Title: "a method is called without its builder",
			Explanation: "A method was taken off its builder and called on nothing or on another object.",
			Bad:         "const { required } = a.string();\ntitle: required(),",
			Good:        "title: a.string().required(),",
		},
		{
			Code: "AG0214", Severity: Error, Title: "a renamed model does not exist",
			Explanation: "renameModels takes pairs of a model's name in the database and its new name.",
			Bad:         "schema.renameModels(() => [['custmer', 'Customer']])",
			Good:        "schema.renameModels(() => [['customer', 'Customer']])",
		},
		{
			Code: "AG0215", Severity: Error, Title: "a path cannot be resolved",
			Explanation: "The entry of a handler is relative to the file of the call, which is not known here.",
			Bad:         "['./resolver.js'].map((entry) => a.handler.custom({ entry }))",
			Good:        "a.handler.custom({ entry: './resolver.js' })",
		},
		{
			Code: "AG0217", Severity: Error, Title: "a model is added to an SQL schema",
			Explanation: "Models of an SQL schema come from the database. addToSchema takes custom types, enums and operations.",
			Bad:         "sqlSchema.addToSchema({ Extra: a.model({ name: a.string() }) })",
			Good:        "sqlSchema.addToSchema({ Extra: a.customType({ name: a.string() }) })",
		},
		{
			Code: "AG0218", Severity: Warning, Title: "a setting is ignored",
			Explanation: "Amplify ignores keys that it does not know. Usually the key is misspelt.",
			Bad:         "authorizationModes: { apiKeyConfig: { expiresInDays: 30 } }",
			Good:        "authorizationModes: { apiKeyAuthorizationMode: { expiresInDays: 30 } }",
		},
		{
			Code: "AG0219", Severity: Warning, Title: "a default is a moment",
			Explanation: "A default is computed when the schema is read, not when a record is made. Amplify takes the time of the deployment; amplifygo's clock stands still while it reads a schema, so that what it generates does not change by itself.",
			Bad:         "startedAt: a.datetime().default(new Date().toISOString()),",
			Good:        "startedAt: a.datetime(),",
		},
	}
}
