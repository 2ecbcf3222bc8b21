import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectorDefinitionSchema } from '../connectors/definition.ts';
import { openVault } from '../store/open-vault.ts';
import { openTemporaryStore } from '../store/testing/open-temporary-store.ts';
import { storeAcceptedCredentials } from './accepted-credentials.ts';

const NOW = 1_800_000_000_000;
const DEFINITION = connectorDefinitionSchema.parse({
  name: 'Notes',
  auth: { type: 'oauth2', authorizationUrl: 'https://notes.example/a', tokenUrl: 'https://notes.example/t' },
});

test('the account that a sign-in captured is stored, unless it contains part of a token', async (t) => {
  const temporary = await openTemporaryStore();
  t.after(() => temporary.close());
  const { store } = temporary;
  const vault = await openVault({ keys: [new Uint8Array(32).map((_, index) => index * 7)], store, now: NOW });
  const accountFor = (account: string) =>
    store.write(async (stores) => {
      const { id: tenantId } = await stores.tenants.ensure('acme', 'tenant', NOW);
      const scope = { organization: 'acme', tenantId };
      const connection = await stores.connections.create(scope, {
        userKey: null,
        connector: 'notes',
        name: 'Notes',
        now: NOW,
      });
      const tokens = { accessToken: 'token-4eC39HqLyjWDarjt', obtainedAt: NOW, captured: { account } };
      const credentials = { values: {}, tokens };
      const verified = { verified: true };
      const options = { connection, definition: DEFINITION, credentials, verified, actor: null, now: NOW };
      return (await storeAcceptedCredentials(stores, vault, options))?.account;
    });
  assert.equal(await accountFor('Ada’s notes'), 'Ada’s notes');
  assert.equal(await accountFor('Notes of 4eC39HqLyjWDar'), null);
});
