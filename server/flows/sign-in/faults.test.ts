import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { SessionAnswer } from '../../../widget/protocol/session-api.ts';
import { FAULTY_CODE, startFaultyTokenServer } from '../../connectors/oauth/testing/faulty-token-server.ts';
import type { FaultyTokenServer } from '../../connectors/oauth/testing/faulty-token-server.ts';
import { TOKEN_FAULTS } from '../../connectors/oauth/testing/token-faults.ts';
import type { TokenFault } from '../../connectors/oauth/testing/token-faults.ts';
import { LONG } from '../../testing/long.ts';
import { startHarness } from '../../testing/harness.ts';
import type { Harness } from '../../testing/harness.ts';
import { call } from '../../testing/page.ts';
import { flowStateOf, openDialog, signIn } from '../../testing/sign-in.ts';

const CLIENT = { clientId: 'client-of-this-test', clientSecret: 'client-secret-of-this-test' };
const STATUS = { provider_unavailable: 200, invalid_credentials: 422, provider_denied: 422 } as const;
/** A sign-in that takes so long hangs: the way out gives up after 20 s. */
const HANGS_AFTER_MS = 60_000;

/** `npm run test:long` plays every fault; otherwise one for each outcome, without those that wait for a timeout. */
const PLAYED = LONG ? TOKEN_FAULTS : oneForEachOutcome(TOKEN_FAULTS.filter(({ waits }) => !waits));

function oneForEachOutcome(faults: readonly TokenFault[]): readonly TokenFault[] {
  return [...new Map(faults.map((fault) => [JSON.stringify(fault.expected), fault])).values()];
}

const systems = new Map<TokenFault, FaultyTokenServer>();
let harness: Harness;

const nameOf = (fault: TokenFault) => `fault-${TOKEN_FAULTS.indexOf(fault)}`;

before(async () => {
  for (const fault of PLAYED) systems.set(fault, await startFaultyTokenServer(fault));
  harness = await startHarness({
    connectors: () =>
      Object.fromEntries(
        [...systems].map(([fault, { authorizationUrl, tokenUrl }]) => {
          const auth = { type: 'oauth2', authorizationUrl, tokenUrl };
          return [nameOf(fault), { name: 'Faulty system', ...CLIENT, auth }];
        }),
      ),
  });
});
after(async () => {
  await harness.close();
  for (const system of systems.values()) await system.close();
});

test('at least sixty faults are played', () => {
  assert.ok(TOKEN_FAULTS.length >= 60, String(TOKEN_FAULTS.length));
});

describe('a sign-in at a system that is at fault', { concurrency: true }, () => {
  for (const fault of PLAYED) {
    test(`ends where ${fault.name}`, { timeout: HANGS_AFTER_MS }, async () => {
      const { code, retry, retryAfterSeconds } = fault.expected;
      const dialog = await openDialog(harness, nameOf(fault));
      const { answer, flow } = await signIn(harness, dialog);
      const page = await answer.text();
      assert.equal(answer.status, STATUS[code], page);

      const state = await flowStateOf(harness, dialog, flow);
      assert.ok(state.status === 'failed');
      assert.equal(state.problem.code, code);
      assert.equal(state.connection.status, 'error');
      const { json } = await call(harness, '/session', dialog);
      assert.equal((json as SessionAnswer).connections[0]?.status, 'error');

      const logged = loggedFailure(nameOf(fault));
      if (retry !== 'final') assert.equal(logged.retry, retry);
      assert.equal(logged.retryAfterSeconds, retryAfterSeconds);
      assert.ok(page.length < 20_000);
    });
  }

  test('leaves nothing secret in the log', () => {
    const log = harness.log();
    for (const secret of [CLIENT.clientSecret, FAULTY_CODE, 'at-of-a-fault', 'code_verifier']) {
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

/** What the log says of the sign-in with one connector. */
function loggedFailure(connector: string): LoggedFailure {
  const lines = harness.log().trim().split('\n');
  const failures = lines
    .map((line) => JSON.parse(line) as LoggedFailure)
    .filter((line) => line.connector === connector);
  assert.equal(failures.length, 1, JSON.stringify(failures));
  return failures[0] ?? {};
}
