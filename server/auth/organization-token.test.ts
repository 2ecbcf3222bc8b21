import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import { ecKeyPair, hmacKey, rsaKeyPair, TEST_SECRET, testOrganization } from './testing/organization.ts';
import { es256, hs256, rs256, signToken } from './testing/tokens.ts';
import { TokenExpiredError, TokenInvalidError } from '../errors.ts';
import type { TokenArrival } from './token-times.ts';
import { sharedSecrets, verifyOrganizationToken } from './organization-token.ts';

const NOW_SECONDS = 1_800_000_000;
const NOW = NOW_SECONDS * 1000;
const ACCOUNT_SECRET = 'the secret of one account, more than 32 bytes';
const VENDOR_SECRET = 'a secret with a vendor id, more than 32 bytes';

const rsa = await rsaKeyPair();
const organization = testOrganization({
  keys: [
    await hmacKey('an older secret of more than thirty-two bytes'),
    await hmacKey(TEST_SECRET),
    await hmacKey(ACCOUNT_SECRET, { account: '42' }),
    await hmacKey(VENDOR_SECRET, { vendorId: 'we1' }),
    rsa.key,
  ],
});
const signer = hs256(TEST_SECRET);
const claims = { sub: 'ada@example.com', iat: NOW_SECONDS };

function verify(token: string, of = organization, arrival: TokenArrival = 'url') {
  return verifyOrganizationToken(token, { organization: of, keys: sharedSecrets(of), arrival, now: NOW });
}

function read(more: Record<string, unknown>) {
  return verify(signToken({ ...claims, ...more }, signer));
}

test('the minimal token has a subject and a time', async () => {
  assert.deepEqual(await read({}), {
    tenantKey: 'ada@example.com',
    tenantName: undefined,
    userKey: 'ada@example.com',
    issuedAt: NOW,
    actor: { id: 'ada@example.com' },
    displayName: undefined,
    fullName: undefined,
    email: undefined,
    integrations: [],
    extraTenantInfo: {},
    ownCredential: undefined,
    integrationName: undefined,
    connectorName: undefined,
    hiddenIntegrations: [],
    groups: [],
    locale: undefined,
    permissions: ['view', 'connect', 'manage'],
    state: null,
    ignoredClaims: [],
  });
});

test('every claim is read, and the credential is separate from what is sent back to the host', async () => {
  const token = await read({
    external_id: 4242,
    meta: { plan: 'gold' },
    permissions: ['connect'],
    state: 'a1',
    ti: {
      udn: 'Ada',
      ufn: 'Ada Lovelace',
      uem: 'ada@acme.com',
      ili: ['gwt2hs', 8],
      aid: 17,
      adn: 'Charles',
      unknown: [1],
      xti: {
        integration_name: 7,
        connector_name: 'hubspot',
        hidden_integrations: 'old, 9',
        user_group: 'admins',
        user_tier: ['gold', 2],
        locale: 'de-AT',
        token: { api_key: 'secret', subdomain: '', region: null },
        anything: { else: true },
      },
    },
  });
  assert.deepEqual(token, {
    tenantKey: '4242',
    tenantName: 'Ada',
    userKey: 'ada@example.com',
    issuedAt: NOW,
    actor: { id: '17', name: 'Charles' },
    displayName: 'Ada',
    fullName: 'Ada Lovelace',
    email: 'ada@acme.com',
    integrations: ['gwt2hs', '8'],
    extraTenantInfo: {
      integration_name: 7,
      connector_name: 'hubspot',
      hidden_integrations: 'old, 9',
      user_group: 'admins',
      user_tier: ['gold', 2],
      locale: 'de-AT',
      anything: { else: true },
    },
    ownCredential: { api_key: 'secret' },
    integrationName: '7',
    connectorName: 'hubspot',
    hiddenIntegrations: ['old', '9'],
    groups: ['admins', 'gold', '2'],
    locale: 'de-AT',
    permissions: ['view', 'connect'],
    state: 'a1',
    ignoredClaims: [],
  });
});

test('tenant and user name the owner, and sub takes the place of an absent user', async () => {
  const owner = async (more: Record<string, unknown>) => {
    const { tenantKey, userKey } = await read(more);
    return [tenantKey, userKey];
  };
  assert.deepEqual(await owner({ tenant: 4242, user: 'grace', sub: undefined }), ['4242', 'grace']);
  assert.deepEqual(await owner({ tenant: '4242', user: 'grace' }), ['4242', 'grace']);
  assert.deepEqual(await owner({ tenant: '4242', user: ' ' }), ['4242', 'ada@example.com']);
  assert.deepEqual(await owner({ user: 'grace' }), ['ada@example.com', 'ada@example.com']);
});

test('a token that names the account in two ways, or no user, is refused', async () => {
  await assert.rejects(read({ tenant: '1', external_id: '2' }), TokenInvalidError);
  await assert.rejects(read({ tenant: '1', external_id: '1' }), TokenInvalidError);
  await assert.rejects(read({ tenant: '1', sub: undefined }), TokenInvalidError);
});

test('blank claims count as absent', async () => {
  const blank = { udn: '', ufn: ' ', uem: null, ili: '', aid: '', adn: '' };
  const xti = { integration_name: '', connector_name: ' ', hidden_integrations: null, token: '', locale: '' };
  const token = await read({ external_id: '', meta: '', exp: '', nbf: null, ti: { ...blank, xti }, xti: '' });
  const { extraTenantInfo, ...rest } = token;
  const { extraTenantInfo: none, ...least } = await read({});
  assert.deepEqual(rest, least);
  assert.deepEqual(none, {});
  assert.equal('token' in extraTenantInfo, false);
});

const actors: [title: string, ti: Record<string, unknown>, actor: object][] = [
  ['the user by id when no name is given', {}, { id: 'ada@example.com' }],
  ['the user by display name', { udn: 'Ada' }, { id: 'ada@example.com', name: 'Ada' }],
  ["the named person, without borrowing the user's name", { aid: 'c1', udn: 'Ada' }, { id: 'c1' }],
  [
    'the user by the name of the acting person',
    { adn: 'Charles', udn: 'Ada' },
    { id: 'ada@example.com', name: 'Charles' },
  ],
];

for (const [title, ti, actor] of actors) {
  test(`the actor is ${title}`, async () => {
    const token = await read({ ti });
    assert.deepEqual(token.actor, actor);
    assert.equal(token.userKey, 'ada@example.com');
  });
}

test('an xti at the top level is accepted, and the one in ti replaces it entirely', async () => {
  const xti = { integration_name: 'outer', connector_name: 'outer', token: 'outer' };
  assert.equal((await read({ xti })).integrationName, 'outer');
  assert.equal((await read({ ti: { xti: ' ' }, xti })).ownCredential, 'outer');
  const token = await read({ ti: { xti: { integration_name: 'inner' } }, xti });
  assert.deepEqual(
    [token.integrationName, token.connectorName, token.ownCredential, token.extraTenantInfo],
    ['inner', undefined, undefined, { integration_name: 'inner' }],
  );
});

const credentials: [title: string, token: unknown, read: unknown][] = [
  ['text', 'secret', 'secret'],
  ['text that looks like a key file', '-----BEGIN\nKEY-----\n', '-----BEGIN\nKEY-----\n'],
  ['fields', { user: 'a', password: 'b' }, { user: 'a', password: 'b' }],
  ['no fields', {}, undefined],
  ['only blank fields', { user: '', password: null }, undefined],
];

for (const [title, token, expected] of credentials) {
  test(`the credential of the own connector may be ${title}`, async () => {
    assert.deepEqual((await read({ ti: { xti: { token } } })).ownCredential, expected);
  });
}

test('meta may be text or an object', async () => {
  for (const meta of ['a\nb', {}]) await assert.doesNotReject(read({ meta }));
});

const ignored: [title: string, claims: Record<string, unknown>, path: string, reason: string][] = [
  ['meta that is a list', { meta: ['a'] }, 'meta', 'is neither text nor an object'],
  ['meta that is a number', { meta: 1 }, 'meta', 'is neither text nor an object'],
  ['ti.udn that is a number', { ti: { udn: 1 } }, 'ti.udn', 'is not text'],
  ['a control character in ti.udn', { ti: { udn: 'a\u001b[31m' } }, 'ti.udn', 'has control characters'],
  ['ti.ufn that is a list', { ti: { ufn: ['a'] } }, 'ti.ufn', 'is not text'],
  ['ti.uem that is an object', { ti: { uem: {} } }, 'ti.uem', 'is not text'],
  ['ti.ili with an object in it', { ti: { ili: [{ id: 7 }] } }, 'ti.ili[0]', 'is not text'],
  ['ti.aid that is a boolean', { ti: { aid: true } }, 'ti.aid', 'is not text'],
  ['ti.adn that is a number', { ti: { adn: 1 } }, 'ti.adn', 'is not text'],
  ['xti.locale that is a list', { xti: { locale: ['de'] } }, 'xti.locale', 'is not text'],
  ['xti.token that is a number', { xti: { token: 1 } }, 'xti.token', 'is neither text nor an object'],
  ['xti.token that is a list', { xti: { token: ['a'] } }, 'xti.token', 'is neither text nor an object'],
  ['xti.token with a number in it', { xti: { token: { port: 1 } } }, 'xti.token', 'has a field that is not text'],
  ['ti.ili that is an object', { ti: { ili: {} } }, 'ti.ili', 'is not text'],
  [
    'xti.hidden_integrations that is a number with a fraction',
    { xti: { hidden_integrations: 1.5 } },
    'xti.hidden_integrations',
    'is not a whole number',
  ],
  ['xti.user_group that is an object', { xti: { user_group: {} } }, 'xti.user_group', 'is not text'],
  ['a tenant_name that is a number', { tenant_name: 1 }, 'tenant_name', 'is not text'],
];

for (const [title, change, path, reason] of ignored) {
  test(`a token with ${title} counts as one without it, and says which claim was ignored`, async () => {
    const token = await read(change);
    const { extraTenantInfo } = token;
    assert.deepEqual(token, { ...(await read({})), extraTenantInfo, ignoredClaims: [{ path, reason }] });
  });
}

test('the list of integrations may be text with commas', async () => {
  assert.deepEqual((await read({ ti: { ili: 'gwt2hs, 8' } })).integrations, ['gwt2hs', '8']);
});

test('the name of the tenant is tenant_name, else the display name', async () => {
  assert.equal((await read({ tenant_name: 'Contoso', ti: { udn: 'Ada' } })).tenantName, 'Contoso');
  assert.equal((await read({ ti: { udn: 'Ada' } })).tenantName, 'Ada');
});

const invalid: [title: string, claims: Record<string, unknown>][] = [
  ['no sub', { sub: undefined, external_id: '4242' }],
  ['a blank sub', { sub: ' ', external_id: '4242' }],
  ['a sub that is a list', { sub: ['ada'] }],
  ['a sub that is an object', { sub: { id: 1 } }],
  ['a sub that is not a whole number', { sub: 1.5 }],
  ['a sub of 256 characters', { sub: 'x'.repeat(256) }],
  ['a control character in sub', { sub: 'ada\u0000' }],
  ['half a character in sub', { sub: 'ada\ud83d' }],
  ['neither iat nor exp', { iat: undefined }],
  ['exp as text', { exp: '1' }],
  ['exp as a list', { exp: [NOW_SECONDS] }],
  ['iat as text', { iat: String(NOW_SECONDS) }],
  ['iat in the future', { iat: NOW_SECONDS + 61 }],
  ['an external_id that is a list', { external_id: ['4242'] }],
  ['an external_id of 256 characters', { external_id: 'x'.repeat(256) }],
  ['ti that is text', { ti: 'a' }],
  ['ti that is a list', { ti: [] }],
  ['ti.xti that is text', { ti: { xti: 'a' } }],
  ['a top-level xti that is a list', { xti: [] }],
  ['a top-level xti that is a list, beside a good one', { ti: { xti: {} }, xti: [] }],
  ['xti.integration_name that is a list', { xti: { integration_name: ['a'] } }],
  ['permissions that are text', { permissions: 'view' }],
  ['a state that is a number', { state: 1 }],
  ['xti.connector_name that is an object', { xti: { connector_name: {} } }],
];

for (const [title, change] of invalid) {
  test(`a token with ${title} is invalid, though signed`, async () => {
    await assert.rejects(read(change), (error) => error instanceof TokenInvalidError && error.refusal.verified);
  });
}

const unverified: [title: string, token: string][] = [
  ['no token', ''],
  ['an unknown secret', signToken(claims, hs256('a secret that no organization has configured'))],
  ['the secret of one account', signToken(claims, hs256(ACCOUNT_SECRET))],
  ['a secret that belongs to a vendor id', signToken(claims, hs256(VENDOR_SECRET))],
  ["the organization's own RSA key", signToken(claims, rs256(rsa.privateKey))],
  ['the public key as secret', signToken(claims, hs256(rsa.publicKey.export({ type: 'spki', format: 'der' })))],
  ['a claim twice', signToken('{"sub":"a","sub":"b","iat":1}', signer)],
  ['a number that overflows', signToken('{"sub":"a","iat":1e400}', signer)],
  ['a token in the token', signToken(signToken(claims, signer), signer)],
];

for (const [title, token] of unverified) {
  test(`a token with ${title} is invalid, and none of its claims is trusted`, async () => {
    await assert.rejects(verify(token), (error) => error instanceof TokenInvalidError && !error.refusal.verified);
  });
}

test("another organization's token is refused like one with an unknown key", async () => {
  const other = testOrganization({ slug: 'other', keys: [await hmacKey('the secret of another organization')] });
  await assert.rejects(
    verify(signToken(claims, signer), other),
    (error) => error instanceof TokenInvalidError && !error.refusal.verified,
  );
});

test('the maximum age is the one that the organization configures', async () => {
  const strict = testOrganization({ keys: organization.keys, tokens: { maxAgeSeconds: 30, singleUse: false } });
  const token = signToken({ ...claims, iat: NOW_SECONDS - 90 }, signer);
  assert.ok(await verify(token));
  await assert.rejects(verify(token, strict), TokenExpiredError);
});

test('an exp may replace iat, and ends the token', async () => {
  const once = testOrganization({ keys: organization.keys, tokens: { maxAgeSeconds: 600, singleUse: true } });
  const token = signToken({ ...claims, iat: undefined, exp: NOW_SECONDS + 600 }, signer);
  assert.equal((await verify(token, once)).singleUse?.rememberUntil, NOW + 660_000);
  await assert.rejects(read({ iat: undefined, exp: NOW_SECONDS - 60 }), TokenExpiredError);
});

test('by message, an exp replaces the maximum age', async () => {
  const token = signToken({ ...claims, iat: NOW_SECONDS - 3600, exp: NOW_SECONDS + 60 }, signer);
  assert.ok(await verify(token, organization, 'message'));
  await assert.rejects(verify(token, organization, 'url'), TokenExpiredError);
});

test('an organization that accepts tokens once remembers them by jti, else by the hash of the signed part', async () => {
  const once = testOrganization({ keys: organization.keys, tokens: { maxAgeSeconds: 600, singleUse: true } });
  const token = signToken(claims, signer);
  assert.equal(
    (await verify(token, once)).singleUse?.tokenId,
    createHash('sha256')
      .update(token.slice(0, token.lastIndexOf('.')))
      .digest('base64url'),
  );
  assert.equal((await verify(signToken({ ...claims, jti: 7 }, signer), once)).singleUse?.tokenId, '7');
  await assert.rejects(verify(signToken({ ...claims, jti: ['a'] }, signer), once), TokenInvalidError);
  assert.equal((await read({ jti: 'a' })).singleUse, undefined);
});

test('two signatures of the same content are one token', async () => {
  const { key, privateKey } = await ecKeyPair();
  const once = testOrganization({ keys: [key], tokens: { maxAgeSeconds: 600, singleUse: true } });
  const token = signToken(claims, es256(privateKey));
  const signed = token.slice(0, token.lastIndexOf('.') + 1);
  const signature = Buffer.from(token.slice(signed.length), 'base64url');
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const s = order - BigInt(`0x${signature.toString('hex', 32)}`);
  const other =
    signed +
    Buffer.concat([signature.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, '0'), 'hex')]).toString(
      'base64url',
    );
  const tokenId = async (of: string) =>
    (await verifyOrganizationToken(of, { organization: once, keys: [key], arrival: 'url', now: NOW })).singleUse
      ?.tokenId;
  assert.notEqual(other, token);
  assert.equal(await tokenId(other), await tokenId(token));
});
