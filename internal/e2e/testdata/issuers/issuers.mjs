// Starts two token issuers that are not ours, signs users in, and prints where
// they are and what they issued as one line of JSON. They serve until standard
// input ends.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Provider from 'oidc-provider';

const host = '127.0.0.1';

/** freePort asks the system for a port that nobody uses: both issuers put theirs into tokens and have to know it before they listen. */
const freePort = () =>
  new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, host, () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

/** until repeats what fails while a server is starting. */
async function until(attempt, deadline = Date.now() + 20_000) {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((next) => setTimeout(next, 50));
    }
  }
}

/** cognito starts cognito-local with two users, of whom carol is an admin. */
async function cognito() {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'amplifygo-cognito-'));
  const program = createRequire(import.meta.url).resolve('cognito-local/lib/bin/start.js');
  const server = spawn(process.execPath, [program], { cwd: folder, env: { ...process.env, HOST: host, PORT: String(port) }, stdio: ['ignore', 'ignore', 'inherit'] });
  const call = async (target, body) => {
    const response = await fetch(`http://${host}:${port}/`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AWSCognitoIdentityProviderService.${target}`, authorization: 'AWS4-HMAC-SHA256 Credential=local/20260101/local/cognito-idp/aws4_request' },
      body: JSON.stringify(body),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${target}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  };
  const { UserPool } = await until(() => call('CreateUserPool', { PoolName: 'pool', UsernameAttributes: ['email'] }));
  const { UserPoolClient } = await call('CreateUserPoolClient', { UserPoolId: UserPool.Id, ClientName: 'app', ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] });
  await call('CreateGroup', { UserPoolId: UserPool.Id, GroupName: 'Admins' });
  const tokens = {};
  for (const [name, group] of Object.entries({ alice: null, carol: 'Admins' })) {
    const Username = `${name}@example.com`;
    await call('AdminCreateUser', { UserPoolId: UserPool.Id, Username, TemporaryPassword: 'Pa55word!', UserAttributes: [{ Name: 'email', Value: Username }], MessageAction: 'SUPPRESS' });
    await call('AdminSetUserPassword', { UserPoolId: UserPool.Id, Username, Password: 'Pa55word!', Permanent: true });
    if (group) await call('AdminAddUserToGroup', { UserPoolId: UserPool.Id, Username, GroupName: group });
    const { AuthenticationResult } = await call('InitiateAuth', { ClientId: UserPoolClient.ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME: Username, PASSWORD: 'Pa55word!' } });
    tokens[name] = { access: AuthenticationResult.AccessToken, id: AuthenticationResult.IdToken };
  }
  const stop = async () => {
    server.kill();
    await rm(folder, { recursive: true, force: true });
  };
  return { issuer: `http://${host}:${port}/${UserPool.Id}`, clientId: UserPoolClient.ClientId, tokens, stop };
}

/** oidc starts oidc-provider and signs dave in by the authorization code flow, as a browser would. */
async function oidc() {
  const port = await freePort();
  const issuer = `http://${host}:${port}`;
  const client = { client_id: 'todo-app', client_secret: 'secret', redirect_uris: ['https://app.example.com/callback'], grant_types: ['authorization_code'], response_types: ['code'], require_auth_time: true };
  const provider = new Provider(issuer, { clients: [client], pkce: { required: () => false } });
  const server = provider.listen(port, host);
  const jar = new Map();
  const visit = async (address, init = {}) => {
    const response = await fetch(new URL(address, issuer), { ...init, redirect: 'manual', headers: { ...init.headers, cookie: [...jar].map(([k, v]) => `${k}=${v}`).join('; ') } });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (value) jar.set(name, value);
      else jar.delete(name);
    }
    return response;
  };
  const form = (fields) => ({ method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams(fields) });
  let next = `/auth?${new URLSearchParams({ client_id: client.client_id, response_type: 'code', scope: 'openid', redirect_uri: client.redirect_uris[0] })}`;
  for (let steps = 0; !next.startsWith(client.redirect_uris[0]); steps++) {
    if (steps > 12) throw new Error(`the sign-in does not end: ${next}`);
    let response = await visit(next);
    if (response.status === 200) {
      // A page of the provider's: it asks for a name first, then for consent.
      const prompt = /name="prompt" value="(\w+)"/.exec(await response.text())[1];
      response = await visit(next, form(prompt === 'login' ? { prompt, login: 'dave', password: 'any' } : { prompt }));
    }
    next = response.headers.get('location');
  }
  const code = new URL(next).searchParams.get('code');
  const answer = await fetch(`${issuer}/token`, form({ grant_type: 'authorization_code', code, redirect_uri: client.redirect_uris[0], client_id: client.client_id, client_secret: client.client_secret }));
  const { id_token } = await answer.json();
  return { issuer, clientId: client.client_id, tokens: { dave: id_token }, stop: () => server.close() };
}

const issuers = { userPool: await cognito(), oidc: await oidc() };
console.log(JSON.stringify(issuers));
process.stdin.resume().on('end', async () => {
  await Promise.all(Object.values(issuers).map((i) => i.stop()));
  process.exit();
});
