import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { SANDBOX_ACCOUNT, SANDBOX_PASSWORD, SANDBOX_USERNAME } from './keys.ts';
import { startSandbox } from './sandbox.ts';

let offsetMs = 0;
const sandbox = await startSandbox({ port: 0, host: '127.0.0.1', now: () => Date.now() + offsetMs });
after(() => sandbox.close());
const sessions = `${sandbox.url}/sessions`;

const RIGHT = { username: SANDBOX_USERNAME, password: SANDBOX_PASSWORD };

function post(path: string, values: Readonly<Record<string, string>>): Promise<Response> {
  return fetch(sessions + path, { method: 'POST', body: new URLSearchParams(values) });
}

async function sessionIn(response: Response): Promise<{ readonly token: string; readonly refresh_token: string }> {
  assert.equal(response.status, 200);
  return (await response.json()) as { token: string; refresh_token: string };
}

async function statusOf(token: string): Promise<number> {
  return (await fetch(`${sessions}/me`, { headers: { 'x-session-token': token } })).status;
}

test('a user name and a password are exchanged for a token that works for an hour', async () => {
  const { token } = await sessionIn(await post('', RIGHT));
  const response = await fetch(`${sessions}/me`, { headers: { 'x-session-token': token } });
  assert.deepEqual(await response.json(), { user: { email: SANDBOX_ACCOUNT } });
  offsetMs += 3_600_000;
  assert.equal(await statusOf(token), 401);
});

test('credentials may be JSON', async () => {
  const headers = { 'content-type': 'application/json' };
  await sessionIn(await fetch(sessions, { method: 'POST', headers, body: JSON.stringify(RIGHT) }));
});

test('a refresh token works once', async () => {
  const first = await sessionIn(await post('', RIGHT));
  const next = await sessionIn(await post('/refresh', { refresh_token: first.refresh_token }));
  assert.equal(await statusOf(next.token), 200);
  assert.equal((await post('/refresh', { refresh_token: first.refresh_token })).status, 401);
});

for (const [title, values] of [
  ['a wrong password', { ...RIGHT, password: 'wrong' }],
  ['a wrong user name', { ...RIGHT, username: 'eve' }],
  ['nothing', {}],
] as const) {
  test(`${title} is refused`, async () => {
    assert.equal((await post('', values)).status, 401);
  });
}

test('sessions end when people withdraw their consent', async () => {
  const session = await sessionIn(await post('', RIGHT));
  await fetch(`${sandbox.url}/grants`, { method: 'DELETE' });
  assert.equal(await statusOf(session.token), 401);
  assert.equal((await post('/refresh', { refresh_token: session.refresh_token })).status, 401);
});
