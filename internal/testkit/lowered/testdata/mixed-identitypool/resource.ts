import { type ClientSchema, a, defineData, defineFunction } from '@aws-amplify/backend';

const fn = defineFunction({ name: 'fnX', entry: './fn.ts' });

const schema = a.schema({
  Post: a.model({
    meta0: a.time().required(),
    when: a.enum(["A","e","B"]),
    r1id: a.id(),
    p1: a.belongsTo("News", "r1id"),
  }).authorization((allow) => [allow.ownerDefinedIn('author')]),
  News: a.model({
    body: a.time().required(),
    count2: a.json(),
    title: a.ipAddress(),
    c1: a.hasMany("Post", "r1id"),
  }).secondaryIndexes((i) => [i("body")]).authorization((allow) => [allow.groupsDefinedIn('teams').withClaimIn('user_groups').to(["create"])]),
  Baby: a.model({
    code: a.id().required(),
    count: a.json().array(),
    r0code: a.id().required(),
    c0: a.hasOne("Baby", "r0code"),
    p0: a.belongsTo("Baby", "r0code"),
  }).identifier(["code"]).authorization((allow) => [allow.ownersDefinedIn('editors'), allow.custom()]),
  OrderItem: a.model({
    code: a.string().required(),
    when: a.string().required().default('x'),
    meta: a.ref("Color"),
    body2: a.customType({ x: a.ipAddress().array(), y: a.float() }),
    snake_case4: a.ipAddress().required(),
  }).secondaryIndexes((i) => [i("snake_case4")]).identifier(["code"]).authorization((allow) => [allow.custom()]),
  Address: a.model({
    id: a.id().required(),
    when: a.enum(["C_D","A","e"]),
    title2: a.ref("Geo"),
    snake_case3: a.date().default('2024-01-02'),
    flag: a.json(),
    count5: a.ref("Contact").required(),
  }).authorization((allow) => [allow.groupDefinedIn('team')]),
  mouse: a.model({
    tenant: a.id().required(),
    slug: a.datetime().required(),
    seq: a.integer().required(),
    count0: a.datetime().required(),
    flag: a.time(),
    body2: a.boolean(),
    URLPath3: a.url().array(),
  }).identifier(["tenant","slug","seq"]).authorization((allow) => [allow.custom().to(["read","create","update"]), allow.groupDefinedIn('team')]),
  Color: a.enum(['ONE', 'two', 'THREE_3']),
  OrderStatus: a.enum(['ONE', 'two', 'THREE_3']),
  Geo: a.customType({ lat: a.float(), tags: a.string().array(), e: a.ref("Color"),  }),
  Contact: a.customType({ lat: a.float().required(), tags: a.string().array(), e: a.ref("Color"), in: a.customType({ z: a.integer() }),  }),
  op0: a.mutation().arguments({ c3: a.string(), a1: a.string(), b2: a.timestamp() }).returns(a.ref("Color")).authorization((allow) => [allow.authenticated('userPools'), allow.custom()]).handler(a.handler.function('fnA')),
  op1: a.query().arguments({ a1: a.phone(), c3: a.id().required(), d4: a.ref("Color") }).returns(a.ref("Post")).authorization((allow) => [allow.authenticated('userPools')]).handler(a.handler.function('fnA')),
  op2: a.query().arguments({ a1: a.float().array(), b2: a.boolean(), c3: a.integer().required() }).returns(a.customType({ ok: a.boolean().required(), why: a.string() })).authorization((allow) => [allow.group('Admins')]).handler(a.handler.custom({ entry: './h.js' })),
});

export type Schema = ClientSchema<typeof schema>;

export const data = defineData({
  schema,
  authorizationModes: { defaultAuthorizationMode: 'identityPool', lambdaAuthorizationMode: { function: fn, timeToLiveInSeconds: 30 } },
  functions: { fnA: defineFunction({ name: 'fnA', entry: './fn.ts' }) },
});
