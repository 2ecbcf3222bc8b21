import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { ProviderAccess } from '../connectors/auth-type.ts';
import { authenticator } from '../connectors/auth-types.ts';
import type { Credentials, Tokens } from '../connectors/stored-credentials.ts';
import { readCredentials } from '../connectors/credentials.ts';
import { connectorDefinitionSchema } from '../connectors/definition.ts';
import { verifyCredentials } from '../connectors/verify.ts';
import { createEgress } from '../egress.ts';
import { InvalidCredentialsError, ProviderDeniedError, ProviderUnavailableError } from '../errors.ts';
import { sandboxConnectors } from './connectors.ts';
import {
  SANDBOX_ACCOUNT,
  SANDBOX_AWS_KEY_ID,
  SANDBOX_AWS_SECRET,
  SANDBOX_MACHINE_ID,
  SANDBOX_MACHINE_SECRET,
  SANDBOX_PASSWORD,
  SANDBOX_USERNAME,
} from './keys.ts';
import { startSandbox } from './sandbox.ts';
import { submitDecision } from './testing/sign-in.ts';

const sandbox = await startSandbox({ port: 0, host: '127.0.0.1' });
const egress = createEgress({ allow: [], allowLoopbackHttp: true });
const access: ProviderAccess = { egress, now: Date.now, signal: new AbortController().signal };
after(async () => {
  egress.close();
  await sandbox.close();
});

const connectors = sandboxConnectors(sandbox.url);
const RUN = { redirectUri: new URL('http://localhost:4000/oauth/callback/sandbox'), state: 'state-of-the-run' };

type Typed = Readonly<Record<string, string>>;

async function begun(name: string, typed: Typed) {
  const definition = connectorDefinitionSchema.parse(connectors[name]);
  const { values } = await readCredentials(definition, typed);
  const auth = authenticator(definition);
  const verify = (credentials: Credentials) => verifyCredentials(definition, credentials, access);
  return { auth, values, verify };
}

/** Signs in as a person who grants or denies access. */
async function signIn(name: string, typed: Typed = {}, form: Typed = {}) {
  const { auth, values, verify } = await begun(name, typed);
  assert.ok(auth.signIn);
  const { url, secrets } = await auth.signIn.start(values, RUN, access);
  const response = await submitDecision(url.href, form);
  const parameters = new URL(response.headers.get('location') ?? '').searchParams;
  assert.ok(auth.signIn.isFromIssuer(values, parameters));
  const tokens = await auth.signIn.finish(values, { ...RUN, secrets, parameters }, access);
  return { auth, values, tokens, verify: (now: Tokens) => verify({ values, tokens: now }) };
}

describe('sign-in, verification, refresh and revocation work with', () => {
  for (const [name, typed] of [
    ['sandbox-oauth', {}],
    ['sandbox-oauth-public', {}],
    ['sandbox-oauth-coop', {}],
    ['sandbox-oauth-slow', {}],
    ['sandbox-oauth-rotating', {}],
    ['sandbox-oauth-quirks', {}],
    ['sandbox-oauth-nested', {}],
    ['sandbox-oauth-workspace', { workspace: 'acme' }],
  ] as const) {
    test(name, async () => {
      const { auth, values, tokens, verify } = await signIn(name, typed);
      assert.deepEqual(await verify(tokens), { verified: true, account: SANDBOX_ACCOUNT });
      const refreshed = await auth.refresh?.(values, tokens, access);
      assert.ok(refreshed);
      assert.notEqual(refreshed.accessToken, tokens.accessToken);
      assert.equal(refreshed.refreshToken === tokens.refreshToken, name !== 'sandbox-oauth-rotating');
      assert.deepEqual(await verify(refreshed), { verified: true, account: SANDBOX_ACCOUNT });
      assert.equal(await auth.revoke?.(values, refreshed, access), true);
      await assert.rejects(verify(refreshed), InvalidCredentialsError);
    });
  }
});

test('the account and the refusal of sandbox-oauth-hostile are sanitized', async () => {
  const { tokens, verify } = await signIn('sandbox-oauth-hostile');
  assert.match((await verify(tokens)).account ?? '', /^<img src=x onerror="alert\(1\)"> gnp\.exe A+…$/);
  await assert.rejects(signIn('sandbox-oauth-hostile', {}, { decision: 'deny' }), (error: unknown) => {
    assert.ok(error instanceof ProviderDeniedError);
    assert.match(error.problem.providerMessage ?? '', /^<img src=x onerror="alert\(1\)"> gnp\.exe A+…$/);
    return true;
  });
});

test('sandbox-oauth-deny denies access although the person grants it', async () => {
  await assert.rejects(signIn('sandbox-oauth-deny'), ProviderDeniedError);
});

test('sandbox-oauth-failing issues no tokens', async () => {
  await assert.rejects(signIn('sandbox-oauth-failing'), ProviderUnavailableError);
});

test('sandbox-oauth1 supports a sign-in and a denial', async () => {
  const { tokens, verify } = await signIn('sandbox-oauth1');
  assert.deepEqual(await verify(tokens), { verified: true, account: SANDBOX_ACCOUNT });
  await assert.rejects(signIn('sandbox-oauth1', {}, { decision: 'deny' }), ProviderDeniedError);
});

describe('typed credentials', () => {
  for (const [name, typed, account] of [
    [
      'sandbox-client-credentials',
      { client_id: SANDBOX_MACHINE_ID, client_secret: SANDBOX_MACHINE_SECRET },
      SANDBOX_MACHINE_ID,
    ],
    ['sandbox-refreshable', { username: SANDBOX_USERNAME, password: SANDBOX_PASSWORD }, SANDBOX_ACCOUNT],
  ] as const) {
    test(`are exchanged for tokens by ${name}, which refreshes them`, async () => {
      const { auth, values, verify } = await begun(name, typed);
      const tokens = await auth.issue?.(values, access);
      assert.ok(tokens);
      assert.deepEqual(await verify({ values, tokens }), { verified: true, account });
      const refreshed = await auth.refresh?.(values, tokens, access);
      assert.ok(refreshed);
      assert.deepEqual(await verify({ values, tokens: refreshed }), { verified: true, account });
    });

    test(`are refused by ${name} if they are wrong`, async () => {
      const names = Object.keys(typed);
      const { auth, values } = await begun(name, { ...typed, [names[1] ?? '']: 'wrong' });
      await assert.rejects(async () => auth.issue?.(values, access), InvalidCredentialsError);
    });
  }
});

test('sandbox-aws accepts requests that are signed with its key', async () => {
  const typed = { access_key_id: SANDBOX_AWS_KEY_ID, secret_access_key: SANDBOX_AWS_SECRET };
  const { values, verify } = await begun('sandbox-aws', typed);
  assert.deepEqual(await verify({ values }), { verified: true, account: SANDBOX_ACCOUNT });
  const wrong = await begun('sandbox-aws', { ...typed, secret_access_key: 'wrong' });
  await assert.rejects(wrong.verify({ values: wrong.values }), InvalidCredentialsError);
});
