// Combined schemas that share types, names above the length of subscriptions, unusual plurals.
import { a, defineData, defineFunction } from '@aws-amplify/backend';
const s1 = a.schema({
  Kind: a.enum(['K']), Loc: a.customType({ k: a.ref('Kind') }),
  AVeryLongModelNameThatGoesOverTheFiftyCharacterLimitOfSubscriptions: a.model({ x: a.string(), loc: a.ref('Loc'), parts: a.hasMany('Part', 'longId') }).secondaryIndexes((i) => [i('x')]),
  ExactlyFortyTwoCharactersInTheModelNameXYZ: a.model({ x: a.string() }),
  q1: a.query().arguments({ l: a.ref('Loc') }).returns(a.string()).handler(a.handler.function('f')),
}).authorization((allow) => [allow.publicApiKey(), allow.owner()]);
const s2 = a.schema({
  Part: a.model({ longId: a.id().required(), long: a.belongsTo('AVeryLongModelNameThatGoesOverTheFiftyCharacterLimitOfSubscriptions', 'longId'), kind: a.ref('Kind'), loc: a.ref('Loc').required() }).authorization((allow) => [allow.owner().identityClaim('sub'), allow.group('G').withClaimIn('roles')]),
  Foo_bar: a.model({ _x: a.string(), x1: a.string() }).secondaryIndexes((i) => [i('_x').sortKeys(['x1'])]),
  X: a.model({ a: a.string() }), XY: a.model({ a: a.string() }), Xs2: a.model({ a: a.string() }), Fish: a.model({ a: a.string() }), Criterion: a.model({ a: a.string() }), Ox: a.model({ a: a.string() }), SMS: a.model({ a: a.string() }), Hero: a.model({ a: a.string() }), Photo: a.model({ a: a.string() }), UserStatus: a.model({ a: a.string() }), DataBase: a.model({ a: a.string() }), MyPerson: a.model({ a: a.string() }), Wolf: a.model({ a: a.string() }), Cookie: a.model({ a: a.string() }), Equipment: a.model({ a: a.string() }), Feedback: a.model({ a: a.string() }), Axis: a.model({ a: a.string() }), Toys: a.model({ a: a.string() }),
  q2: a.query().returns(a.ref('Part').array()).authorization((allow) => [allow.authenticated()]).handler(a.handler.function('f')),
  q3: a.query().returns(a.ref('Foo_bar').required()).handler(a.handler.function('f')),
}).authorization((allow) => [allow.authenticated('identityPool'), allow.owner()]);
const schema = a.combine([s1, s2]);
export const data = defineData({ schema, functions: { f: defineFunction() }, authorizationModes: { defaultAuthorizationMode: 'apiKey', apiKeyAuthorizationMode: { expiresInDays: 3 } } });
