import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTenantSecret } from '../../connections/tenant-secret.ts';
import type { OrganizationConfig } from '../../config/config.ts';
import { HOST_ORIGIN, hs256, startHarness } from '../../testing/harness.ts';
import type { Harness } from '../../testing/harness.ts';
import { bearerOf, callSessionApi, exchangeToken, loadPage } from '../../testing/page.ts';
import { SANDBOX_KEY } from '../../sandbox/keys.ts';

const NATIVE_SECRET = 'the-native-secret-of-this-organization';
const ALL_SECRET = 'the-locoia-secret-for-all-accounts!!';
const SECRETS = {
  configured: 'the-configured-secret-of-account-42!',
  rotated: 'the-next-secret-of-the-account-42-!!',
  stored: 'the-stored-secret-of-the-account-77!',
};
const FOUR_DAYS = 4 * 24 * 3600;

let harness: Harness;
let vendor: OrganizationConfig;

before(async () => {
  harness = await startHarness({
    organizations: {
      vendor: {
        name: 'Vendor',
        allowedOrigins: [HOST_ORIGIN],
        tokens: { singleUse: true },
        keys: [
          { alg: 'HS256', secret: NATIVE_SECRET },
          { alg: 'HS256', secret: ALL_SECRET, claims: 'locoia', id: 'all' },
          { alg: 'HS256', secret: SECRETS.configured, claims: 'locoia', account: '42', id: 'account' },
          { alg: 'HS256', secret: SECRETS.rotated, claims: 'locoia', account: '42' },
        ],
        webhooks: [{ url: 'https://api.vendor.example/hooks', secret: `whsec_${'A'.repeat(43)}=`, events: ['*'] }],
      },
    },
  });
  const found = harness.config.organizations.get('vendor');
  assert.ok(found);
  vendor = found;
  const actor = { id: 'test' };
  await setTenantSecret(harness.deps, { organization: vendor, tenantKey: '77', actor }, SECRETS.stored);
});
after(() => harness.close());

const seconds = () => Math.floor(harness.now() / 1000);
const claims = (changes: object = {}) => ({
  embed_account_id: '1',
  embed_user_id: 'ada',
  iat: seconds(),
  exp: seconds() + 3600,
  ...changes,
});

const PAGE = '/vendor/sandbox/auth';

/** The status and the code of a page that was opened with a token in its address. */
async function answer(token: string, path = PAGE): Promise<string> {
  const { status, state } = await loadPage(harness, `${path}?tenant=${token}`);
  return state.kind === 'notice' ? `${status} ${state.code}` : `${status} ${state.kind}`;
}

describe('a token with Locoia’s claims', () => {
  test('opens a page that speaks native, for the account and the user that it names', async () => {
    const token = hs256(
      claims({
        embed_account_id: 4242,
        embed_account_name: 'Initech',
        embed_user_id: 17,
        embed_user_name: 'Ada',
        embed_user_email: 'ada@initech.example',
        embed_user_language: 'de',
      }),
      ALL_SECRET,
    );
    const { status, state, headers } = await loadPage(harness, `${PAGE}?tenant=${token}`);
    assert.equal(status, 200);
    assert.ok(state.kind === 'dialog');
    assert.deepEqual([state.dialect, state.tenant, state.locale], ['native', 'Initech', 'de']);
    assert.equal(headers.get('content-language'), 'de');
    const tenant = await harness.deps.store.tenants.findByKey('vendor', '4242');
    assert.equal(tenant?.name, 'Initech');
  });

  test('is accepted by message too, and again until it expires, whatever singleUse says', async () => {
    const token = hs256(claims({ exp: seconds() + FOUR_DAYS }), ALL_SECRET);
    for (let time = 0; time < 3; time += 1) {
      assert.equal(await answer(token), '200 dialog');
      assert.equal((await exchangeToken(harness, `${PAGE}?dialect=native`, token)).status, 200);
    }
  });

  test('opens the page of a connection of its account', async () => {
    const { state } = await loadPage(harness, `${PAGE}?tenant=${hs256(claims(), ALL_SECRET)}`);
    assert.ok(state.kind === 'dialog');
    const id = state.connectors[0]?.connections[0]?.id;
    const page = `/vendor/connections/${id}`;
    assert.equal(await answer(hs256(claims(), ALL_SECRET), page), '200 dialog');
    assert.equal(await answer(hs256(claims({ embed_account_id: '2' }), ALL_SECRET), page), '404 not_found');
  });

  test('returns embed_state in webhooks', async () => {
    const token = hs256(claims({ embed_account_id: 'state', embed_state: 'from the host' }), ALL_SECRET);
    const page = await loadPage(harness, `${PAGE}?tenant=${token}`);
    assert.ok(page.state.kind === 'dialog');
    const id = page.state.connectors[0]?.connections[0]?.id;
    const options = { bearer: bearerOf(page), method: 'PUT', body: { values: { api_key: SANDBOX_KEY } } };
    assert.equal((await callSessionApi(harness, `/session/connections/${id}/credentials`, options)).status, 200);
    const events = await harness.deps.store.outbox.list('vendor', { afterSequence: 0, limit: 100 });
    const bodies = events.map(({ body }) => JSON.parse(body) as { type: string; embed_state?: string });
    const connected = bodies.findLast(({ type }) => type === 'connection.connected');
    assert.equal(connected?.embed_state, 'from the host');
  });

  const refused: readonly (readonly [title: string, changes: () => object, code: string, reason: string])[] = [
    ['without an account', () => ({ embed_account_id: undefined }), 'token_invalid', 'embed_account_id is missing'],
    ['with a list as account', () => ({ embed_account_id: ['1'] }), 'token_invalid', 'embed_account_id is not text'],
    ['without a user', () => ({ embed_user_id: ' ' }), 'token_invalid', 'embed_user_id is missing'],
    ['without iat', () => ({ iat: undefined }), 'token_invalid', 'iat is missing'],
    ['without exp', () => ({ exp: undefined }), 'token_invalid', 'exp is missing'],
    ['with exp as text', () => ({ exp: String(seconds() + 60) }), 'token_invalid', 'exp is not a time'],
    ['from the future', () => ({ iat: seconds() + 120 }), 'token_invalid', 'iat is in the future'],
    ['for later', () => ({ nbf: seconds() + 120 }), 'token_invalid', 'nbf is in the future'],
    [
      'for more than four days',
      () => ({ iat: seconds(), exp: seconds() + FOUR_DAYS + 1 }),
      'token_invalid',
      'exp is too long after iat',
    ],
    ['after its end', () => ({ iat: seconds() - 7200, exp: seconds() - 61 }), 'token_expired', 'exp has passed'],
  ];
  for (const [title, changes, code, reason] of refused) {
    test(`is refused ${title}, and the page says why`, async () => {
      const token = hs256(claims(changes()), ALL_SECRET);
      const { status, state } = await loadPage(harness, `${PAGE}?tenant=${token}`);
      assert.ok(state.kind === 'notice');
      assert.deepEqual([status, state.code, state.reason, state.dialect], [401, code, reason, 'native']);
    });
  }

  test('is not refused for claims that only inform', async () => {
    const bad = { embed_user_name: 1, embed_account_name: ['x'], embed_user_email: {}, embed_state: 'x'.repeat(1025) };
    assert.equal(await answer(hs256(claims(bad), ALL_SECRET)), '200 dialog');
    for (const name of Object.keys(bad)) assert.ok(harness.log().includes(`"path":"${name}"`), name);
  });
});

describe('the account that a token claims chooses the only secret that may have signed it', () => {
  const attempts: readonly (readonly [title: string, token: () => string, expected: string])[] = [
    ['the secret for all accounts', () => hs256(claims(), ALL_SECRET), '200 dialog'],
    ['a key of the account', () => hs256(claims({ embed_account_id: '42' }), SECRETS.configured), '200 dialog'],
    ['the next key of the account', () => hs256(claims({ embed_account_id: 42 }), SECRETS.rotated), '200 dialog'],
    ['the stored secret of the account', () => hs256(claims({ embed_account_id: '77' }), SECRETS.stored), '200 dialog'],
    ...(
      [
        ['the secret for all accounts where the account has a key', '42', ALL_SECRET],
        ['the secret for all accounts where the account has a stored secret', '77', ALL_SECRET],
        ['the key of another account', '1', SECRETS.configured],
        ['the stored secret of another account', '1', SECRETS.stored],
        ['the stored secret of another account that has a key', '42', SECRETS.stored],
        ['the key of another account where the account has a stored secret', '77', SECRETS.configured],
        ['a key for other tokens of the organization', '1', NATIVE_SECRET],
        ['no secret of the organization', '1', 'a-secret-that-nothing-here-has-seen'],
      ] as const
    ).map(
      ([title, account, secret]) =>
        [title, () => hs256(claims({ embed_account_id: account }), secret), '401 token_invalid'] as const,
    ),
    [
      'the key of another account, with the kid of the key for all',
      () => hs256(claims(), SECRETS.configured, { kid: 'all' }),
      '401 token_invalid',
    ],
    [
      'the secret for all accounts, with its kid, where the account has a key',
      () => hs256(claims({ embed_account_id: '42' }), ALL_SECRET, { kid: 'all' }),
      '401 token_invalid',
    ],
    [
      'the right key with the kid of another one',
      () => hs256(claims({ embed_account_id: '42' }), SECRETS.configured, { kid: 'other' }),
      '401 token_invalid',
    ],
    [
      'the stored secret, called by another algorithm',
      () => hs256(claims({ embed_account_id: '77' }), SECRETS.stored, { alg: 'HS512' }),
      '401 token_invalid',
    ],
  ];
  for (const [title, token, expected] of attempts) {
    test(`${expected}: signed with ${title}`, async () => {
      assert.equal(await answer(token()), expected);
      const exchanged = await exchangeToken(harness, `${PAGE}?dialect=native`, token());
      assert.equal(exchanged.status, Number(expected.slice(0, 3)));
    });
  }

  test('says nothing about an unverified token beyond its refusal', async () => {
    const { state } = await loadPage(harness, `${PAGE}?tenant=${hs256(claims(), SECRETS.configured)}`);
    assert.ok(state.kind === 'notice');
    assert.equal(state.reason, undefined);
  });
});

describe('a key signs claims of one kind only', () => {
  const nativeClaims = () => ({ sub: 'ada', tenant: '1', iat: seconds(), jti: String(Math.random()) });

  test('keys for Locoia’s claims open no page with native claims', async () => {
    for (const secret of [ALL_SECRET, ...Object.values(SECRETS)])
      for (const account of [undefined, '1', '42', '77']) {
        const token = hs256({ ...nativeClaims(), embed_account_id: account }, secret);
        assert.equal(await answer(token), '401 token_invalid');
      }
  });

  test('a native token that also has Locoia’s claims is read as a native token', async () => {
    const both = { ...nativeClaims(), ...claims({ embed_account_id: '42' }), sub: 'ada', tenant: 'native tenant' };
    const { state } = await loadPage(harness, `${PAGE}?dialect=native&tenant=${hs256(both, NATIVE_SECRET)}`);
    assert.ok(state.kind === 'dialog');
    assert.equal(state.tenant, 'native tenant');
  });
});
