// A project without auth resource and authorization modes.
import { a, defineData } from '@aws-amplify/backend';
const schema = a.schema({
  Todo: a.model({ content: a.string().required().default('x'), isDone: a.boolean().default(false), tags: a.string().array(), own: a.ref('T').required(), p: a.phone(), ip: a.ipAddress(), v: a.string().validate((v) => v.minLength(1).matches('^a+$', 'bad "x"')) })
   .authorization((allow) => [allow.publicApiKey()]),
  T: a.customType({ a: a.string(), b: a.customType({ c: a.integer() }) }),
  P: a.model({ id: a.id().required(), todo: a.string() }).identifier(['id']).authorization((allow) => [allow.guest().to(['read']), allow.publicApiKey().to(['create'])]),
});
export const data = defineData({ schema });
