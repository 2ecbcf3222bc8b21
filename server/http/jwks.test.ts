import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';
import type { JSONWebKeySet } from 'jose';
import type { ConnectionResponse } from '../../widget/protocol/session-api.ts';
import { SANDBOX_KEY } from '../sandbox/keys.ts';
import { hs256, startHarness, subjectClaims } from '../testing/harness.ts';
import type { Harness } from '../testing/harness.ts';
import { bearerOf, callSessionApi, loadPage, selectedId } from '../testing/page.ts';

let harness: Harness;

before(async () => {
  harness = await startHarness();
});
after(() => harness.close());

/** Makes a connection through a page, and returns its receipt. */
async function connect(path: string): Promise<{ receipt: string; id: number }> {
  const page = await loadPage(harness, path);
  const bearer = bearerOf(page);
  assert.ok(page.state.kind === 'dialog');
  const id = selectedId(page.state);
  const saved = await callSessionApi(harness, `/session/connections/${id}/credentials`, {
    bearer,
    method: 'PUT',
    body: { values: { api_key: SANDBOX_KEY } },
  });
  assert.equal(saved.status, 200, saved.text);
  const { successDetails } = saved.json as ConnectionResponse;
  const receipt = successDetails?.['receipt'];
  assert.ok(typeof receipt === 'string', saved.text);
  return { receipt, id };
}

const nativePage = (token: string) => `/acme/sandbox/auth?dialect=native&tenant=${token}`;

async function keySet(): Promise<JSONWebKeySet> {
  return (await (await harness.request('/.well-known/jwks.json')).json()) as JSONWebKeySet;
}

describe('the published keys', () => {
  test('can be read from every site, and cached for five minutes', async () => {
    const response = await harness.request('/.well-known/jwks.json');
    assert.equal(response.status, 200);
    const expected = {
      'content-type': 'application/json',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'public, max-age=300',
    };
    for (const [name, value] of Object.entries(expected)) assert.equal(response.headers.get(name), value, name);
  });

  test('contain only public numbers', async () => {
    const { keys } = await keySet();
    assert.equal(keys.length, 1);
    for (const key of keys) assert.deepEqual(Object.keys(key).sort(), ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  });

  test('verify the receipt of a success, which names the owner of the connection', async () => {
    const claims = subjectClaims(harness.now(), { sub: 'ada@acme.example', external_id: '4242' });
    const { receipt, id } = await connect(nativePage(hs256(claims)));

    const { payload } = await jwtVerify(receipt, createLocalJWKSet(await keySet()), {
      issuer: 'https://connect.example.com',
      audience: 'acme',
      typ: 'embed-receipt+jwt',
    });
    assert.equal(payload.sub, '4242');
    assert.equal(payload['user'], 'ada@acme.example');
    assert.deepEqual(payload['connection'], {
      id,
      connector: 'sandbox',
      name: (payload['connection'] as { name: string }).name,
      connected: true,
      verified: true,
    });
    assert.equal((payload.exp ?? 0) - (payload.iat ?? 0), 300);
  });
});

describe('a receipt', () => {
  test('opens no page and no session', async () => {
    const { receipt } = await connect(nativePage(hs256(subjectClaims(harness.now(), { sub: 'bob@acme.example' }))));
    assert.equal(decodeJwt(receipt).sub, 'bob@acme.example');
    for (const path of [nativePage(receipt), `/acme/sandbox/auth?tenant=${receipt}`]) {
      const { status, state } = await loadPage(harness, path);
      assert.equal(status, 401);
      assert.equal(state.kind === 'notice' && state.code, 'token_invalid');
    }
    assert.equal((await callSessionApi(harness, '/session', { bearer: receipt })).status, 401);
  });

  test('appears in no line of the log', async () => {
    const { receipt } = await connect(nativePage(hs256(subjectClaims(harness.now(), { sub: 'eve@acme.example' }))));
    await loadPage(harness, nativePage(receipt));
    assert.ok(!harness.log().includes(receipt.split('.')[1] ?? '?'));
  });
});
