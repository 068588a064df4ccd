import { a, defineData, defineFunction } from '@aws-amplify/backend';

const counter = defineFunction({ name: 'counter', entry: './counter.ts' });

// Clients only read: a function with access to the API and a handler on the
// table write.
const schema = a
  .schema({
    Score: a.model({ points: a.integer() }).authorization((allow) => [allow.authenticated().to(['read'])]),
    // warning AG1117
    Hidden: a.model({ points: a.integer() }).authorization((allow) => [allow.authenticated().to(['create'])]),
    Vote: a.model({ weight: a.float() }).authorization((allow) => [allow.authenticated().to(['create'])]),
    cast: a
      .mutation()
      .returns(a.ref('Vote'))
      .authorization((allow) => [allow.authenticated()])
      .handler(a.handler.custom({ entry: './cast.js', dataSource: a.ref('Vote') })),
  })
  .authorization((allow) => [allow.resource(counter).to(['mutate'])]);

export const data = defineData({ schema });
