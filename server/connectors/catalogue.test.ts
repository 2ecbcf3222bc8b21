import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';

import { CATALOGUE } from './catalogue.ts';
import { connectorView } from './connector-view.ts';
import { readCredentials } from './credentials.ts';
import { connectorDefinitionSchema, NAME_PATTERN } from './definition.ts';
import { buildVerifyRequest } from './verify.ts';

const FOLDER = new URL('./catalogue/', import.meta.url);

/** Connectors without a sign-in. `catalogue-sign-in.test.ts` tests those with a sign-in. */
const TYPED = ['freshdesk', 'hubspot-private-app', 'hubspot-service-key', 'sendgrid'];

const SIGN_INS =
  `asana box calendly discord dropbox github gitlab gmail google-calendar google-drive google-sheets hubspot
  intercom linear linkedin mailchimp microsoft-365 notion pipedrive quickbooks salesforce shopify slack trello typeform
  xero zoho-crm zoom`.split(/\s+/);

test('the catalogue consists of the files of its folder', () => {
  const files = readdirSync(FOLDER).map((file) => file.replace(/\.ts$/, ''));
  assert.deepEqual([...CATALOGUE.keys()].sort(), files.sort());
  assert.deepEqual(files.sort(), [...TYPED, ...SIGN_INS].sort());
  for (const name of files) assert.match(name, NAME_PATTERN);
});

for (const [name, written] of CATALOGUE) {
  test(`${name} has ${TYPED.includes(name) ? 'hidden fields for its secrets' : 'no field for a secret'}`, () => {
    const view = connectorView(name, connectorDefinitionSchema.parse(written));
    assert.equal(view.usesSignIn, !TYPED.includes(name));
    assert.equal(
      view.fields.some(({ kind }) => kind === 'password'),
      TYPED.includes(name),
    );
  });
}

for (const [name, typed, url, authorization] of [
  ['hubspot-private-app', { api_key: 'pat-1' }, 'https://api.hubapi.com/account-info/v3/details', 'Bearer pat-1'],
  ['hubspot-service-key', { api_key: 'pat-2' }, 'https://api.hubapi.com/account-info/2026-03/details', 'Bearer pat-2'],
  ['sendgrid', { api_key: 'SG.1' }, 'https://api.sendgrid.com/v3/scopes', 'Bearer SG.1'],
  [
    'freshdesk',
    { subdomain: 'https://acme.freshdesk.com/a/', api_key: 'k' },
    'https://acme.freshdesk.com/api/v2/agents/me',
    `Basic ${btoa('k:X')}`,
  ],
] as const) {
  test(`${name} is verified with the request of its documentation`, async () => {
    const definition = connectorDefinitionSchema.parse(CATALOGUE.get(name));
    const credentials = await readCredentials(definition, typed);
    const request = await buildVerifyRequest(definition, definition.verify!, credentials);
    assert.equal(request.url.href, url);
    assert.equal(request.headers['authorization'], authorization);
  });
}
