// A conversation beside tables of an SQL database, which come first: its models are not theirs.
import { a, defineData, secret } from '@aws-amplify/backend';
import { configure } from '@aws-amplify/data-schema/internals';
const shop = configure({ database: { identifier: 'shop', engine: 'postgresql', connectionUri: secret('SHOP') } })
  .schema({ products: a.model({ sku: a.string().required(), price: a.float() }).identifier(['sku']) })
  .setAuthorization((models: any) => [models.products.authorization((allow: any) => [allow.authenticated().to(['read'])])]);
const help = a.schema({
  reserve: a
    .mutation()
    .arguments({ sku: a.string().required() })
    .returns(a.boolean())
    .handler(a.handler.function('reserve'))
    .authorization((allow) => allow.authenticated()),
  chat: a
    .conversation({
      aiModel: a.ai.model('Claude 3.5 Haiku'),
      systemPrompt: 'Help people to find what they are looking for.',
      tools: [a.ai.dataTool({ name: 'products', description: 'What the shop sells', model: a.ref('products'), modelOperation: 'list' })],
    })
    .authorization((allow) => allow.owner()),
});
export const data = defineData({ schema: a.combine([shop, help]), authorizationModes: { defaultAuthorizationMode: 'userPool' } });
