// Generations and conversations by the official client's own functions.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Hub } from 'aws-amplify/utils';
import { access, connect } from './client.mjs';

/** stream subscribes to answers, which the server has acknowledged then, and collects their parts. */
async function stream(conversation) {
  const parts = [];
  let wake = () => {};
  const ready = new Promise((resolve) => {
    const stop = Hub.listen('api', ({ payload }) => {
      if (payload.event === 'Subscription ack') {
        stop();
        resolve();
      }
    });
  });
  const subscription = conversation.onStreamEvent({
    next: (part) => { parts.push(part); wake(); },
    error: (error) => { parts.push({ error }); wake(); },
  });
  await ready;
  return {
    async until(done) {
      while (!parts.some(done)) await new Promise((resolve) => { wake = resolve; });
      subscription.unsubscribe();
      return parts;
    },
  };
}

test('a generation answers in its type', async () => {
  const client = await connect({ access: access('ALICE') });
  const { data, errors } = await client.generations.suggest({ ingredients: ['eggs'] });
  assert.equal(errors, undefined);
  assert.deepEqual({ ...data }, { name: 'Omelette', minutes: 5, steps: ['break', 'fry'] });
});

test('a conversation is stored, answered with the speaker’s own data, and streamed', async () => {
  const client = await connect({ access: access('ALICE') });
  for (const name of ['Soup', 'Stew']) {
    const { errors } = await client.models.Recipe.create({ name });
    assert.equal(errors, undefined);
  }
  const { data: chat, errors } = await client.conversations.chat.create({ name: 'dinner', metadata: { page: 1 } });
  assert.equal(errors, undefined);
  const answer = await stream(chat);
  const { data: message, errors: sendErrors } = await chat.sendMessage('What do I have?');
  assert.equal(sendErrors, undefined);
  assert.equal(message.role, 'user');
  assert.deepEqual(message.content, [{ text: 'What do I have?' }]);
  const parts = await answer.until((p) => p.stopReason || p.error);
  assert.equal(parts.map((p) => p.text ?? '').join(''), 'You have 2: Soup and Stew.');
  assert.equal(parts.at(-1).stopReason, 'end_turn');
  assert.ok(parts.every((p) => p.conversationId === chat.id && p.associatedUserMessageId === message.id));

  const { data: listed } = await chat.listMessages();
  assert.deepEqual(listed.map((m) => [m.role, m.content]), [
    ['user', [{ text: 'What do I have?' }]],
    ['assistant', [{ text: 'You have 2: Soup and Stew.' }]],
  ]);
  const { data: again } = await client.conversations.chat.get({ id: chat.id });
  assert.equal(again.name, 'dinner');
  const { data: all } = await client.conversations.chat.list();
  assert.ok(all.some((c) => c.id === chat.id));
  const { data: renamed } = await client.conversations.chat.update({ id: chat.id, name: 'supper' });
  assert.equal(renamed.name, 'supper');
});

test('a tool of the client is asked by the client', async () => {
  const client = await connect({ access: access('ALICE') });
  const { data: chat } = await client.conversations.chat.create();
  const answer = await stream(chat);
  const toolConfiguration = { tools: { clock: { description: 'The time.', inputSchema: { json: { type: 'object', properties: { zone: { type: 'string' } } } } } } };
  await chat.sendMessage({ content: [{ text: 'What time is it?' }], toolConfiguration });
  const parts = await answer.until((p) => p.stopReason || p.error);
  const { toolUseId, name, input } = parts.find((p) => p.toolUse).toolUse;
  assert.deepEqual({ toolUseId, name, input }, { toolUseId: 'call_1', name: 'clock', input: { zone: 'UTC' } });
  assert.equal(parts.at(-1).stopReason, 'tool_use');

  const second = await stream(chat);
  await chat.sendMessage({ content: [{ toolResult: { toolUseId: 'call_1', status: 'success', content: [{ json: { noon: true } }] } }], toolConfiguration });
  const rest = await second.until((p) => p.stopReason || p.error);
  assert.equal(rest.map((p) => p.text ?? '').join(''), 'It is noon.');
});

test('an error of the model reaches the stream without its details', async () => {
  const client = await connect({ access: access('ALICE') });
  const { data: chat } = await client.conversations.chat.create();
  const answer = await stream(chat);
  await chat.sendMessage('overload');
  const parts = await answer.until((p) => p.error);
  assert.deepEqual(parts.at(-1).error.errors, [{ message: 'The model could not be asked.', errorType: 'ThrottlingException' }]);
});

test('a conversation is its owner’s', async () => {
  const alice = await connect({ access: access('ALICE') });
  const { data: chat } = await alice.conversations.chat.create();
  const bob = await connect({ access: access('BOB') });
  const { data: found, errors } = await bob.conversations.chat.get({ id: chat.id });
  assert.equal(found, null);
  assert.equal(errors[0].errorType, 'Unauthorized');
  const { data: all } = await bob.conversations.chat.list();
  assert.deepEqual(all, []);
  const { data: own } = await bob.conversations.chat.create();
  const { data: sent, errors: refused } = await bob.graphql({
    query: 'mutation ($c: ID!) { chat(conversationId: $c, content: [{ text: "hi" }]) { id } }', variables: { c: chat.id },
  }).catch((e) => e);
  assert.equal(sent.chat, null);
  assert.equal(refused[0].errorType, 'ResourceNotFound');
  assert.ok(own.id);
});
