import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';

import { TokenExpiredError, TokenInvalidError } from '../errors.ts';
import { openTemporaryStore } from '../store/testing/open-temporary-store.ts';
import type { TemporaryStore } from '../store/testing/open-temporary-store.ts';
import { createVault } from '../store/vault.ts';
import { Receipts } from './receipt.ts';
import { rotateSigningKey } from './rotate-signing-key.ts';
import { SessionTokens } from './session-token.ts';
import type { SessionTokenStatement } from './session-token.ts';
import { SigningKeys } from './signing-keys.ts';

const NOW = 1_800_000_000_000;
const HOUR_MS = 3_600_000;
const DAY = { now: NOW, expiresInSeconds: 86_400 };
const publicUrl = new URL('https://connect.example.com');

const statement: SessionTokenStatement = {
  organization: 'acme',
  tenantKey: '4242',
  tenantName: 'Customer Inc.',
  email: 'ada@customer.example',
  userName: 'Ada',
  groups: ['managers'],
  integrationName: undefined,
  connectorName: 'hubspot',
  origin: 'https://app.acme.example',
  accessTokenId: 7,
};

const vault = createVault([randomBytes(32)]);
let temporary: TemporaryStore;
let keys: SigningKeys;
let sessionTokens: SessionTokens;

before(async () => {
  temporary = await openTemporaryStore();
  keys = await SigningKeys.open({ purpose: 'session-token', store: temporary.store, vault }, NOW);
  sessionTokens = new SessionTokens({ keys, publicUrl });
});
after(() => temporary.close());

const verify = (token: string, now = NOW, organization = 'acme') => sessionTokens.verify(token, { organization, now });

/** Signs other content with the key of session tokens. */
async function signed(claims: object, header: object = {}, issuer = publicUrl.origin): Promise<string> {
  const { kid, sign: signText } = await keys.current(NOW);
  const iat = NOW / 1000;
  const usual = { iss: issuer, aud: 'acme', sub: 'a@b.c', tenant: '1', groups: [], access_token_id: 1, iat };
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const signingInput = `${encode({ alg: 'ES256', typ: 'embed-session+jwt', kid, ...header })}.${encode({ ...usual, exp: iat + 60, ...claims })}`;
  return `${signingInput}.${signText(signingInput).toString('base64url')}`;
}

describe('a session token', () => {
  test('says what was signed, until it expires', async () => {
    const token = await sessionTokens.sign(statement, DAY);
    assert.deepEqual(await verify(token, NOW + 24 * HOUR_MS - 1), { ...statement, issuedAt: NOW });
    await assert.rejects(verify(token, NOW + 24 * HOUR_MS + 60_000), TokenExpiredError);
    const short = await sessionTokens.sign(statement, { now: NOW, expiresInSeconds: 60 });
    await assert.rejects(verify(short, NOW + 120_000), TokenExpiredError);
  });

  test('stays valid after a rotation of its key', async (t) => {
    const other = await openTemporaryStore();
    t.after(() => other.close());
    const options = { purpose: 'session-token', store: other.store, vault } as const;
    const rotated = new SessionTokens({ keys: await SigningKeys.open(options, NOW), publicUrl });
    const token = await rotated.sign(statement, DAY);
    await rotateSigningKey(options, NOW);
    const later = NOW + 23 * HOUR_MS;
    const verified = await rotated.verify(token, { organization: 'acme', now: later });
    assert.deepEqual(verified, { ...statement, issuedAt: NOW });
    const next = await rotated.sign(statement, { now: later, expiresInSeconds: 60 });
    assert.notEqual(next.split('.')[0], token.split('.')[0]);
    assert.equal((await rotated.verify(next, { organization: 'acme', now: later })).issuedAt, later);
  });

  test('that would be longer than pages accept is not signed', async () => {
    const groups = ['x'.repeat(8000)];
    await assert.rejects(sessionTokens.sign({ ...statement, groups }, DAY), { name: 'InvalidRequestError' });
  });

  test('has no key among those that verify receipts', async () => {
    const receiptKeys = await SigningKeys.open({ purpose: 'receipt', store: temporary.store, vault }, NOW);
    const published = (await new Receipts({ keys: receiptKeys, publicUrl }).jwks(NOW)).keys.map(({ kid }) => kid);
    assert.ok(!published.includes((await keys.current(NOW)).kid));
  });

  const forgeries: readonly (readonly [title: string, token: () => Promise<string>])[] = [
    ['of another organization', () => signed({ aud: 'globex' })],
    ['for several organizations', () => signed({ aud: ['acme', 'globex'] })],
    ['of another server', () => signed({}, {}, 'https://connect.example')],
    ['without typ', () => signed({}, { typ: undefined })],
    ['with the typ of a receipt', () => signed({}, { typ: 'embed-receipt+jwt' })],
    ['with another spelling of its typ', () => signed({}, { typ: 'application/embed-session+jwt' })],
    ['without iat', () => signed({ iat: undefined })],
    ['from the future', () => signed({ iat: NOW / 1000 + 3600 })],
    ['without a tenant', () => signed({ tenant: '' })],
    ['without groups', () => signed({ groups: undefined })],
    ['without its access token', () => signed({ access_token_id: undefined })],
    ['with an access token that is a text', () => signed({ access_token_id: '1' })],
    ['signed by the key of receipts', signedAsReceipt],
    ['with the public key as a shared secret', withPublicKeyAsSecret],
    ['with alg none', withAlgNone],
    ['with a changed payload', withChangedTenant],
  ];
  for (const [title, token] of forgeries) {
    test(`is refused ${title}`, async () => {
      await assert.rejects(verify(await token()), TokenInvalidError);
    });
  }

  async function signedAsReceipt(): Promise<string> {
    const receiptKeys = await SigningKeys.open({ purpose: 'receipt', store: temporary.store, vault }, NOW);
    return new SessionTokens({ keys: receiptKeys, publicUrl }).sign(statement, DAY);
  }

  async function withPublicKeyAsSecret(): Promise<string> {
    const [published] = await keys.published(NOW);
    const [, payload = ''] = (await sessionTokens.sign(statement, DAY)).split('.');
    const input = `${encoded({ alg: 'HS256', typ: 'embed-session+jwt', kid: published?.kid })}.${payload}`;
    return `${input}.${createHmac('sha256', JSON.stringify(published)).update(input).digest('base64url')}`;
  }

  async function withAlgNone(): Promise<string> {
    const [, payload = ''] = (await sessionTokens.sign(statement, DAY)).split('.');
    return `${encoded({ alg: 'none', typ: 'embed-session+jwt' })}.${payload}.AA`;
  }

  async function withChangedTenant(): Promise<string> {
    const [header = '', payload = '', signature = ''] = (await sessionTokens.sign(statement, DAY)).split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    return `${header}.${encoded({ ...claims, tenant: '1' })}.${signature}`;
  }

  function encoded(value: unknown): string {
    return Buffer.from(JSON.stringify(value)).toString('base64url');
  }
});
