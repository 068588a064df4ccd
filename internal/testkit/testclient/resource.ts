import { type ClientSchema, a, defineData, defineFunction } from '@aws-amplify/backend';

const echoHandler = defineFunction({ name: 'echo', entry: './echo.ts' });

const schema = a.schema({
  Mood: a.enum(['HAPPY', 'SAD', 'so_so']),

  Geo: a.customType({ lat: a.float().required(), lng: a.float().required() }),
  Place: a.customType({ city: a.string().required(), geo: a.ref('Geo'), tags: a.string().array() }),

  /** every scalar, by owner, with a public list */
  Todo: a
    .model({
      title: a.string().required(),
      done: a.boolean().required().default(false),
      priority: a.integer(),
      score: a.float(),
      mood: a.ref('Mood'),
      moods: a.ref('Mood').array(),
      tags: a.string().array(),
      place: a.ref('Place'),
      due: a.date(),
      at: a.time(),
      when: a.datetime(),
      stamp: a.timestamp(),
      extra: a.json(),
      site: a.url(),
      host: a.ipAddress(),
      mail: a.email(),
      phone: a.phone(),
      secret: a.string().authorization((allow) => [allow.owner()]),
    })
    .authorization((allow) => [allow.owner(), allow.publicApiKey().to(['read'])]),

  Author: a
    .model({ name: a.string().required(), books: a.hasMany('Book', 'authorId'), profile: a.hasOne('Profile', 'authorId') })
    .authorization((allow) => [allow.publicApiKey(), allow.authenticated('oidc'), allow.custom(), allow.guest().to(['read'])]),
  Profile: a
    .model({ bio: a.string(), authorId: a.id(), author: a.belongsTo('Author', 'authorId') })
    .authorization((allow) => [allow.publicApiKey()]),
  Book: a
    .model({
      title: a.string().required(),
      state: a.enum(['DRAFT', 'OUT']),
      pages: a.integer(),
      authorId: a.id(),
      author: a.belongsTo('Author', 'authorId'),
    })
    .secondaryIndexes((index) => [
      index('state').sortKeys(['title', 'pages']).name('byState').queryField('booksByState'),
      index('title').sortKeys(['pages']),
      index('authorId'),
    ])
    .authorization((allow) => [allow.publicApiKey()]),

  Seat: a
    .model({ venue: a.string().required(), row: a.string().required(), number: a.integer().required(), price: a.float() })
    .identifier(['venue', 'row', 'number'])
    .disableOperations(['subscriptions'])
    .authorization((allow) => [allow.publicApiKey(), allow.group('Admin')]),
  Coupon: a
    .model({ code: a.id().required(), used: a.boolean() })
    .identifier(['code'])
    .authorization((allow) => [allow.publicApiKey()]),

  Info: a.customType({ text: a.string(), times: a.integer(), mood: a.ref('Mood'), place: a.ref('Place') }),
  echo: a
    .query()
    .arguments({ text: a.string().required(), times: a.integer(), mood: a.ref('Mood'), places: a.ref('Place').array() })
    .returns(a.ref('Info'))
    .handler(a.handler.function(echoHandler))
    .authorization((allow) => [allow.publicApiKey(), allow.authenticated()]),
  whoami: a
    .query()
    .returns(a.string())
    .handler(a.handler.function(echoHandler))
    .authorization((allow) => [allow.authenticated()]),
  publish: a
    .mutation()
    .arguments({ title: a.string().required() })
    .returns(a.ref('Todo'))
    .handler(a.handler.function(echoHandler))
    .authorization((allow) => [allow.authenticated(), allow.publicApiKey()]),
  published: a
    .subscription()
    .for(a.ref('publish'))
    .arguments({ title: a.string() })
    .handler(a.handler.custom({ entry: './published.js' }))
    .authorization((allow) => [allow.authenticated(), allow.publicApiKey()]),
});

export type Schema = ClientSchema<typeof schema>;

export const data = defineData({
  schema,
  authorizationModes: {
    defaultAuthorizationMode: 'userPool',
    apiKeyAuthorizationMode: { expiresInDays: 30 },
    oidcAuthorizationMode: { oidcProviderName: 'test', oidcIssuerUrl: 'https://oidc.example.com', clientId: 'x', tokenExpiryFromAuthInSeconds: 300, tokenExpireFromIssueInSeconds: 600 },
    lambdaAuthorizationMode: { function: defineFunction({ name: 'authorizer', entry: './authorizer.ts' }), timeToLiveInSeconds: 300 },
  },
});
