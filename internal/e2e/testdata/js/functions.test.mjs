// Each kind of handler of the functions example, in each mode: the rules admit
// the group Traders of the user pool and API keys, and nobody else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { access, connect, id } from './client.mjs';

const kinds = ['quoteGo', 'quoteEndpoint', 'quoteNode', 'quoteResolver'];
const admitted = {
  'userPool, in the group': [() => connect({ access: access('TRADER') }), 'userPool'],
  apiKey: [() => connect(), 'apiKey'],
};
const refused = {
  'userPool, in a group with a longer name': [() => connect({ access: access('OTHER') }), 'userPool'],
  'identityPool, as a guest': [() => connect({ guest: true }), 'identityPool'],
  'identityPool, signed in': [() => connect({ access: access('TRADER'), id: id('TRADER') }), 'identityPool'],
  'iam, as a guest': [() => connect({ guest: true }), 'iam'],
};

for (const kind of kinds) {
  for (const [who, [as, authMode]] of Object.entries(admitted)) {
    test(`${kind} answers with ${who}`, async () => {
      const client = await as();
      const { data, errors } = await client.queries[kind]({ price: 2.5, quantity: 4 }, { authMode });
      assert.equal(errors, undefined);
      assert.deepEqual({ ...data }, { quantity: 4, total: 10, currency: 'EUR', size: 'SMALL' });

      const failed = await client.queries[kind]({ price: 1, quantity: 0 }, { authMode });
      assert.equal(failed.data, null);
      assert.equal(failed.errors[0].message, 'The quantity has to be positive.');
      assert.equal(failed.errors[0].errorType, 'Lambda:Unhandled');
      assert.deepEqual(failed.errors[0].path, [kind]);
    });
  }
  for (const [who, [as, authMode]] of Object.entries(refused)) {
    test(`${kind} refuses ${who}`, async () => {
      const client = await as();
      const { data, errors } = await client.queries[kind]({ price: 2.5, quantity: 4 }, { authMode });
      assert.equal(data, null);
      assert.equal(errors[0].errorType, 'Unauthorized');
      assert.equal(errors[0].message, `Not Authorized to access ${kind} on type Query`);
    });
  }
}
