import { type ClientSchema, a, defineData } from '@aws-amplify/backend';

const schema = a.schema({
  /** A task that everybody with an account works on. */
  Todo: a
    .model({
      content: a.string().required(),
      done: a.boolean().default(false),
      priority: a.integer(),
      due: a.date(),
      tags: a.string().array(),
    })
    .authorization((allow) => [
      allow.authenticated(),
      allow.authenticated('identityPool'),
      allow.authenticated('oidc'),
      allow.publicApiKey(),
    ]),

  /** A note that only its author sees. */
  Note: a
    .model({
      text: a.string().required(),
      pinned: a.boolean(),
    })
    .authorization((allow) => [allow.owner()]),

  /** News that everybody reads, guests too, and that admins write. */
  Announcement: a
    .model({
      title: a.string().required(),
      link: a.url(),
    })
    .authorization((allow) => [allow.guest().to(['read']), allow.publicApiKey().to(['read']), allow.group('Admins')]),
});

export type Schema = ClientSchema<typeof schema>;

export const data = defineData({
  schema,
  authorizationModes: {
    defaultAuthorizationMode: 'userPool',
    apiKeyAuthorizationMode: { expiresInDays: 30 },
    oidcAuthorizationMode: {
      oidcProviderName: 'example',
      oidcIssuerUrl: 'https://id.example.com',
      clientId: 'todo-app',
      tokenExpiryFromAuthInSeconds: 3600,
      tokenExpireFromIssueInSeconds: 3600,
    },
  },
});
