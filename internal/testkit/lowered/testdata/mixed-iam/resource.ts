import { type ClientSchema, a, defineData, defineFunction } from '@aws-amplify/backend';

const fn = defineFunction({ name: 'fnX', entry: './fn.ts' });

const schema = a.schema({
  Bus: a.model({
    code: a.email().required(),
    score: a.ipAddress().array(),
    URLPath: a.id(),
  }).identifier(["code"]).authorization((allow) => [allow.publicApiKey(), allow.owner().to(["read","update"]), allow.custom()]),
  Company: a.model({
    body: a.enum(["e","B","A"]),
    snake_case1: a.time(),
    name2: a.string().default('x'),
  }).secondaryIndexes((i) => [i("snake_case1")]).authorization((allow) => [allow.ownerDefinedIn('author').to(["update","create"]), allow.authenticated()]),
  Contact: a.customType({ lat: a.float().required(), tags: a.string().array(),  }),
  op0: a.query().arguments({ b2: a.ref("Contact"), d4: a.ref("Contact").array(), a1: a.ref("Contact") }).returns(a.ref("Contact").required()).authorization((allow) => [allow.authenticated('identityPool'), allow.group('Admins')]).handler(a.handler.function(fn)),
  op1: a.query().arguments({ c3: a.ref("Contact").array(), a1: a.email() }).returns(a.ref("Contact")).authorization((allow) => [allow.publicApiKey()]).handler(a.handler.function(fn)),
  op2: a.mutation().arguments({ d4: a.ref("Contact").array() }).returns(a.boolean().required()).authorization((allow) => [allow.group('Admins')]).handler(a.handler.function('fnA')),
  chat: a.conversation({ aiModel: a.ai.model('Claude 3 Haiku'), systemPrompt: 'help' }).authorization((allow) => allow.owner()),
});

export type Schema = ClientSchema<typeof schema>;

export const data = defineData({
  schema,
  authorizationModes: { defaultAuthorizationMode: 'iam', apiKeyAuthorizationMode: { expiresInDays: 30 }, lambdaAuthorizationMode: { function: fn, timeToLiveInSeconds: 30 } },
  functions: { fnA: defineFunction({ name: 'fnA', entry: './fn.ts' }) },
});
