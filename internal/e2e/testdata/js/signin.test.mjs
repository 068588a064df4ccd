// Sign-up and sign-in with aws-amplify/auth against the development user pool,
// without any cloud: SRP and password flows, refresh, identity pool.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Amplify } from 'aws-amplify';
import * as auth from 'aws-amplify/auth';
import { generateClient } from 'aws-amplify/data';
import { parseAmplifyConfig } from 'aws-amplify/utils';

const url = process.env.API_URL;
const base = new URL(url).origin;

const config = structuredClone(parseAmplifyConfig(JSON.parse(readFileSync(process.env.OUTPUTS, 'utf8'))));
config.API.GraphQL.endpoint = url;
config.Auth.Cognito.userPoolEndpoint = `${base}/cognito-idp`;
config.Auth.Cognito.identityPoolEndpoint = `${base}/identity`;
Amplify.configure(config);
const client = generateClient();

test('somebody signs up, signs in by SRP and works', async () => {
  const signedUp = await auth.signUp({ username: 'erin', password: 'correct horse', options: { userAttributes: { email: 'erin@example.com' } } });
  assert.equal(signedUp.isSignUpComplete, true);
  await assert.rejects(auth.signIn({ username: 'erin', password: 'wrong horse' }), { name: 'NotAuthorizedException' });
  const signedIn = await auth.signIn({ username: 'erin', password: 'correct horse' });
  assert.equal(signedIn.isSignedIn, true);

  const note = await client.models.Note.create({ text: 'signed in' });
  assert.equal(note.errors, undefined);
  assert.equal(note.data.owner, 'erin');

  const todo = await client.models.Todo.create({ content: 'by identity pool' }, { authMode: 'identityPool' });
  assert.equal(todo.errors, undefined);

  const before = (await auth.fetchAuthSession()).tokens.accessToken.toString();
  const after = (await auth.fetchAuthSession({ forceRefresh: true })).tokens.accessToken.toString();
  assert.notEqual(after, before);
  const again = await client.models.Note.get({ id: note.data.id });
  assert.equal(again.data.text, 'signed in');
  await auth.signOut();
});

test('the password flow and guests work', async () => {
  const guest = await client.models.Announcement.list({ authMode: 'identityPool' });
  assert.equal(guest.errors, undefined);
  await auth.signIn({ username: 'erin', password: 'correct horse', options: { authFlowType: 'USER_PASSWORD_AUTH' } });
  const notes = await client.models.Note.list();
  assert.deepEqual(notes.data.map((n) => n.text), ['signed in']);
  await auth.signOut({ global: true });
});
