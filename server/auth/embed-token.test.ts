import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { TokenExpiredError, TokenInvalidError } from '../errors.ts';
import { openTemporaryStore } from '../store/testing/open-temporary-store.ts';
import type { TemporaryStore } from '../store/testing/open-temporary-store.ts';
import { createVault } from '../store/vault.ts';
import { parseCompactJws } from './compact-jws.ts';
import { EmbedTokens, isEmbedToken } from './embed-token.ts';
import { FULL_GRANT } from './claim-values.ts';
import { SessionTokens } from './session-token.ts';
import { SigningKeys } from './signing-keys.ts';

const NOW = 1_800_000_000_000;
const publicUrl = new URL('https://connect.example.com');
const vault = createVault([randomBytes(32)]);
const person = { tenantKey: '4242', userKey: 'ada', accessTokenId: 7 };

let temporary: TemporaryStore;
let keys: SigningKeys;
let embedTokens: EmbedTokens;

before(async () => {
  temporary = await openTemporaryStore();
  keys = await SigningKeys.open({ purpose: 'embed-token', store: temporary.store, vault }, NOW);
  embedTokens = new EmbedTokens({ keys, publicUrl });
});
after(() => temporary.close());

const sign = async (changes: object = {}) =>
  (await embedTokens.sign({ organization: 'acme', ...person, ...changes }, NOW)).token;
const verify = (token: string, now = NOW) => embedTokens.verify(token, { organization: 'acme', now });

/** Signs other claims with the key of embed tokens. */
async function signed(claims: object, header: object = {}, issuer = publicUrl.origin): Promise<string> {
  const { kid, sign: signText } = await keys.current(NOW);
  const usual = { iss: issuer, aud: 'acme', tenant: '4242', user: 'ada', access_token_id: 7, jti: 'a' };
  const times = { iat: NOW / 1000, exp: NOW / 1000 + 300 };
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const signingInput = `${encode({ alg: 'ES256', typ: 'embed-token+jwt', kid, ...header })}.${encode({ ...usual, ...times, ...claims })}`;
  return `${signingInput}.${signText(signingInput).toString('base64url')}`;
}

describe('an embed token of this server', () => {
  test('says for whom it is and what it opens, for five minutes', async () => {
    const target = { integrationName: '7', connectorName: 'hubspot' };
    const grant = { permissions: ['view'], state: 'order 1' } as const;
    const { token, expiresAt } = await embedTokens.sign({ organization: 'acme', ...person, ...target, ...grant }, NOW);
    assert.equal(expiresAt, NOW + 300_000);
    assert.ok(isEmbedToken(token));
    const { singleUse, ...verified } = await verify(token, expiresAt - 1);
    assert.deepEqual(verified, { ...person, ...target, ...grant, issuedAt: NOW });
    assert.match(singleUse.tokenId, /^embed-token\+jwt:[0-9a-f-]{36}$/);
    assert.ok(singleUse.rememberUntil >= expiresAt);
    await assert.rejects(verify(token, expiresAt + 60_000), TokenExpiredError);
  });

  test('permits everything and has no state unless it says otherwise', async () => {
    const { permissions, state } = await verify(await sign());
    assert.deepEqual({ permissions, state }, FULL_GRANT);
  });

  test('is different each time, and is no token of an organization', async () => {
    assert.notEqual(await sign(), await sign());
    const token = await sign();
    assert.throws(() => parseCompactJws(token), TokenInvalidError);
  });

  for (const [title, token] of [
    ['of another organization', () => sign({ organization: 'globex' })],
    ['of another server', () => signed({}, {}, 'https://connect.example')],
    ['without typ', () => signed({}, { typ: undefined })],
    ['with the typ of a session token', () => signed({}, { typ: 'embed-session+jwt' })],
    ['without iat', () => signed({ iat: undefined })],
    ['without a tenant', () => signed({ tenant: '' })],
    ['without a user', () => signed({ user: undefined })],
    ['without an id', () => signed({ jti: undefined })],
    ['without its access token', () => signed({ access_token_id: undefined })],
    ['with an empty list of permissions', () => signed({ permissions: [] })],
  ] as const) {
    test(`is refused ${title}`, async () => {
      await assert.rejects(verify(await token()), TokenInvalidError);
    });
  }

  test('is refused if the key of session tokens signed it, and opens no application', async () => {
    const sessionKeys = await SigningKeys.open({ purpose: 'session-token', store: temporary.store, vault }, NOW);
    const foreign = new EmbedTokens({ keys: sessionKeys, publicUrl });
    const { token } = await foreign.sign({ organization: 'acme', ...person }, NOW);
    await assert.rejects(verify(token), TokenInvalidError);
    const sessionTokens = new SessionTokens({ keys: sessionKeys, publicUrl });
    await assert.rejects(sessionTokens.verify(await sign(), { organization: 'acme', now: NOW }), TokenInvalidError);
  });
});
