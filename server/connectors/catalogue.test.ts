import assert from 'node:assert/strict';
import { test } from 'node:test';

import { loadCatalogue } from './catalogue.ts';
import { connectorView } from './connector-view.ts';
import { readCredentials } from './credentials.ts';
import { definitionMistakes } from './definition-checks.ts';
import { connectorDefinitionSchema } from './definition.ts';
import { verifyRequest } from './verify-request.ts';

const catalogue = await loadCatalogue();

test('the catalogue is what its folder holds', () => {
  assert.deepEqual([...catalogue.keys()], ['freshdesk', 'hubspot', 'sendgrid']);
});

for (const [name, written] of catalogue) {
  test(`${name} is a definition without mistakes that tries its credentials and hides its secrets`, () => {
    const definition = connectorDefinitionSchema.parse(written);
    assert.deepEqual(definitionMistakes(definition, { dev: false }), []);
    assert.ok(definition.verify);
    assert.ok(connectorView(name, definition).fields.some(({ kind }) => kind === 'password'));
  });
}

for (const [name, typed, url, authorization] of [
  ['hubspot', { api_key: 'pat-eu1-1' }, 'https://api.hubapi.com/account-info/v3/details', 'Bearer pat-eu1-1'],
  ['sendgrid', { api_key: 'SG.1' }, 'https://api.sendgrid.com/v3/scopes', 'Bearer SG.1'],
  [
    'freshdesk',
    { subdomain: 'https://acme.freshdesk.com/a/', api_key: 'k' },
    'https://acme.freshdesk.com/api/v2/agents/me',
    `Basic ${btoa('k:X')}`,
  ],
] as const) {
  test(`${name} is asked as its documentation says`, () => {
    const definition = connectorDefinitionSchema.parse(catalogue.get(name));
    const { values } = readCredentials(definition, typed);
    const request = verifyRequest(definition, definition.verify!, values);
    assert.equal(request.url.href, url);
    assert.equal(request.headers['authorization'], authorization);
  });
}
