import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { DialogSession } from '../../widget/protocol/page-state.ts';
import { bearerOf, callSessionApi, exchangeToken, loadPage } from '../testing/page.ts';
import { issueAccessToken } from './testing/access-token.ts';
import { startApiHarness, type ApiHarness } from './testing/api-harness.ts';

const PAGE = '/acme/sandbox-basic/auth';

let api: ApiHarness;
before(async () => {
  api = await startApiHarness();
});
after(() => api.close());

async function mint(changes: object = {}, access?: string): Promise<string> {
  const token = access ?? (await issueAccessToken(api.harness, { scopes: ['embed'] })).token;
  const { status, body, text } = await api.call('POST', '/embed-tokens', {
    token,
    body: { tenant: '4242', ...changes },
  });
  assert.equal(status, 200, text);
  const lifetime = Date.parse(String(body['expires_at'])) - api.harness.now();
  assert.ok(lifetime > 298_000 && lifetime <= 300_000);
  return String(body['token']);
}

const load = (token: string, page = PAGE) =>
  loadPage(api.harness, `${page}${page.includes('?') ? '&' : '?'}tenant=${token}`);

/** Loads a page that is refused, and resolves to the status and the code. */
async function refusalOf(token: string, page = PAGE): Promise<readonly [number, string]> {
  const { status, state } = await load(token, page);
  assert.ok(state.kind === 'notice');
  return [status, state.code];
}

describe('an embed token that a back end requests', () => {
  for (const [title, page] of [
    ['of its own dialect', PAGE],
    ['that speaks native', `${PAGE}?dialect=native`],
  ] as const) {
    test(`opens a page ${title} once, from its address`, async () => {
      const token = await mint({ user: 'ada' });
      const loaded = await load(token, page);
      assert.equal(loaded.status, 200);
      assert.ok(loaded.state.kind === 'dialog' && loaded.state.tenant === '4242');
      assert.equal((await callSessionApi(api.harness, '/session', { bearer: bearerOf(loaded) })).status, 200);
      assert.deepEqual(await refusalOf(token, page), [401, 'token_replayed']);
      assert.ok(!api.harness.log().includes(token));
    });
  }

  test('opens a page once by message, and one connection', async () => {
    const token = await mint();
    const opened = await exchangeToken(api.harness, `${PAGE}?dialect=native`, token);
    assert.equal(opened.status, 200);
    const [connector] = (opened.json as DialogSession).connectors;
    const id = connector?.connections[0]?.id;
    const again = await exchangeToken(api.harness, `${PAGE}?dialect=native`, token);
    assert.equal((again.json as { error: { code: string } }).error.code, 'token_replayed');
    assert.equal((await load(await mint(), `/acme/connections/${String(id)}`)).status, 200);
  });

  test('is for its tenant and user, and with its permissions', async () => {
    const loaded = await load(await mint({ permissions: ['connect'], tenant: 'of-bob', user: 'bob' }));
    assert.ok(loaded.state.kind === 'dialog');
    assert.deepEqual(loaded.state.permissions, ['view', 'connect']);
    const { data } = (await api.call('GET', '/activity?tenant=key:of-bob', await readToken())).body;
    assert.deepEqual(data[0]?.['actor'], { id: 'bob', name: null });
  });

  test('opens its target only', async () => {
    const any = '/acme/connector/auth';
    const shown = async (target: object, page: string) => {
      const { state } = await load(await mint({ target }), page);
      return state.kind === 'dialog' ? state.connectors[0]?.connector.name : state.kind === 'notice' && state.code;
    };
    assert.equal(await shown({ connector: 'sandbox-basic' }, any), 'sandbox-basic');
    assert.equal(await shown({ connector: 'sandbox-basic' }, '/acme/sandbox-bearer/auth'), 'not_found');
    assert.equal(await shown({ integration: 'paired' }, any), 'sandbox-basic');
    assert.equal(await shown({ integration: '1' }, any), 'sandbox');
    assert.equal(await shown({ integration: 'plain' }, PAGE), 'not_found');
  });

  test('is refused by other organizations, by direct links, and once it is five minutes old', async () => {
    assert.deepEqual(await refusalOf(await mint(), '/globex/sandbox-basic/auth'), [401, 'token_invalid']);
    const link = `/direct_link/embedded/connections/1?workato_dl_token=${await mint()}`;
    assert.equal((await loadPage(api.harness, link)).status, 401);
    const token = await mint();
    api.harness.advance(6 * 60_000);
    assert.deepEqual(await refusalOf(token), [401, 'token_expired']);
  });

  test('ends with the access token that requested it, and so does its session', async () => {
    const { token: access, stored } = await issueAccessToken(api.harness, { scopes: ['embed'] });
    const bearer = bearerOf(await load(await mint({}, access)));
    const unused = await mint({}, access);
    const { store, now } = api.harness.deps;
    await store.write(({ accessTokens }) => accessTokens.revoke('acme', stored.id, now()));
    assert.deepEqual(await refusalOf(unused), [401, 'token_invalid']);
    assert.equal((await callSessionApi(api.harness, '/session', { bearer })).status, 401);
  });

  for (const [title, body, path] of [
    ['an unknown connector', { target: { connector: 'none' } }, 'target.connector'],
    ['an unknown integration', { target: { integration: '99' } }, 'target.integration'],
    [
      'a connector of another integration',
      { target: { connector: 'sandbox', integration: 'paired' } },
      'target.connector',
    ],
    ['no permission', { permissions: [] }, 'permissions'],
    ['an unknown permission', { permissions: ['all'] }, 'permissions.0'],
    ['too long a state', { state: 'é'.repeat(513) }, 'state'],
    ['a control character', { user: 'a\n' }, 'user'],
    ['an id in place of the key', { tenant: 1 }, 'tenant'],
  ] as const) {
    test(`is not made for ${title}`, async () => {
      const { token } = await issueAccessToken(api.harness, { scopes: ['embed'] });
      const refused = await api.call('POST', '/embed-tokens', { token, body: { tenant: '4242', ...body } });
      assert.deepEqual([refused.status, refused.body.error.fields?.[0]?.path], [422, path]);
    });
  }
});

test('an embed token that is longer than pages accept is not made', async () => {
  const { token } = await issueAccessToken(api.harness, { scopes: ['embed'] });
  // JSON has six characters for each.
  const body = { tenant: '4242', state: '\u0001'.repeat(1024) };
  const refused = await api.call('POST', '/embed-tokens', { token, body });
  assert.deepEqual([refused.status, refused.body.error.code], [422, 'invalid_request']);
});

async function readToken() {
  return { token: (await issueAccessToken(api.harness, { scopes: ['read'] })).token };
}
