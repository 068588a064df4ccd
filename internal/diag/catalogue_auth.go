package diag

// authEntries are the findings about authorization and its modes: AG07xx and AG09xx.
func authEntries() []Entry {
	return []Entry{
		{"AG0701", Error, "model without authorization rules",
			"A model needs rules of its own or a schema with rules. allow.resource is for functions and does not count.",
			`const schema = a.schema({ Open: a.model({ text: a.string() }) });`,
			`const schema = a.schema({ Open: a.model({ text: a.string() }) }).authorization((allow) => [allow.authenticated()]);`},
		{"AG0702", Error, "declared field does not fit its rule",
			"An owner or group field is a string, or a list of strings for ownersDefinedIn and groupsDefinedIn.",
			`Locker: a.model({ renter: a.integer() }).authorization((allow) => [allow.ownerDefinedIn('renter')]),`,
			`Locker: a.model({ renter: a.string() }).authorization((allow) => [allow.ownerDefinedIn('renter')]),`},
		{"AG0703", Error, "rules disagree about a field", "One rule takes the field for one owner, another for a list.",
			`Locker: a.model({ text: a.string() }).authorization((allow) => [allow.ownerDefinedIn('renters'), allow.ownersDefinedIn('renters')]),`,
			`Locker: a.model({ renters: a.string().array() }).authorization((allow) => [allow.ownersDefinedIn('renters')]),`},
		{"AG0704", Error, "rule names a column that does not exist", "In an SQL schema owner and group fields are columns of the table.",
			`const schema = configure({ database: { engine: 'mysql', connectionUri: secret('URI') } }).schema({
  locker: a.model({ id: a.id().required() }).identifier(['id']).authorization((allow) => [allow.owner()]),
});`, `const schema = configure({ database: { engine: 'mysql', connectionUri: secret('URI') } }).schema({
  locker: a.model({ id: a.id().required(), owner: a.string() }).identifier(['id']).authorization((allow) => [allow.owner()]),
});`},
		{"AG0706", Error, "empty list of groups", "A rule for groups names at least one.",
			`Locker: a.model({ text: a.string() }).authorization((allow) => [allow.groups([])]),`,
			`Locker: a.model({ text: a.string() }).authorization((allow) => [allow.groups(['Staff'])]),`},
		{"AG0707", Error, "read beside one of its parts", "read stands for get, list, search, listen and sync.",
			`Locker: a.model({ text: a.string() }).authorization((allow) => [allow.owner().to(['read', 'get'])]),`,
			`Locker: a.model({ text: a.string() }).authorization((allow) => [allow.owner().to(['read'])]),`},
		{"AG0708", Error, "operation that a field does not have", "A field is read or not, however it is reached: use read, create, update and delete.",
			`Locker: a.model({ text: a.string().authorization((allow) => [allow.authenticated().to(['list'])]) }),`,
			`Locker: a.model({ text: a.string().authorization((allow) => [allow.authenticated().to(['read'])]) }),`},
		{"AG0709", Error, "required field that a reader may not read",
			"Everybody who may read a model must be allowed to read its required fields, or there is nothing to put into the answer.",
			`Locker: a.model({ code: a.string().required().authorization((allow) => [allow.owner()]), hint: a.string() }).authorization((allow) => [allow.owner(), allow.group('Staff')]),`,
			`Locker: a.model({ code: a.string().authorization((allow) => [allow.owner()]), hint: a.string() }).authorization((allow) => [allow.owner(), allow.group('Staff')]),`},
		{"AG0710", Error, "unknown operation in a rule", "Rules take create, update, delete, read, get, list, sync, search and listen; allow.resource takes query, mutate and listen.",
			`Locker: a.model({ text: a.string() }).authorization((allow) => [allow.owner().to(['write' as any])]),`,
			`Locker: a.model({ text: a.string() }).authorization((allow) => [allow.owner().to(['create', 'update'])]),`},
		{"AG0711", Error, "two rules for the same callers", "A model has one rule for each owner field, group or kind of caller; join them.",
			`Locker: a.model({ text: a.string() }).authorization((allow) => [allow.owner().to(['read']), allow.owner().to(['create'])]),`,
			`Locker: a.model({ text: a.string() }).authorization((allow) => [allow.owner().to(['read', 'create'])]),`},
		{"AG0712", Error, "provider that the rule does not take", "Groups come from a user pool or an OpenID Connect provider; custom rules from a function.",
			`Locker: a.model({ text: a.string() }).authorization((allow) => [allow.group('Staff', 'identityPool' as any)]),`,
			`Locker: a.model({ text: a.string() }).authorization((allow) => [allow.group('Staff', 'userPools')]),`},
		{"AG0713", Error, "operations in a rule of a custom operation",
			"A custom operation is called or not. Rules that it inherits from the schema must not have .to(...).",
			`const schema = a.schema({
  open: a.mutation().returns(a.boolean()).handler(a.handler.function('open')),
}).authorization((allow) => [allow.authenticated().to(['read'])]);`,
			`const schema = a.schema({
  open: a.mutation().returns(a.boolean()).authorization((allow) => [allow.authenticated()]).handler(a.handler.function('open')),
}).authorization((allow) => [allow.authenticated().to(['read'])]);`},
		{"AG0714", Error, "provider that the API is not configured for", "Every provider of a rule needs its mode in defineData's authorizationModes, or an auth resource.",
			`Locker: a.model({ text: a.string() }).authorization((allow) => [allow.publicApiKey()]),`,
			`const schema = a.schema({ Locker: a.model({ text: a.string() }).authorization((allow) => [allow.publicApiKey()]) });
export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'apiKey', apiKeyAuthorizationMode: { expiresInDays: 30 } } });`},
		{"AG0715", Error, "field rule replaced in part by a later one",
			"Of two rules for the same group on one field Amplify keeps the last. Where the earlier rule names more groups, what is left of it is hard to see, so amplifygo refuses it.",
			`Locker: a.model({ text: a.string().authorization((allow) => [allow.groups(['A', 'B']).to(['read']), allow.group('A').to(['update'])]) }),`,
			`Locker: a.model({ text: a.string().authorization((allow) => [allow.group('B').to(['read']), allow.group('A').to(['update'])]) }),`},
		{"AG0716", Error, "operation that SQL data sources do not have", "Models of an SQL schema are not synchronized or searched.",
			`const schema = configure({ database: { engine: 'mysql', connectionUri: secret('URI') } }).schema({
  ticket: a.model({ code: a.string().required() }).identifier(['code']).authorization((allow) => [allow.authenticated().to(['sync'])]),
});`, `const schema = configure({ database: { engine: 'mysql', connectionUri: secret('URI') } }).schema({
  ticket: a.model({ code: a.string().required() }).identifier(['code']).authorization((allow) => [allow.authenticated().to(['read'])]),
});`},
		{"AG0903", Error, "unknown default authorization mode", "defaultAuthorizationMode is iam, identityPool, userPool, oidc, apiKey or lambda.",
			authData(`{ defaultAuthorizationMode: 'userpool' as any }`), authData(`{ defaultAuthorizationMode: 'userPool' }`)},
		{"AG0904", Error, "no default among several authorization modes", "Where authorizationModes is given, it names the default mode; only a project without an auth resource may give a single mode and nothing else.",
			authData(`{ apiKeyAuthorizationMode: { expiresInDays: 30 } }`), authData(`{ defaultAuthorizationMode: 'userPool', apiKeyAuthorizationMode: { expiresInDays: 30 } }`)},
		{"AG0905", Error, "default authorization mode without its settings", "oidc and lambda need their settings.",
			authData(`{ defaultAuthorizationMode: 'oidc' }`), authData(`{ defaultAuthorizationMode: 'userPool' }`)},
		{"AG0906", Error, "user pool mode without a user pool", "A user pool comes with an auth resource, amplify/auth/resource.ts, which defineBackend is given.",
			authData(`{ defaultAuthorizationMode: 'userPool' }`),
			`const schema = a.schema({ Locker: a.model({ text: a.string() }).authorization((allow) => [allow.publicApiKey()]) });
export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'apiKey' } });`},
		{"AG0907", Error, "expiry of the API key out of range", "An API key expires after 1 to 365 days.",
			authData(`{ defaultAuthorizationMode: 'userPool', apiKeyAuthorizationMode: { expiresInDays: 400 } }`),
			authData(`{ defaultAuthorizationMode: 'userPool', apiKeyAuthorizationMode: { expiresInDays: 365 } }`)},
	}
}

// authData is a schema file with authorization modes.
func authData(modes string) string {
	return `const schema = a.schema({ Locker: a.model({ text: a.string() }).authorization((allow) => [allow.owner()]) });
export const data = defineData({ schema, authorizationModes: ` + modes + ` });`
}
