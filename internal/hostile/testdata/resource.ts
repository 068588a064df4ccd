import { a, defineData, defineFunction } from '@aws-amplify/backend';

const handler = defineFunction({ name: 'handler', entry: './handler.ts' });

const schema = a
  .schema({
    Level: a.enum(['LOW', 'HIGH']),
    Money: a.customType({ amount: a.integer(), memo: a.string() }),

    Todo: a
      .model({ content: a.string(), n: a.integer(), level: a.ref('Level'), money: a.ref('Money') })
      .authorization((allow) => [allow.owner()]),
    Declared: a.model({ x: a.string(), owner: a.string() }).authorization((allow) => [allow.owner()]),
    Kept: a
      .model({ id: a.id().required(), x: a.string(), owner: a.string().authorization((allow) => [allow.owner().to(['read', 'delete'])]) })
      .authorization((allow) => [allow.owner()]),
    Shared: a.model({ x: a.string(), editors: a.string().array() }).authorization((allow) => [allow.ownersDefinedIn('editors')]),
    Claimed: a.model({ x: a.string() }).authorization((allow) => [allow.owner().identityClaim('custom:uid')]),
    Grp: a.model({ x: a.string() }).authorization((allow) => [allow.group('Admin')]),
    Team: a.model({ x: a.string(), team: a.string() }).authorization((allow) => [allow.groupDefinedIn('team')]),
    Squad: a.model({ x: a.string(), teams: a.string().array() }).authorization((allow) => [allow.groupsDefinedIn('teams')]),
    item: a.model({ x: a.string() }).authorization((allow) => [allow.owner()]),

    Emp: a
      .model({
        id: a.id().required(),
        name: a.string(),
        ssn: a.string().authorization((allow) => [allow.owner()]),
        salary: a.integer().authorization((allow) => [allow.group('HR')]),
        bossId: a.id().authorization((allow) => [allow.group('HR')]),
        boss: a.belongsTo('Boss', 'bossId'),
        level: a.integer().default(1).authorization((allow) => [allow.group('HR'), allow.owner().to(['read', 'create'])]),
      })
      .secondaryIndexes((index) => [
        index('ssn').queryField('empBySsn'),
        index('name').sortKeys(['salary']).queryField('empByName'),
      ])
      .authorization((allow) => [allow.authenticated().to(['read']), allow.owner(), allow.group('HR')]),
    Boss: a.model({ t: a.string(), emps: a.hasMany('Emp', 'bossId') }).authorization((allow) => [allow.authenticated().to(['read'])]),

    Blog: a.model({ t: a.string(), posts: a.hasMany('Post', 'blogId'), pin: a.hasOne('Pin', 'blogId') }).authorization((allow) => [allow.authenticated()]),
    Post: a.model({ t: a.string(), blogId: a.id(), blog: a.belongsTo('Blog', 'blogId') }).authorization((allow) => [allow.owner()]),
    Pin: a.model({ t: a.string(), blogId: a.id(), blog: a.belongsTo('Blog', 'blogId') }).authorization((allow) => [allow.group('Admin')]),

    Box: a
      .model({ owner: a.string().required(), k: a.string().required(), cat: a.string(), x: a.string() })
      .identifier(['owner', 'k'])
      .secondaryIndexes((index) => [index('cat').sortKeys(['owner']).queryField('boxByCat')])
      .authorization((allow) => [allow.owner()]),

    Pub: a.model({ x: a.string() }).authorization((allow) => [allow.publicApiKey().to(['read']), allow.guest().to(['get'])]),
    Pool: a.model({ x: a.string() }).authorization((allow) => [allow.authenticated('identityPool')]),
    Oidc: a.model({ x: a.string() }).authorization((allow) => [allow.owner('oidc'), allow.group('Admin', 'oidc').to(['read'])]),
    Card: a
      .model({ name: a.string(), pin: a.string() })
      .secondaryIndexes((index) => [index('pin').queryField('cardByPin')])
      .authorization((allow) => [allow.custom()]),
    Doc: a
      .model({ id: a.id().required(), x: a.string(), owner: a.string().authorization((allow) => [allow.owner()]) })
      .authorization((allow) => [allow.owner(), allow.group('Editors')]),

    adminOnly: a.query().returns(a.string()).handler(a.handler.function(handler)).authorization((allow) => [allow.group('Admin')]),
    anyTodo: a.query().returns(a.ref('Todo')).handler(a.handler.function(handler)).authorization((allow) => [allow.publicApiKey(), allow.authenticated()]),
    anyEmp: a.mutation().returns(a.ref('Emp')).handler(a.handler.function(handler)).authorization((allow) => [allow.authenticated()]),
    onEmp: a
      .subscription()
      .for(a.ref('anyEmp'))
      .arguments({ ssn: a.string(), salary: a.integer() })
      .handler(a.handler.custom({ entry: './on.js' }))
      .authorization((allow) => [allow.authenticated()]),
  })
  .authorization((allow) => [allow.resource(handler).to(['query'])]);

export const data = defineData({
  schema,
  authorizationModes: {
    defaultAuthorizationMode: 'userPool',
    apiKeyAuthorizationMode: { expiresInDays: 7 },
    oidcAuthorizationMode: { oidcProviderName: 'test', oidcIssuerUrl: 'https://oidc.example.com', clientId: 'app', tokenExpiryFromAuthInSeconds: 0, tokenExpireFromIssueInSeconds: 0 },
    lambdaAuthorizationMode: { function: defineFunction({ name: 'authorizer', entry: './authorizer.ts' }), timeToLiveInSeconds: 0 },
  },
});
