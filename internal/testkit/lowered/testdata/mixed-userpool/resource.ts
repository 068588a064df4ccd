import { type ClientSchema, a, defineData, defineFunction } from '@aws-amplify/backend';

const fn = defineFunction({ name: 'fnX', entry: './fn.ts' });

const schema = a.schema({
  Invoice_Line: a.model({
    score0: a.timestamp().required(),
    snake_case1: a.json(),
    c2: a.hasMany("News", "r2id"),
  }).secondaryIndexes((i) => [i("score0")]).authorization((allow) => [allow.groups(['Editors', 'Admins']).to(["list"])]),
  API: a.model({
    id: a.id().required(),
    flag0: a.enum(["C_D","B"]),
    URLPath1: a.boolean(),
    flag: a.boolean().required().default(false),
    r1id: a.id(),
    c1: a.hasOne("API", "r1id"),
    p1: a.belongsTo("API", "r1id"),
  }).identifier(["id"]).authorization((allow) => [allow.authenticated().to(["update"]), allow.ownersDefinedIn('editors'), allow.ownerDefinedIn('author')]),
  News: a.model({
    code: a.integer().required(),
    meta: a.phone().required(),
    count: a.time().required(),
    when: a.enum(["B","C_D","e"]),
    when3: a.phone().required().array(),
    snake_case4: a.url().required(),
    score: a.float().required(),
    r2id: a.id(),
    p2: a.belongsTo("Invoice_Line", "r2id"),
  }).identifier(["code"]).authorization((allow) => [allow.owner().to(["read"]), allow.publicApiKey().to(["create","read","update"])]),
  Data: a.model({
    snake_case: a.ref("size"),
    meta1: a.ipAddress().authorization((allow) => [allow.groups(['Editors', 'Admins']).to(["update","create","read"]), allow.publicApiKey()]),
    URLPath: a.json(),
    c0: a.hasMany("Address", "r0id"),
  }).authorization((allow) => [allow.ownersDefinedIn('editors').to(["create","update"]), allow.publicApiKey().to(["update","delete"])]),
  Address: a.model({
    tenant: a.string().required(),
    slug: a.integer().required(),
    when0: a.float(),
    URLPath: a.timestamp().required(),
    snake_case2: a.customType({ x: a.json().required(), y: a.enum(['P','Q']) }),
    name: a.datetime(),
    meta4: a.datetime().required(),
    meta5: a.customType({ x: a.url().required(), y: a.enum(['P','Q']) }),
    r0id: a.id(),
    p0: a.belongsTo("Data", "r0id"),
  }).identifier(["tenant","slug"]).authorization((allow) => [allow.ownersDefinedIn('editors'), allow.groupsDefinedIn('teams')]),
  OrderStatus: a.enum(['ONE', 'two', 'THREE_3']),
  size: a.enum(['ONE', 'two', 'THREE_3']),
  Geo: a.customType({ lat: a.float(), tags: a.string().array(),  }),
  op0: a.query().arguments({ c3: a.ipAddress() }).returns(a.ref("Address")).authorization((allow) => [allow.groups(['Editors', 'Admins'])]).handler(a.handler.function(fn)),
  op1: a.query().arguments({ c3: a.id(), b2: a.datetime(), a1: a.url().array().required() }).returns(a.ref("API")).authorization((allow) => [allow.authenticated()]).handler(a.handler.custom({ entry: './h.js', dataSource: a.ref("Invoice_Line") })),
});

export type Schema = ClientSchema<typeof schema>;

export const data = defineData({
  schema,
  authorizationModes: { defaultAuthorizationMode: 'userPool', apiKeyAuthorizationMode: { expiresInDays: 30 } },
  functions: { fnA: defineFunction({ name: 'fnA', entry: './fn.ts' }) },
});
