// Every kind of custom operation and rule, default mode apiKey.
import { a, defineData, defineFunction } from '@aws-amplify/backend';
const js = a.handler.custom({ entry: './h.js' });
const schema = a.schema({
  Shared: a.customType({ x: a.string(), nested: a.ref('Nested'), e: a.enum(['v1', 'V1']) }),
  Nested: a.customType({ y: a.integer() }),
  Lonely: a.customType({ q: a.json() }),
  M1: a.model({ s: a.ref('Shared'), s2: a.ref('Shared').array(), n: a.ref('Nested') }).authorization((allow) => [allow.guest().to(['read'])]),
  M2: a.model({ n: a.ref('Nested'), m1s: a.hasMany('M3', 'm2Id') }).authorization((allow) => [allow.custom(), allow.owner('oidc').to(['listen', 'create'])]),
  M3: a.model({ m2Id: a.id(), m2: a.belongsTo('M2', 'm2Id'), secret: a.string().authorization((allow) => [allow.group('G').to(['read', 'delete'])]), l: a.ref('Lonely') })
    .authorization((allow) => [allow.groupDefinedIn('team').to(['create', 'update']), allow.groupsDefinedIn('teams', 'oidc')]),
  M4: a.model({ owner: a.string(), co: a.string().array(), who: a.id(), f: a.integer().authorization((allow) => [allow.ownerDefinedIn('boss').identityClaim('email'), allow.publicApiKey()]) })
    .authorization((allow) => [allow.owner(), allow.ownersDefinedIn('co'), allow.ownerDefinedIn('who', 'oidc').to(['get', 'update'])]),
  M5: a.model({ t: a.string() }).authorization((allow) => [allow.authenticated('oidc').to([])]),
  fnq: a.query().arguments({ s: a.ref('Lonely'), k: a.enum(['one', 'two']), arr: a.string().required().array().required(), inl: a.customType({ m: a.integer().required(), d: a.customType({ w: a.ref('Nested').array() }) }) })
    .returns(a.ref('Shared').array()).authorization((allow) => [allow.publicApiKey(), allow.custom()]).handler(a.handler.function('f')),
  jsm: a.mutation().arguments({ id: a.id().required() }).returns(a.customType({ r: a.ref('Nested'), deep: a.customType({ z: a.enum(['p']) }) })).authorization((allow) => [allow.groups(['X', 'Y']), allow.group('Z'), allow.authenticated('oidc')]).handler(js),
  jsm2: a.mutation().returns(a.ref('M2')).authorization((allow) => [allow.authenticated()]).handler(js),
  jsm3: a.mutation().returns(a.ref('M2')).authorization((allow) => [allow.authenticated(), allow.group('Z')]).handler([js, js]),
  fire: a.mutation().arguments({ a: a.string() }).authorization((allow) => [allow.guest()]).handler(a.handler.function('f').async()),
  sub: a.subscription().for([a.ref('jsm2'), a.ref('jsm3')]).arguments({ z: a.string() }).authorization((allow) => [allow.publicApiKey()]).handler(js),
  sub2: a.subscription().for(a.ref('M1').mutations(['create', 'delete'])).authorization((allow) => [allow.custom()]).handler(js),
  en: a.query().returns(a.enum(['s', 't'])).authorization((allow) => [allow.authenticated('identityPool')]).handler(a.handler.function('f')),
  gen: a.generation({ aiModel: a.ai.model('Claude 3 Haiku'), systemPrompt: 'hi' }).arguments({ d: a.string() }).returns(a.ref('Lonely').required()),
});
export const data = defineData({ schema, functions: { f: defineFunction() }, authorizationModes: { defaultAuthorizationMode: 'apiKey', apiKeyAuthorizationMode: { expiresInDays: 3 }, lambdaAuthorizationMode: { function: defineFunction() }, oidcAuthorizationMode: { oidcProviderName: 'x', oidcIssuerUrl: 'https://x.example.com', tokenExpiryFromAuthInSeconds: 60, tokenExpireFromIssueInSeconds: 60 } } });
