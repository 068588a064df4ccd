// Composite keys, enum filters, custom types that repeat and recur, on models with small first letters.
import { a, defineData } from '@aws-amplify/backend';
const schema = a.schema({
  mood: a.enum(['Happy', 'HAPPY', 'sad', 'sadFace', 'SAD_FACE', '_2', '_1', 'b']),
  owner_kind: a.enum(['x', 'y']),
  geo: a.customType({ lat: a.float().required(), tags: a.string().array().required(), k: a.ref('owner_kind'), up: a.ref('geo') }),
  author: a.model({
    tenant: a.id().required(), Code: a.string().required(), num: a.integer().required(),
    moods: a.ref('mood').array(), mood: a.ref('mood'), place: a.ref('geo'), places: a.ref('geo').array().required(),
    inner: a.customType({ deep: a.enum(['q', 'Q1']), more: a.customType({ z: a.ref('geo') }) }),
    posts: a.hasMany('post', ['aTenant', 'aCode', 'aNum']),
    best: a.hasOne('post', ['bTenant', 'bCode', 'bNum']),
  }).identifier(['tenant', 'Code', 'num'])
    .secondaryIndexes((i) => [i('mood').sortKeys(['Code', 'num']), i('Code').name('by-it').queryField('qq'), i('num').sortKeys(['mood']).name('byNum')])
    .authorization((allow) => [allow.owner().to(['read', 'create']), allow.groups(['A', 'B']).to(['delete']), allow.publicApiKey().to(['list'])]),
  post: a.model({
    aTenant: a.id(), aCode: a.string(), aNum: a.integer(), bTenant: a.id(), bCode: a.string(), bNum: a.integer(),
    author: a.belongsTo('author', ['aTenant', 'aCode', 'aNum']), bestOf: a.belongsTo('author', ['bTenant', 'bCode', 'bNum']),
    mood: a.ref('mood'), kinds: a.ref('owner_kind').required().array(), place: a.ref('geo').authorization((allow) => [allow.guest().to(['read']), allow.owner()]),
    when: a.timestamp(), day: a.date(),
  }).disableOperations(['list', 'onCreate'])
    .secondaryIndexes((i) => [i('mood').sortKeys(['when']), i('day').sortKeys(['mood', 'when']).name('dayIdx')])
    .authorization((allow) => [allow.authenticated('identityPool'), allow.ownersDefinedIn('editors').to(['update', 'read'])]),
});
export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'userPool', apiKeyAuthorizationMode: { expiresInDays: 3 } } });
