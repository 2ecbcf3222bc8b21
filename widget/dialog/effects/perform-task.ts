import { LOCALES_PATH } from '../../protocol/session-api.ts';
import { isTranslations } from '../messages.ts';
import { chunkLoaded, loadChunk, loadRareSentences } from '../chunks.ts';
import { callServer, RefusedError, UnreachableError } from './server-call.ts';
import { SessionClient } from './session-client.ts';
import { additionsPart } from '../state/additions-part.ts';
import { installHooks } from '../state/install-hooks.ts';
import { viewOpener } from './view-opener.ts';
import type { SignInTask } from '../state/sign-in-tasks.ts';
import type { StateEvent } from '../state/state-event.ts';
import type { Task } from '../state/tasks.ts';
import { tokenExchanger } from './token-exchanger.ts';
import { signInTaskPerformer, type SignInTaskOptions } from './sign-in-task-performer.ts';
import type { PerformTask } from './task-runner.ts';
import { pause } from './pause.ts';

/** A translation is a small file from the same server, so a longer wait would not help. */
const LANGUAGE_TIMEOUT_MS = 5000;

/** Longer than a host needs to fetch a token from its back end. */
const TOKEN_TIMEOUT_MS = 15_000;

/** Most providers respond within this time. After it, the form says that the check takes longer than usual. */
const SLOW_AFTER_MS = 6000;

/** The dependencies of tasks. */
export interface TaskEnvironment {
  /**
   * The client of the newest session. A task replaces it after a token was accepted. The state never contains a bearer.
   */
  client: SessionClient | undefined;
  /** Origin of the host page, once it has sent a message. */
  hostOrigin?: string | undefined;
  readonly tokenTimeoutMs?: number | undefined;
}

type SessionTask = Exclude<
  Task,
  { readonly type: 'load-language' | 'exchange-token' | 'wait-for-token' | 'wait-for-slow-call' }
>;

/** Matches the JSON of an event that contains a connection with a problem. */
const PROBLEM = /"problem":\{/;

/** Creates the function that performs tasks. It loads the sentences about problems before it reports a problem. */
export function taskPerformer(environment: TaskEnvironment): PerformTask {
  return async (task, signal, report): Promise<StateEvent | undefined> => {
    try {
      const event = await perform(task, environment, { signal, report });
      const isProblem = event?.type === 'token-timeout' || PROBLEM.test(JSON.stringify(event));
      if (isProblem && !signal.aborted) await loadRareSentences();
      return event;
    } catch (error) {
      if (error instanceof RefusedError && !signal.aborted) await loadRareSentences();
      throw error;
    }
  };
}

interface PerformOptions {
  readonly signal: AbortSignal;
  readonly report: (event: StateEvent) => void;
}

async function perform(
  task: Task,
  environment: TaskEnvironment,
  options: PerformOptions,
): Promise<StateEvent | undefined> {
  const { signal } = options;
  switch (task.type) {
    case 'load-language': {
      const { locale } = task;
      const path = `${LOCALES_PATH}${locale}.json`;
      const translations = await callServer({ method: 'GET', path, signal, timeoutMs: LANGUAGE_TIMEOUT_MS });
      if (!isTranslations(translations)) throw new UnreachableError();
      return { type: 'language-loaded', locale, translations };
    }
    case 'exchange-token': {
      await loadTokenExchange();
      if (!tokenExchanger.perform) throw new UnreachableError();
      const request = { ...task.request, origin: environment.hostOrigin };
      const { bearer = '', locale, ...session } = await tokenExchanger.perform(request, signal);
      if (!signal.aborted) environment.client = new SessionClient(bearer);
      return { type: 'token-accepted', session, locale };
    }
    case 'wait-for-token':
      await pause(environment.tokenTimeoutMs ?? TOKEN_TIMEOUT_MS, signal);
      return { type: 'token-timeout' };
    case 'wait-for-slow-call':
      await pause(SLOW_AFTER_MS, signal);
      if (!signal.aborted) await loadRareSentences();
      return { type: 'call-slow' };
    default:
      return callServerFor(task, environment, options);
  }
}

/** Loads the code that exchanges tokens, unless it is loaded. Also resolves after a failure. */
export async function loadTokenExchange(): Promise<void> {
  if (!tokenExchanger.perform) await loadChunk('token-exchange').catch(() => undefined);
}

/** Performs a task that needs a session. */
async function callServerFor(
  task: SessionTask,
  { client }: TaskEnvironment,
  { signal, report }: PerformOptions,
): Promise<StateEvent | undefined> {
  // These tasks exist only after a session was opened.
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
    case 'discard':
      await chunkLoaded('add-connection');
      return additionsPart.perform?.(task, client, signal);
    case 'poll-session': {
      await pause(task.delayMs, signal);
      if (signal.aborted) return undefined;
      return { type: 'polled', answer: await client.readChanges(task.version, signal) };
    }
    case 'install':
      return installHooks.perform?.(task, client, signal);
    case 'open-view':
      await loadTokenExchange();
      return viewOpener.perform?.(task.path, client, signal);
    default:
      return performSignInTask(task, { client, signal, report });
  }
}

/** Performs a task of a sign-in. The chunk of the sign-in view contains the code, so it waits for that chunk. */
async function performSignInTask(task: Task & SignInTask, options: SignInTaskOptions): Promise<StateEvent | undefined> {
  await chunkLoaded('sign-in-step');
  // The sign-in may have failed. The event for the host then contains a sentence.
  if ('id' in task) await loadRareSentences();
  return options.signal.aborted ? undefined : signInTaskPerformer.perform?.(task, options);
}
