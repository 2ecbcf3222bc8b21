import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testConnector, testOrganization } from '../auth/testing/organization.ts';
import { visibleConnector } from './visible-connections.ts';

const connectors = { real: testConnector(), demo: testConnector({ sandbox: true }) };
const production = testOrganization({ connectors });
const sandbox = testOrganization({ connectors, mode: 'sandbox' });
const sandboxWithReal = testOrganization({ connectors, mode: 'sandbox', sandboxRealConnectors: true });

test('in production every configured connector is visible, those for trying out too', () => {
  assert.equal(visibleConnector(production, 'real'), connectors.real);
  assert.equal(visibleConnector(production, 'demo'), connectors.demo);
});

test('in sandbox mode only connectors for trying out are visible', () => {
  assert.equal(visibleConnector(sandbox, 'real'), undefined);
  assert.equal(visibleConnector(sandbox, 'demo'), connectors.demo);
});

test('in sandbox mode an organization may be given the real connectors', () => {
  assert.equal(visibleConnector(sandboxWithReal, 'real'), connectors.real);
});

test('a connector that is not configured is not visible in any mode', () => {
  for (const organization of [production, sandbox, sandboxWithReal]) {
    assert.equal(visibleConnector(organization, 'absent'), undefined);
    assert.equal(visibleConnector(organization, 'toString'), undefined);
  }
});
