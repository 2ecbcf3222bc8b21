import assert from 'node:assert/strict';
import { test } from 'node:test';

import { testConnector, testIntegration, testOrganization } from '../auth/testing/organization.ts';
import { visibleIntegrations } from './visible-integrations.ts';
import type { IntegrationFilter } from './visible-integrations.ts';

const organization = testOrganization({
  connectors: { hubspot: testConnector() },
  integrations: [
    testIntegration({ slug: 'leads', id: 1, name: 'Leads' }),
    testIntegration({ slug: 'orders', id: 2, name: 'Orders' }),
    testIntegration({ slug: 'audit', id: 3, name: 'Audit', groups: ['admins', 'gold'] }),
  ],
});

const rows: [title: string, filter: Partial<IntegrationFilter>, visible: string[]][] = [
  ['without a list', {}, ['leads', 'orders']],
  ['with a list of names', { integrations: ['orders'] }, ['orders']],
  ['with a list of numbers and display names', { integrations: ['2', 'Leads'] }, ['leads', 'orders']],
  ['with a list that also names what does not exist', { integrations: ['absent', 'orders'] }, ['orders']],
  ['with a list of what does not exist', { integrations: ['absent'] }, []],
  ['with a hidden one', { hiddenIntegrations: ['1'] }, ['orders']],
  [
    'with one that is listed and hidden',
    { integrations: ['leads', 'orders'], hiddenIntegrations: ['Leads'] },
    ['orders'],
  ],
  ['in a group', { groups: ['users', 'gold'] }, ['leads', 'orders', 'audit']],
  ['with one for groups in the list', { integrations: ['audit'] }, []],
];

for (const [title, filter, visible] of rows) {
  test(`the portal of a token ${title} shows ${visible.join(', ') || 'nothing'}`, () => {
    const integrations = visibleIntegrations(organization, {
      integrations: [],
      hiddenIntegrations: [],
      groups: [],
      ...filter,
    });
    assert.deepEqual(
      integrations.map(({ slug }) => slug),
      visible,
    );
  });
}
