import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { EmbedTokens } from '../auth/embed-token.ts';
import { issueAccessToken } from '../api/testing/access-token.ts';
import { SigningKeys } from '../auth/signing-keys.ts';
import { testConnector, testOrganization } from '../auth/testing/organization.ts';
import type { ServerSettings } from '../config/config.ts';
import { openTemporaryStore } from '../store/testing/open-temporary-store.ts';
import type { TemporaryStore } from '../store/testing/open-temporary-store.ts';
import type { StoredAccessToken } from '../store/access-token-store.ts';
import { createVault } from '../store/vault.ts';
import { explainEmbedToken } from './explain-embed-token.ts';

const NOW = 1_800_000_000_000;
const FIVE_MINUTES = 300_000;
const publicUrl = new URL('https://connect.example.com');
const connectors = { hubspot: testConnector(), gwt: testConnector() };
const config = {
  organizations: new Map([
    ['acme', testOrganization({ connectors })],
    ['globex', testOrganization({ slug: 'globex' })],
  ]),
  images: new Map(),
  warnings: [],
};

let temporary: TemporaryStore;
let accessToken: StoredAccessToken;
let token: string;

before(async () => {
  temporary = await openTemporaryStore();
  const { store } = temporary;
  accessToken = (await issueAccessToken({ deps: { store, now: () => NOW } }, { name: 'web' })).stored;
  const keys = await SigningKeys.open({ purpose: 'embed-token', store, vault: createVault([randomBytes(32)]) }, NOW);
  const statement = {
    organization: 'acme',
    tenantKey: '4242',
    userKey: 'ada',
    connectorName: 'hubspot',
    accessTokenId: accessToken.id,
  };
  ({ token } = await new EmbedTokens({ keys, publicUrl }).sign(statement, NOW));
});
after(() => temporary.close());

function explain({ file = temporary.file, now = NOW } = {}) {
  const settings = { databaseUrl: `sqlite:${file}`, publicUrl } as ServerSettings;
  return explainEmbedToken(token, { config, settings, now });
}

test('an embed token of the server is accepted once by the pages of its organization, and names what each shows', async () => {
  const readings = await explain();
  const accepted = readings.filter((reading) => reading.accepted);
  const places = accepted.map(({ dialect, organization, arrival }) => `${dialect} ${organization ?? ''} ${arrival}`);
  assert.ok(places.includes('native acme message') && places.includes('native acme url'), places.join());
  for (const { organization, tenant, user, singleUse, pages } of accepted) {
    assert.deepEqual([organization, tenant, user, singleUse], ['acme', '4242', 'ada', true]);
    assert.equal(pages.find(({ path }) => path === '/acme/hubspot/auth')?.connector, 'hubspot');
    assert.notEqual(pages.find(({ path }) => path === '/acme/gwt/auth')?.refusal, undefined);
  }
  const refused = readings.filter(({ organization }) => organization === 'globex');
  assert.ok(refused.length > 0 && refused.every(({ reason }) => reason === 'aud is another organization'));
});

test('an embed token that is too old, or of another database, is refused', async () => {
  const old = await explain({ now: NOW + 2 * FIVE_MINUTES });
  assert.ok(old.every(({ accepted }) => !accepted) && old.some(({ code }) => code === 'token_expired'));
  const foreign = await explain({ file: `${temporary.file}-absent` });
  assert.ok(foreign.every(({ accepted, verified }) => !accepted && !verified));
});

test('an embed token whose access token was revoked is refused', async () => {
  await temporary.store.write(({ accessTokens }) => accessTokens.revoke('acme', accessToken.id, NOW));
  const readings = await explain();
  const reasons = readings.filter(({ organization }) => organization === 'acme').map(({ reason }) => reason);
  assert.deepEqual(new Set(reasons), new Set(['the access token was revoked or has expired']));
});
