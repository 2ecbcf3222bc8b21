import { deepEqual, equal, ok } from '../../testing/assert.ts';
import { RefusedError, UnreachableError } from './server-call.ts';
import type { StateEvent } from '../state/state-event.ts';
import type { Task } from '../state/tasks.ts';
import { TaskRunner, failureOf } from './task-runner.ts';
import { connection } from '../../testing/fixtures.ts';

interface Run {
  readonly task: Task;
  readonly signal: AbortSignal;
  readonly report: (event: StateEvent) => void;
  readonly end: PromiseWithResolvers<StateEvent | undefined>;
}

const task = (key: string, run?: number): Task => ({ key, type: 'read-session', ...(run !== undefined && { run }) });

const slow: StateEvent = { type: 'call-slow' };

describe('the task runner', () => {
  let runs: Run[];
  let events: StateEvent[];
  let runner: TaskRunner;

  /** Waits until the runner has handled the end of a run. */
  const settled = () => new Promise((resolve) => setTimeout(resolve));

  beforeEach(() => {
    runs = [];
    events = [];
    runner = new TaskRunner(
      (started, signal, report) => {
        const end = Promise.withResolvers<StateEvent | undefined>();
        runs.push({ task: started, signal, report, end });
        return end.promise;
      },
      (event) => events.push(event),
    );
  });

  it('starts each task once, and reports its result', async () => {
    runner.update([task('a')]);
    runner.update([task('a'), task('b')]);
    deepEqual(
      runs.map(({ task: { key } }) => key),
      ['a', 'b'],
    );
    runs[1]?.end.resolve(slow);
    await settled();
    deepEqual(events, [slow]);
  });

  it('does not restart a task that has ended and is still in the state', async () => {
    runner.update([task('a')]);
    runs[0]?.end.resolve(undefined);
    await settled();
    runner.update([task('a')]);
    equal(runs.length, 1);
    deepEqual(events, []);
  });

  it('restarts a task for another session, and after it was absent', () => {
    runner.update([task('a')]);
    runner.update([task('a', 1)]);
    runner.update([]);
    runner.update([task('a', 1)]);
    equal(runs.length, 3);
  });

  it('aborts a task that is no longer in the state, and ignores its later results', async () => {
    runner.update([task('a'), task('b')]);
    runner.update([task('b')]);
    const [first, second] = runs;
    ok(first?.signal.aborted === true && second?.signal.aborted === false);
    first.report(slow);
    first.end.resolve(slow);
    await settled();
    deepEqual(events, []);
    runner.update([]);
    second.end.reject(new RefusedError('internal', 'late'));
    await settled();
    deepEqual(events, []);
  });

  it('reports an intermediate result, and the failure of a task', async () => {
    runner.update([task('a')]);
    runs[0]?.report(slow);
    runs[0]?.end.reject(new RefusedError('rate_limited', 'no', { requestId: 'r' }));
    await settled();
    const [first, failed] = events;
    equal(first, slow);
    ok(failed?.type === 'failed');
    deepEqual(failed.failure, { code: 'rate_limited', fields: [], message: 'no', requestId: 'r' });
  });
});

describe('a failure', () => {
  const refused = connection({ status: 'error', problem: { code: 'invalid_credentials', providerMessage: 'Bad key' } });

  it("has the provider's message", () => {
    const { providerMessage, connection: after } = failureOf(
      new RefusedError('invalid_credentials', 'no', { connection: refused }),
    );
    equal(providerMessage, 'Bad key');
    equal(after, refused);
  });

  it('does not have the message of an older problem of the connection', () => {
    equal(
      failureOf(new RefusedError('provider_unavailable', 'no', { connection: refused })).providerMessage,
      undefined,
    );
  });

  it('has no details if the server did not respond', () => {
    deepEqual(failureOf(new UnreachableError()), { code: 'unreachable', fields: [] });
  });
});
