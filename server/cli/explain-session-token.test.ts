import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { SessionTokens } from '../auth/session-token.ts';
import { issueAccessToken } from '../api/testing/access-token.ts';
import { SigningKeys } from '../auth/signing-keys.ts';
import { testConnector, testIntegration, testOrganization } from '../auth/testing/organization.ts';
import type { ServerSettings } from '../config/config.ts';
import { openTemporaryStore } from '../store/testing/open-temporary-store.ts';
import type { TemporaryStore } from '../store/testing/open-temporary-store.ts';
import type { StoredAccessToken } from '../store/access-token-store.ts';
import { createVault } from '../store/vault.ts';
import { explainSessionToken } from './explain-session-token.ts';

const NOW = 1_800_000_000_000;
const DAY = { now: NOW, expiresInSeconds: 86_400 };
const publicUrl = new URL('https://connect.example.com');

const acme = {
  ...testOrganization({
    connectors: { hubspot: testConnector() },
    integrations: [testIntegration({ slug: 'sync', id: 1, connectors: ['hubspot'] })],
  }),
  apps: new Map([['0d7c', { kind: 'portal' } as const]]),
};
const globex = testOrganization({ slug: 'globex' });
const config = {
  organizations: new Map([
    ['acme', acme],
    ['globex', globex],
  ]),
  images: new Map(),
  warnings: [],
};

let temporary: TemporaryStore;
let accessToken: StoredAccessToken;
let sessionTokens: SessionTokens;

before(async () => {
  temporary = await openTemporaryStore();
  const { store } = temporary;
  accessToken = (await issueAccessToken({ deps: { store, now: () => NOW } }, { name: 'web' })).stored;
  const vault = createVault([randomBytes(32)]);
  sessionTokens = new SessionTokens({
    keys: await SigningKeys.open({ purpose: 'session-token', store, vault }, NOW),
    publicUrl,
  });
});
after(() => temporary.close());

const statement = { organization: 'acme', tenantKey: '4242', email: 'ada@acme.example', groups: [] };

function explain(token: string, file = temporary.file) {
  const settings = { databaseUrl: `sqlite:${file}`, publicUrl } as ServerSettings;
  return explainSessionToken(token, { config, settings, now: NOW });
}

test('a session token is accepted by the applications and the native pages of its organization, by message', async () => {
  const origin = 'https://app.acme.example';
  const readings = await explain(
    await sessionTokens.sign({ ...statement, origin, accessTokenId: accessToken.id }, DAY),
  );
  const accepted = readings.filter((reading) => reading.accepted);
  assert.deepEqual(
    accepted.map(({ dialect, organization, arrival }) => [dialect, organization, arrival]),
    [
      ['superblocks', 'acme', 'message'],
      ['native', 'acme', 'message'],
    ],
  );
  const [first] = accepted;
  assert.deepEqual([first?.tenant, first?.user, first?.origin], ['4242', 'ada@acme.example', origin]);
  assert.deepEqual(first?.pages, [{ path: '/embed/applications/0d7c' }]);
  assert.deepEqual([first.ignoredClaims, first.notes], [[], []]);
  const refused = readings.filter(({ organization }) => organization === 'globex');
  assert.ok(refused.length > 0 && refused.every(({ reason }) => reason === 'aud is another organization'));
});

test('a session token of another database, and of none, is not verified', async () => {
  const token = await sessionTokens.sign({ ...statement, accessTokenId: accessToken.id }, DAY);
  const readings = await explain(token, `${temporary.file}-absent`);
  assert.ok(readings.every(({ accepted, verified }) => !accepted && !verified));
});

test('a session token whose access token was revoked is refused, as on a page', async () => {
  const { store } = temporary;
  const { stored } = await issueAccessToken({ deps: { store, now: () => NOW } }, { name: 'leaked' });
  await store.write(({ accessTokens }) => accessTokens.revoke('acme', stored.id, NOW));
  const readings = await explain(await sessionTokens.sign({ ...statement, accessTokenId: stored.id }, DAY));
  const ofAcme = readings.filter(({ organization }) => organization === 'acme');
  assert.deepEqual(
    ofAcme.map(({ accepted, code, reason }) => [accepted, code, reason]),
    ofAcme.map(() => [false, 'token_invalid', 'the access token was revoked or has expired']),
  );
});
