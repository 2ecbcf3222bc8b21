import assert from 'node:assert/strict';
import { test } from 'node:test';
import { issueAccessToken } from './testing/access-token.ts';
import { startApiHarness } from './testing/api-harness.ts';

test('the integrations of the organization are listed in the order of the configuration', async (t) => {
  const { harness, call, close } = await startApiHarness();
  t.after(close);
  const { token } = await issueAccessToken(harness, { scopes: ['read'] });
  const { body } = await call('GET', '/integrations', { token });
  const names = body.data.map(({ name }) => name);
  assert.deepEqual(names, ['plain', 'paired', 'sandbox-custom', 'personal']);
  assert.deepEqual(body.data[1], {
    ...{ id: 2, name: 'paired', display_name: 'Paired', description: '', category: null },
    ...{ connectors: ['own', 'sandbox-basic'], own_connector: 'own', sharing: 'account', access: 'sso', groups: [] },
    multiple: body.data[1]?.['multiple'],
  });
  assert.equal(body.data[3]?.['sharing'], 'user');
});
