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
import { hs256, rs256, signToken } from '../auth/testing/tokens.ts';
import { explainToken } from './explain-token.ts';

const NOW = 1_800_000_000_000;
const iat = NOW / 1000;
const [secret, vendor] = await Promise.all([hmacKey(TEST_SECRET), rsaKeyPair({ vendorId: 'we1' })]);

const acme = testOrganization({
  keys: [secret, vendor.key],
  connectors: { hubspot: testConnector(), gwt: testConnector() },
  integrations: [testIntegration({ slug: 'sync', id: 1 })],
});
const globex = testOrganization({ slug: 'globex', keys: [await hmacKey(`${TEST_SECRET}!`)] });
const config = {
  organizations: new Map([
    ['acme', acme],
    ['globex', globex],
  ]),
  images: new Map(),
  warnings: [],
};

const explain = (token: string) => explainToken(token, { config, now: NOW });
const accepted = async (token: string) => (await explain(token)).filter((reading) => reading.accepted);

test('a token of an organization is accepted by its pages, each with the connector that it shows', async () => {
  const token = signToken(
    { sub: 'ada', external_id: '4242', iat, colour: 'red', tenant_name: ['x'], xti: { integration_name: 'sync' } },
    hs256(TEST_SECRET),
  );
  const readings = await accepted(token);
  assert.deepEqual(
    readings.map(({ dialect, organization, arrival }) => [dialect, organization, arrival]),
    [
      ['pandium', 'acme', 'url'],
      ['native', 'acme', 'url'],
      ['native', 'acme', 'message'],
    ],
  );
  const [first] = readings;
  assert.deepEqual([first?.tenant, first?.user, first?.singleUse], ['4242', 'ada', false]);
  const page = (path: string) => first?.pages.find((candidate) => candidate.path === path);
  assert.deepEqual(page('/acme/hubspot/auth'), {
    path: '/acme/hubspot/auth',
    connector: 'hubspot',
    integration: 'sync',
  });
  assert.match(page('/acme/gwt/auth')?.refusal ?? '', /integration/);
  assert.deepEqual(first?.ignoredClaims, [
    { path: 'tenant_name', reason: 'is not text' },
    { path: 'colour', reason: 'is not a claim that these pages read' },
  ]);
  assert.ok(!JSON.stringify(await explain(token)).includes(token));
});

test('a token of a direct link is accepted by direct links only, once', async () => {
  const token = signToken({ sub: 'we1:E4242', jti: 'one', iat }, rs256(vendor.privateKey));
  const [reading, ...others] = await accepted(token);
  assert.deepEqual(others, []);
  assert.deepEqual([reading?.organization, reading?.tenant, reading?.singleUse], ['acme', '4242', true]);
});

for (const [title, claims, code, reason] of [
  ['is too old', { sub: 'ada', iat: iat - 7200 }, 'token_expired', /older than the maximum age/],
  ['has no subject', { iat }, 'token_invalid', /sub is missing/],
] as const) {
  test(`a token that ${title} is refused with code and reason by the organization that signed it`, async () => {
    const readings = await explain(signToken(claims, hs256(TEST_SECRET)));
    assert.ok(readings.every((candidate) => !candidate.accepted));
    const verified = readings.filter((candidate) => candidate.verified);
    assert.deepEqual(new Set(verified.map((candidate) => candidate.organization)), new Set(['acme']));
    assert.equal(verified[0]?.code, code);
    assert.match(verified[0].reason ?? '', reason);
  });
}

test('what is no token is refused everywhere, without a part of it', async () => {
  const readings = await explain('hunter2.hunter2.hunter2');
  assert.ok(readings.length > 0 && readings.every(({ code }) => code === 'token_invalid'));
  assert.ok(!JSON.stringify(readings).includes('hunter2'));
});

test('a token with the claims of another system is explained with its keys and rules, and without its credential', async () => {
  const LOCOIA_SECRET = 'the secret for all accounts, more than 32 bytes';
  const keys = [secret, await hmacKey(LOCOIA_SECRET, { claims: 'locoia' })];
  const connectors = { hubspot: testConnector() };
  const organizations = new Map([['acme', testOrganization({ keys, connectors })]]);
  const claims = { embed_account_id: '4242', embed_user_id: 'ada', iat, exp: iat + 60, sub: 'x' };
  const explained = async (changes: object) => {
    const token = signToken({ ...claims, ...changes }, hs256(LOCOIA_SECRET));
    const readings = await explainToken(token, { config: { organizations }, now: NOW });
    assert.ok(!JSON.stringify(readings).includes('hunter2'));
    return readings.filter(({ verified }) => verified);
  };

  const good = await explained({ client_authentication: { connector_id: 'hubspot', auth_token: 'hunter2' } });
  assert.deepEqual(
    good.map(({ dialect, arrival, accepted: ok, tenant, user, singleUse }) => [
      dialect,
      arrival,
      ok,
      tenant,
      user,
      singleUse,
    ]),
    [
      ['locoia', 'url', true, '4242', 'ada', false],
      ['locoia', 'message', true, '4242', 'ada', false],
    ],
  );
  assert.deepEqual(good[0]?.ignoredClaims, [{ path: 'sub', reason: 'is not a claim that these pages read' }]);
  assert.ok(good[0].notes.some((note) => note.includes('with hubspot')));

  const [bad] = await explained({ client_authentication: { connector_id: 'hubspot', auth_token: ['hunter2'] } });
  assert.ok(bad?.notes.some((note) => note.startsWith('client_authentication')));
  const [long] = await explained({ exp: iat + 400_000 });
  assert.deepEqual([long?.accepted, long?.reason], [false, 'exp is too long after iat']);
});
