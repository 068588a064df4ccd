// Subscriptions with the official client: who hears of what, in each auth mode.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Hub } from 'aws-amplify/utils';
import { access, connect, id } from './client.mjs';

/** collect subscribes and gives the events as they come; ready resolves when as many starts as given are acknowledged. */
function collect(observable, starts = 1) {
  const events = [];
  const waiting = [];
  let failure;
  const wake = () => waiting.splice(0).forEach((w) => w());
  const ready = new Promise((resolve) => {
    const stop = Hub.listen('api', ({ payload }) => {
      if (payload.event === 'Subscription ack' && --starts === 0) {
        stop();
        resolve();
      }
    });
  });
  const subscription = observable.subscribe({
    next: (e) => {
      events.push(e);
      wake();
    },
    error: (e) => {
      failure = e;
      wake();
    },
  });
  const until = async (done) => {
    while (!done(events)) {
      if (failure) throw failure;
      await new Promise((resolve) => waiting.push(resolve));
    }
    return events;
  };
  const failed = async () => {
    while (!failure) await new Promise((resolve) => waiting.push(resolve));
    return failure;
  };
  return { ready, until, failed, events, close: () => subscription.unsubscribe() };
}

const modes = {
  userPool: () => connect({ access: access('ALICE') }),
  identityPool: () => connect({ access: access('ALICE'), id: id('ALICE') }),
  oidc: () => connect({ access: access('OIDC') }),
  apiKey: () => connect(),
};

for (const [authMode, who] of Object.entries(modes)) {
  test(`create, update and delete are heard with ${authMode}`, async () => {
    const client = await who();
    const heard = {};
    for (const kind of ['onCreate', 'onUpdate', 'onDelete']) {
      heard[kind] = collect(client.models.Todo[kind]({ authMode }));
      await heard[kind].ready;
    }
    const { data: todo } = await client.models.Todo.create({ content: `heard with ${authMode}` }, { authMode });
    await client.models.Todo.update({ id: todo.id, done: true }, { authMode });
    await client.models.Todo.delete({ id: todo.id }, { authMode });
    const mine = (e) => e.id === todo.id;
    const [created] = (await heard.onCreate.until((es) => es.some(mine))).filter(mine);
    assert.equal(created.content, `heard with ${authMode}`);
    const [updated] = (await heard.onUpdate.until((es) => es.some(mine))).filter(mine);
    assert.equal(updated.done, true);
    await heard.onDelete.until((es) => es.some(mine));
    for (const h of Object.values(heard)) h.close();
  });
}

test('a filter is honoured', async () => {
  const client = await connect();
  const heard = collect(client.models.Todo.onCreate({ authMode: 'apiKey', filter: { priority: { gt: 5 } } }));
  await heard.ready;
  await client.models.Todo.create({ content: 'low', priority: 1 }, { authMode: 'apiKey' });
  await client.models.Todo.create({ content: 'high', priority: 9 }, { authMode: 'apiKey' });
  const events = await heard.until((es) => es.length > 0);
  assert.deepEqual(events.map((e) => e.content), ['high']);
  heard.close();
});

test('an owner hears of the own notes only', async () => {
  let client = await connect({ access: access('BOB') });
  const heard = collect(client.models.Note.onCreate());
  await heard.ready;
  client = await connect({ access: access('ALICE') });
  const secret = await client.models.Note.create({ text: 'of alice' });
  assert.equal(secret.errors, undefined);
  client = await connect({ access: access('BOB') });
  await client.models.Note.create({ text: 'of bob' });
  const events = await heard.until((es) => es.length > 0);
  assert.deepEqual(events.map((e) => e.text), ['of bob']);
  heard.close();
});

test('whom no rule admits is refused at start', async () => {
  const client = await connect();
  const heard = collect(client.models.Note.onCreate({ authMode: 'apiKey' }));
  const failure = await heard.failed();
  assert.match(failure.errors[0].message, /Unauthorized|Not Authorized to access onCreateNote on type Subscription/);
});

test('a connection with a wrong key is refused for good', async () => {
  const client = await connect({ apiKey: 'da2-wrongwrongwrongwrongwrong00' });
  const heard = collect(client.models.Todo.onCreate({ authMode: 'apiKey' }));
  const failure = await heard.failed();
  assert.match(failure.errors[0].message, /Connection failed/);
});

test('observeQuery follows the list', async () => {
  const client = await connect({ access: access('ALICE') });
  const before = await client.models.Note.create({ text: 'before', pinned: true });
  const heard = collect(client.models.Note.observeQuery(), 3);
  await heard.ready;
  await heard.until((es) => es.some((e) => e.isSynced && e.items.some((n) => n.id === before.data.id)));
  const after = await client.models.Note.create({ text: 'after' });
  await heard.until((es) => es.at(-1).items.some((n) => n.id === after.data.id));
  await client.models.Note.delete({ id: before.data.id });
  await heard.until((es) => !es.at(-1).items.some((n) => n.id === before.data.id));
  heard.close();
});
