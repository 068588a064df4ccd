// Rules: form, combinations, and what surprises.
import { a, defineData } from '@aws-amplify/backend';

const schema = a.schema({
  // error AG0701
  Bare: a.model({ x: a.string() }),
  // error AG0701
  EmptyList: a.model({ x: a.string() }).authorization(() => []),
  Forms: a.model({ x: a.string() }).authorization((allow) => [
    // error AG0706
    allow.groups([]),
    // error AG0707
    allow.owner().to(['read', 'get']),
    // error AG0714
    allow.custom(),
    // error AG0710
    allow.group('A').to(['updat' as any]),
    // error AG0711
    allow.group('A'),
    // error AG0307
    allow.group('the "A"'),
  ]),
  Claims: a.model({ x: a.string() }).authorization((allow) => [
    allow.group('A'),
    allow.group('A').withClaimIn('teams'),
    allow.owner(),
    allow.owner().identityClaim('email'),
    allow.owner('oidc'),
  ]),
  Fields: a
    .model({
      // error AG0708
      listed: a.string().authorization((allow) => [allow.owner().to(['list'])]),
      // warning AG1112
      twice: a.string().authorization((allow) => [allow.owner().to(['read']), allow.owner().to(['update'])]),
      // warning AG1111
      wide: a.string().authorization((allow) => [allow.authenticated().to(['read'])]),
      // error AG0709
      // warning AG1115
      code: a.string().required().authorization((allow) => [allow.owner()]),
    })
    .authorization((allow) => [allow.owner(), allow.group('Staff')]),
  PrivateCovers: a
    .model({
      code: a.string().required().authorization((allow) => [allow.authenticated()]),
      note: a.string(),
    })
    // warning AG1114
    .authorization((allow) => [allow.authenticated(), allow.group('Staff').to(['read'])]),
  // warning AG1110
  Public: a.model({ x: a.string() }).authorization((allow) => [allow.owner(), allow.guest()]),
  // warning AG1110
  PublicChanges: a.model({ x: a.string() }).authorization((allow) => [allow.owner(), allow.guest().to(['read', 'update'])]),
  // warning AG1110
  PublicReads: a.model({ x: a.string() }).authorization((allow) => [allow.owner().to(['read']), allow.group('Staff').to(['create', 'update', 'delete']), allow.guest().to(['read'])]),
  Blog: a.model({ x: a.string() }).authorization((allow) => [allow.owner(), allow.group('Staff'), allow.guest().to(['read'])]),
  SignedIn: a.model({ x: a.string() }).authorization((allow) => [allow.authenticated().to(['read']), allow.guest().to(['read']), allow.group('Staff')]),
  Readers: a.model({ x: a.string() }).authorization((allow) => [allow.guest().to(['read']), allow.groups(['Support', 'Audit']).to(['read']), allow.group('Staff')]),
  HandedIn: a.model({ x: a.string() }).authorization((allow) => [allow.guest().to(['create']), allow.authenticated().to(['create']), allow.group('Staff')]),
  Visited: a.model({ x: a.string() }).authorization((allow) => [allow.owner(), allow.guest().to(['create', 'read'])]),
  // warning AG1117
  ReadOnly: a.model({ x: a.string() }).authorization((allow) => [allow.authenticated().to(['read'])]),
  Quiet: a
    .model({ x: a.string() })
    .disableOperations(['mutations'])
    .authorization((allow) => [allow.authenticated().to(['read'])]),
  Comment: a
    .model({
      // warning AG1118
      author: a.string(),
    })
    .authorization((allow) => [allow.ownerDefinedIn('author')]),
  // Those in a list of owners share what they have made; one that an owner keeps
  // is not theirs.
  Album: a.model({ members: a.string().array() }).authorization((allow) => [allow.ownersDefinedIn('members'), allow.group('Staff')]),
  Shop: a
    .model({
      // warning AG1118
      staff: a.string().array(),
    })
    .authorization((allow) => [allow.owner(), allow.ownersDefinedIn('staff').to(['read', 'update'])]),
  Wiki: a
    .model({
      // warning AG1118
      editors: a.string().array(),
    })
    .authorization((allow) => [allow.owner(), allow.ownersDefinedIn('editors')]),
  Board: a
    .model({
      // warning AG1118
      author: a.string(),
    })
    .authorization((allow) => [allow.ownerDefinedIn('author'), allow.authenticated().to(['create', 'read', 'update'])]),
  // There is nothing to take over.
  Board2: a
    .model({ author: a.string() })
    // warning AG1114
    .authorization((allow) => [allow.ownerDefinedIn('author').to(['read', 'update']), allow.authenticated()]),
  Locked: a
    .model({
      author: a.string().authorization((allow) => [allow.ownerDefinedIn('author').to(['create', 'read', 'delete'])]),
      text: a.string(),
    })
    .authorization((allow) => [allow.ownerDefinedIn('author')]),
  Teams: a
    .model({
      // warning AG1113
      teams: a.string().array(),
    })
    .authorization((allow) => [allow.groupsDefinedIn('teams')]),
  // warning AG1119
  NoTeams: a.model({ x: a.string() }).authorization((allow) => [allow.authenticated(), allow.groupsDefinedIn('teams', 'oidc')]),
  Address: a.customType({
    // warning AG1120
    street: a.string().authorization((allow) => [allow.owner()]),
  }),
});

export const data = defineData({
  schema,
  authorizationModes: {
    defaultAuthorizationMode: 'userPool',
    oidcAuthorizationMode: { oidcProviderName: 'id', oidcIssuerUrl: 'https://id.example.com', tokenExpiryFromAuthInSeconds: 300, tokenExpireFromIssueInSeconds: 300 },
  },
});
