// Records what the official client sends for the calls that
// TestRequestsEqualTheOfficialClients makes, into requests.json. To run it again:
//
//   npm install aws-amplify@6.22.1
//   node record.mjs introspection.json > requests.json
//
// introspection.json is data.model_introspection of
// internal/testkit/testclient/resource.ts.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Amplify } from 'aws-amplify';
import { decodeJWT } from 'aws-amplify/auth';
import { generateClient } from 'aws-amplify/data';

const introspection = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const requests = [];
const server = createServer((req, res) => {
  let body = '';
  req.on('data', (d) => (body += d));
  req.on('end', () => {
    const { query, variables } = JSON.parse(body);
    requests.push({ headers: req.headers, query, variables, keys: Object.keys(JSON.parse(body)) });
    res.setHeader('content-type', 'application/json;charset=UTF-8');
    res.end(JSON.stringify({ data: answers.shift() ?? {} }));
  });
});
await new Promise((r) => server.listen(0, '127.0.0.1', r));
const jwt = ['{"alg":"none"}', '{"sub":"s","exp":4102444800}', 'x'].map((p) => Buffer.from(p).toString('base64url')).join('.');
Amplify.configure(
  {
    version: '1.4',
    data: {
      url: `http://127.0.0.1:${server.address().port}/graphql`,
      aws_region: 'eu-west-1',
      api_key: 'da2-key',
      default_authorization_type: 'AMAZON_COGNITO_USER_POOLS',
      authorization_types: ['API_KEY', 'AWS_IAM', 'OPENID_CONNECT', 'AWS_LAMBDA'],
      model_introspection: introspection,
    },
  },
  {
    Auth: {
      tokenProvider: { getTokens: async () => ({ accessToken: decodeJWT(jwt), idToken: decodeJWT(jwt) }) },
      credentialsProvider: {
        getCredentialsAndIdentityId: async () => ({ credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'session' } }),
        clearCredentialsAndIdentityId() {},
      },
    },
  },
);
const { models, queries, mutations } = generateClient();
const key = { authMode: 'apiKey' };
let answers = [];
const calls = {
  create: () =>
    models.Todo.create({
      title: '<a & b>', done: false, priority: null, mood: 'so_so', tags: ['x', null],
      place: { city: 'Ulm', geo: { lat: 1.5, lng: -2 } }, due: '2026-11-23', extra: '{"a": 1}',
    }),
  update: () => models.Todo.update({ done: true, priority: null, id: 't1' }),
  delete: () => models.Todo.delete({ id: 't1' }),
  get: () => models.Todo.get({ id: 't1' }),
  'get by composite key': () => models.Seat.get({ venue: 'v', row: 'r', number: 3 }, key),
  list: () =>
    models.Book.list({
      ...key, limit: 5, nextToken: 'tok',
      filter: { and: [{ pages: { between: [1, 3] } }, { or: [{ state: { eq: 'OUT' } }, { title: { beginsWith: 'A' } }] }] },
    }),
  'list without options': () => models.Book.list(key),
  'list with a custom identifier': () => models.Coupon.list(key),
  'list by composite key': () => models.Seat.list({ ...key, venue: 'v', rowNumber: { beginsWith: { row: 'r' } }, sortDirection: 'DESC' }),
  index: () => models.Book.listBookByTitleAndPages({ title: 'Go', pages: { between: [1, 9] } }, key),
  'index with composite sort key': () => models.Book.booksByState({ state: 'OUT', titlePages: { eq: { title: 'Go', pages: 3 } } }, key),
  selection: () =>
    models.Author.get({ id: 'a1' }, { ...key, selectionSet: ['id', 'books.title', 'books.author.name', 'profile.*'] }),
  'selection in a custom type': () => models.Todo.get({ id: 't1' }, { ...key, selectionSet: ['place.geo.lat', 'place.city'] }),
  'custom query': () => queries.echo({ text: 'x', mood: 'SAD' }),
  'custom query without arguments': () => queries.whoami(),
  'custom mutation that returns a model': () => mutations.publish({ title: 'x' }),
  'mode userPool': () => models.Todo.list({ authMode: 'userPool' }),
  'mode apiKey': () => models.Author.list({ authMode: 'apiKey' }),
  'mode oidc': () => models.Author.list({ authMode: 'oidc' }),
  'mode lambda': () => models.Author.list({ authMode: 'lambda', authToken: 'letmein' }),
  'mode identityPool': () => models.Author.list({ authMode: 'identityPool' }),
  'mode none': () => models.Author.list({ authMode: 'none' }),
};
const out = {};
for (const [name, call] of Object.entries(calls)) {
  await call().catch((e) => { if (!(e instanceof TypeError)) throw e; });
  out[name] = requests.pop();
}
// Loaders are functions of returned records.
const load = async (name, record, model, field) => {
  answers = [{ [`get${model}`]: record }];
  const { data } = await models[model].get({ id: record.id }, key);
  requests.pop();
  await data[field]({ ...key, ...(name === 'hasMany' ? { limit: 2 } : {}) }).catch(() => {});
  out[name] = requests.pop();
};
await load('belongsTo', { id: 'b1', authorId: 'a1' }, 'Book', 'author');
await load('hasMany', { id: 'a1' }, 'Author', 'books');
await load('hasOne', { id: 'a1' }, 'Author', 'profile');
server.close();
for (const r of Object.values(out)) {
  for (const name of ['host', 'connection', 'content-length', 'accept', 'accept-language', 'accept-encoding', 'sec-fetch-mode', 'user-agent']) delete r.headers[name];
}
process.stdout.write(JSON.stringify(out, null, 1) + '\n', () => process.exit(0));
