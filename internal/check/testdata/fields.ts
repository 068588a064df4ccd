// Fields: defaults, validators, enums, names.
import { a, defineData } from '@aws-amplify/backend';

const schema = a
  .schema({
    Defaults: a.model({
      id: a.id(),
      // error AG0304
      wholeNumber: a.integer().default(1.5),
      // error AG0304
      text: a.integer().default('one' as any),
      // error AG0304
      nothing: a.integer().default(null as any),
      word: a.string().default(null as any),
      huge: a.float().default(1e21),
      // error AG0304
      fraction: a.float().default('.' as any),
      yes: a.boolean().default('TRUE' as any),
      // error AG0304
      no: a.boolean().default(0 as any),
      leap: a.date().default('2024-02-29'),
      // error AG0304
      noLeap: a.date().default('1900-02-29'),
      // error AG0304
      zoned: a.date().default('2024-02-28Z'),
      time: a.time().default('23:59:59.5+01:00'),
      // error AG0304
      lateTime: a.time().default('24:00:00Z'),
      at: a.datetime().default('2024-02-29T12:00:00Z'),
      // error AG0304
      noZone: a.datetime().default('2024-02-29T12:00:00'),
      // error AG0304
      noDay: a.datetime().default('2024-02-30T12:00:00Z'),
      epoch: a.timestamp().default(1700000000),
      mail: a.email().default('a@b'),
      // error AG0304
      badMail: a.email().default('a@-b'),
      page: a.url().default('https://example.com/ä?q=1#f'),
      // error AG0304
      noScheme: a.url().default('example.com'),
      // error AG0304
      badPort: a.url().default('https://example.com:99999'),
      json: a.json().default('[1, 2]' as any),
      // error AG0304
      object: a.json().default({ a: 1 } as any),
      phone: a.phone().default('+12025550123'),
      // error AG0304
      shortPhone: a.phone().default('12'),
      ip: a.ipAddress().default('2001:db8::1'),
      // error AG0304
      network: a.ipAddress().default('10.0.0.0/8'),
      // error AG0307
      quoted: a.string().default('say "hi"'),
      escaped: a.string().default('say \\"hi\\"'),
      // error AG0307
      newline: a.string().default('two\nlines'),
      // error AG0307
      slash: a.string().default('c:\\dir'),
      // warning AG1121
      requiredDefault: a.string().required().default('x'),
    }),
    Validators: a.model({
      half: a.string().validate((v) => v.minLength(1.5)),
      // error AG0315
      negative: a.string().validate((v) => v.minLength(-2)),
      // error AG0312
      both: a.integer().validate((v: any) => v.positive().gt(3)),
      // error AG0316
      words: a.float().validate((v) => v.lt('many' as any)),
      // error AG0314
      // error AG0314
      mail: (a.email() as any).validate((v: any) => v.minLength(1).matches('@')),
      // error AG0310
      list: (a.string().array() as any).validate((v: any) => v.minLength(1)),
      // error AG0307
      pattern: a.string().validate((v) => v.matches('\\s')),
      fourSlashes: a.string().validate((v) => v.matches('\\\\s')),
    }),
    // error AG0406
    // error AG0407
    Colour: a.enum(['RED', 'dark-red', 'RED']),
    // error AG0406
    Dunder: a.enum(['_a', '__a']),
    // error AG0406
    Answer: a.enum(['true_', 'null']),
    // error AG0405
    Size: a.enum(['X L']),
    Uses: a.customType({ colour: a.ref('Colour'), size: a.ref('Size') }),
    // error AG0410
    'My Type': a.customType({ x: a.string() }),
    Names: a.model({
      // error AG0410
      '1st': a.string(),
      // error AG0410
      __typename: a.string(),
      // error AG0418
      not: a.string(),
    }),
  })
  .authorization((allow) => [allow.authenticated()]);

export const data = defineData({ schema });
