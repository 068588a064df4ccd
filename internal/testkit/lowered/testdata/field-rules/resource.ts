// Field rules with groups and owners, group and owner fields as keys, default mode oidc.
import { a, defineData, defineFunction } from '@aws-amplify/backend';
const schema = a.schema({
  Status: a.enum(['OPEN', 'CLOSED']),
  Money: a.customType({ amount: a.float().required(), currency: a.enum(['EUR', 'USD']) }),
  company: a.model({ name: a.string().required(), staff: a.hasMany('person', 'companyId'), hq: a.hasOne('Place', 'companyId') })
    .disableOperations(['queries', 'subscriptions']).authorization((allow) => [allow.group('Admins'), allow.authenticated().to(['read'])]),
  person: a.model({ companyId: a.id(), company: a.belongsTo('company', 'companyId'), st: a.ref('Status').array(), salary: a.ref('Money').authorization((allow) => [allow.group('HR')]), email: a.email().authorization((allow) => [allow.owner(), allow.group('HR').to(['read'])]) })
    .disableOperations(['list']).secondaryIndexes((i) => [i('email').sortKeys(['companyId']).queryField('personByEmail').projection('KEYS_ONLY')])
    .authorization((allow) => [allow.owner(), allow.group('HR'), allow.guest().to(['get'])]),
  Place: a.model({ companyId: a.id(), company: a.belongsTo('company', 'companyId'), owner: a.string().required(), groups: a.string().array(), team: a.string() })
    .identifier(['companyId', 'owner'].slice(0, 0) as any)
    .authorization((allow) => [allow.ownerDefinedIn('owner'), allow.groupsDefinedIn('groups'), allow.groupDefinedIn('team', 'oidc')]),
  Key: a.model({ owner: a.string().required(), at: a.datetime().required(), team: a.string().required() }).identifier(['owner', 'at'])
    .secondaryIndexes((i) => [i('team').sortKeys(['owner', 'at'])]).authorization((allow) => [allow.ownerDefinedIn('owner'), allow.groupDefinedIn('team').to(['list', 'get'])]),
});
export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'oidc', oidcAuthorizationMode: { oidcProviderName: 'x', oidcIssuerUrl: 'https://x.example.com', tokenExpiryFromAuthInSeconds: 60, tokenExpireFromIssueInSeconds: 60 } } });
