import { type ClientSchema, a, defineData, defineFunction } from '@aws-amplify/backend';

const fn = defineFunction({ name: 'fnX', entry: './fn.ts' });

const schema = a.schema({
  Child: a.model({
    id: a.id().required(),
    title0: a.ref("money").array(),
    when1: a.ref("size").array(),
    createdAt: a.datetime(),
    r1id: a.id(),
    c1: a.hasMany("Child", "r1id"),
    p1: a.belongsTo("Child", "r1id"),
    c2: a.hasOne("Person", "r2id"),
  }).authorization((allow) => [allow.owner('userPools'), allow.authenticated('userPools').to(["read","update","delete"])]),
  userProfile: a.model({
    when0: a.timestamp(),
    name1: a.boolean().required(),
    score2: a.datetime().required(),
    when: a.url().required().array(),
    count4: a.id().required(),
    score5: a.date(),
  }).authorization((allow) => [allow.custom(), allow.groups(['Editors', 'Admins'])]),
  Invoice_Line: a.model({
    tenant: a.string().required(),
    slug: a.datetime().required(),
    when0: a.id().required(),
    title: a.ipAddress().required(),
    meta: a.json().required(),
    count: a.time().array(),
    r0id: a.id(),
    p0: a.belongsTo("Person", "r0id"),
  }).secondaryIndexes((i) => [i("r0id").sortKeys(["when0","title"]).queryField(null).name('ix_Invoice_Line_r0id')]).identifier(["tenant","slug"]).authorization((allow) => [allow.owner('userPools').to(["listen"])]),
  Status: a.model({
    code: a.email().required(),
    flag0: a.json().required(),
    snake_case1: a.float().required().default(1.5),
    snake_case2: a.ipAddress(),
  }).identifier(["code"]).authorization((allow) => [allow.groups(['Editors', 'Admins']).to(["list","update"]), allow.groupDefinedIn('team')]),
  Person: a.model({
    name: a.integer(),
    body1: a.json().required(),
    when: a.enum(["C_D","B"]),
    count: a.boolean(),
    URLPath4: a.json(),
    snake_case5: a.ref("Color").required(),
    c0: a.hasOne("Invoice_Line", "r0id"),
    r2id: a.id(),
    p2: a.belongsTo("Child", "r2id"),
  }).authorization((allow) => [allow.owner().to(["delete","read","update"]), allow.group('Admins').to(["update","read","create"])]),
  size: a.enum(['ONE', 'two', 'THREE_3']),
  Color: a.enum(['ONE', 'two', 'THREE_3']),
  money: a.customType({ lat: a.float(), tags: a.string().array(), kind: a.enum(['K1','K2']), e: a.ref("size"),  }),
  op0: a.query().arguments({ c3: a.ipAddress() }).returns(a.ref("Person")).authorization((allow) => [allow.custom()]).handler(a.handler.function(fn)),
  op1: a.mutation().arguments({ d4: a.ref("money").array(), c3: a.email(), a1: a.url().array() }).returns(a.ref("Color")).authorization((allow) => [allow.authenticated('userPools')]).handler(a.handler.function('fnA')),
  onOp1: a.subscription().for(a.ref('op1')).authorization((allow) => [allow.authenticated('userPools')]).handler(a.handler.custom({ entry: './h.js' })),
  op2: a.mutation().arguments({ d4: a.ref("size"), b2: a.time().required(), c3: a.ref("size") }).returns(a.ref("money")).authorization((allow) => [allow.authenticated('userPools')]).handler(a.handler.custom({ entry: './h.js', dataSource: a.ref("Child") })),
});

export type Schema = ClientSchema<typeof schema>;

export const data = defineData({
  schema,
  authorizationModes: { defaultAuthorizationMode: 'lambda', lambdaAuthorizationMode: { function: fn, timeToLiveInSeconds: 30 } },
  functions: { fnA: defineFunction({ name: 'fnA', entry: './fn.ts' }) },
});
