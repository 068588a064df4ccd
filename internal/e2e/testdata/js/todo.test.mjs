// The seed scenarios: each auth mode of the Todo example, let in and refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { access, connect, id } from './client.mjs';

const modes = {
  userPool: () => connect({ access: access('ALICE') }),
  identityPool: () => connect({ access: access('ALICE'), id: id('ALICE') }),
  iam: () => connect({ access: access('ALICE'), id: id('ALICE') }),
  oidc: () => connect({ access: access('OIDC') }),
  apiKey: () => connect(),
};

for (const [authMode, who] of Object.entries(modes)) {
  test(`create, get, list, update and delete with ${authMode}`, async () => {
    const client = await who();
    const created = await client.models.Todo.create({ content: `by ${authMode}`, tags: ['a', null], due: '2026-12-24' }, { authMode });
    assert.equal(created.errors, undefined);
    assert.equal(created.data.content, `by ${authMode}`);
    assert.equal(created.data.done, false);
    assert.deepEqual(created.data.tags, ['a', null]);
    assert.match(created.data.id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.match(created.data.createdAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const key = { id: created.data.id };

    const got = await client.models.Todo.get(key, { authMode });
    assert.equal(got.errors, undefined);
    assert.equal(got.data.content, `by ${authMode}`);

    const listed = await client.models.Todo.list({ authMode, filter: { content: { eq: `by ${authMode}` } } });
    assert.equal(listed.errors, undefined);
    assert.deepEqual(listed.data.map((t) => t.id), [created.data.id]);

    const updated = await client.models.Todo.update({ ...key, done: true, due: null }, { authMode });
    assert.equal(updated.errors, undefined);
    assert.equal(updated.data.done, true);
    assert.equal(updated.data.due, null);
    assert.equal(updated.data.content, `by ${authMode}`);

    const deleted = await client.models.Todo.delete(key, { authMode });
    assert.equal(deleted.errors, undefined);
    assert.equal(deleted.data.id, created.data.id);
    const gone = await client.models.Todo.get(key, { authMode });
    assert.equal(gone.errors, undefined);
    assert.equal(gone.data, null);
  });
}

const refused = {
  expired: 'EXPIRED',
  'for another audience': 'AUDIENCE',
  unsigned: 'UNSIGNED',
  'signed by a stranger': 'STRANGER',
};

for (const [how, name] of Object.entries(refused)) {
  for (const authMode of ['userPool', 'oidc']) {
    test(`a token that is ${how} is refused with ${authMode}`, async () => {
      const token = access(authMode === 'oidc' ? `OIDC_${name}` : name);
      assert.ok(token, 'the test has to have the token');
      const client = await connect({ access: token });
      const { data, errors } = await client.models.Todo.create({ content: 'x' }, { authMode });
      assert.ok(data === null || data === undefined || Object.keys(data).length === 0, `data: ${JSON.stringify(data)}`);
      assert.equal(errors.length, 1);
      assert.equal(errors[0].message, 'Unauthorized');
    });
  }
}

test('a wrong API key is refused', async () => {
  const client = await connect({ apiKey: 'da2-wrongwrongwrongwrongwrong00' });
  const { errors } = await client.models.Todo.list({ authMode: 'apiKey' });
  assert.equal(errors[0].message, 'Unauthorized');
});

test('without a token nothing is sent', async () => {
  const client = await connect();
  await assert.rejects(client.models.Todo.create({ content: 'x' }, { authMode: 'userPool' }), /No federated jwt|NoValidAuthTokens/);
});

test('a forged signature is refused', async () => {
  const client = await connect({ static: { accessKeyId: 'AKIDSTRANGER00000000', secretAccessKey: 'guess' } });
  const { errors } = await client.models.Todo.list({ authMode: 'iam' });
  assert.ok(errors.length > 0);
});

test('a note belongs to its author', async () => {
  let client = await connect({ access: access('ALICE') });
  const note = await client.models.Note.create({ text: 'mine' });
  assert.equal(note.errors, undefined);
  assert.equal(note.data.owner, 'alice');

  client = await connect({ access: access('BOB') });
  const got = await client.models.Note.get({ id: note.data.id });
  assert.equal(got.data, null);
  assert.equal(got.errors[0].errorType, 'Unauthorized');
  assert.equal(got.errors[0].message, 'Not Authorized to access getNote on type Query');
  const listed = await client.models.Note.list();
  assert.deepEqual(listed.data, []);
  const updated = await client.models.Note.update({ id: note.data.id, text: 'taken' });
  assert.equal(updated.errors[0].message, 'Not Authorized to access updateNote on type Mutation');
  const deleted = await client.models.Note.delete({ id: note.data.id });
  assert.equal(deleted.errors[0].message, 'Not Authorized to access deleteNote on type Mutation');
});

test('admins write news that guests read', async () => {
  let client = await connect({ access: access('ADMIN') });
  const news = await client.models.Announcement.create({ title: 'open', link: 'https://example.com/' });
  assert.equal(news.errors, undefined);

  client = await connect({ access: access('ALICE') });
  const forbidden = await client.models.Announcement.create({ title: 'no' });
  assert.equal(forbidden.errors[0].errorType, 'Unauthorized');

  client = await connect({ guest: true });
  const read = await client.models.Announcement.get({ id: news.data.id }, { authMode: 'identityPool' });
  assert.equal(read.errors, undefined);
  assert.equal(read.data.title, 'open');
  const write = await client.models.Announcement.update({ id: news.data.id, title: 'no' }, { authMode: 'identityPool' });
  assert.equal(write.errors[0].errorType, 'Unauthorized');
});
