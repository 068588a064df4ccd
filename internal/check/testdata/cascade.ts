// One fault, one finding: what depends on a field whose type is unknown is not
// reported as well, and errors of all stages come in one run.
import { a, defineData } from '@aws-amplify/backend';

const schema = a
  .schema({
    Stamp: a
      .model({
        code: a.string().required(),
        // error AG0401
        kind: a.ref('Kidn'),
        // error AG0401
        paper: a.ref('Papr').required(),
        // error AG0301
        size: 'large' as any,
        // error AG0304
        year: a.integer().default('old' as any),
      })
      .identifier(['code'])
      .secondaryIndexes((index: any) => [index('kind').sortKeys(['paper']), index('year').sortKeys(['size'])]),
    Kind: a.enum(['A']),
    // error AG0714
    Album: a.model({ name: a.string() }).authorization((allow) => [allow.publicApiKey()]),
  })
  .authorization((allow) => [allow.authenticated()]);

export const data = defineData({ schema });
