import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import { inspect } from 'node:util';

import { createEgress } from '../../egress.ts';
import { InvalidCredentialsError, ProviderDeniedError, ProviderUnavailableError } from '../../errors.ts';
import { authenticator } from '../auth-types.ts';
import type { ProviderAccess } from '../auth-type.ts';
import { connectorDefinitionSchema } from '../definition.ts';
import type { FailingTokenServer } from './testing/failing-token-server.ts';
import { AUTHORIZATION_CODE, startFailingTokenServer } from './testing/failing-token-server.ts';
import type { ExpectedError, TokenEndpointError } from './testing/token-endpoint-errors.ts';
import { TOKEN_ENDPOINT_ERRORS } from './testing/token-endpoint-errors.ts';

const CLIENT_SECRET = 'client/secret+of=tests';
const REFRESH_TOKEN = 'refresh/token+of=tests';
const STATE = 'state-of-tests-0123456789';
const REDIRECT_URI = new URL('https://connect.example.com/oauth/callback/faulty');

const open = { allow: [], allowLoopbackHttp: true };
const egress = createEgress(open);
/** Long enough for a busy machine to send the request. */
const SHORT_TIMEOUT_MS = 1000;
/** For errors that end only by a timeout. */
const shortTimeoutEgress = createEgress({
  ...open,
  limits: {
    headersTimeoutMs: SHORT_TIMEOUT_MS,
    totalTimeoutMs: SHORT_TIMEOUT_MS,
    connectTimeoutMs: SHORT_TIMEOUT_MS,
  },
});
after(() => {
  egress.close();
  shortTimeoutEgress.close();
});

function accessFor({ endsByTimeout }: TokenEndpointError): ProviderAccess {
  return {
    egress: endsByTimeout ? shortTimeoutEgress : egress,
    now: () => Date.now(),
    signal: new AbortController().signal,
  };
}

async function startFailing(t: TestContext, known: TokenEndpointError) {
  const server = await startFailingTokenServer(known);
  t.after(() => server.close());
  return { server, auth: authenticatorFor(server) };
}

function authenticatorFor({ authorizationUrl, tokenUrl }: FailingTokenServer) {
  const auth = { type: 'oauth2', authorizationUrl, tokenUrl, clientAuthentication: 'client_secret_post' } as const;
  return authenticator(
    connectorDefinitionSchema.parse({ name: 'Faulty', clientId: 'client', clientSecret: CLIENT_SECRET, auth }),
  );
}

async function catchError(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  return assert.fail('it went well');
}

function assertError(error: unknown, expected: ExpectedError): void {
  assert.ok(
    error instanceof ProviderUnavailableError ||
      error instanceof InvalidCredentialsError ||
      error instanceof ProviderDeniedError,
    inspect(error),
  );
  const isUnavailable = error instanceof ProviderUnavailableError;
  const { retryAfterSeconds } = isUnavailable ? error : {};
  const found: ExpectedError = {
    code: error.code,
    retry: isUnavailable ? error.retry : 'final',
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  };
  assert.deepEqual(found, expected, error.message);
}

/** Returns everything that an error contains, at any depth, including hidden properties. */
function assertNoSecrets(error: unknown, secrets: readonly string[]): void {
  const everything = inspect(error, { depth: Infinity, showHidden: true, maxStringLength: null, maxArrayLength: null });
  for (const secret of secrets.flatMap((text) => [text, encodeURIComponent(text), btoa(text)])) {
    assert.ok(!everything.includes(secret), everything);
  }
}

describe('a sign-in fails with the expected error if', () => {
  for (const known of TOKEN_ENDPOINT_ERRORS) {
    test(known.name, async (t) => {
      const { server, auth } = await startFailing(t, known);
      const access = accessFor(known);
      const run = { redirectUri: REDIRECT_URI, state: STATE };
      const { url, secrets } = await auth.signIn!.start({}, run, access);
      const sentBack = await fetch(url, { redirect: 'manual' });
      const { searchParams: parameters } = new URL(sentBack.headers.get('location') ?? '');
      assert.equal(auth.signIn!.isFromIssuer({}, parameters), true);

      const error = await catchError(auth.signIn!.finish({}, { ...run, secrets, parameters }, access));
      assertError(error, known.expected);
      assertNoSecrets(error, [AUTHORIZATION_CODE, CLIENT_SECRET, STATE, secrets['code_verifier'] ?? '']);
      const isAsked = !('callback' in known.answer || 'listens' in known.answer || 'scheme' in known.answer);
      assert.equal(server.requestCount(), isAsked ? 1 : 0);
    });
  }
});

describe('a refresh fails with the expected error, permanently only if the provider says so, if', () => {
  for (const known of TOKEN_ENDPOINT_ERRORS.filter(({ answer: response }) => !('callback' in response))) {
    test(known.name, async (t) => {
      const { auth } = await startFailing(t, known);
      const access = accessFor(known);
      const tokens = { accessToken: 'access-token-of-tests', refreshToken: REFRESH_TOKEN, obtainedAt: 0, captured: {} };
      const error = await catchError(auth.refresh!({}, tokens, access));
      const { expected } = known;
      // No person is present who could decline.
      const asRenewal =
        expected.code === 'provider_denied' ? ({ code: 'provider_unavailable', retry: 'operator' } as const) : expected;
      assertError(error, asRenewal);
      assertNoSecrets(error, [REFRESH_TOKEN, CLIENT_SECRET, tokens.accessToken]);
    });
  }
});
