// The Lambda mode: an authorizer function decides who comes in, and what they see.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect } from './client.mjs';

const client = await connect();
const as = (authToken) => ({ authMode: 'lambda', authToken });

test('a token that the authorizer admits', async () => {
  const created = await client.models.Card.create({ name: 'one', pin: '1234' }, as('open'));
  assert.equal(created.errors, undefined);
  assert.equal(created.data.pin, '1234');
  const listed = await client.models.Card.list(as('open'));
  assert.equal(listed.errors, undefined);
  assert.deepEqual(listed.data.map((c) => c.pin), ['1234']);
});

test('a field that the authorizer denies', async () => {
  const listed = await client.models.Card.list({ ...as('no-pin'), selectionSet: ['id', 'name', 'pin'] });
  assert.deepEqual(listed.data.map((c) => [c.name, c.pin]), [['one', null]]);
  assert.equal(listed.errors[0].errorType, 'Unauthorized');
});

test('a token that it refuses', async () => {
  const answer = await client.models.Card.list(as('closed')).catch((error) => error);
  assert.match(JSON.stringify(answer.errors ?? answer), /401|Unauthorized|not authorized/i);
  assert.equal(answer.data?.length ?? 0, 0);
});

test('rules of another mode do not admit it', async () => {
  const answer = await client.models.Note.create({ text: 'no' }, as('open'));
  assert.equal(answer.data, null);
  assert.equal(answer.errors[0].errorType, 'Unauthorized');
  const key = await client.models.Note.create({ text: 'yes' }, { authMode: 'apiKey' });
  assert.equal(key.errors, undefined);
});

const next = (subscription) =>
  new Promise((resolve, reject) => {
    const running = subscription.subscribe({
      next: (row) => (running.unsubscribe(), resolve(row)),
      error: reject,
    });
  });

test('a subscription', async () => {
  const events = client.models.Card.onCreate(as('open'));
  const heard = next(events);
  for (let done = false, tries = 0; !done; tries++) {
    // The client does not say when its subscription has begun.
    await client.models.Card.create({ name: `event ${tries}` }, as('open'));
    done = await Promise.race([heard.then(() => true), new Promise((later) => setTimeout(later, 100, false))]);
  }
  assert.match((await heard).name, /^event /);
});

test('a subscription that the authorizer refuses', async () => {
  const failure = await next(client.models.Card.onCreate(as('closed'))).catch((error) => error);
  assert.match(JSON.stringify(failure), /Unauthorized|not authorized|Connection failed/i);
});
