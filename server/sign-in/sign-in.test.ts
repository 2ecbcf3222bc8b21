import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { SignInState, SessionResponse } from '../../widget/protocol/session-api.ts';
import { StorageUnavailableError } from '../errors.ts';
import { hashSource } from '../http/security-headers.ts';
import { connectorsWithBehaviour } from '../sandbox/testing/behaviour-connectors.ts';
import { hs256, startHarness, subjectClaims } from '../testing/harness.ts';
import type { Harness } from '../testing/harness.ts';
import { callSessionApi, connectionsOf, loadPage } from '../testing/page.ts';
import {
  signInState,
  createSignIn,
  openDialog,
  SAME_ORIGIN_NAVIGATION,
  followProvider,
  USER_INITIATED_NAVIGATION,
  completeSignIn,
  CROSS_SITE_NAVIGATION,
  TestBrowser,
} from '../testing/sign-in.ts';
import type { OpenDialog } from '../testing/sign-in.ts';
import { waitUntil } from '../testing/wait-until.ts';

let harness: Harness;

before(async () => {
  harness = await startHarness({
    connectors: (url) =>
      connectorsWithBehaviour(url, {
        auto: 'auto',
        'auto-other': 'auto',
        deny: 'auto+deny',
        'wrong-iss': 'auto+wrong-iss',
        'no-iss': 'auto+no-iss',
        slow: 'auto+token-slow=0.3',
      }),
  });
});
after(() => harness.close());

const connectionOf = async ({ bearer }: OpenDialog) => {
  const { json } = await callSessionApi(harness, '/session', { bearer });
  const [connection] = connectionsOf(json as SessionResponse);
  assert.ok(connection);
  return connection;
};

async function assertNotConnected(dialog: OpenDialog): Promise<void> {
  assert.equal((await connectionOf(dialog)).status, 'disconnected');
}

const activityOf = async (dialog: OpenDialog) => {
  const tenant = await harness.deps.store.tenants.findByKey('acme', dialog.tenantKey);
  assert.ok(tenant);
  const rows = await harness.deps.store.activity.list({ organization: 'acme', tenantId: tenant.id }, 50);
  return rows.map(({ type }) => type);
};

describe('a sign-in in the browser that shows the dialog', () => {
  test('connects, and the dialog shows the account', async () => {
    const dialog = await openDialog(harness, 'auto');
    const { answer, created } = await completeSignIn(harness, dialog);
    assert.equal(answer.status, 200);
    const state = await signInState(harness, dialog, created);
    assert.ok(state.status === 'succeeded');
    assert.equal(state.connection.status, 'connected');
    assert.equal(state.connection.verified, true);
    assert.equal(state.connection.account, 'ada@sandbox.example');
    assert.deepEqual(await connectionOf(dialog), state.connection);
    assert.deepEqual(await activityOf(dialog), ['installation.created', 'connection.connected', 'connection.created']);
  });

  test('sends a state and a challenge to the provider, but no client secret', async () => {
    const dialog = await openDialog(harness, 'auto');
    const location = await new TestBrowser(harness).start(await createSignIn(harness, dialog));
    assert.match(location.searchParams.get('state') ?? '', /^eco_[\w-]{43}$/);
    assert.equal(location.searchParams.get('code_challenge_method'), 'S256');
    assert.match(location.searchParams.get('code_challenge') ?? '', /^[\w-]{43}$/);
    assert.equal(location.searchParams.get('redirect_uri'), 'https://connect.example.com/oauth/callback/auto');
    assert.equal(location.searchParams.has('client_secret'), false);
  });

  test('binds the browser with a cookie that no script and no other host can read', async () => {
    const dialog = await openDialog(harness, 'auto');
    const signIn = await createSignIn(harness, dialog);
    const response = await new TestBrowser(harness).open(signIn.startPath, SAME_ORIGIN_NAVIGATION);
    const [cookie = ''] = response.headers.getSetCookie();
    assert.match(cookie, new RegExp(`^__Host-flow-${signIn.id}=ecb_[\\w-]{43};`));
    for (const attribute of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/', 'Max-Age=600']) {
      assert.ok(cookie.split('; ').includes(attribute), `${attribute} is not in ${cookie}`);
    }
    assert.equal(response.headers.get('referrer-policy'), 'no-referrer');
  });

  test('keeps at most ten binding cookies and drops the oldest', async () => {
    const browser = new TestBrowser(harness);
    for (let round = 0; round < 12; round += 1) {
      await browser.start(await createSignIn(harness, await openDialog(harness, 'auto')));
    }
    assert.equal(browser.cookies.size, 10);
    const dialog = await openDialog(harness, 'auto');
    const signIn = await createSignIn(harness, dialog);
    assert.equal((await browser.open(await followProvider(await browser.start(signIn)))).status, 200);
  });

  test('can continue in a second window, and either window can finish it', async () => {
    for (const first of [true, false]) {
      const dialog = await openDialog(harness, 'auto');
      const browser = new TestBrowser(harness);
      const signIn = await createSignIn(harness, dialog);
      const windows = [await browser.start(signIn), await browser.start(signIn)];
      assert.equal(windows[0]?.searchParams.get('state'), windows[1]?.searchParams.get('state'));
      const chosen = windows[first ? 0 : 1];
      assert.ok(chosen);
      assert.equal((await browser.open(await followProvider(chosen))).status, 200);
      assert.equal((await signInState(harness, dialog, signIn)).status, 'succeeded');
    }
  });

  test('shows its result again when the person reloads its last page', async () => {
    const dialog = await openDialog(harness, 'auto');
    const browser = new TestBrowser(harness);
    const signIn = await createSignIn(harness, dialog);
    const callback = await followProvider(await browser.start(signIn));
    for (const address of [callback, callback, signIn.startPath]) {
      const page = await browser.open(address);
      assert.equal(page.status, 200);
      assert.match(await page.text(), /is connected/);
    }
  });

  test('continues if the person closes the window while the server calls the provider', async () => {
    const dialog = await openDialog(harness, 'slow');
    const browser = new TestBrowser(harness);
    const signIn = await createSignIn(harness, dialog);
    const callback = await followProvider(await browser.start(signIn));
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const window = new AbortController();
    const answer = harness.fetch(
      new Request(callback, { headers: { cookie, accept: 'text/html' }, signal: window.signal }),
    );
    await waitUntil(async () => (await signInState(harness, dialog, signIn)).status === 'exchanging');
    window.abort();
    await answer.catch(() => undefined);
    await waitUntil(async () => (await signInState(harness, dialog, signIn)).status === 'succeeded');
  });

  test('exchanges the code once for a hundred parallel callbacks, and all get the same answer', async () => {
    const dialog = await openDialog(harness, 'auto');
    const browser = new TestBrowser(harness);
    const signIn = await createSignIn(harness, dialog);
    const callback = await followProvider(await browser.start(signIn));
    const before = harness.sandbox.counters().token;
    const answers = await Promise.all(Array.from({ length: 100 }, () => browser.open(callback)));
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
    assert.equal(harness.sandbox.counters().token - before, 1);
    assert.equal((await signInState(harness, dialog, signIn)).status, 'succeeded');
  });
});

describe('a dialog that was reloaded while a sign-in window is open', () => {
  test('shows the success of that window through its own sign-in', async () => {
    const first = await openDialog(harness, 'auto');
    const browser = new TestBrowser(harness);
    const earlier = await browser.start(await createSignIn(harness, first));
    const page = await loadPage(
      harness,
      `/acme/auto/auth?tenant=${hs256(subjectClaims(harness.now(), { sub: first.tenantKey }))}`,
    );
    assert.ok(page.state.kind === 'dialog');
    assert.equal(page.state.signInPending, true);
    const second = { ...first, bearer: page.state.bearer };
    const signIn = await createSignIn(harness, second);
    assert.equal((await signInState(harness, second, signIn)).status, 'created');
    assert.equal((await browser.open(await followProvider(earlier))).status, 200);
    const state = await signInState(harness, second, signIn);
    assert.ok(state.status === 'succeeded');
    assert.equal(state.connection.status, 'connected');
  });

  test('has no pending sign-in if no window is open', async () => {
    const { tenantKey } = await openDialog(harness, 'auto');
    const token = hs256(subjectClaims(harness.now(), { sub: tenantKey }));
    const page = await loadPage(harness, `/acme/auto/auth?tenant=${token}`);
    assert.ok(page.state.kind === 'dialog');
    assert.equal('signInPending' in page.state, false);
  });
});

describe('a link that was forwarded', () => {
  for (const [how, headers] of Object.entries({
    PASTED_LINK: USER_INITIATED_NAVIGATION,
    STRANGERS_LINK: CROSS_SITE_NAVIGATION,
    nothing: {},
  })) {
    test(`asks for the code of the dialog (${how})`, async () => {
      const dialog = await openDialog(harness, 'auto');
      const signIn = await createSignIn(harness, dialog);
      const page = await new TestBrowser(harness).open(signIn.startPath, headers);
      assert.equal(page.status, 200);
      const html = await page.text();
      assert.match(html, /Acme/);
      assert.ok(html.includes(dialog.tenantKey));
      assert.equal(page.headers.getSetCookie().length, 0);
      const state = await signInState(harness, dialog, signIn);
      assert.ok(state.status === 'confirming');
      assert.match(state.code, /^\d{6}$/);
      assert.ok(!html.includes(state.code));
    });
  }

  test('stays unbound even if later requests look as if they came from our own page', async () => {
    const dialog = await openDialog(harness, 'auto');
    const signIn = await createSignIn(harness, dialog);
    const victim = new TestBrowser(harness);
    await victim.open(signIn.startPath, USER_INITIATED_NAVIGATION);
    for (let round = 0; round < 3; round += 1) {
      const page = await victim.open(signIn.startPath, SAME_ORIGIN_NAVIGATION);
      assert.equal(page.status, 200);
      assert.equal(victim.cookies.size, 0);
    }
    await assertNotConnected(dialog);
  });

  test('continues with the right code, only in the browser in which the code was entered', async () => {
    const dialog = await openDialog(harness, 'auto');
    const signIn = await createSignIn(harness, dialog);
    const browser = new TestBrowser(harness);
    await browser.open(signIn.startPath, USER_INITIATED_NAVIGATION);
    const state = await signInState(harness, dialog, signIn);
    assert.ok(state.status === 'confirming');
    const answer = await browser.post(signIn.startPath, { code: state.code });
    assert.equal(answer.status, 200);
    const { location } = (await answer.json()) as { location: string };
    assert.equal(location, `https://connect.example.com${signIn.startPath}`);
    const callback = await followProvider(await browser.start(signIn, USER_INITIATED_NAVIGATION));
    assert.equal((await new TestBrowser(harness).open(callback)).status, 403);
    assert.equal((await browser.open(callback)).status, 200);
    assert.equal((await signInState(harness, dialog, signIn)).status, 'succeeded');
  });

  test('fails after five wrong codes, also if they arrive in parallel', async () => {
    for (const atOnce of [false, true]) {
      const dialog = await openDialog(harness, 'auto');
      const signIn = await createSignIn(harness, dialog);
      const browser = new TestBrowser(harness);
      await browser.open(signIn.startPath, USER_INITIATED_NAVIGATION);
      const state = await signInState(harness, dialog, signIn);
      assert.ok(state.status === 'confirming');
      const wrong = state.code === '000000' ? '000001' : '000000';
      const statuses: number[] = [];
      const enter = async () => {
        statuses.push((await browser.post(signIn.startPath, { code: wrong })).status);
      };
      if (atOnce) await Promise.all(Array.from({ length: 20 }, enter));
      else for (let round = 0; round < 20; round += 1) await enter();
      assert.equal(statuses.filter((status) => status === 422).length, 4);
      assert.equal(statuses.filter((status) => status === 403).length, 16);
      assert.equal((await browser.post(signIn.startPath, { code: state.code })).status, 403);
      const end = await signInState(harness, dialog, signIn);
      assert.ok(end.status === 'failed');
      assert.equal(end.problem.code, 'sign_in_browser_mismatch');
      await assertNotConnected(dialog);
    }
  });

  test('accepts no code from a page of another site', async () => {
    const signIn = await createSignIn(harness, await openDialog(harness, 'auto'));
    await new TestBrowser(harness).open(signIn.startPath, USER_INITIATED_NAVIGATION);
    const answer = await harness.request(signIn.startPath, {
      method: 'POST',
      headers: { 'sec-fetch-site': 'cross-site', 'content-type': 'application/json' },
      body: '{"code":"123456"}',
    });
    assert.equal(answer.status, 403);
  });

  test('is refused in every other browser after the dialog’s browser opened it', async () => {
    const dialog = await openDialog(harness, 'auto');
    const signIn = await createSignIn(harness, dialog);
    const attacker = new TestBrowser(harness);
    await attacker.start(signIn);
    for (const headers of [USER_INITIATED_NAVIGATION, CROSS_SITE_NAVIGATION, SAME_ORIGIN_NAVIGATION, {}]) {
      const page = await new TestBrowser(harness).open(signIn.startPath, headers);
      assert.equal(page.status, 403);
    }
    await assertNotConnected(dialog);
    assert.deepEqual(await activityOf(dialog), ['sign_in.browser_mismatch', 'connection.created']);
  });
});

describe('the first request that can render a document', () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const answers: readonly {
    readonly name: string;
    readonly status: number;
    readonly suffix?: string;
    readonly init?: RequestInit;
  }[] = [
    { name: 'a link with a long address', status: 414, suffix: `?tenant=${'A'.repeat(17_000)}` },
    { name: 'a form', status: 403, init: { method: 'POST', headers: form, body: 'code=000000' } },
    {
      name: 'a form with too large a body',
      status: 413,
      init: { method: 'POST', headers: form, body: 'A'.repeat(70_000) },
    },
    {
      name: 'a form with a long address',
      status: 414,
      suffix: `?tenant=${'A'.repeat(17_000)}`,
      init: { method: 'POST', headers: form, body: 'code=000000' },
    },
    { name: 'another method', status: 405, init: { method: 'PUT' } },
  ];
  for (const { name, status, suffix = '', init = {} } of answers) {
    test(`leaves the sign-in unbound and gets a sandboxed page without a script: ${name} (${status})`, async () => {
      const dialog = await openDialog(harness, 'auto');
      const signIn = await createSignIn(harness, dialog);
      const headers = new Headers({ accept: 'text/html', ...CROSS_SITE_NAVIGATION, ...(init.headers as object) });
      const answer = await harness.request(signIn.startPath + suffix, { ...init, headers });
      assert.equal(answer.status, status);
      await assertSandboxed(answer);
      assert.equal((await signInState(harness, dialog, signIn)).status, 'confirming');
      const later = new TestBrowser(harness);
      assert.equal((await later.open(signIn.startPath, SAME_ORIGIN_NAVIGATION)).status, 200);
      assert.equal(later.cookies.size, 0);
    });
  }

  test('decides even if its path is percent-encoded', async () => {
    const dialog = await openDialog(harness, 'auto');
    const signIn = await createSignIn(harness, dialog);
    const spelled = signIn.startPath.replace('/connect/start/e', '/%63onnect/start/%65');
    assert.equal((await new TestBrowser(harness).open(spelled, CROSS_SITE_NAVIGATION)).status, 200);
    assert.equal((await signInState(harness, dialog, signIn)).status, 'confirming');
  });

  test('does not bind the sign-in if it submits a form of our own page', async () => {
    const dialog = await openDialog(harness, 'auto');
    const signIn = await createSignIn(harness, dialog);
    const headers = { accept: 'text/html', ...SAME_ORIGIN_NAVIGATION, ...form };
    const answer = await harness.request(signIn.startPath, { method: 'POST', headers, body: 'code=000000' });
    assert.deepEqual(answer.headers.getSetCookie(), []);
    assert.equal((await signInState(harness, dialog, signIn)).status, 'confirming');
  });

  test('gets a sandboxed page without a script if the database fails, and the next request decides', async (t) => {
    const dialog = await openDialog(harness, 'auto');
    const signIn = await createSignIn(harness, dialog);
    const write = t.mock.method(harness.deps.store, 'write', () => Promise.reject(new StorageUnavailableError()));
    const answer = await new TestBrowser(harness).open(signIn.startPath, CROSS_SITE_NAVIGATION);
    write.mock.restore();
    assert.equal(answer.status, 503);
    await assertSandboxed(answer);
    assert.equal((await signInState(harness, dialog, signIn)).status, 'created');
  });

  for (const path of [
    '/connect',
    '/connect/start',
    '/%2Fconnect/start/unknown',
    '/connect%2Fstart/unknown',
    '/connect%5Cstart/unknown',
    '/CONNECT/start/unknown',
    '/connect/start/unknown',
    '/connect/start/x/y',
    '/oauth/callback/auto',
  ]) {
    test(`gets a sandboxed page without a script at ${path}, which belongs to no sign-in`, async () => {
      const answer = await new TestBrowser(harness).open(path, CROSS_SITE_NAVIGATION);
      assert.ok(answer.status >= 400);
      await assertSandboxed(answer);
    });
  }
});

/** Asserts that an answer contains no script and is sandboxed, so that it cannot change the browser's history. */
async function assertSandboxed(answer: Response): Promise<void> {
  // Browsers do not load a sandboxed page that has this header.
  assert.equal(answer.headers.get('cross-origin-opener-policy'), null);
  const html = await answer.text();
  const styles = /<style>([^]*?)<\/style>/.exec(html)?.[1] ?? '';
  assert.equal(
    answer.headers.get('content-security-policy'),
    `sandbox; default-src 'none'; style-src ${hashSource(styles)}; img-src 'self' data:; base-uri 'none'; form-action 'none'; ` +
      "frame-ancestors 'none'",
  );
  assert.match(html, /<h1/);
  assert.doesNotMatch(html, /<script/);
}

describe('a request that cannot render a document', () => {
  const speculative = [
    { name: 'a HEAD request', method: 'HEAD', headers: {} },
    { name: 'a prefetch', method: 'GET', headers: { 'sec-purpose': 'prefetch' } },
    { name: 'a prerender', method: 'GET', headers: { 'sec-purpose': 'prefetch;prerender' } },
    { name: 'an old prefetch', method: 'GET', headers: { purpose: 'prefetch' } },
  ];
  for (const { name, method, headers } of speculative) {
    test(`does not bind the sign-in and gets an empty answer: ${name}`, async () => {
      const dialog = await openDialog(harness, 'auto');
      const signIn = await createSignIn(harness, dialog);
      const init = { method, headers: new Headers(Object.entries({ ...SAME_ORIGIN_NAVIGATION, ...headers })) };
      const answer = await harness.request(signIn.startPath, init);
      assert.equal(answer.status, 204);
      assert.equal(await answer.text(), '');
      assert.equal((await signInState(harness, dialog, signIn)).status, 'created');
      const browser = new TestBrowser(harness);
      const callback = await followProvider(await browser.start(signIn));
      await harness.request(callback.pathname + callback.search, init);
      assert.equal((await browser.open(callback)).status, 200);
    });
  }
});

describe('a callback', () => {
  test('in another browser exchanges no code, is recorded once, and does not stop the sign-in in the right browser', async () => {
    const dialog = await openDialog(harness, 'auto');
    const signIn = await createSignIn(harness, dialog);
    const browser = new TestBrowser(harness);
    const callback = await followProvider(await browser.start(signIn));
    const before = harness.sandbox.counters().token;
    for (let round = 0; round < 3; round += 1) {
      assert.equal((await new TestBrowser(harness).open(callback)).status, 403);
    }
    assert.equal(harness.sandbox.counters().token, before);
    await assertNotConnected(dialog);
    assert.deepEqual(await activityOf(dialog), ['sign_in.browser_mismatch', 'connection.created']);
    assert.equal((await browser.open(callback)).status, 200);
  });

  test('with the binding cookie of another sign-in is refused', async () => {
    const browser = new TestBrowser(harness);
    const [mine, other] = [await openDialog(harness, 'auto'), await openDialog(harness, 'auto')];
    const attackers = await followProvider(await new TestBrowser(harness).start(await createSignIn(harness, other)));
    await browser.start(await createSignIn(harness, mine));
    assert.equal((await browser.open(attackers)).status, 403);
    await assertNotConnected(other);
  });

  test('with the code of another person fails', async () => {
    const [mine, other] = [await openDialog(harness, 'auto'), await openDialog(harness, 'auto')];
    const signIn = await createSignIn(harness, mine);
    const browser = new TestBrowser(harness);
    const callback = await followProvider(await browser.start(signIn));
    const others = await followProvider(await new TestBrowser(harness).start(await createSignIn(harness, other)));
    callback.searchParams.set('code', others.searchParams.get('code') ?? '');
    assert.equal((await browser.open(callback)).status, 422);
    const state = await signInState(harness, mine, signIn);
    assert.ok(state.status === 'failed');
    assert.equal(state.problem.code, 'invalid_credentials');
  });

  test('at the address of another connector is refused', async () => {
    const dialog = await openDialog(harness, 'auto');
    const browser = new TestBrowser(harness);
    const callback = await followProvider(await browser.start(await createSignIn(harness, dialog)));
    callback.pathname = '/oauth/callback/auto-other';
    assert.equal((await browser.open(callback)).status, 403);
    await assertNotConnected(dialog);
  });

  for (const connector of ['wrong-iss', 'no-iss']) {
    test(`from another issuer is refused before the code goes anywhere (${connector})`, async () => {
      const dialog = await openDialog(harness, connector);
      const before = harness.sandbox.counters().token;
      const { answer, created } = await completeSignIn(harness, dialog);
      assert.equal(answer.status, 403);
      const state = await signInState(harness, dialog, created);
      assert.ok(state.status === 'failed');
      assert.equal(state.problem.code, 'sign_in_browser_mismatch');
      assert.equal(harness.sandbox.counters().token, before);
      await assertNotConnected(dialog);
    });
  }

  test('after the person declined shows this in the window and in the dialog', async () => {
    const dialog = await openDialog(harness, 'deny');
    const { answer, created } = await completeSignIn(harness, dialog);
    assert.equal(answer.status, 422);
    const state = await signInState(harness, dialog, created);
    assert.ok(state.status === 'failed');
    assert.equal(state.problem.code, 'provider_denied');
    assert.equal(state.connection.status, 'error');
  });

  const states = ['', 'eco_unknown', 'x'.repeat(5000)];
  for (const state of states) {
    test(`with an unknown state is answered as expired (${state.length} characters)`, async () => {
      const page = await new TestBrowser(harness).open(`/oauth/callback/auto?code=a&state=${state}`);
      assert.equal(page.status, 410);
    });
  }
});

describe('a sign-in ends', () => {
  test('after ten minutes, for its link, its callback and its dialog', async () => {
    const dialog = await openDialog(harness, 'auto');
    const [unopened, opened] = [await createSignIn(harness, dialog), await createSignIn(harness, dialog)];
    const browser = new TestBrowser(harness);
    const callback = await followProvider(await browser.start(opened));
    harness.advance(10 * 60_000);
    assert.equal((await browser.open(unopened.startPath, SAME_ORIGIN_NAVIGATION)).status, 410);
    assert.equal((await browser.open(callback)).status, 410);
    for (const signIn of [unopened, opened]) {
      const state = await signInState(harness, dialog, signIn);
      assert.ok(state.status === 'failed');
      assert.equal(state.problem.code, 'sign_in_expired');
    }
  });

  test('when the person cancels it, and a later callback connects nothing', async () => {
    const dialog = await openDialog(harness, 'auto');
    const signIn = await createSignIn(harness, dialog);
    const browser = new TestBrowser(harness);
    const callback = await followProvider(await browser.start(signIn));
    const { json } = await callSessionApi(harness, `/session/sign-ins/${signIn.id}`, { ...dialog, method: 'DELETE' });
    assert.deepEqual(json, { status: 'cancelled' } satisfies SignInState);
    const page = await browser.open(callback);
    assert.equal(page.status, 200);
    assert.match(await page.text(), /cancelled/i);
    await assertNotConnected(dialog);
  });

  test('as succeeded, even if the person cancels it afterwards', async () => {
    const dialog = await openDialog(harness, 'auto');
    const { created } = await completeSignIn(harness, dialog);
    const { json } = await callSessionApi(harness, `/session/sign-ins/${created.id}`, { ...dialog, method: 'DELETE' });
    assert.equal((json as SignInState).status, 'succeeded');
  });
});

describe('the dialogs of one tenant', () => {
  test('have at most twenty started sign-ins, and the next one cancels the oldest', async () => {
    const dialog = await openDialog(harness, 'auto');
    const signIns = [];
    for (let round = 0; round < 21; round += 1) {
      const signIn = await createSignIn(harness, dialog);
      await new TestBrowser(harness).start(signIn);
      signIns.push(signIn);
    }
    const [first, second] = signIns;
    assert.ok(first && second);
    assert.equal((await signInState(harness, dialog, first)).status, 'cancelled');
    assert.equal((await signInState(harness, dialog, second)).status, 'started');
  });

  test('have at most two hundred unopened sign-ins, and the next one cancels the oldest', async () => {
    const dialog = await openDialog(harness, 'auto');
    const signIns = [];
    for (let round = 0; round < 201; round += 1) signIns.push(await createSignIn(harness, dialog));
    const states = await Promise.all(signIns.map((signIn) => signInState(harness, dialog, signIn)));
    assert.deepEqual(
      states.map(({ status }) => status),
      ['cancelled', ...Array.from({ length: 200 }, () => 'created')],
    );
  });

  test('cannot see or cancel the sign-ins of other tenants', async () => {
    const [mine, other] = [await openDialog(harness, 'auto'), await openDialog(harness, 'auto')];
    const signIn = await createSignIn(harness, mine);
    const strange = await callSessionApi(harness, `/session/sign-ins/${signIn.id}`, other);
    const absent = await callSessionApi(harness, '/session/sign-ins/999999', other);
    assert.equal(strange.status, 404);
    assert.equal(absent.status, 404);
    assert.equal(
      (await callSessionApi(harness, `/session/sign-ins/${signIn.id}`, { ...other, method: 'DELETE' })).status,
      404,
    );
  });
});
