// A PostgreSQL data source beside DynamoDB: models without rules, with rules, with field rules only; defaults; inline SQL.
import { a, defineData, secret } from '@aws-amplify/backend';
import { configure } from '@aws-amplify/data-schema/internals';
const pg = configure({ database: { identifier: 'x', engine: 'postgresql', connectionUri: secret('U') } }).schema({
  bare: a.model({ id: a.integer().required().default(), name: a.string().required().default('x'), n: a.integer().required().default(3), createdAt: a.datetime() }).identifier(['id']),
  Ruled: a.model({ a: a.id().required(), b: a.string().required(), c: a.float(), when: a.timestamp(), owner: a.string() }).identifier(['a', 'b']),
  Fielded: a.model({ id: a.string().required(), secret: a.string(), x: a.boolean() }).identifier(['id']),
  things: a.model({ id: a.id().required(), ruledA: a.id(), ruledB: a.string() }).identifier(['id']),
}).setAuthorization((models: any) => [
  models.Ruled.authorization((allow: any) => [allow.owner(), allow.guest().to(['read'])]),
  models.Fielded.fields.id.authorization((allow: any) => [allow.group('S'), allow.authenticated().to(['read'])]),
  models.Fielded.fields.secret.authorization((allow: any) => [allow.group('S')]),
]).setRelationships((models: any) => [
  models.Ruled.relationships({ things: a.hasMany('things', ['ruledA', 'ruledB']) }),
  models.things.relationships({ ruled: a.belongsTo('Ruled', ['ruledA', 'ruledB']) }),
]).addToSchema({
  Row: a.customType({ n: a.integer(), sub: a.customType({ z: a.string() }) }),
  rows: a.query().arguments({ n: a.integer() }).returns(a.ref('Row').array()).authorization((allow) => [allow.authenticated()]).handler(a.handler.inlineSql('select 1')),
  one: a.mutation().returns(a.ref('Row')).authorization((allow) => [allow.guest(), allow.group('S')]).handler(a.handler.inlineSql('select 1')),
});
const dy = a.schema({ D: a.model({ t: a.string() }).authorization((allow) => [allow.owner()]) });
const schema = a.combine([dy, pg]);
export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'userPool' } });
