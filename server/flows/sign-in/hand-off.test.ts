import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { FlowState, SessionAnswer } from '../../../widget/protocol/session-api.ts';
import { StorageUnavailableError } from '../../errors.ts';
import { connectorsBehaving } from '../../sandbox/testing/behaving.ts';
import { hs256, startHarness, subjectClaims } from '../../testing/harness.ts';
import type { Harness } from '../../testing/harness.ts';
import { call, loadPage } from '../../testing/page.ts';
import {
  flowStateOf,
  offer,
  openDialog,
  OWN_LINK,
  passThrough,
  PASTED_LINK,
  signIn,
  STRANGERS_LINK,
  TestBrowser,
} from '../../testing/sign-in.ts';
import type { OpenDialog } from '../../testing/sign-in.ts';
import { until } from '../../testing/until.ts';

let harness: Harness;

before(async () => {
  harness = await startHarness({
    connectors: (url) =>
      connectorsBehaving(url, {
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
  const { json } = await call(harness, '/session', { bearer });
  const [connection] = (json as SessionAnswer).connections;
  assert.ok(connection);
  return connection;
};

async function assertNothingCameAbout(dialog: OpenDialog): Promise<void> {
  assert.equal((await connectionOf(dialog)).status, 'disconnected');
}

const activityOf = async (dialog: OpenDialog) => {
  const tenant = await harness.flows.store.tenants.findByKey('acme', dialog.tenantKey);
  assert.ok(tenant);
  const rows = await harness.flows.store.activity.list({ organization: 'acme', tenantId: tenant.id }, 50);
  return rows.map(({ type }) => type);
};

describe('a sign-in in the browser that shows the dialog', () => {
  test('ends connected, and the dialog hears as whom', async () => {
    const dialog = await openDialog(harness, 'auto');
    const { answer, flow } = await signIn(harness, dialog);
    assert.equal(answer.status, 200);
    const state = await flowStateOf(harness, dialog, flow);
    assert.ok(state.status === 'succeeded');
    assert.equal(state.connection.status, 'connected');
    assert.equal(state.connection.verified, true);
    assert.equal(state.connection.account, 'ada@sandbox.example');
    assert.deepEqual(await connectionOf(dialog), state.connection);
    assert.deepEqual(await activityOf(dialog), ['installation.created', 'connection.connected', 'connection.created']);
  });

  test('sends a state, a challenge and nothing else that is secret', async () => {
    const dialog = await openDialog(harness, 'auto');
    const location = await new TestBrowser(harness).start(await offer(harness, dialog));
    assert.match(location.searchParams.get('state') ?? '', /^eco_[\w-]{43}$/);
    assert.equal(location.searchParams.get('code_challenge_method'), 'S256');
    assert.match(location.searchParams.get('code_challenge') ?? '', /^[\w-]{43}$/);
    assert.equal(location.searchParams.get('redirect_uri'), 'https://connect.example.com/oauth/callback/auto');
    assert.equal(location.searchParams.has('client_secret'), false);
  });

  test('marks the browser with a cookie that no script and no other host reads', async () => {
    const dialog = await openDialog(harness, 'auto');
    const flow = await offer(harness, dialog);
    const response = await new TestBrowser(harness).open(flow.startPath, OWN_LINK);
    const [cookie = ''] = response.headers.getSetCookie();
    assert.match(cookie, new RegExp(`^__Host-flow-${flow.id}=ecb_[\\w-]{43};`));
    for (const attribute of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/', 'Max-Age=600']) {
      assert.ok(cookie.split('; ').includes(attribute), `${attribute} is not in ${cookie}`);
    }
    assert.equal(response.headers.get('referrer-policy'), 'no-referrer');
  });

  test('keeps at most ten marks, and drops the oldest', async () => {
    const browser = new TestBrowser(harness);
    for (let round = 0; round < 12; round += 1) {
      await browser.start(await offer(harness, await openDialog(harness, 'auto')));
    }
    assert.equal(browser.cookies.size, 10);
    const dialog = await openDialog(harness, 'auto');
    const flow = await offer(harness, dialog);
    assert.equal((await browser.open(await passThrough(await browser.start(flow)))).status, 200);
  });

  test('can be gone on with in a second window, and either window may end it', async () => {
    for (const first of [true, false]) {
      const dialog = await openDialog(harness, 'auto');
      const browser = new TestBrowser(harness);
      const flow = await offer(harness, dialog);
      const windows = [await browser.start(flow), await browser.start(flow)];
      assert.equal(windows[0]?.searchParams.get('state'), windows[1]?.searchParams.get('state'));
      const chosen = windows[first ? 0 : 1];
      assert.ok(chosen);
      assert.equal((await browser.open(await passThrough(chosen))).status, 200);
      assert.equal((await flowStateOf(harness, dialog, flow)).status, 'succeeded');
    }
  });

  test('shows its end again when its last page is loaded again', async () => {
    const dialog = await openDialog(harness, 'auto');
    const browser = new TestBrowser(harness);
    const flow = await offer(harness, dialog);
    const callback = await passThrough(await browser.start(flow));
    for (const address of [callback, callback, flow.startPath]) {
      const page = await browser.open(address);
      assert.equal(page.status, 200);
      assert.match(await page.text(), /is connected/);
    }
  });

  test('goes on where the window was closed while the system was asked', async () => {
    const dialog = await openDialog(harness, 'slow');
    const browser = new TestBrowser(harness);
    const flow = await offer(harness, dialog);
    const callback = await passThrough(await browser.start(flow));
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const window = new AbortController();
    const answer = harness.fetch(
      new Request(callback, { headers: { cookie, accept: 'text/html' }, signal: window.signal }),
    );
    await until(async () => (await flowStateOf(harness, dialog, flow)).status === 'exchanging');
    window.abort();
    await answer.catch(() => undefined);
    await until(async () => (await flowStateOf(harness, dialog, flow)).status === 'succeeded');
  });

  test('a hundred returns at once exchange the code once, and all are told the same', async () => {
    const dialog = await openDialog(harness, 'auto');
    const browser = new TestBrowser(harness);
    const flow = await offer(harness, dialog);
    const callback = await passThrough(await browser.start(flow));
    const before = harness.sandbox.counters().token;
    const answers = await Promise.all(Array.from({ length: 100 }, () => browser.open(callback)));
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
    assert.equal(harness.sandbox.counters().token - before, 1);
    assert.equal((await flowStateOf(harness, dialog, flow)).status, 'succeeded');
  });
});

describe('a dialog that was loaded anew while a window is open', () => {
  test('hears of the success of that window through its own sign-in', async () => {
    const first = await openDialog(harness, 'auto');
    const browser = new TestBrowser(harness);
    const forgotten = await browser.start(await offer(harness, first));
    const page = await loadPage(
      harness,
      `/acme/auto/auth?tenant=${hs256(subjectClaims(harness.now(), { sub: first.tenantKey }))}`,
    );
    assert.ok(page.state.kind === 'dialog');
    assert.equal(page.state.signingIn, true);
    const second = { ...first, bearer: page.state.bearer };
    const flow = await offer(harness, second);
    assert.equal((await flowStateOf(harness, second, flow)).status, 'offered');
    assert.equal((await browser.open(await passThrough(forgotten))).status, 200);
    const state = await flowStateOf(harness, second, flow);
    assert.ok(state.status === 'succeeded');
    assert.equal(state.connection.status, 'connected');
  });

  test('is not told so where nobody signs in', async () => {
    const { tenantKey } = await openDialog(harness, 'auto');
    const token = hs256(subjectClaims(harness.now(), { sub: tenantKey }));
    const page = await loadPage(harness, `/acme/auto/auth?tenant=${token}`);
    assert.ok(page.state.kind === 'dialog');
    assert.equal('signingIn' in page.state, false);
  });
});

describe('a link that was forwarded', () => {
  for (const [how, headers] of Object.entries({ PASTED_LINK, STRANGERS_LINK, nothing: {} })) {
    test(`asks for the code of the dialog (${how})`, async () => {
      const dialog = await openDialog(harness, 'auto');
      const flow = await offer(harness, dialog);
      const page = await new TestBrowser(harness).open(flow.startPath, headers);
      assert.equal(page.status, 200);
      const html = await page.text();
      assert.match(html, /Acme/);
      assert.ok(html.includes(dialog.tenantKey));
      assert.equal(page.headers.getSetCookie().length, 0);
      const state = await flowStateOf(harness, dialog, flow);
      assert.ok(state.status === 'confirming');
      assert.match(state.code, /^\d{6}$/);
      assert.ok(!html.includes(state.code));
    });
  }

  test('stays unbound whatever later requests say: reload, self link and form on our own page', async () => {
    const dialog = await openDialog(harness, 'auto');
    const flow = await offer(harness, dialog);
    const victim = new TestBrowser(harness);
    await victim.open(flow.startPath, PASTED_LINK);
    for (let round = 0; round < 3; round += 1) {
      const page = await victim.open(flow.startPath, OWN_LINK);
      assert.equal(page.status, 200);
      assert.equal(victim.cookies.size, 0);
    }
    await assertNothingCameAbout(dialog);
  });

  test('goes on with the right code, in the browser that entered it and no other', async () => {
    const dialog = await openDialog(harness, 'auto');
    const flow = await offer(harness, dialog);
    const browser = new TestBrowser(harness);
    await browser.open(flow.startPath, PASTED_LINK);
    const state = await flowStateOf(harness, dialog, flow);
    assert.ok(state.status === 'confirming');
    const answer = await browser.post(flow.startPath, { code: state.code });
    assert.equal(answer.status, 200);
    const { location } = (await answer.json()) as { location: string };
    assert.equal(location, `https://connect.example.com${flow.startPath}`);
    const callback = await passThrough(await browser.start(flow, PASTED_LINK));
    assert.equal((await new TestBrowser(harness).open(callback)).status, 403);
    assert.equal((await browser.open(callback)).status, 200);
    assert.equal((await flowStateOf(harness, dialog, flow)).status, 'succeeded');
  });

  test('is over after five wrong codes, also when they come all at once', async () => {
    for (const atOnce of [false, true]) {
      const dialog = await openDialog(harness, 'auto');
      const flow = await offer(harness, dialog);
      const browser = new TestBrowser(harness);
      await browser.open(flow.startPath, PASTED_LINK);
      const state = await flowStateOf(harness, dialog, flow);
      assert.ok(state.status === 'confirming');
      const wrong = state.code === '000000' ? '000001' : '000000';
      const statuses: number[] = [];
      const enter = async () => {
        statuses.push((await browser.post(flow.startPath, { code: wrong })).status);
      };
      if (atOnce) await Promise.all(Array.from({ length: 20 }, enter));
      else for (let round = 0; round < 20; round += 1) await enter();
      assert.equal(statuses.filter((status) => status === 422).length, 4);
      assert.equal(statuses.filter((status) => status === 403).length, 16);
      assert.equal((await browser.post(flow.startPath, { code: state.code })).status, 403);
      const end = await flowStateOf(harness, dialog, flow);
      assert.ok(end.status === 'failed');
      assert.equal(end.problem.code, 'flow_browser_mismatch');
      await assertNothingCameAbout(dialog);
    }
  });

  test('takes no code from a page of another site', async () => {
    const flow = await offer(harness, await openDialog(harness, 'auto'));
    await new TestBrowser(harness).open(flow.startPath, PASTED_LINK);
    const answer = await harness.request(flow.startPath, {
      method: 'POST',
      headers: { 'sec-fetch-site': 'cross-site', 'content-type': 'application/json' },
      body: '{"code":"123456"}',
    });
    assert.equal(answer.status, 403);
  });

  test('after its own browser opened it, is refused in another, however that one comes', async () => {
    const dialog = await openDialog(harness, 'auto');
    const flow = await offer(harness, dialog);
    const attacker = new TestBrowser(harness);
    await attacker.start(flow);
    for (const headers of [PASTED_LINK, STRANGERS_LINK, OWN_LINK, {}]) {
      const page = await new TestBrowser(harness).open(flow.startPath, headers);
      assert.equal(page.status, 403);
    }
    await assertNothingCameAbout(dialog);
    assert.deepEqual(await activityOf(dialog), ['flow.browser_mismatch', 'connection.created']);
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
    test(`leaves the sign-in unbound, and gets a sandboxed page without a script: ${name} (${status})`, async () => {
      const dialog = await openDialog(harness, 'auto');
      const flow = await offer(harness, dialog);
      const headers = new Headers({ accept: 'text/html', ...STRANGERS_LINK, ...(init.headers as object) });
      const answer = await harness.request(flow.startPath + suffix, { ...init, headers });
      assert.equal(answer.status, status);
      await assertSandboxed(answer);
      assert.equal((await flowStateOf(harness, dialog, flow)).status, 'confirming');
      const later = new TestBrowser(harness);
      assert.equal((await later.open(flow.startPath, OWN_LINK)).status, 200);
      assert.equal(later.cookies.size, 0);
    });
  }

  test('decides also where the path is spelled with percent signs', async () => {
    const dialog = await openDialog(harness, 'auto');
    const flow = await offer(harness, dialog);
    const spelled = flow.startPath.replace('/connect/start/e', '/%63onnect/start/%65');
    assert.equal((await new TestBrowser(harness).open(spelled, STRANGERS_LINK)).status, 200);
    assert.equal((await flowStateOf(harness, dialog, flow)).status, 'confirming');
  });

  test('binds nothing when it is a form of our own page', async () => {
    const dialog = await openDialog(harness, 'auto');
    const flow = await offer(harness, dialog);
    const headers = { accept: 'text/html', ...OWN_LINK, ...form };
    const answer = await harness.request(flow.startPath, { method: 'POST', headers, body: 'code=000000' });
    assert.deepEqual(answer.headers.getSetCookie(), []);
    assert.equal((await flowStateOf(harness, dialog, flow)).status, 'confirming');
  });

  test('gets a sandboxed page without a script while the database fails, and leaves the decision to the next one', async (t) => {
    const dialog = await openDialog(harness, 'auto');
    const flow = await offer(harness, dialog);
    const write = t.mock.method(harness.flows.store, 'write', () => Promise.reject(new StorageUnavailableError()));
    const answer = await new TestBrowser(harness).open(flow.startPath, STRANGERS_LINK);
    write.mock.restore();
    assert.equal(answer.status, 503);
    await assertSandboxed(answer);
    assert.equal((await flowStateOf(harness, dialog, flow)).status, 'offered');
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
    test(`gets a sandboxed page without a script at ${path}, where there is no sign-in to decide`, async () => {
      const answer = await new TestBrowser(harness).open(path, STRANGERS_LINK);
      assert.ok(answer.status >= 400);
      await assertSandboxed(answer);
    });
  }
});

/** No script of ours can touch the history of the browser that shows an answer. */
async function assertSandboxed(answer: Response): Promise<void> {
  // Browsers do not load a sandboxed page that has one.
  assert.equal(answer.headers.get('cross-origin-opener-policy'), null);
  const html = await answer.text();
  const nonce = /<style nonce="([^"]+)"/.exec(html)?.[1] ?? '?';
  assert.equal(
    answer.headers.get('content-security-policy'),
    `sandbox; default-src 'none'; style-src 'nonce-${nonce}'; img-src data:; base-uri 'none'; form-action 'none'; ` +
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
    test(`decides nothing and gets an empty answer: ${name}`, async () => {
      const dialog = await openDialog(harness, 'auto');
      const flow = await offer(harness, dialog);
      const init = { method, headers: new Headers(Object.entries({ ...OWN_LINK, ...headers })) };
      const answer = await harness.request(flow.startPath, init);
      assert.equal(answer.status, 204);
      assert.equal(await answer.text(), '');
      assert.equal((await flowStateOf(harness, dialog, flow)).status, 'offered');
      const browser = new TestBrowser(harness);
      const callback = await passThrough(await browser.start(flow));
      await harness.request(callback.pathname + callback.search, init);
      assert.equal((await browser.open(callback)).status, 200);
    });
  }
});

describe('a return', () => {
  test('in another browser exchanges nothing, is recorded once, and leaves the flow to its own', async () => {
    const dialog = await openDialog(harness, 'auto');
    const flow = await offer(harness, dialog);
    const browser = new TestBrowser(harness);
    const callback = await passThrough(await browser.start(flow));
    const before = harness.sandbox.counters().token;
    for (let round = 0; round < 3; round += 1) {
      assert.equal((await new TestBrowser(harness).open(callback)).status, 403);
    }
    assert.equal(harness.sandbox.counters().token, before);
    await assertNothingCameAbout(dialog);
    assert.deepEqual(await activityOf(dialog), ['flow.browser_mismatch', 'connection.created']);
    assert.equal((await browser.open(callback)).status, 200);
  });

  test('with the mark of another flow of the same browser is refused', async () => {
    const browser = new TestBrowser(harness);
    const [mine, other] = [await openDialog(harness, 'auto'), await openDialog(harness, 'auto')];
    const attackers = await passThrough(await new TestBrowser(harness).start(await offer(harness, other)));
    await browser.start(await offer(harness, mine));
    assert.equal((await browser.open(attackers)).status, 403);
    await assertNothingCameAbout(other);
  });

  test('with a code of somebody else connects nothing', async () => {
    const [mine, other] = [await openDialog(harness, 'auto'), await openDialog(harness, 'auto')];
    const flow = await offer(harness, mine);
    const browser = new TestBrowser(harness);
    const callback = await passThrough(await browser.start(flow));
    const others = await passThrough(await new TestBrowser(harness).start(await offer(harness, other)));
    callback.searchParams.set('code', others.searchParams.get('code') ?? '');
    assert.equal((await browser.open(callback)).status, 422);
    const state = await flowStateOf(harness, mine, flow);
    assert.ok(state.status === 'failed');
    assert.equal(state.problem.code, 'invalid_credentials');
  });

  test('at the address of another connector is refused', async () => {
    const dialog = await openDialog(harness, 'auto');
    const browser = new TestBrowser(harness);
    const callback = await passThrough(await browser.start(await offer(harness, dialog)));
    callback.pathname = '/oauth/callback/auto-other';
    assert.equal((await browser.open(callback)).status, 403);
    await assertNothingCameAbout(dialog);
  });

  for (const connector of ['wrong-iss', 'no-iss']) {
    test(`from another issuer is refused before the code goes anywhere (${connector})`, async () => {
      const dialog = await openDialog(harness, connector);
      const before = harness.sandbox.counters().token;
      const { answer, flow } = await signIn(harness, dialog);
      assert.equal(answer.status, 403);
      const state = await flowStateOf(harness, dialog, flow);
      assert.ok(state.status === 'failed');
      assert.equal(state.problem.code, 'flow_browser_mismatch');
      assert.equal(harness.sandbox.counters().token, before);
      await assertNothingCameAbout(dialog);
    });
  }

  test('in which the person declined says so in the window and in the dialog', async () => {
    const dialog = await openDialog(harness, 'deny');
    const { answer, flow } = await signIn(harness, dialog);
    assert.equal(answer.status, 422);
    const state = await flowStateOf(harness, dialog, flow);
    assert.ok(state.status === 'failed');
    assert.equal(state.problem.code, 'provider_denied');
    assert.equal(state.connection.status, 'error');
  });

  const states = ['', 'eco_unknown', 'x'.repeat(5000)];
  for (const state of states) {
    test(`with a state that was never given out is over (${state.length} characters)`, async () => {
      const page = await new TestBrowser(harness).open(`/oauth/callback/auto?code=a&state=${state}`);
      assert.equal(page.status, 410);
    });
  }
});

describe('the end of a sign-in', () => {
  test('comes after ten minutes, at its start, at its return and in the dialog', async () => {
    const dialog = await openDialog(harness, 'auto');
    const [unopened, opened] = [await offer(harness, dialog), await offer(harness, dialog)];
    const browser = new TestBrowser(harness);
    const callback = await passThrough(await browser.start(opened));
    harness.advance(10 * 60_000);
    assert.equal((await browser.open(unopened.startPath, OWN_LINK)).status, 410);
    assert.equal((await browser.open(callback)).status, 410);
    for (const flow of [unopened, opened]) {
      const state = await flowStateOf(harness, dialog, flow);
      assert.ok(state.status === 'failed');
      assert.equal(state.problem.code, 'flow_expired');
    }
  });

  test('comes when the person cancels, and a return after that connects nothing', async () => {
    const dialog = await openDialog(harness, 'auto');
    const flow = await offer(harness, dialog);
    const browser = new TestBrowser(harness);
    const callback = await passThrough(await browser.start(flow));
    const { json } = await call(harness, `/session/flows/${flow.id}`, { ...dialog, method: 'DELETE' });
    assert.deepEqual(json, { status: 'cancelled' } satisfies FlowState);
    const page = await browser.open(callback);
    assert.equal(page.status, 200);
    assert.match(await page.text(), /cancelled/i);
    await assertNothingCameAbout(dialog);
  });

  test('is not reached by cancelling what has succeeded', async () => {
    const dialog = await openDialog(harness, 'auto');
    const { flow } = await signIn(harness, dialog);
    const { json } = await call(harness, `/session/flows/${flow.id}`, { ...dialog, method: 'DELETE' });
    assert.equal((json as FlowState).status, 'succeeded');
  });
});

describe('the dialogs of one tenant', () => {
  test('have at most twenty sign-ins under way: the oldest gives way', async () => {
    const dialog = await openDialog(harness, 'auto');
    const flows = [];
    for (let round = 0; round < 21; round += 1) {
      const flow = await offer(harness, dialog);
      await new TestBrowser(harness).start(flow);
      flows.push(flow);
    }
    const [first, second] = flows;
    assert.ok(first && second);
    assert.equal((await flowStateOf(harness, dialog, first)).status, 'cancelled');
    assert.equal((await flowStateOf(harness, dialog, second)).status, 'started');
  });

  test('can each offer one to forty people at a time, and to thousands in turn', async () => {
    const dialog = await openDialog(harness, 'auto');
    const flows = [];
    for (let round = 0; round < 201; round += 1) flows.push(await offer(harness, dialog));
    const states = await Promise.all(flows.map((flow) => flowStateOf(harness, dialog, flow)));
    assert.deepEqual(
      states.map(({ status }) => status),
      ['cancelled', ...Array.from({ length: 200 }, () => 'offered')],
    );
  });

  test('see their own sign-ins and nobody else’s', async () => {
    const [mine, other] = [await openDialog(harness, 'auto'), await openDialog(harness, 'auto')];
    const flow = await offer(harness, mine);
    const strange = await call(harness, `/session/flows/${flow.id}`, other);
    const absent = await call(harness, '/session/flows/999999', other);
    assert.equal(strange.status, 404);
    assert.equal(absent.status, 404);
    assert.equal((await call(harness, `/session/flows/${flow.id}`, { ...other, method: 'DELETE' })).status, 404);
  });
});
