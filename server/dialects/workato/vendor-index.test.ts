import assert from 'node:assert/strict';
import { test } from 'node:test';

import { hmacKey, rsaKeyPair, TEST_SECRET, testOrganization } from '../../auth/testing/organization.ts';
import { vendorIndex } from './vendor-index.ts';

test('every vendor id of every organization is found, and keys without one add nothing', async () => {
  const { key } = await rsaKeyPair();
  const acme = testOrganization({
    keys: [await hmacKey(TEST_SECRET), { ...key, vendorId: 'we1' }, { ...key, vendorId: 'we2' }],
  });
  const other = testOrganization({ slug: 'other', keys: [{ ...key, vendorId: 'we3' }] });
  assert.deepEqual(
    [...vendorIndex([acme, testOrganization({ slug: 'keyless' }), other])].map(([id, { slug }]) => [id, slug]),
    [
      ['we1', 'acme'],
      ['we2', 'acme'],
      ['we3', 'other'],
    ],
  );
});
