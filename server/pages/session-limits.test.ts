import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import type { ErrorResponse, CreateSignInResponse } from '../../widget/protocol/session-api.ts';
import { SANDBOX_KEY } from '../sandbox/keys.ts';
import { connectorsWithBehaviour } from '../sandbox/testing/behaviour-connectors.ts';
import { hs256, startHarness, subjectClaims } from '../testing/harness.ts';
import type { Harness } from '../testing/harness.ts';
import { bearerOf, callSessionApi, exchangeToken, loadPage, selectedId } from '../testing/page.ts';
import { createSignIn, openDialog, TestBrowser } from '../testing/sign-in.ts';
import type { OpenDialog } from '../testing/sign-in.ts';
import { waitUntil } from '../testing/wait-until.ts';

let harness: Harness;

/** Requests that a provider has received and not answered. */
const heldResponses: ServerResponse[] = [];
const provider = createServer((_request, response) => void heldResponses.push(response));

before(async () => {
  provider.listen(0, '127.0.0.1');
  await once(provider, 'listening');
  const { port } = provider.address() as AddressInfo;
  const silent = {
    name: 'Silent',
    auth: { type: 'api_key', in: 'bearer' },
    verify: { url: `http://127.0.0.1:${port}/me` },
  };
  harness = await startHarness({
    connectors: (url) => ({ ...connectorsWithBehaviour(url, { auto: 'auto' }), silent }),
  });
});
after(async () => {
  await harness.close();
  provider.closeAllConnections();
  provider.close();
});

const saveKey = (dialog: OpenDialog, key: string) =>
  callSessionApi(harness, `/session/connections/${dialog.id}/credentials`, {
    bearer: dialog.bearer,
    method: 'PUT',
    body: { values: { api_key: key } },
  });

type Answer = Awaited<ReturnType<typeof callSessionApi>>;

function assertRateLimited({ status, headers, json }: Answer): number {
  assert.equal(status, 429);
  assert.equal((json as ErrorResponse).error.code, 'rate_limited');
  return Number(headers.get('retry-after'));
}

/** Opens a stream and returns a function that reads its next event. */
async function openStream({ bearer }: OpenDialog, { id }: CreateSignInResponse) {
  const { body } = await harness.request(`/session/sign-ins/${id}/events`, {
    headers: { authorization: `Bearer ${bearer}` },
  });
  assert.ok(body);
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  return async () => {
    const { done, value } = await reader.read();
    return done ? 'ended' : (/"status":"(\w+)"/.exec(value)?.[1] ?? value);
  };
}

describe('the event streams of one session', () => {
  test('are five: with one more, the oldest ends and the others continue', async () => {
    const dialog = await openDialog(harness, 'auto');
    const signIn = await createSignIn(harness, dialog);
    const streams: (() => Promise<string>)[] = [];
    for (let count = 0; count < 7; count += 1) {
      const next = await openStream(dialog, signIn);
      assert.equal(await next(), 'created');
      streams.push(next);
    }
    await new TestBrowser(harness).start(signIn);
    const lastSent = await Promise.all(streams.map((next) => next()));
    assert.deepEqual(lastSent, ['ended', 'ended', ...Array.from({ length: 5 }, () => 'started')]);
  });

  test('are counted separately for another session of the same person', async () => {
    const dialog = await openDialog(harness, 'auto');
    const other = await openDialog(harness, 'auto', dialog.tenantKey);
    const signIn = await createSignIn(harness, dialog);
    const first = await openStream(other, signIn);
    assert.equal(await first(), 'created');
    for (let count = 0; count < 5; count += 1) await (await openStream(dialog, signIn))();
    await new TestBrowser(harness).start(signIn);
    assert.equal(await first(), 'started');
  });
});

describe('verifications', () => {
  /** Answers the requests that the provider holds, until all of these answers have arrived. */
  async function settle(answers: readonly Promise<Answer>[], status: number): Promise<Answer[]> {
    const all = Promise.all(answers);
    const settled = { yet: false };
    void all.then(() => (settled.yet = true));
    await waitUntil(() => {
      for (const response of heldResponses.splice(0)) response.writeHead(status).end('{}');
      return settled.yet;
    });
    return all;
  }

  test('of one session are two at once; four wait, and more are refused until later', async () => {
    const dialog = await openDialog(harness, 'silent');
    const answers = Array.from({ length: 10 }, (_, index) => saveKey(dialog, `key-${index}`));
    const refused = await Promise.all(answers.slice(6));
    for (const answer of refused) assert.equal(assertRateLimited(answer), 5);
    await waitUntil(() => heldResponses.length >= 2);
    assert.equal(heldResponses.length, 2);
    const asked = await settle(answers.slice(0, 6), 401);
    assert.deepEqual(
      asked.map(({ json }) => (json as ErrorResponse).error.code),
      Array.from({ length: 6 }, () => 'invalid_credentials'),
    );
  });

  test('of one connection are two at once, for all sessions together', async () => {
    const dialog = await openDialog(harness, 'silent');
    const colleagues = [await openDialog(harness, 'silent', dialog.tenantKey), dialog];
    const answers = colleagues.flatMap((colleague) => [saveKey(colleague, 'a'), saveKey(colleague, 'b')]);
    // Sent last, for another connection: it does not wait for the others.
    const elsewhere = saveKey(await openDialog(harness, 'silent'), 'elsewhere');
    await waitUntil(() => heldResponses.some(({ req }) => req.headers.authorization === 'Bearer elsewhere'));
    assert.equal(heldResponses.length, 3);
    await settle([...answers, elsewhere], 401);
  });

  test('that waited see the result that the others left', async () => {
    const dialog = await openDialog(harness, 'silent');
    const answers = Array.from({ length: 3 }, (_, index) => saveKey(dialog, `key-${index}`));
    await waitUntil(() => heldResponses.length === 2);
    for (const response of heldResponses.splice(0)) response.writeHead(401).end('{}');
    await waitUntil(() => heldResponses.length === 1);
    const [, , last] = await settle(answers, 200);
    assert.equal(last?.status, 200);
  });
});

describe('refused credentials', () => {
  const guess = (dialog: OpenDialog, count: number) => saveKey(dialog, `guess-${count}`);

  test('are twenty per session; then the provider is not called for the rest of ten minutes', async () => {
    const dialog = await openDialog(harness, 'sandbox');
    for (let count = 0; count < 20; count += 1) assert.equal((await guess(dialog, count)).status, 422);
    const retryAfterSeconds = assertRateLimited(await saveKey(dialog, SANDBOX_KEY));
    assert.ok(retryAfterSeconds > 590 && retryAfterSeconds <= 600, String(retryAfterSeconds));
    const { status } = await callSessionApi(harness, '/session', { bearer: dialog.bearer });
    assert.equal(status, 200);
    const colleague = await openDialog(harness, 'sandbox', dialog.tenantKey);
    assert.equal((await saveKey(colleague, SANDBOX_KEY)).status, 200);
  });
});

describe('changes of connections', () => {
  test('are sixty a minute per session, whatever they change', async () => {
    const dialog = await openDialog(harness, 'sandbox');
    const { bearer, id } = dialog;
    const change = (path: string, method: string, body?: Record<string, unknown>) =>
      callSessionApi(harness, `/session/connections${path}`, { bearer, method, ...(body && { body }) });
    const rename = (count: number) => change(`/${id}`, 'PATCH', { name: `Name ${count}` });
    for (let count = 0; count < 60; count += 1) assert.equal((await rename(count)).status, 200);
    const refused = [
      await rename(60),
      await change(`/${id}/disconnect`, 'POST'),
      await change('', 'POST', { connector: 'sandbox' }),
      await change(`/${id}`, 'DELETE'),
    ];
    for (const answer of refused) assert.ok(assertRateLimited(answer) <= 60);
    const colleague = await openDialog(harness, 'sandbox', dialog.tenantKey);
    const { status } = await callSessionApi(harness, `/session/connections/${id}`, {
      bearer: colleague.bearer,
      method: 'PATCH',
      body: { name: 'Renamed by a colleague' },
    });
    assert.equal(status, 200);
  });
});

describe('the sessions of one token', () => {
  /** Opens sessions with one token, like a page that is reloaded again and again. */
  function reloads(connector: string) {
    const tenantKey = `reloading-${connector}`;
    const token = hs256(subjectClaims(harness.now(), { sub: tenantKey }));
    return async (): Promise<OpenDialog> => {
      harness.advance(1);
      const page = await loadPage(harness, `/acme/${connector}/auth?tenant=${token}`);
      assert.ok(page.state.kind === 'dialog', JSON.stringify(page.state));
      return { bearer: bearerOf(page), id: selectedId(page.state), tenantKey };
    };
  }

  test('have sixty refused credentials together; then the provider is not called', async () => {
    const reload = reloads('sandbox');
    for (let page = 0; page < 3; page += 1) {
      const dialog = await reload();
      for (let count = 0; count < 20; count += 5) {
        const guesses = await Promise.all([1, 2, 3, 4, 5].map((more) => saveKey(dialog, `guess-${count + more}`)));
        assert.ok(guesses.every(({ status }) => status === 422));
      }
    }
    assertRateLimited(await saveKey(await reload(), SANDBOX_KEY));
    const stranger = await openDialog(harness, 'sandbox');
    assert.equal((await saveKey(stranger, SANDBOX_KEY)).status, 200);
  });

  test('end their event streams when newer sessions replace them', async () => {
    const reload = reloads('auto');
    const dialog = await reload();
    const signIn = await createSignIn(harness, dialog);
    const next = await openStream(dialog, signIn);
    assert.equal(await next(), 'created');
    for (let count = 0; count < 20; count += 1) await reload();
    await new TestBrowser(harness).start(signIn);
    assert.equal(await next(), 'ended');
  });

  test('are twenty: with one more, the oldest ends', async () => {
    const own = await startHarness();
    try {
      const token = hs256(subjectClaims(own.now()));
      const open = async (of = token) => {
        own.advance(1);
        return bearerOf(await loadPage(own, `/acme/sandbox/auth?tenant=${of}`));
      };
      const status = async (bearer: string) => (await callSessionApi(own, '/session', { bearer })).status;
      const another = await open(hs256(subjectClaims(own.now(), { another: true })));
      const bearers: string[] = [];
      for (let count = 0; count < 20; count += 1) bearers.push(await open());
      assert.equal(await status(bearers[0] ?? ''), 200);

      bearers.push(await open());
      const statuses = await Promise.all(bearers.map(status));
      assert.deepEqual(statuses, [401, ...Array.from({ length: 20 }, () => 200)]);
      const { json } = await callSessionApi(own, '/session', { bearer: bearers[0] ?? '' });
      assert.equal((json as ErrorResponse).error.code, 'session_expired');
      assert.equal(await status(another), 200);

      // A native page gets its token by message. It is the same token, so it counts together with the others.
      const exchanged = await exchangeToken(own, '/acme/sandbox/auth?dialect=native', token);
      assert.equal(exchanged.status, 200);
      assert.equal(await status(bearers[1] ?? ''), 401);
    } finally {
      await own.close();
    }
  });
});
