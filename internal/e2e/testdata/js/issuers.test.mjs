// Tokens of issuers that are not ours, in each mode that they admit to.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeJWT } from 'aws-amplify/auth';
import { access, connect, id } from './client.mjs';

test('a user of the pool writes and reads as owner', async () => {
  const client = await connect({ access: access('ALICE') });
  const created = await client.models.Note.create({ text: 'mine' }, { authMode: 'userPool', selectionSet: ['id', 'text', 'owner'] });
  assert.equal(created.errors, undefined);
  assert.equal(created.data.owner, decodeJWT(access('ALICE')).payload.username);
  const admin = await connect({ access: access('ADMIN') });
  const foreign = await admin.models.Note.get({ id: created.data.id }, { authMode: 'userPool' });
  assert.equal(foreign.data, null);
  assert.equal(foreign.errors[0].errorType, 'Unauthorized');
  const none = await admin.models.Note.list({ authMode: 'userPool' });
  assert.equal(none.errors, undefined);
  assert.deepEqual(none.data, []);
});

test('groups of the pool count', async () => {
  const admin = await connect({ access: access('ADMIN') });
  const written = await admin.models.Announcement.create({ title: 'news' }, { authMode: 'userPool' });
  assert.equal(written.errors, undefined);
  const client = await connect({ access: access('ALICE') });
  const refused = await client.models.Announcement.create({ title: 'no' }, { authMode: 'userPool' });
  assert.equal(refused.data, null);
  assert.equal(refused.errors[0].errorType, 'Unauthorized');
});

test('an id token of the pool is exchanged for credentials', async () => {
  const client = await connect({ access: access('ALICE'), id: id('ALICE') });
  const created = await client.models.Todo.create({ content: 'signed' }, { authMode: 'identityPool' });
  assert.equal(created.errors, undefined);
  assert.equal(created.data.content, 'signed');
});

test('a token of the OpenID Connect provider', async () => {
  const client = await connect({ access: access('OIDC') });
  const created = await client.models.Todo.create({ content: 'by dave' }, { authMode: 'oidc' });
  assert.equal(created.errors, undefined);
  assert.equal(created.data.content, 'by dave');
  // No rule of notes names the provider.
  const refused = await client.models.Note.create({ text: 'no' }, { authMode: 'oidc' });
  assert.equal(refused.data, null);
  assert.equal(refused.errors[0].errorType, 'Unauthorized');
});

for (const name of ['DEVELOPMENT', 'UNSIGNED']) {
  test(`${name.toLowerCase()} tokens are refused`, async () => {
    const client = await connect({ access: access(name) });
    const answer = await client.models.Todo.list({ authMode: 'userPool' }).catch((error) => error);
    assert.equal(answer.errors?.length > 0 || answer instanceof Error, true);
    assert.match(JSON.stringify(answer.errors ?? answer.message), /401|Unauthorized/);
  });
}
