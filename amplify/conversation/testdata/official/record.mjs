// Records what the official client sends for the calls that
// TestRequestsEqualTheOfficialClients makes, into requests.json. To run it again:
//
//   npm install aws-amplify@6.22.1 ws
//   node record.mjs introspection.json > requests.json
//
// introspection.json is data.model_introspection of
// examples/assistant/amplify_outputs.json.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { WebSocket as Socket, WebSocketServer } from 'ws';
import { Amplify } from 'aws-amplify';
import { decodeJWT } from 'aws-amplify/auth';
import { generateClient } from 'aws-amplify/data';

// The client dials wss:// only; the recorder speaks plain WebSocket.
globalThis.WebSocket = class extends Socket {
  constructor(url, protocols) {
    super(url.replace('wss://', 'ws://'), protocols);
  }
};
const requests = [];
let answer = {};
let started = () => {};
const server = createServer((req, res) => {
  let body = '';
  req.on('data', (d) => (body += d));
  req.on('end', () => {
    const { query, variables } = JSON.parse(body);
    requests.push({ headers: req.headers, query, variables });
    res.setHeader('content-type', 'application/json;charset=UTF-8');
    res.end(JSON.stringify({ data: answer }));
  });
});
await new Promise((r) => server.listen(0, '127.0.0.1', r));
const host = `127.0.0.1:${server.address().port}`;
new WebSocketServer({ server, handleProtocols: () => 'graphql-ws' }).on('connection', (socket) => {
  socket.on('message', (text) => {
    const m = JSON.parse(text);
    if (m.type === 'connection_init') socket.send('{"type":"connection_ack","payload":{"connectionTimeoutMs":300000}}');
    if (m.type === 'start') started(JSON.parse(m.payload.data));
  });
});
const jwt = ['{"alg":"none"}', '{"sub":"s","exp":4102444800}', 'x'].map((p) => Buffer.from(p).toString('base64url')).join('.');
Amplify.configure(
  {
    version: '1.4',
    data: {
      url: `http://${host}/graphql`, aws_region: 'eu-west-1', default_authorization_type: 'AMAZON_COGNITO_USER_POOLS', authorization_types: [],
      model_introspection: JSON.parse(readFileSync(process.argv[2], 'utf8')),
    },
  },
  { Auth: { tokenProvider: { getTokens: async () => ({ accessToken: decodeJWT(jwt), idToken: decodeJWT(jwt) }) } } },
);
const client = generateClient();
const { chat } = client.conversations;
answer = { getConversationChat: { id: 'c1', createdAt: '2026-11-23T00:00:00.000Z', updatedAt: '2026-11-23T00:00:00.000Z' } };
const { data: conversation } = await chat.get({ id: 'c1' });
answer = {};
const bytes = new Uint8Array([0x89, 0x50, 0xff]);
const clock = { description: 'The time.', inputSchema: { json: { type: 'object', properties: { zone: { type: 'string' } } } } };
const calls = {
  create: () => chat.create({ name: 'dinner', metadata: { page: 1 } }),
  'create without a name': () => chat.create(),
  get: () => chat.get({ id: 'c1' }),
  list: () => chat.list({ limit: 5, nextToken: 'tok' }),
  'list without options': () => chat.list(),
  update: () => chat.update({ id: 'c1', name: 'supper', metadata: { page: 2 } }),
  'update the name': () => chat.update({ id: 'c1', name: 'supper' }),
  delete: () => chat.delete({ id: 'c1' }),
  'send text': () => conversation.sendMessage('<a & b>'),
  'send with context and tools': () =>
    conversation.sendMessage({ content: [{ text: 'What time is it?' }], aiContext: { page: 1 }, toolConfiguration: { tools: { clock } } }),
  'send pictures and documents': () =>
    conversation.sendMessage({
      content: [{ image: { format: 'png', source: { bytes } } }, { document: { format: 'pdf', name: 'menu', source: { bytes } } }],
    }),
  'send the result of a tool': () =>
    conversation.sendMessage({
      content: [{ toolResult: { toolUseId: 'u1', content: [{ json: { noon: true } }, { text: 'noon' }, { image: { format: 'gif', source: { bytes } } }] } }],
      toolConfiguration: { tools: { clock } },
    }),
  'list messages': () => conversation.listMessages({ limit: 5, nextToken: 'tok' }),
  'list messages without options': () => conversation.listMessages(),
  'generation': () => client.generations.suggest({ ingredients: ['eggs', null] }),
};
const out = {};
for (const [name, call] of Object.entries(calls)) {
  // Answers without data make some of the functions throw after the request.
  await call().catch((e) => { if (!/Missing ID|Cannot read|undefined|null/.test(e.message)) throw e; });
  out[name] = requests.pop();
}
const { query, variables } = await new Promise((r) => { started = r; conversation.onStreamEvent({ next() {}, error() {} }); });
out['on stream event'] = { query, variables };
for (const { headers = {} } of Object.values(out)) {
  for (const name of ['host', 'connection', 'content-length', 'accept', 'accept-language', 'accept-encoding', 'sec-fetch-mode', 'user-agent']) delete headers[name];
}
process.stdout.write(JSON.stringify(out, null, 1) + '\n', () => process.exit(0));
