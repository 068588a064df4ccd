import { type ClientSchema, a, defineData, defineFunction } from '@aws-amplify/backend';

const fn = defineFunction({ name: 'fnX', entry: './fn.ts' });

const schema = a.schema({
  Baby: a.model({
    flag0: a.enum(["C_D","A","e"]),
    count1: a.ref("Color"),
    URLPath2: a.email().required(),
    URLPath: a.ipAddress(),
    when4: a.customType({ x: a.url().array().required(), y: a.float() }),
  }).authorization((allow) => [allow.groupDefinedIn('team').to(["read","update","delete"]), allow.group('Admins').to(["update","read"])]),
  Hero: a.model({
    title0: a.time().array(),
    flag: a.ref("Color").array(),
    snake_case: a.ref("Color").required(),
    c0: a.hasMany("Comment", "r0id"),
    c3: a.hasOne("Comment", "r3id"),
  }).authorization((allow) => [allow.publicApiKey().to(["update","create"]), allow.authenticated().to(["listen","get","create"])]),
  Quiz: a.model({
    when: a.float().required().array(),
    flag1: a.ref("Color").required(),
    name2: a.phone().required().array(),
    r1id: a.id().required(),
    p1: a.belongsTo("Comment", "r1id"),
  }).authorization((allow) => [allow.groupDefinedIn('team'), allow.owner('userPools').to(["create","search","delete"]), allow.groups(['Editors', 'Admins']).to(["delete","update"])]),
  API: a.model({
    code: a.string().required(),
    when: a.time(),
    name1: a.url(),
    c2: a.hasOne("Data", "r2code"),
  }).secondaryIndexes((i) => [i("name1")]).identifier(["code"]).disableOperations(["onUpdate"]).authorization((allow) => [allow.groupsDefinedIn('teams').withClaimIn('user_groups').to(["create","read"]), allow.groups(['Editors', 'Admins']).to(["update","delete"])]),
  Comment: a.model({
    flag0: a.boolean(),
    name: a.url().required(),
    title: a.datetime().required(),
    when: a.timestamp().required(),
    title4: a.json().array(),
    snake_case5: a.boolean(),
    r0id: a.id(),
    p0: a.belongsTo("Hero", "r0id"),
    c1: a.hasMany("Quiz", "r1id"),
    r3id: a.id(),
    p3: a.belongsTo("Hero", "r3id"),
  }).secondaryIndexes((i) => [i("r0id"), i("r3id")]).authorization((allow) => [allow.owner(), allow.publicApiKey(), allow.groups(['Editors', 'Admins'])]),
  Data: a.model({
    title: a.customType({ x: a.json(), y: a.float() }),
    score1: a.ref("size").array(),
    snake_case2: a.customType({ x: a.id().array(), y: a.float() }),
    when3: a.ref("Color").required().array(),
    count4: a.customType({ x: a.id().required(), y: a.enum(['P','Q']) }),
    r2code: a.string().required(),
    p2: a.belongsTo("API", "r2code"),
  }).authorization((allow) => [allow.ownerDefinedIn('author').to(["delete","update","create"]), allow.group('Admins')]),
  size: a.enum(['ONE', 'two', 'THREE_3']),
  Color: a.enum(['ONE', 'two', 'THREE_3']),
  op0: a.mutation().arguments({ c3: a.datetime(), a1: a.date() }).returns(a.ref("Hero")).authorization((allow) => [allow.group('Admins'), allow.publicApiKey()]).handler(a.handler.function('fnA')),
  op1: a.mutation().arguments({ d4: a.timestamp(), c3: a.enum(['U','V']) }).returns(a.ref("size").array()).authorization((allow) => [allow.groups(['Editors', 'Admins'])]).handler(a.handler.function(fn)),
  op2: a.query().arguments({ a1: a.ipAddress(), b2: a.timestamp(), c3: a.email() }).returns(a.ref("Quiz")).authorization((allow) => [allow.authenticated()]).handler(a.handler.function(fn)),
});

export type Schema = ClientSchema<typeof schema>;

export const data = defineData({
  schema,
  authorizationModes: { defaultAuthorizationMode: 'apiKey', apiKeyAuthorizationMode: { expiresInDays: 30 } },
  functions: { fnA: defineFunction({ name: 'fnA', entry: './fn.ts' }) },
});
