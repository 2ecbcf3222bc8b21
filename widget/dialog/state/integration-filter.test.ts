import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { IntegrationSummary } from '../../protocol/page-state.ts';
import { categoriesOf, filterIntegrations, NO_FILTER } from './integration-filter.ts';
import type { IntegrationFilter } from './integration-filter.ts';

const make = (id: number, name: string, changes: Partial<IntegrationSummary> = {}): IntegrationSummary => ({
  ...{ id, slug: `i${id}`, name, description: '', connectors: [], status: 'not_installed' },
  ...changes,
});

const ALL = [
  make(1, 'Orders to Xero', { category: 'Accounting', connectors: [{ name: 'xero', title: 'Xero' }] }),
  make(2, 'Café menus', { description: 'Prices and Allergens', status: 'installed' }),
  make(3, 'Contacts', { category: 'CRM', status: 'paused', connectors: [{ name: 'hubspot', title: 'HubSpot' }] }),
  make(4, 'Deals', { category: 'CRM', status: 'installed', attention: 'needs_reauth' }),
];

const shown = (filter: Partial<IntegrationFilter>) =>
  filterIntegrations(ALL, { ...NO_FILTER, ...filter }).map(({ id }) => id);

describe('a list of integrations', () => {
  test('begins with those that need attention, and keeps the order otherwise', () => {
    assert.deepEqual(shown({}), [4, 1, 2, 3]);
  });

  for (const [query, ids] of [
    ['orders', [1]],
    ['  XERO  order ', [1]],
    ['cafe', [2]],
    ['ÁLLERGENS', [2]],
    ['crm', [4, 3]],
    ['hubspot', [3]],
    ['orders hubspot', []],
    ['i1', []],
    ['', [4, 1, 2, 3]],
  ] as const) {
    test(`searched for “${query}” shows ${ids.join(', ') || 'nothing'}`, () => {
      assert.deepEqual(shown({ query }), ids);
    });
  }

  test('can be limited to a category and to what is installed, together with a search', () => {
    assert.deepEqual(shown({ category: 'CRM' }), [4, 3]);
    assert.deepEqual(shown({ isInstalledOnly: true }), [4, 2, 3]);
    assert.deepEqual(shown({ category: 'CRM', isInstalledOnly: true, query: 'contacts' }), [3]);
    assert.deepEqual(shown({ category: 'Unknown' }), []);
  });

  test('has each category once, in the order of the integrations', () => {
    assert.deepEqual(categoriesOf(ALL), ['Accounting', 'CRM']);
  });
});
