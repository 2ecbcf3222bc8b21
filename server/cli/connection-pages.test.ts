import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  hmacKey,
  rsaKeyPair,
  TEST_SECRET,
  testConnector,
  testIntegration,
  testOrganization,
} from '../auth/testing/organization.ts';
import { connectionPages } from './connection-pages.ts';

const PUBLIC_URL = new URL('https://connect.example.com');

const [secret, vendor] = await Promise.all([hmacKey(TEST_SECRET), rsaKeyPair({ vendorId: 'we1' })]);

test('the pages of a connection are those of its id and of its connector, in every dialect that the keys sign for', () => {
  const organization = testOrganization({
    keys: [secret, vendor.key],
    connectors: { hubspot: testConnector(), other: testConnector() },
    integrations: [testIntegration({ slug: 'theirs', id: 2, connectors: ['other'] })],
  });
  assert.deepEqual(connectionPages(organization, { id: 12, connector: 'hubspot' }, PUBLIC_URL), [
    'https://connect.example.com/direct_link/embedded/connections/12',
    // A token that names the connector opens it.
    'https://connect.example.com/acme/connector/auth',
    'https://connect.example.com/acme/hubspot/auth',
    'https://connect.example.com/acme/connections/12',
  ]);
});

test('an organization without keys has the pages that embed tokens of the server open', () => {
  const organization = testOrganization({ connectors: { hubspot: testConnector() } });
  assert.deepEqual(connectionPages(organization, { id: 12, connector: 'hubspot' }, PUBLIC_URL), [
    'https://connect.example.com/acme/connector/auth',
    'https://connect.example.com/acme/hubspot/auth',
    'https://connect.example.com/acme/connections/12',
  ]);
});
