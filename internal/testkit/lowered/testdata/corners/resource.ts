// Corners that random schemas have found: a model of one small letter, an index by id behind another field's,
// a default claim that is spelled out, groups in a field on an operation that returns a custom type.
import { a, defineData, defineFunction } from '@aws-amplify/backend';
const find = defineFunction({ name: 'find', entry: './find.ts' });
const schema = a
  .schema({
    x: a.model({ code: a.string().required(), day: a.date().required(), note: a.string() }).identifier(['code', 'day']),
    Lamp: a
      .model({ shade: a.string(), watts: a.integer(), id: a.id().required(), room: a.string().required() })
      .identifier(['room', 'id'])
      .secondaryIndexes((index) => [index('shade').sortKeys(['watts']), index('id').sortKeys(['shade'])]),
    Letter: a
      .model({ text: a.string(), seal: a.string().authorization((allow) => [allow.owner('userPools'), allow.group('Post')]) })
      .authorization((allow) => [
        allow.owner().identityClaim('sub::username').to(['read', 'delete']),
        allow.group('Post').withClaimIn('cognito:groups').to(['read', 'delete']),
      ]),
    findLamp: a
      .query()
      .arguments({ room: a.string() })
      .returns(a.customType({ id: a.id(), shade: a.string() }))
      .handler(a.handler.function(find)),
  })
  .authorization((allow) => [allow.groupsDefinedIn('rooms'), allow.publicApiKey()]);
export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'iam', apiKeyAuthorizationMode: {} } });
