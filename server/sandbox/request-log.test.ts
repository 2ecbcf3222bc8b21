import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { SANDBOX_KEY } from './keys.ts';
import { RequestLog } from './request-log.ts';
import { startSandbox } from './sandbox.ts';
import {
  obtainCode,
  exchangeCode,
  loadSignInPage,
  refreshTokens,
  readTokens,
  fetchAccount,
} from './testing/sign-in.ts';

const sandbox = await startSandbox({ port: 0, host: '127.0.0.1' });
after(() => sandbox.close());
const oauth = `${sandbox.url}/oauth`;

beforeEach(async () => {
  assert.equal((await fetch(`${sandbox.url}/requests`, { method: 'DELETE' })).status, 204);
});

test('requests are counted by kind, and listed with their status', async () => {
  await loadSignInPage(oauth);
  const { access, refresh: token } = await readTokens(await exchangeCode(oauth, await obtainCode(oauth)));
  await refreshTokens(oauth, token);
  await refreshTokens(`${oauth}/refresh-429`, token);
  await fetchAccount(oauth, access);
  await fetch(`${sandbox.url}/query/me?api_key=${SANDBOX_KEY}`);

  const counted = Object.entries(sandbox.counters()).filter(([, count]) => count > 0);
  assert.deepEqual(Object.fromEntries(counted), { sign_in_page: 1, sign_in: 1, token: 1, refresh: 2, me: 2 });
  assert.deepEqual(
    sandbox.requests.map(({ kind, method, path, status }) => [kind, method, path, status]),
    [
      ['sign_in_page', 'GET', '/oauth/authorize', 200],
      ['sign_in', 'POST', '/oauth/authorize', 303],
      ['token', 'POST', '/oauth/token', 200],
      ['refresh', 'POST', '/oauth/token', 200],
      ['refresh', 'POST', '/oauth/refresh-429/token', 429],
      ['me', 'GET', '/oauth/me', 200],
      ['me', 'GET', '/query/me', 200],
    ],
  );
});

test('the log is available over HTTP, without secrets', async () => {
  const code = await obtainCode(oauth);
  const tokens = await readTokens(await exchangeCode(oauth, code));
  await fetchAccount(oauth, tokens.access);
  await fetch(`${sandbox.url}/query/me?api_key=${SANDBOX_KEY}`);
  const text = await (await fetch(`${sandbox.url}/requests`)).text();
  const { counters, requests } = JSON.parse(text) as Record<string, unknown>;
  assert.deepEqual([counters, requests], [sandbox.counters(), sandbox.requests]);
  for (const secret of [code, tokens.access, tokens.refresh, SANDBOX_KEY]) assert.ok(!text.includes(secret));
});

test('a request whose connection was closed is counted and has no status', async () => {
  await assert.rejects(fetchAccount(`${oauth}/drop`, 'any'));
  assert.deepEqual([sandbox.counters().me, sandbox.requests.at(-1)?.status], [1, undefined]);
});

test('all requests are counted, and the newest thousand are listed', () => {
  const record = new RequestLog(() => 0);
  const responses = Array.from({ length: 1_001 }, (_, index) =>
    record.start({ kind: 'me', method: 'GET', path: `/${index}` }),
  );
  responses.forEach((answered) => answered(200));
  assert.deepEqual([record.counters.me, record.requests.length, record.requests[0]?.path], [1_001, 1_000, '/1']);
});
