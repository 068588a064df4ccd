// Conversations whose names change their case, generations, a scalar list.
import { a, defineData, defineFunction } from '@aws-amplify/backend';
const model = a.ai.model('Claude 3.5 Sonnet');
const schema = a.schema({
  AIChat: a.conversation({ aiModel: model, systemPrompt: 'x' }).authorization((allow) => allow.owner()),
  my_chat2go: a.conversation({ aiModel: model, systemPrompt: 'x' }).authorization((allow) => allow.owner()),
  Note: a.model({ text: a.string(), loc: a.customType({ a: a.string() }) }).authorization((allow) => allow.owner()),
  summary: a.generation({ aiModel: model, systemPrompt: 's', inferenceConfiguration: { topP: 0.2, maxTokens: 10 } }).arguments({ n: a.string().array() }).returns(a.customType({ title: a.string().required() })).authorization((allow) => [allow.authenticated(), allow.guest()]),
  count: a.mutation().returns(a.integer().array().required()).authorization((allow) => [allow.authenticated()]).handler(a.handler.function('f')),
});
export const data = defineData({ schema, functions: { f: defineFunction() }, authorizationModes: { defaultAuthorizationMode: 'userPool' } });
