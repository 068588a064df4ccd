import { type ClientSchema, a, defineData } from '@aws-amplify/backend';
import { quote } from '../functions/quote/resource';

const schema = a.schema({
  /** Something to buy. Everybody signed in sees it; admins keep the list. */
  Product: a
    .model({
      name: a.string().required(),
      price: a.float().required(),
      stock: a.integer().required(),
    })
    .authorization((allow) => [allow.authenticated().to(['read']), allow.group('Admins')]),

  Offer: a.customType({
    product: a.string().required(),
    quantity: a.integer().required(),
    total: a.float().required(),
  }),

  /** What a number of products costs. */
  offer: a
    .query()
    .arguments({ productId: a.id().required(), quantity: a.integer().required() })
    .returns(a.ref('Offer'))
    .authorization((allow) => [allow.authenticated()])
    .handler(a.handler.function('offer')),

  Size: a.enum(['SMALL', 'LARGE']),

  Quote: a.customType({
    quantity: a.integer().required(),
    total: a.float().required(),
    currency: a.string().required(),
    size: a.ref('Size'),
  }),

  // One question, answered by each kind of handler.

  /** A quote, by a handler in Go. */
  quoteGo: a
    .query()
    .arguments({ price: a.float().required(), quantity: a.integer().required() })
    .returns(a.ref('Quote'))
    .authorization((allow) => [allow.group('Traders'), allow.publicApiKey()])
    .handler(a.handler.function('quoteGo')),

  /** A quote, by a function that runs elsewhere. */
  quoteEndpoint: a
    .query()
    .arguments({ price: a.float().required(), quantity: a.integer().required() })
    .returns(a.ref('Quote'))
    .authorization((allow) => [allow.group('Traders'), allow.publicApiKey()])
    .handler(a.handler.function('quoteEndpoint')),

  /** A quote, by a function in TypeScript that runs in Node. */
  quoteNode: a
    .query()
    .arguments({ price: a.float().required(), quantity: a.integer().required() })
    .returns(a.ref('Quote'))
    .authorization((allow) => [allow.group('Traders'), allow.publicApiKey()])
    .handler(a.handler.function(quote)),

  /** A quote, by an AppSync JavaScript resolver. */
  quoteResolver: a
    .query()
    .arguments({ price: a.float().required(), quantity: a.integer().required() })
    .returns(a.ref('Quote'))
    .authorization((allow) => [allow.group('Traders'), allow.publicApiKey()])
    .handler(a.handler.custom({ entry: './quote.js' })),

  /** Products up to a price, by an AppSync JavaScript resolver. */
  affordable: a
    .query()
    .arguments({ max: a.float().required() })
    .returns(a.ref('Product').array())
    .authorization((allow) => [allow.authenticated()])
    .handler(a.handler.custom({ entry: './affordable.js', dataSource: a.ref('Product') })),

  /** Takes products out of stock. */
  buy: a
    .mutation()
    .arguments({ productId: a.id().required(), quantity: a.integer().required() })
    .returns(a.ref('Product'))
    .authorization((allow) => [allow.authenticated()])
    .handler(a.handler.function('buy')),

  /** Hears of each purchase. */
  onBuy: a
    .subscription()
    .for(a.ref('buy'))
    .authorization((allow) => [allow.group('Admins')])
    .handler(a.handler.custom({ entry: './on-buy.js' })),
});

export type Schema = ClientSchema<typeof schema>;

export const data = defineData({
  schema,
  authorizationModes: { defaultAuthorizationMode: 'userPool', apiKeyAuthorizationMode: { expiresInDays: 30 } },
});
