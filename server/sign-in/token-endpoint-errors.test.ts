import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { SessionResponse } from '../../widget/protocol/session-api.ts';
import { AUTHORIZATION_CODE, startFailingTokenServer } from '../connectors/oauth/testing/failing-token-server.ts';
import type { FailingTokenServer } from '../connectors/oauth/testing/failing-token-server.ts';
import { TOKEN_ENDPOINT_ERRORS } from '../connectors/oauth/testing/token-endpoint-errors.ts';
import type { TokenEndpointError } from '../connectors/oauth/testing/token-endpoint-errors.ts';
import { LONG_TESTS } from '../testing/long-tests.ts';
import { startHarness } from '../testing/harness.ts';
import type { Harness } from '../testing/harness.ts';
import { callSessionApi, connectionsOf } from '../testing/page.ts';
import { signInState, openDialog, completeSignIn } from '../testing/sign-in.ts';

const CLIENT = { clientId: 'client-of-this-test', clientSecret: 'client-secret-of-this-test' };
const STATUS = { provider_unavailable: 200, invalid_credentials: 422, provider_denied: 422 } as const;
/** The server gives up a call after 20 s. A test that takes longer than this hangs. */
const TEST_TIMEOUT_MS = 60_000;

/** `npm run test:long` runs all errors. Otherwise one error per outcome runs, without those that wait for a timeout. */
const SELECTED_ERRORS = LONG_TESTS
  ? TOKEN_ENDPOINT_ERRORS
  : onePerOutcome(TOKEN_ENDPOINT_ERRORS.filter(({ endsByTimeout }) => !endsByTimeout));

function onePerOutcome(faults: readonly TokenEndpointError[]): readonly TokenEndpointError[] {
  return [...new Map(faults.map((fault) => [JSON.stringify(fault.expected), fault])).values()];
}

const providers = new Map<TokenEndpointError, FailingTokenServer>();
let harness: Harness;

const connectorName = (fault: TokenEndpointError) => `fault-${TOKEN_ENDPOINT_ERRORS.indexOf(fault)}`;

before(async () => {
  for (const fault of SELECTED_ERRORS) providers.set(fault, await startFailingTokenServer(fault));
  harness = await startHarness({
    connectors: () =>
      Object.fromEntries(
        [...providers].map(([fault, { authorizationUrl, tokenUrl }]) => {
          const auth = { type: 'oauth2', authorizationUrl, tokenUrl };
          return [connectorName(fault), { name: 'Faulty system', ...CLIENT, auth }];
        }),
      ),
  });
});
after(async () => {
  await harness.close();
  for (const provider of providers.values()) await provider.close();
});

test('the list contains at least sixty errors of token endpoints', () => {
  assert.ok(TOKEN_ENDPOINT_ERRORS.length >= 60, String(TOKEN_ENDPOINT_ERRORS.length));
});

describe('a sign-in at a faulty token endpoint', { concurrency: true }, () => {
  for (const fault of SELECTED_ERRORS) {
    test(`ends where ${fault.name}`, { timeout: TEST_TIMEOUT_MS }, async () => {
      const { code, retry, retryAfterSeconds } = fault.expected;
      const dialog = await openDialog(harness, connectorName(fault));
      const { answer, created } = await completeSignIn(harness, dialog);
      const page = await answer.text();
      assert.equal(answer.status, STATUS[code], page);

      const state = await signInState(harness, dialog, created);
      assert.ok(state.status === 'failed');
      assert.equal(state.problem.code, code);
      assert.equal(state.connection.status, 'error');
      const { json } = await callSessionApi(harness, '/session', dialog);
      assert.equal(connectionsOf(json as SessionResponse)[0]?.status, 'error');

      const logged = loggedFailure(connectorName(fault));
      if (retry !== 'final') assert.equal(logged.retry, retry);
      assert.equal(logged.retryAfterSeconds, retryAfterSeconds);
      assert.ok(page.length < 20_000);
    });
  }

  test('writes no secret to the log', () => {
    const log = harness.log();
    for (const secret of [CLIENT.clientSecret, AUTHORIZATION_CODE, 'at-of-a-fault', 'code_verifier']) {
      assert.ok(!log.includes(secret), secret);
    }
    assert.doesNotMatch(log, /ec[a-z]_[\w-]{30}/);
  });
});

interface LoggedFailure {
  readonly connector?: string;
  readonly retry?: string;
  readonly retryAfterSeconds?: number;
}

/** Returns the log line about the failed sign-in with one connector. */
function loggedFailure(connector: string): LoggedFailure {
  const lines = harness.log().trim().split('\n');
  const failures = lines
    .map((line) => JSON.parse(line) as LoggedFailure)
    .filter((line) => line.connector === connector);
  assert.equal(failures.length, 1, JSON.stringify(failures));
  return failures[0] ?? {};
}
