// What every script needs: the official client, configured from the generated
// amplify_outputs.json, with the server's address and credentials from the
// environment. Nothing of the client is patched.
import { readFileSync } from 'node:fs';
import { Amplify } from 'aws-amplify';
import { decodeJWT } from 'aws-amplify/auth';
import { parseAmplifyConfig } from 'aws-amplify/utils';
import { generateClient } from 'aws-amplify/data';
import WebSocket from 'ws';

// Node 20 has no WebSocket of its own; browsers and Node 22 do.
globalThis.WebSocket ??= WebSocket;

export const url = process.env.API_URL;
const base = new URL(url).origin;

/** credentials asks the built-in credentials endpoint as Cognito Identity's protocol has it. */
export async function credentials(idToken) {
  const call = async (target, body) => {
    const response = await fetch(`${base}/identity`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AWSCognitoIdentityService.${target}` },
      body: JSON.stringify(body),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${target}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  };
  const outputs = JSON.parse(readFileSync(process.env.OUTPUTS, 'utf8'));
  const pool = outputs.auth?.identity_pool_id;
  const logins = idToken ? { [decodeJWT(idToken).payload.iss.replace(/^\w+:\/\//, '')]: idToken } : undefined;
  const { IdentityId } = await call('GetId', { IdentityPoolId: pool, Logins: logins });
  const { Credentials } = await call('GetCredentialsForIdentity', { IdentityId, Logins: logins });
  return {
    identityId: IdentityId,
    credentials: {
      accessKeyId: Credentials.AccessKeyId,
      secretAccessKey: Credentials.SecretKey,
      sessionToken: Credentials.SessionToken,
      expiration: new Date(Credentials.Expiration * 1000),
    },
  };
}

/**
 * connect configures Amplify for one caller and makes a client.
 * who: { access, id, guest, static: {accessKeyId, secretAccessKey}, apiKey }
 */
export async function connect(who = {}) {
  const config = parseAmplifyConfig(JSON.parse(readFileSync(process.env.OUTPUTS, 'utf8')));
  config.API.GraphQL.endpoint = url;
  if (who.apiKey !== undefined) config.API.GraphQL.apiKey = who.apiKey;
  const signed = who.id ? await credentials(who.id) : who.guest ? await credentials() : who.static ? { credentials: who.static } : undefined;
  Amplify.configure(config, {
    Auth: {
      tokenProvider: {
        async getTokens() {
          if (!who.access) return null;
          return { accessToken: decodeJWT(who.access), ...(who.id && { idToken: decodeJWT(who.id) }) };
        },
      },
      credentialsProvider: {
        async getCredentialsAndIdentityId() {
          return signed;
        },
        clearCredentialsAndIdentityId() {},
      },
    },
  });
  return generateClient();
}

/** tokens of the environment: TOKEN_<NAME> is an access token, ID_<NAME> an id token. */
export const access = (name) => process.env[`TOKEN_${name}`];
export const id = (name) => process.env[`ID_${name}`];
