import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import { inspect } from 'node:util';

import { createEgress } from '../../egress.ts';
import { InvalidCredentialsError, ProviderDeniedError, ProviderUnavailableError } from '../../errors.ts';
import { boundAuth } from '../auth-types.ts';
import type { ProviderAccess } from '../auth-type.ts';
import { connectorDefinitionSchema } from '../definition.ts';
import type { FaultyTokenServer } from './testing/faulty-token-server.ts';
import { FAULTY_CODE, startFaultyTokenServer } from './testing/faulty-token-server.ts';
import type { ExpectedFault, TokenFault } from './testing/token-faults.ts';
import { TOKEN_FAULTS } from './testing/token-faults.ts';

const CLIENT_SECRET = 'client/secret+of=tests';
const REFRESH_TOKEN = 'refresh/token+of=tests';
const STATE = 'state-of-tests-0123456789';
const REDIRECT_URI = new URL('https://connect.example.com/oauth/callback/faulty');

const open = { allow: [], allowLoopbackHttp: true };
const egress = createEgress(open);
/** For faults that end only when a limit of time is over. */
const impatient = createEgress({ ...open, limits: { headersMs: 300, totalMs: 300, connectMs: 300 } });
after(() => {
  egress.close();
  impatient.close();
});

function accessFor({ waits }: TokenFault): ProviderAccess {
  return { egress: waits ? impatient : egress, now: () => Date.now(), signal: new AbortController().signal };
}

async function faulty(t: TestContext, fault: TokenFault) {
  const server = await startFaultyTokenServer(fault);
  t.after(() => server.close());
  return { server, auth: boundTo(server) };
}

function boundTo({ authorizationUrl, tokenUrl }: FaultyTokenServer) {
  const auth = { type: 'oauth2', authorizationUrl, tokenUrl, clientAuthentication: 'client_secret_post' } as const;
  return boundAuth(
    connectorDefinitionSchema.parse({ name: 'Faulty', clientId: 'client', clientSecret: CLIENT_SECRET, auth }),
  );
}

async function thrownBy(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  return assert.fail('it went well');
}

function assertFault(error: unknown, expected: ExpectedFault): void {
  assert.ok(
    error instanceof ProviderUnavailableError ||
      error instanceof InvalidCredentialsError ||
      error instanceof ProviderDeniedError,
    inspect(error),
  );
  const isUnavailable = error instanceof ProviderUnavailableError;
  const { retryAfterSeconds } = isUnavailable ? error : {};
  const found: ExpectedFault = {
    code: error.code,
    retry: isUnavailable ? error.retry : 'final',
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  };
  assert.deepEqual(found, expected, error.message);
}

/** Whatever an error holds, at any depth, hidden or not. */
function assertSilent(error: unknown, secrets: readonly string[]): void {
  const everything = inspect(error, { depth: Infinity, showHidden: true, maxStringLength: null, maxArrayLength: null });
  for (const secret of secrets.flatMap((text) => [text, encodeURIComponent(text), btoa(text)])) {
    assert.ok(!everything.includes(secret), everything);
  }
}

describe('a sign-in fails as it should where', () => {
  for (const fault of TOKEN_FAULTS) {
    test(fault.name, async (t) => {
      const { server, auth } = await faulty(t, fault);
      const access = accessFor(fault);
      const run = { redirectUri: REDIRECT_URI, state: STATE };
      const { location, kept } = await auth.signIn!.begin({}, run, access);
      const sentBack = await fetch(location, { redirect: 'manual' });
      const { searchParams: parameters } = new URL(sentBack.headers.get('location') ?? '');
      assert.equal(auth.signIn!.isFromIssuer({}, parameters), true);

      const error = await thrownBy(auth.signIn!.finish({}, { ...run, kept, parameters }, access));
      assertFault(error, fault.expected);
      assertSilent(error, [FAULTY_CODE, CLIENT_SECRET, STATE, kept['code_verifier'] ?? '']);
      const isAsked = !('callback' in fault.answer || 'listens' in fault.answer || 'scheme' in fault.answer);
      assert.equal(server.asked(), isAsked ? 1 : 0);
    });
  }
});

describe('a refresh fails as it should, and for good only where the system says so, where', () => {
  for (const fault of TOKEN_FAULTS.filter(({ answer }) => !('callback' in answer))) {
    test(fault.name, async (t) => {
      const { auth } = await faulty(t, fault);
      const access = accessFor(fault);
      const tokens = { accessToken: 'access-token-of-tests', refreshToken: REFRESH_TOKEN, obtainedAt: 0, captured: {} };
      const error = await thrownBy(auth.renew!({}, tokens, access));
      const { expected } = fault;
      // Nobody is there who could decline.
      const asRenewal =
        expected.code === 'provider_denied' ? ({ code: 'provider_unavailable', retry: 'operator' } as const) : expected;
      assertFault(error, asRenewal);
      assertSilent(error, [REFRESH_TOKEN, CLIENT_SECRET, tokens.accessToken]);
    });
  }
});
