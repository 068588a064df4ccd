import { type ClientSchema, a, defineData } from '@aws-amplify/backend';

const schema = a.schema({
  Author: a
    .model({ name: a.string().required(), email: a.email(), posts: a.hasMany('Post', 'authorId') })
    .authorization((allow) => [allow.publicApiKey()]),
  Post: a
    .model({
      title: a.string().required(),
      content: a.string(),
      views: a.integer(),
      status: a.string(),
      authorId: a.id(),
      author: a.belongsTo('Author', 'authorId'),
      comments: a.hasMany('Comment', 'postId'),
      owner: a.string(),
    })
    .authorization((allow) => [allow.publicApiKey(), allow.owner()]),
  Comment: a
    .model({ content: a.string(), postId: a.id(), post: a.belongsTo('Post', 'postId') })
    .authorization((allow) => [allow.publicApiKey()]),
});

export type Schema = ClientSchema<typeof schema>;

export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'apiKey' } });
