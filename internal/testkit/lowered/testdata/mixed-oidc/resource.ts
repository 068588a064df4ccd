import { type ClientSchema, a, defineData, defineFunction } from '@aws-amplify/backend';

const fn = defineFunction({ name: 'fnX', entry: './fn.ts' });

const schema = a.schema({
  Baby: a.model({
    code: a.id().required(),
    score0: a.integer(),
    count1: a.phone(),
    URLPath2: a.url().array().required(),
    name3: a.id(),
    c1: a.hasMany("Tag", "r1code"),
    r3code: a.email().required(),
    p3: a.belongsTo("Quiz", "r3code"),
  }).identifier(["code"]).authorization((allow) => [allow.ownersDefinedIn('editors'), allow.ownerDefinedIn('author'), allow.groupsDefinedIn('teams')]),
  Quiz: a.model({
    code: a.email().required(),
    title0: a.customType({ x: a.string(), y: a.float() }),
    meta: a.phone().required(),
    c3: a.hasMany("Baby", "r3code"),
  }).identifier(["code"]).authorization((allow) => [allow.guest().to(["update","delete","read"])]),
  Post: a.model({
    code: a.email().required(),
    name0: a.float(),
    title1: a.timestamp().required(),
    r0id: a.id().required(),
    p0: a.belongsTo("Category", "r0id"),
    c2: a.hasMany("Category", "r2code"),
  }).identifier(["code"]).authorization((allow) => [allow.groups(['Editors', 'Admins']), allow.authenticated('userPools')]),
  OrderItem: a.model({
    when0: a.ref("money"),
  }).disableOperations(["update"]).authorization((allow) => [allow.guest(), allow.groups(['Editors', 'Admins'])]),
  Tag: a.model({
    code: a.string().required(),
    name: a.date().required(),
    URLPath1: a.ipAddress().required(),
    URLPath2: a.enum(["A","C_D"]),
    createdAt: a.datetime(),
    r1code: a.id(),
    p1: a.belongsTo("Baby", "r1code"),
  }).secondaryIndexes((i) => [i("name").sortKeys(["r1code","createdAt"]), i("r1code")]).identifier(["code"]).authorization((allow) => [allow.owner()]),
  Category: a.model({
    snake_case0: a.datetime().required(),
    title: a.json(),
    flag3: a.json().required(),
    c0: a.hasMany("Post", "r0id"),
    r2code: a.email().required(),
    p2: a.belongsTo("Post", "r2code"),
  }).disableOperations(["subscriptions"]).authorization((allow) => [allow.group('Admins')]),
  Color: a.enum(['ONE', 'two', 'THREE_3']),
  OrderStatus: a.enum(['ONE', 'two', 'THREE_3']),
  money: a.customType({ lat: a.float(), tags: a.string().array(), e: a.ref("Color"),  }),
  Contact: a.customType({ lat: a.float(), tags: a.string().array(), kind: a.enum(['K1','K2']),  }),
  op0: a.mutation().arguments({ a1: a.ref("money").array(), c3: a.ref("Color"), d4: a.datetime().required() }).returns(a.json()).authorization((allow) => [allow.authenticated('oidc')]).handler(a.handler.function(fn)),
  op1: a.query().arguments({ c3: a.integer(), b2: a.ref("money").array() }).returns(a.ref("Category")).authorization((allow) => [allow.group('Admins')]).handler(a.handler.function('fnA')),
  gen1: a.generation({ aiModel: a.ai.model('Claude 3 Haiku'), systemPrompt: 'do it', inferenceConfiguration: { maxTokens: 100, temperature: 0.5 } }).arguments({ t: a.string() }).returns(a.customType({ s: a.string() })).authorization((allow) => allow.authenticated()),
});

export type Schema = ClientSchema<typeof schema>;

export const data = defineData({
  schema,
  authorizationModes: { defaultAuthorizationMode: 'oidc', oidcAuthorizationMode: { oidcProviderName: 'x', oidcIssuerUrl: 'https://x.example', tokenExpiryFromAuthInSeconds: 300, tokenExpireFromIssueInSeconds: 300 } },
  functions: { fnA: defineFunction({ name: 'fnA', entry: './fn.ts' }) },
});
