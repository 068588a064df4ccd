import { type ClientSchema, a, defineData, defineFunction } from '@aws-amplify/backend';

const authorizer = defineFunction({ name: 'authorizer', entry: './authorizer.ts' });

const schema = a.schema({
  Card: a.model({ name: a.string().required(), pin: a.string() }).authorization((allow) => [allow.custom()]),
  Note: a.model({ text: a.string() }).authorization((allow) => [allow.publicApiKey()]),
});

export type Schema = ClientSchema<typeof schema>;

export const data = defineData({
  schema,
  authorizationModes: {
    defaultAuthorizationMode: 'lambda',
    lambdaAuthorizationMode: { function: authorizer, timeToLiveInSeconds: 0 },
    apiKeyAuthorizationMode: { expiresInDays: 30 },
  },
});
