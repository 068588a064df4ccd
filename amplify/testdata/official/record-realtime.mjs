// Records how the official client opens its WebSocket and starts
// subscriptions in each auth mode, into realtime.json. To run it again:
//
//   npm install aws-amplify@6.22.1 ws
//   node record-realtime.mjs introspection.json > realtime.json
//
// Every mode runs in a process of its own, because the client has one socket
// for all of them.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { WebSocket as Socket, WebSocketServer } from 'ws';
import { Amplify } from 'aws-amplify';
import { decodeJWT } from 'aws-amplify/auth';
import { generateClient } from 'aws-amplify/data';

const [file, mode] = process.argv.slice(2);
if (!mode) {
  const out = {};
  for (const m of ['apiKey', 'oidc', 'lambda', 'identityPool']) {
    out[m] = JSON.parse(execFileSync(process.execPath, [process.argv[1], file, m], { encoding: 'utf8' }));
  }
  process.stdout.write(JSON.stringify(out, null, 1) + '\n');
  process.exit(0);
}

// The client dials wss:// only; the recorder speaks plain WebSocket.
globalThis.WebSocket = class extends Socket {
  constructor(url, protocols) {
    super(url.replace('wss://', 'ws://'), protocols);
  }
};
const server = createServer();
await new Promise((r) => server.listen(0, '127.0.0.1', r));
const host = `127.0.0.1:${server.address().port}`;
const wss = new WebSocketServer({ server, handleProtocols: () => 'graphql-ws' });
const anonymous = (v) => JSON.parse(JSON.stringify(v).replaceAll(host, 'HOST'));
wss.on('connection', (socket, req) => {
  const protocols = req.headers['sec-websocket-protocol'].split(',').map((s) => s.trim());
  const handshake = JSON.parse(Buffer.from(protocols[1].slice('header-'.length), 'base64url').toString());
  socket.on('message', (text) => {
    const m = JSON.parse(text);
    if (m.type === 'connection_init') {
      socket.send('{"type":"connection_ack","payload":{"connectionTimeoutMs":300000}}');
      socket.send('{"type":"ka"}');
    }
    if (m.type !== 'start') return;
    const data = JSON.parse(m.payload.data);
    const authorization = m.payload.extensions.authorization;
    process.stdout.write(JSON.stringify(anonymous({ path: req.url, protocol: protocols[0], handshake, data, authorization })) + '\n', () => process.exit(0));
  });
});
const jwt = ['{"alg":"none"}', '{"sub":"s","exp":4102444800}', 'x'].map((p) => Buffer.from(p).toString('base64url')).join('.');
Amplify.configure(
  {
    version: '1.4',
    data: {
      url: `http://${host}/graphql`, aws_region: 'eu-west-1', api_key: 'da2-key',
      default_authorization_type: 'AMAZON_COGNITO_USER_POOLS', authorization_types: ['API_KEY', 'AWS_IAM', 'OPENID_CONNECT', 'AWS_LAMBDA'],
      model_introspection: JSON.parse(readFileSync(file, 'utf8')),
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
generateClient()
  .models.Author.onCreate({ authMode: mode, ...(mode === 'lambda' ? { authToken: 'letmein' } : {}), filter: { name: { eq: 'x' } } })
  .subscribe({ error: (e) => { console.error(e); process.exit(1); } });
