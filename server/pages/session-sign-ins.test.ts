import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ErrorResponse, CreateSignInResponse, SignInState } from '../../widget/protocol/session-api.ts';
import { connectorsWithBehaviour } from '../sandbox/testing/behaviour-connectors.ts';
import { startHarness } from '../testing/harness.ts';
import type { Harness } from '../testing/harness.ts';
import { callSessionApi } from '../testing/page.ts';
import { createSignIn, openDialog, followProvider, completeSignIn, TestBrowser } from '../testing/sign-in.ts';
import type { OpenDialog } from '../testing/sign-in.ts';

let harness: Harness;

before(async () => {
  harness = await startHarness({
    connectors: (url) => connectorsWithBehaviour(url, { auto: 'auto', bob: 'auto=bob' }),
  });
});
after(() => harness.close());

/** Reads the events of a sign-in, one after another. */
async function* eventsOf({ bearer }: OpenDialog, { id }: CreateSignInResponse): AsyncGenerator<SignInState> {
  const answer = await harness.request(`/session/sign-ins/${id}/events`, {
    headers: { authorization: `Bearer ${bearer}` },
  });
  assert.equal(answer.headers.get('content-type'), 'text/event-stream');
  assert.equal(answer.headers.get('cache-control'), 'no-store');
  assert.ok(answer.body);
  let text = '';
  for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const events = text.split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) yield JSON.parse(event.replace(/^data: /, '')) as SignInState;
  }
}

describe('the events of a sign-in', () => {
  test('report each step once, when it happens, and finish with the last one', async () => {
    const dialog = await openDialog(harness, 'auto');
    const signIn = await createSignIn(harness, dialog);
    const events = eventsOf(dialog, signIn);
    const lastSent = async () => {
      const { value } = (await events.next()) as { value: SignInState | undefined };
      return value?.status;
    };
    assert.equal(await lastSent(), 'created');
    const browser = new TestBrowser(harness);
    const location = await browser.start(signIn);
    assert.equal(await lastSent(), 'started');
    const answer = browser.open(await followProvider(location));
    const rest: (string | undefined)[] = [];
    for await (const { status } of events) rest.push(status);
    await answer;
    assert.deepEqual(
      rest.filter((status) => status !== 'exchanging'),
      ['succeeded'],
    );
  });

  test('report the result of a finished sign-in at once', async () => {
    const dialog = await openDialog(harness, 'auto');
    const { created } = await completeSignIn(harness, dialog);
    const states = [];
    for await (const state of eventsOf(dialog, created)) states.push(state);
    assert.deepEqual(
      states.map(({ status }) => status),
      ['succeeded'],
    );
  });

  test('report changes that another process made in the same database', async () => {
    const dialog = await openDialog(harness, 'auto');
    const signIn = await createSignIn(harness, dialog);
    const events = eventsOf(dialog, signIn);
    await events.next();
    const { store } = harness.deps;
    const tenant = await store.tenants.findByKey('acme', dialog.tenantKey);
    assert.ok(tenant);
    const stored = await store.signIns.find({ organization: 'acme', tenantId: tenant.id }, signIn.id);
    assert.ok(stored);
    await store.write(({ signIns }) => signIns.change(stored, { status: 'cancelled' }, harness.now()));
    assert.deepEqual(await events.next(), { done: false, value: { status: 'cancelled' } });
  });
});

describe('asking for a sign-in', () => {
  const flowsOf = ({ bearer, id }: OpenDialog, body: unknown) =>
    callSessionApi(harness, `/session/connections/${id}/sign-ins`, { bearer, method: 'POST', body });

  test('returns a link that is valid for ten minutes', async () => {
    const { status, json } = await flowsOf(await openDialog(harness, 'auto'), { values: {}, locale: 'de' });
    assert.equal(status, 201);
    const { startPath, expiresInSeconds } = json as CreateSignInResponse;
    assert.match(startPath, /^\/connect\/start\/ecf_[\w-]{43}$/);
    assert.equal(expiresInSeconds, 600);
  });

  const wrong: readonly { readonly name: string; readonly connector: string; readonly body: unknown }[] = [
    { name: 'values that are no inputs', connector: 'auto', body: { values: { code: 'x' }, locale: 'en' } },
    { name: 'no language', connector: 'auto', body: { values: {} } },
    { name: 'an invalid language', connector: 'auto', body: { values: {}, locale: '../../etc' } },
    { name: 'a missing input', connector: 'sandbox-oauth-workspace', body: { values: {}, locale: 'en' } },
    { name: 'a provider without sign-in', connector: 'sandbox', body: { values: {}, locale: 'en' } },
  ];
  for (const { name, connector, body } of wrong) {
    test(`with ${name} is refused`, async () => {
      const { status, json } = await flowsOf(await openDialog(harness, connector), body);
      assert.equal(status, 422);
      assert.equal((json as ErrorResponse).error.code, 'invalid_request');
    });
  }

  test('is refused when the dialog was loaded from another address than the public one', async () => {
    const { bearer, id } = await openDialog(harness, 'auto');
    const ask = (origin: string) =>
      harness.request(`http://internal.example.com:4000/session/connections/${id}/sign-ins`, {
        method: 'POST',
        headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json', origin },
        body: '{"values":{},"locale":"en"}',
      });
    assert.equal((await ask('https://connect.example.com')).status, 201);
    const refused = await ask('http://internal.example.com:4000');
    assert.equal(refused.status, 500);
    assert.equal(((await refused.json()) as ErrorResponse).error.code, 'internal');
    assert.match(harness.log(), /loaded from http:\/\/internal\.example\.com:4000.*see PUBLIC_URL/);
  });

  test('typed credentials are refused for connectors with a sign-in window', async () => {
    const { bearer, id } = await openDialog(harness, 'auto');
    const { status } = await callSessionApi(harness, `/session/connections/${id}/credentials`, {
      bearer,
      method: 'PUT',
      body: { values: {} },
    });
    assert.equal(status, 422);
  });

  test('the pages of the window have the language of the dialog', async () => {
    const { json } = await flowsOf(await openDialog(harness, 'auto'), { values: {}, locale: 'de' });
    const page = await new TestBrowser(harness).open((json as CreateSignInResponse).startPath);
    assert.equal(page.headers.get('content-language'), 'de');
  });
});
