// Custom operations, subscriptions and AI routes.
import { a, defineData, defineFunction } from '@aws-amplify/backend';

const js = a.handler.custom({ entry: './js.js' });
const fn = a.handler.function('fn');
const schema = a.schema({
  Oven: a.model({ heat: a.float() }).authorization((allow) => [allow.authenticated()]),
  Deep: a.customType({ below: a.ref('Deeper') }),
  Deeper: a.customType({ back: a.ref('Deep').array() }),
  usesDeep: a.query().arguments({ deep: a.ref('Deep') }).returns(a.string()).authorization((allow) => [allow.authenticated()]).handler(fn),
  // error AG0805
  deep: a.query().returns(a.ref('Deep')).authorization((allow) => [allow.authenticated()]).handler(fn),
  // warning AG1117
  bare: a.mutation().returns(a.string()),
  // error AG0801
  ruled: a.query().returns(a.string()).authorization((allow) => [allow.authenticated()]),
  // error AG0803
  nothing: a.query().authorization((allow) => [allow.authenticated()]).handler(fn),
  // error AG0306
  withDefault: a.query().returns(a.string().default('x')).authorization((allow) => [allow.authenticated()]).handler(fn),
  // error AG0414
  getOven: a.query().returns(a.string()).authorization((allow) => [allow.authenticated()]).handler(fn),
  heat: a
    .mutation()
    .arguments({
      // error AG0306
      degrees: a.float().default(180),
      // error AG0311
      label: a.string().validate((v) => v.minLength(1)),
      // error AG0811
      oven: a.ref('Oven'),
      // error AG0410
      'to-day': a.date(),
    })
    .returns(a.float())
    // error AG0820
    .authorization((allow) => [allow.guest()])
    .handler(js),
  // error AG0812
  later: a.mutation().handler(a.handler.function(defineFunction({ name: 'later' })).async()).returns(a.string()).authorization((allow) => [allow.authenticated()]),
  state: a.mutation().returns(a.enum(['ON'])).authorization((allow) => [allow.authenticated()]).handler(fn),
  // error AG0412
  onState: a.subscription().for(a.ref('state')).authorization((allow) => [allow.authenticated()]).handler(js),
  // error AG0835
  onBoth: a.subscription().for([a.ref('heat'), a.ref('state')]).authorization((allow) => [allow.authenticated()]).handler(js),
  onFloat: a.subscription().for(a.ref('heat')).returns(a.float().required()).authorization((allow) => [allow.authenticated()]).handler(js),
  // error AG0835
  onText: a.subscription().for(a.ref('heat')).returns(a.string()).authorization((allow) => [allow.authenticated()]).handler(js),
  // error AG0401
  onMissing: a.subscription().for(a.ref('heat')).returns(a.ref('Stove')).authorization((allow) => [allow.authenticated()]).handler(js),
  // error AG0401
  onNothing: a.subscription().for(a.ref('heta')).authorization((allow) => [allow.authenticated()]).handler(js),
  // warning AG1116
  keyed: a.query().returns(a.string()).authorization((allow) => [allow.publicApiKey()]).handler(js),
  chat: a
    .conversation({
      aiModel: a.ai.model('Claude 3.5 Haiku'),
      systemPrompt: 'Two\nlines.',
      tools: [
        // error AG1005
        a.ai.dataTool({ name: '1st', description: 'Ovens', model: a.ref('Oven'), modelOperation: 'list' }),
        // error AG0401
        a.ai.dataTool({ name: 'two', description: 'Ovens', model: a.ref('Ovn'), modelOperation: 'list' }),
        // error AG1006
        a.ai.dataTool({ name: 'three', description: 'Ovens', query: a.ref('heat') }),
      ],
    })
    .authorization((allow) => allow.owner()),
  // error AG1007
  hot: a.generation({ aiModel: a.ai.model('Claude 3.5 Haiku'), systemPrompt: 'Hi.', inferenceConfiguration: { topP: 1.5 } }).returns(a.string()).authorization((allow) => [allow.authenticated()]),
  // error AG0307
  quoted: a.generation({ aiModel: a.ai.model('Claude 3.5 Haiku'), systemPrompt: 'Say "hi".' }).returns(a.string()).authorization((allow) => [allow.authenticated()]),
});

export const data = defineData({ schema });
