import { LOCALES_PATH } from '../../protocol/session-api.ts';
import { isTranslations } from '../page-state-guard.ts';
import { callServer, UnreachableError } from './server-call.ts';
import { SessionClient } from './session-client.ts';
import type { StateEvent } from '../state/state-event.ts';
import type { Task } from '../state/tasks.ts';
import { exchangeToken } from './token-exchange.ts';
import { performSignInTask } from './perform-sign-in-task.ts';
import type { PerformTask } from './task-runner.ts';
import { pause } from './pause.ts';

/** The sentences are a small file of the same server, so a person does not wait longer for them. */
const LANGUAGE_TIMEOUT_MS = 5000;

/** A host that fetches its tokens from its own back end has one by then, or will have none. */
const TOKEN_TIMEOUT_MS = 15_000;

/** Most providers answer within this time. After it, the form says that the check is still running. */
const SLOW_AFTER_MS = 6000;

/** What tasks need. */
export interface TaskEnvironment {
  /** The client of the newest session. Tasks replace it when a token was accepted. The state never contains a bearer. */
  client: SessionClient | undefined;
  readonly tokenTimeoutMs?: number | undefined;
}

type SessionTask = Exclude<
  Task,
  { readonly type: 'load-language' | 'exchange-token' | 'wait-for-token' | 'wait-for-slow-call' }
>;

/** Makes the function that performs tasks. */
export function taskPerformer(environment: TaskEnvironment): PerformTask {
  return async (task, signal, report): Promise<StateEvent | undefined> => {
    switch (task.type) {
      case 'load-language': {
        const { locale } = task;
        const path = `${LOCALES_PATH}${locale}.json`;
        const translations = await callServer({ method: 'GET', path, signal, timeoutMs: LANGUAGE_TIMEOUT_MS });
        if (!isTranslations(translations)) throw new UnreachableError();
        return { type: 'language-loaded', locale, translations };
      }
      case 'exchange-token': {
        const { bearer, locale, ...session } = await exchangeToken(task.token, signal);
        if (!signal.aborted) environment.client = new SessionClient(bearer);
        return { type: 'granted', session, locale };
      }
      case 'wait-for-token':
        await pause(environment.tokenTimeoutMs ?? TOKEN_TIMEOUT_MS, signal);
        return { type: 'token-timeout' };
      case 'wait-for-slow-call':
        await pause(SLOW_AFTER_MS, signal);
        return { type: 'call-slow' };
      default:
        return callServerFor(task, environment, { signal, report });
    }
  };
}

/** Performs a task that needs a session. */
async function callServerFor(
  task: SessionTask,
  { client }: TaskEnvironment,
  { signal, report }: { readonly signal: AbortSignal; readonly report: (event: StateEvent) => void },
): Promise<StateEvent | undefined> {
  // A dialog exists only after a session was opened.
  if (!client) throw new TypeError('There is no session.');
  switch (task.type) {
    case 'save-credentials': {
      const { connectionId, values } = task;
      return { type: 'credentials-saved', response: await client.saveCredentials(connectionId, { values }, signal) };
    }
    case 'disconnect':
      return { type: 'disconnected', connection: (await client.disconnect(task.connectionId, signal)).connection };
    case 'rename': {
      const { connection } = await client.rename(task.connectionId, { name: task.name }, signal);
      return { type: 'renamed', connection };
    }
    case 'read-session':
      return { type: 'session-read', connectors: await client.read(signal) };
    case 'add-connection':
      return { type: 'added', connection: (await client.add({ connector: task.connector }, signal)).connection };
    case 'discard':
      await client.discard(task.connectionId, signal);
      return { type: 'discarded' };
    case 'poll-session': {
      await pause(task.delayMs, signal);
      if (signal.aborted) return undefined;
      return { type: 'polled', answer: await client.readChanges(task.version, signal) };
    }
    default:
      return performSignInTask(task, { client, signal, report });
  }
}
