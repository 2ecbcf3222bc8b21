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
  warnings: [],
};

const explain = (token: string) => explainToken(token, config, NOW);
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
