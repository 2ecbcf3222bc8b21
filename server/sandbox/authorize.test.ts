import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { SANDBOX_ACCOUNT, SANDBOX_MACHINE_ID, SANDBOX_OTHER_ACCOUNT } from './keys.ts';
import { startSandbox } from './sandbox.ts';
import {
  authorizationUrl,
  submitDecision,
  exchangeCode,
  loadSignInPage,
  callbackParameters,
  STATE,
  readTokens,
  VERIFIER,
  fetchAccount,
} from './testing/sign-in.ts';

const sandbox = await startSandbox({ port: 0, host: '127.0.0.1' });
after(() => sandbox.close());
const oauth = `${sandbox.url}/oauth`;

describe('the sign-in page', () => {
  test('shows the client, the scope and two accounts, and may not load, run or frame anything', async () => {
    const page = await loadSignInPage(oauth);
    assert.equal(page.status, 200);
    const policy = page.headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'.*form-action 'self' http:\/\/localhost:4000;.*frame-ancestors 'none'/);
    const text = await page.text();
    for (const part of ['localhost:4000', 'contacts.read', SANDBOX_ACCOUNT, SANDBOX_OTHER_ACCOUNT, 'Allow', 'Deny']) {
      assert.ok(text.includes(part), part);
    }
  });

  test('escapes markup in the address', async () => {
    const text = await (await loadSignInPage(oauth, { scope: '<b>bold</b>' })).text();
    assert.ok(text.includes('&lt;b&gt;bold&lt;/b&gt;'));
  });

  for (const [account, email] of [
    ['ada', SANDBOX_ACCOUNT],
    ['bob', SANDBOX_OTHER_ACCOUNT],
  ] as const) {
    test(`redirects back with a code for ${email}, the state and the issuer`, async () => {
      const response = await submitDecision(authorizationUrl(oauth), { account });
      const back = callbackParameters(response);
      assert.deepEqual([back.get('state'), back.get('iss')], [STATE, sandbox.url]);
      const { access } = await readTokens(await exchangeCode(oauth, back.get('code') ?? ''));
      assert.deepEqual(await (await fetchAccount(oauth, access)).json(), { user: { email } });
    });
  }

  test('redirects back without a code if the person denies', async () => {
    const response = await submitDecision(authorizationUrl(oauth), { decision: 'deny' });
    const back = callbackParameters(response);
    assert.deepEqual([back.get('error'), back.get('state'), back.get('code')], ['access_denied', STATE, null]);
    assert.equal(back.get('iss'), sandbox.url);
  });

  for (const [title, changes] of [
    ['an unknown client', { client_id: 'nobody' }],
    ['no client', { client_id: undefined }],
    ['the machine client', { client_id: SANDBOX_MACHINE_ID }],
    ['no redirect_uri', { redirect_uri: undefined }],
    ['a relative redirect_uri', { redirect_uri: '/callback' }],
    ['a redirect_uri with javascript:', { redirect_uri: 'javascript:alert(1)' }],
    ['a redirect_uri with a fragment', { redirect_uri: 'https://a.example/#b' }],
  ] as const) {
    test(`does not redirect for ${title}`, async () => {
      assert.equal((await loadSignInPage(oauth, changes)).status, 400);
      assert.equal((await submitDecision(authorizationUrl(oauth, changes))).status, 400);
    });
  }

  for (const [title, changes, error] of [
    ['another response_type', { response_type: 'token' }, 'unsupported_response_type'],
    ['no state', { state: undefined }, 'invalid_request'],
    ['no code_challenge', { code_challenge: undefined }, 'invalid_request'],
    ['a plain code_challenge', { code_challenge_method: 'plain', code_challenge: VERIFIER }, 'invalid_request'],
    ['a code_challenge that is too short', { code_challenge: 'abc' }, 'invalid_request'],
    ['a scope with a quotation mark', { scope: 'a"b' }, 'invalid_scope'],
  ] as const) {
    test(`redirects back immediately for ${title}`, async () => {
      assert.equal(callbackParameters(await loadSignInPage(oauth, changes)).get('error'), error);
      const response = await submitDecision(authorizationUrl(oauth, changes));
      assert.equal(callbackParameters(response).get('error'), error);
    });
  }

  test('refuses a repeated parameter', async () => {
    const twice = authorizationUrl(oauth);
    const response = await fetch(`${twice}&state=other`, { redirect: 'manual' });
    assert.equal(callbackParameters(response).get('error'), 'invalid_request');
    assert.equal((await fetch(`${twice}&redirect_uri=https://b.example/`, { redirect: 'manual' })).status, 400);
  });

  for (const form of [{ account: 'eve' }, { decision: 'maybe' }, { decision: undefined }]) {
    test(`refuses a form with ${JSON.stringify(form)}`, async () => {
      assert.equal((await submitDecision(authorizationUrl(oauth), form)).status, 400);
    });
  }
});
