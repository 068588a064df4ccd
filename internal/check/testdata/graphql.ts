// A schema as GraphQL text.
import { defineData } from '@aws-amplify/backend';

// error AG0304
// error AG0305
const schema = `type Post @model @auth(rules: [{ allow: owner }]) { id: ID! kind: Kind @default(value: "TEX") kinds: [Kind] @default(value: "TEXT")
  state: Kind @default(value: "IMAGE")
}
enum Kind { TEXT IMAGE }`;

export const data = defineData({ schema });
