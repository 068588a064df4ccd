// Relationships and names.
import { a, defineData } from '@aws-amplify/backend';

const schema = a
  .schema({
    Parent: a.model({
      // error AG0501
      alone: a.hasMany('Child', 'aloneId'),
      // error AG0503
      missing: a.hasMany('Child', 'missingId'),
      // error AG0505
      typed: a.hasMany('Child', 'typedId'),
      // error AG0502
      twice: a.hasMany('Child', 'twiceId'),
      // error AG0508
      required: a.hasOne('Child', 'requiredId').required(),
      // error AG0506
      size: a.hasOne('Size' as any, 'sizeId'),
      // error AG0401
      unknown: a.hasMany('Chidl' as any, 'x'),
    }),
    Child: a.model({
      // error AG0501
      stray: a.belongsTo('Parent', 'strayId'),
      missing: a.belongsTo('Parent', 'missingId'),
      typedId: a.datetime(),
      typed: a.belongsTo('Parent', 'typedId'),
      twiceId: a.string(),
      twice: a.belongsTo('Parent', 'twiceId'),
      again: a.belongsTo('Parent', 'twiceId'),
      requiredId: a.id(),
      required: a.belongsTo('Parent', 'requiredId'),
    }),
    Size: a.customType({
      depth: a.float(),
      // error AG0511
      child: a.belongsTo('Child', 'x') as any,
    }),
    Node: a.model({
      parentId: a.id(),
      parent: a.belongsTo('Node', 'parentId'),
      children: a.hasMany('Node', 'parentId'),
    }),
    Pair: a
      .model({
        a: a.id().required(),
        b: a.integer().required(),
        // error AG0510
        parts: a.hasMany('Part', ['pa', 'pb']),
        // error AG0504
        short: a.hasMany('Part', 'pa'),
      })
      .identifier(['a', 'b']),
    Part: a.model({
      pa: a.id().required(),
      pb: a.integer(),
      pair: a.belongsTo('Pair', ['pa', 'pb']),
      half: a.belongsTo('Pair', 'pa'),
    }),
    Shelf: a
      .model({
        // error AG0504
        books: a.hasMany('Book', 'shelfId'),
      })
      // warning AG1101
      .identifier(['shelfId']),
    Book: a.model({ shelfId: a.id(), shelf: a.belongsTo('Shelf', 'shelfId') }),
    Oven: a.model({
      // error AG0412
      state: a.enum(['ON']),
    }),
    OvenState: a.model({ x: a.string() }),
    // error AG0414
    Ovens: a.model({ x: a.string() }),
    // error AG0411
    Mutation: a.model({ x: a.string() }),
    // error AG0416
    ModelOvenConnection: a.customType({ x: a.string() }),
  })
  .authorization((allow) => [allow.authenticated()]);

export const data = defineData({ schema });
