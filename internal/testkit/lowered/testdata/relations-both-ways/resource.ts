// Relationships both ways and to itself in every order of fields, disabled operations, unusual identifiers.
import { a, defineData } from '@aws-amplify/backend';
const schema = a.schema({
  Tree: a.model({ kids: a.hasMany('Tree', 'upId'), upId: a.id(), up: a.belongsTo('Tree', 'upId'), one: a.hasOne('Tree', 'twoId'), twoId: a.id(), two: a.belongsTo('Tree', 'twoId') }),
  A: a.model({ bs: a.hasMany('B', 'aId'), bId: a.id(), b: a.belongsTo('B', 'bId'), name: a.string() }),
  B: a.model({ as: a.hasMany('A', 'bId'), aId: a.id(), a: a.belongsTo('A', 'aId') }).disableOperations(['queries']),
  C: a.model({ dId: a.id(), d: a.belongsTo('D', 'dId'), ds: a.hasMany('D', 'cId') }).disableOperations(['mutations', 'get']),
  D: a.model({ c1: a.hasOne('C', 'dId'), cId: a.id().required(), c: a.belongsTo('C', 'cId'), st: a.enum(['a', 'b']), id: a.string().required() })
    .disableOperations(['subscriptions', 'list', 'update']).secondaryIndexes((i) => [i('st').queryField(null), i('cId').sortKeys(['st'])]),
  E: a.model({ id: a.integer().required(), createdAt: a.datetime().required(), updatedAt: a.string(), n: a.float() }).identifier(['n', 'createdAt', 'id'].slice(1) as any),
  F: a.model({ id: a.id(), sk: a.float().required(), at: a.timestamp().required(), t: a.time() }).identifier(['sk', 'at']),
  G: a.model({ k: a.email().required(), id: a.id().required() }).identifier(['k', 'id']),
  H: a.model({ id: a.id() }).secondaryIndexes((i) => []),
}).authorization((allow) => [allow.publicApiKey()]);
export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'apiKey' } });
