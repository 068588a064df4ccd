// Identifiers and secondary indexes.
import { a, defineData } from '@aws-amplify/backend';

const schema = a
  .schema({
    Kind: a.enum(['A', 'B']),
    Paper: a.customType({ weight: a.float() }),
    NullableId: a.model({ code: a.id() }).identifier(['code']),
    // error AG0601
    Nullable: a.model({ code: a.string() }).identifier(['code']),
    // error AG0601
    NullableSort: a.model({ code: a.string().required(), sort: a.id() }).identifier(['code', 'sort']),
    // error AG0601
    EnumKey: a.model({ kind: a.ref('Kind').required() }).identifier(['kind'] as any),
    // error AG0602
    Missing: a.model({ code: a.string().required() }).identifier(['code', 'cod'] as any),
    // warning AG1101
    Ignored: a.model({ code: a.string().required() }).identifier(['cod'] as any),
    // warning AG1101
    Lost: a.model({ sort: a.string().required() }).identifier(['id', 'sort'] as any),
    // error AG0611
    Twice: a.model({ code: a.string().required() }).identifier(['code', 'code']),
    // error AG0611
    Thrice: a.model({ code: a.string().required(), year: a.integer().required() }).identifier(['code', 'year', 'year']),
    // error AG0603
    BooleanKey: a.model({ on: a.boolean().required() }).identifier(['on']),
    // error AG0603
    BooleanSort: a.model({ code: a.string().required(), on: a.boolean().required() }).identifier(['code', 'on']),
    // error AG0603
    BooleanAmong: a.model({ code: a.string().required(), on: a.boolean().required(), n: a.integer().required() }).identifier(['code', 'on', 'n']),
    // error AG0609
    ListSort: a.model({ code: a.string().required(), tags: a.string().required().array().required() }).identifier(['code', 'tags'] as any),
    Owned: a
      .model({ code: a.string().required(), owner: a.string().required() })
      // error AG0604
      .identifier(['code', 'owner'])
      .authorization((allow) => [allow.owner()]),
    OwnedBySub: a
      .model({ code: a.string().required(), owner: a.string().required() })
      .identifier(['code', 'owner'])
      .authorization((allow) => [allow.owner().identityClaim('sub')]),
    Indexes: a
      .model({ code: a.string(), year: a.integer(), on: a.boolean(), tags: a.string().array(), limit: a.integer(), kind: a.ref('Kind'), paper: a.ref('Paper'), inline: a.enum(['X']) })
      .secondaryIndexes((index: any) => [
        // error AG0603
        index('code').sortKeys(['year', 'on']),
        index('code').sortKeys(['on', 'year']).queryField(null),
        // error AG0603
        index('code').sortKeys(['on']),
        // error AG0603
        index('on'),
        // error AG0609
        index('tags'),
        // error AG0609
        index('kind').sortKeys(['tags']),
        // error AG0605
        index('paper'),
        index('inline').name('inl').queryField(null),
        // error AG0608
        index('inline').name('i!').queryField('other'),
        // error AG0606
        index('year').sortKeys(['cod']),
        // error AG0611
        index('year').sortKeys(['year']).queryField('yearYear'),
        // error AG0611
        index('year').sortKeys(['code', 'kind', 'code']).queryField('yearCode'),
        // error AG0608
        index('year').sortKeys(['code', 'kind']).name('by-year').queryField('byYear'),
        // error AG0612
        index('year').sortKeys(['limit']).queryField('byLimit'),
        // warning AG1102
        index('nothing'),
        // error AG0607
        index('kind').name('inl').queryField('byKind'),
        // error AG0414
        index('kind').name('again').queryField('byKind'),
        // error AG0410
        index('kind').name('wrong').queryField('by-kind'),
        // warning AG1105
        index('code').name('proj').queryField('proj').projection('INCLUDE', ['yeer']),
      ]),
    OnKey: a
      .model({ code: a.string().required(), n: a.integer().required() })
      .identifier(['code'])
      // error AG0610
      .secondaryIndexes((index) => [index('code').sortKeys(['n'])]),
    OnPartOfKey: a
      .model({ code: a.string().required(), n: a.integer().required() })
      .identifier(['code', 'n'])
      .secondaryIndexes((index) => [index('code').name('other')]),
  })
  .authorization((allow) => [allow.authenticated()]);

export const data = defineData({ schema });
