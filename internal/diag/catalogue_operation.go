package diag

// operationEntries are the findings about custom operations and AI routes:
// AG08xx and AG10xx.
func operationEntries() []Entry {
	const handler = `.handler(a.handler.function('heat'))`
	const resolver = `.handler(a.handler.custom({ entry: './heat.js' }))`
	const oven = "Oven: a.model({ heat: a.float() }),\n"
	const heat = `heat: a.mutation().returns(a.float())` + handler + `,`
	const ai = `aiModel: a.ai.model('Claude 3.5 Haiku'), systemPrompt: 'Cook.'`
	chat := func(tools string) string {
		return oven + `chat: a.conversation({ ` + ai + `, tools: [` + tools + `] }).authorization((allow) => allow.owner()),`
	}
	return []Entry{
		{"AG0801", Error, "operation without rules or without a handler", "A custom operation has both rules and a handler. Rules of the schema count.",
			`heat: a.mutation().returns(a.float()),`, heat},
		{"AG0802", Error, "handlers of several kinds", "A pipeline has functions only, or resolvers only.",
			`heat: a.mutation().returns(a.float()).handler([a.handler.function('check'), a.handler.custom({ entry: './heat.js' })] as any),`,
			`heat: a.mutation().returns(a.float()).handler([a.handler.function('check'), a.handler.function('heat')]),`},
		{"AG0803", Error, "operation without a return type", "Queries, mutations and generations return something, unless their last handler is asynchronous.",
			`heat: a.mutation()` + handler + `,`, heat},
		{"AG0804", Error, "return type that is none", "An operation returns a scalar, an enum, a custom type or a reference to a type.",
			`heat: a.mutation().returns('float' as any)` + handler + `,`, heat},
		{"AG0805", Error, "operation that returns a recursive type", "Amplify follows the result of an operation through its custom types to give them its rules, and never ends where they are recursive.",
			`Rack: a.customType({ below: a.ref('Rack') }),
rack: a.query().returns(a.ref('Rack'))` + handler + `,`,
			`Rack: a.customType({ level: a.integer() }),
rack: a.query().returns(a.ref('Rack').array())` + handler + `,`},
		{"AG0806", Error, "function handler that is no function", "a.handler.function takes the result of defineFunction, or a name that defineData's functions explain.",
			`heat: a.mutation().returns(a.float()).handler(a.handler.function(5 as any)),`, heat},
		{"AG0807", Error, "data source that is no model", "The data source of a resolver is a model, or the name of a data source.",
			`Size: a.customType({ depth: a.float() }),
heat: a.mutation().returns(a.float()).handler(a.handler.custom({ entry: './heat.js', dataSource: a.ref('Size') })),`,
			oven + `heat: a.mutation().returns(a.float()).handler(a.handler.custom({ entry: './heat.js', dataSource: a.ref('Oven') })),`},
		{"AG0808", Error, "two functions of one logical name",
			"Amplify calls the function of operation heat FnHeat. Operations that differ in the case of the first letter only would share it, and one of the functions would run for both.",
			`heat: a.mutation().returns(a.float()).handler(a.handler.function(defineFunction({ name: 'one' }))),
Heat: a.mutation().returns(a.float()).handler(a.handler.function(defineFunction({ name: 'two' }))),`,
			`heat: a.mutation().returns(a.float()).handler(a.handler.function(defineFunction({ name: 'one' }))),
warm: a.mutation().returns(a.float()).handler(a.handler.function(defineFunction({ name: 'two' }))),`},
		{"AG0810", Error, "value that cannot be an argument", "Arguments are scalars, enums and custom types.",
			oven + `heat: a.mutation().arguments({ oven: a.hasOne('Oven', 'id') as any }).returns(a.float())` + handler + `,`,
			oven + `heat: a.mutation().arguments({ ovenId: a.id() }).returns(a.float())` + handler + `,`},
		{"AG0811", Error, "argument that refers to a model or an operation", "Arguments refer to enums and custom types.",
			oven + `heat: a.mutation().arguments({ oven: a.ref('Oven') }).returns(a.float())` + handler + `,`,
			oven + `heat: a.mutation().arguments({ ovenId: a.id() }).returns(a.float())` + handler + `,`},
		{"AG0812", Error, "asynchronous operation with a result", "An asynchronous function is started and not waited for: there is no result but EventInvocationResponse.",
			`heat: a.mutation().handler(a.handler.function(defineFunction({ name: 'heat' })).async()).returns(a.float()),`,
			`heat: a.mutation().handler(a.handler.function(defineFunction({ name: 'heat' })).async()),`},
		{"AG0820", Error, "identity pool rule on a resolver", "Rules for guests and identity pools are not supported with a.handler.custom.",
			`heat: a.mutation().returns(a.float()).authorization((allow) => [allow.guest()])` + resolver + `,`,
			`heat: a.mutation().returns(a.float()).authorization((allow) => [allow.authenticated()])` + resolver + `,`},
		{"AG0821", Error, "OpenID Connect group rule on a resolver", "AppSync checks groups of user pools only.",
			`heat: a.mutation().returns(a.float()).authorization((allow) => [allow.group('Cooks', 'oidc')])` + resolver + `,`,
			`heat: a.mutation().returns(a.float()).authorization((allow) => [allow.group('Cooks')])` + resolver + `,`},
		{"AG0822", Error, "owner rule on an operation", "An operation has no record whose owner could be compared. Owner rules of the schema do not fit operations with resolvers or custom types as result.",
			`const schema = a.schema({
  heat: a.mutation().returns(a.float())` + resolver + `,
}).authorization((allow) => [allow.owner()]);`,
			`const schema = a.schema({
  heat: a.mutation().returns(a.float()).authorization((allow) => [allow.authenticated()])` + resolver + `,
}).authorization((allow) => [allow.owner()]);`},
		{"AG0823", Error, "OpenID Connect group rule for a custom type", "A custom type takes the rules of the operations that return it as AppSync directives, which know groups of user pools only.",
			`const schema = a.schema({
  heat: a.mutation().returns(a.customType({ now: a.float() })).authorization((allow) => [allow.group('Cooks', 'oidc')])` + handler + `,
});
export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'oidc', oidcAuthorizationMode: { oidcProviderName: 'id', oidcIssuerUrl: 'https://id.example.com', tokenExpiryFromAuthInSeconds: 300, tokenExpireFromIssueInSeconds: 300 } } });`,
			`heat: a.mutation().returns(a.customType({ now: a.float() })).authorization((allow) => [allow.group('Cooks')])` + handler + `,`},
		{"AG0830", Error, "for(...) on something that is no subscription", ".for(...) names the mutations of a subscription.",
			heat + "\n" + `last: (a.query().returns(a.float()) as any).for(a.ref('heat'))` + handler + `,`,
			heat + "\n" + `onHeat: a.subscription().for(a.ref('heat'))` + resolver + `,`},
		{"AG0831", Error, "subscription without a source", "A custom subscription names the mutations it listens to.",
			`onHeat: a.subscription()` + resolver + `,`, heat + "\n" + `onHeat: a.subscription().for(a.ref('heat'))` + resolver + `,`},
		{"AG0832", Error, "mutations(...) on something that is no model", ".mutations([...]) chooses among the mutations of a model.",
			heat + "\n" + `onHeat: a.subscription().for(a.ref('heat').mutations(['create']))` + resolver + `,`,
			heat + "\n" + `onHeat: a.subscription().for(a.ref('heat'))` + resolver + `,`},
		{"AG0833", Error, "subscription to a model without mutations", "A model as source needs .mutations([...]).",
			oven + `onOven: a.subscription().for(a.ref('Oven'))` + resolver + `,`,
			oven + `onOven: a.subscription().for(a.ref('Oven').mutations(['create']))` + resolver + `,`},
		{"AG0834", Error, "subscription to something that is no mutation", "Only mutations publish.",
			`hottest: a.query().returns(a.float())` + handler + ",\n" + `onHottest: a.subscription().for(a.ref('hottest'))` + resolver + `,`,
			heat + "\n" + `onHeat: a.subscription().for(a.ref('heat'))` + resolver + `,`},
		{"AG0835", Error, "sources of different types", "All mutations of a subscription return the same named type; results written inline never count as the same.",
			heat + "\n" + `rename: a.mutation().returns(a.string())` + handler + ",\n" + `onChange: a.subscription().for([a.ref('heat'), a.ref('rename')])` + resolver + `,`,
			heat + "\n" + `onChange: a.subscription().for([a.ref('heat')])` + resolver + `,`},
		{"AG1001", Error, "generation without a model or a prompt", "a.generation takes aiModel and a systemPrompt that is not empty.",
			`recipe: a.generation({ aiModel: a.ai.model('Claude 3.5 Haiku'), systemPrompt: '' }).returns(a.string()),`,
			`recipe: a.generation({ ` + ai + ` }).returns(a.string()),`},
		{"AG1002", Error, "conversation without rules", "A conversation belongs to its owner and says so itself; rules of the schema do not count.",
			`chat: a.conversation({ ` + ai + ` }),`, `chat: a.conversation({ ` + ai + ` }).authorization((allow) => allow.owner()),`},
		{"AG1005", Error, "name that a tool cannot have", "A tool's name has 1 to 64 letters, digits and underscores and starts with a letter.",
			chat(`a.ai.dataTool({ name: 'all ovens', description: 'Ovens', model: a.ref('Oven'), modelOperation: 'list' })`),
			chat(`a.ai.dataTool({ name: 'all_ovens', description: 'Ovens', model: a.ref('Oven'), modelOperation: 'list' })`)},
		{"AG1006", Error, "tool without a model or a query", "A data tool calls the list query of a model, or a custom query.",
			chat(`{ name: 'ovens', description: 'Ovens' } as any`),
			chat(`a.ai.dataTool({ name: 'ovens', description: 'Ovens', model: a.ref('Oven'), modelOperation: 'list' })`)},
		{"AG1007", Error, "inference setting out of range", "temperature and topP are from 0 to 1, maxTokens is at least 1.",
			`recipe: a.generation({ ` + ai + `, inferenceConfiguration: { temperature: 2 } }).returns(a.string()),`,
			`recipe: a.generation({ ` + ai + `, inferenceConfiguration: { temperature: 0.5 } }).returns(a.string()),`},
		{"AG1008", Error, "conversation handler of another version", "A conversation's own handler is made by defineConversationHandlerFunction and speaks version 1 of its events.",
			`chat: a.conversation({ ` + ai + `, handler: defineFunction({ name: 'chat', entry: './chat.ts' }) as any }).authorization((allow) => allow.owner()),`,
			`chat: a.conversation({ ` + ai + `, handler: defineConversationHandlerFunction({ name: 'chat', entry: './chat.ts', models: [] }) }).authorization((allow) => allow.owner()),`},
	}
}
