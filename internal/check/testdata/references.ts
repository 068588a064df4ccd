// References to what is there and does not fit.
import { a, defineData, defineFunction } from '@aws-amplify/backend';

const job = defineFunction({ name: 'job' });
const fn = a.handler.function('fn');
const schema = a.schema({
  Spot: a.customType({ lat: a.float() }),
  Shape: a.enum(['ROUND', 'SQUARE']),
  Hive: a
    .model({
      name: a.string(),
      // error AG0503
      bees: a.hasMany('Bee', 'hiveId'),
    })
    .authorization((allow) => [allow.authenticated()]),
  Bee: a
    .model({
      hiveId: a.ref('Spot'),
      hive: a.belongsTo('Hive', 'hiveId'),
    })
    .authorization((allow) => [allow.authenticated()]),
  Comb: a
    .model({
      // error AG0503
      cells: a.hasMany('Cell', 'combIds'),
    })
    .authorization((allow) => [allow.authenticated()]),
  Cell: a
    .model({ combIds: a.id().array(), comb: a.belongsTo('Comb', 'combIds') })
    .authorization((allow) => [allow.authenticated()]),
  // error AG0404
  Order: a.customType({ hive: a.ref('Hive') }),
  // error AG0511
  Bill: a.customType({ bees: a.hasMany('Bee', 'hiveId') }),
  bill: a.mutation().arguments({ bill: a.ref('Bill') }).returns(a.string()).authorization((allow) => [allow.authenticated()]).handler(fn),
  order: a.mutation().arguments({ order: a.ref('Order') }).returns(a.string()).authorization((allow) => [allow.authenticated()]).handler(fn),
  harvest: a
    .mutation()
    .arguments({
      // error AG0811
      from: a.customType({ hive: a.ref('Hive') }),
      // error AG0810
      to: a.customType({ bees: a.hasMany('Bee', 'hiveId') }),
    })
    .returns(a.string())
    .authorization((allow) => [allow.authenticated()])
    .handler(fn),
  // error AG0417
  again: a.query().returns(a.ref('order')).authorization((allow) => [allow.authenticated()]).handler(fn),
  swarmed: a
    .subscription()
    // error AG0834
    .for(a.ref('Spot'))
    .authorization((allow) => [allow.authenticated()])
    .handler(a.handler.custom({ entry: './js.js' })),
}).authorization((allow) => [
  // error AG0710
  allow.resource(job).to(['read' as never]),
]);

export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'userPool' } });
