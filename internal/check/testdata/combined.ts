// One of two schemas that are combined, given alone.
import { a, defineData } from '@aws-amplify/backend';

const parts = a.schema({ Part: a.customType({ name: a.string() }) });
const cars = a
  .schema({
    // error AG0401
    Car: a.model({ parts: a.ref('Part').array() }),
  })
  .authorization((allow) => [allow.authenticated()]);
export const all = a.combine([parts, cars]);

export const data = defineData({ schema: cars, authorizationModes: { defaultAuthorizationMode: 'userPool' } });
