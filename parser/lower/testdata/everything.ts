// One of each, for the JSON form of the resolved schema.
import { a, defineData, defineFunction, secret } from '@aws-amplify/backend';

const nightly = defineFunction({ name: 'nightly', entry: './nightly.ts', timeoutSeconds: 30, memoryMB: 256, environment: { ZONE: 'UTC', KEY: secret('KEY'), TABLE: process.env.TABLE! } });

const schema = a
  .schema({
    Status: a.enum(['OPEN', 'DONE']),
    Address: a.customType({ street: a.string().required(), geo: a.customType({ lat: a.float(), lng: a.float() }) }),
    Project: a
      .model({
        code: a.string().required(),
        year: a.integer().required(),
        address: a.ref('Address'),
        tasks: a.hasMany('Task', ['projectCode', 'projectYear']),
      })
      .identifier(['code', 'year'])
      .disableOperations(['onDelete', 'delete']),
    /** A thing to do. */
    Task: a
      .model({
        title: a.string().required().validate((v) => v.maxLength(80, 'too long')),
        status: a.ref('Status'),
        priority: a.enum(['LOW', 'HIGH']),
        points: a.integer().default(1),
        secret: a.string().authorization((allow) => [allow.owner().to(['read', 'update'])]),
        projectCode: a.string(),
        projectYear: a.integer(),
        project: a.belongsTo('Project', ['projectCode', 'projectYear']),
      })
      .secondaryIndexes((index) => [index('status').sortKeys(['points']), index('title').name('byTitle').queryField(null).projection('INCLUDE', ['points'])])
      .authorization((allow) => [allow.owner(), allow.group('Staff').to(['read'])]),
    finish: a
      .mutation()
      .arguments({ id: a.id().required(), at: a.ref('Address') })
      .returns(a.customType({ done: a.boolean(), where: a.ref('Address') }))
      .handler(a.handler.function(nightly)),
    start: a.mutation().handler(a.handler.function(nightly).async()),
    onFinish: a
      .subscription()
      .for(a.ref('Task').mutations(['update']))
      .authorization((allow) => [allow.authenticated()])
      .handler(a.handler.custom({ entry: './filter.js', dataSource: a.ref('Task') })),
  })
  .authorization((allow) => [allow.authenticated(), allow.resource(nightly).to(['query'])]);

export const data = defineData({
  schema,
  authorizationModes: { defaultAuthorizationMode: 'userPool', apiKeyAuthorizationMode: { expiresInDays: 30 } },
});
