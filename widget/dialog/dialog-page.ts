import type { DialogEvent } from '../protocol/dialog-event.ts';
import type { HostCommand } from '../protocol/host-command.ts';
import type { ExitReason } from '../protocol/native-messages.ts';
import type { PageState } from '../protocol/page-state.ts';
import { DialogStore } from './effects/dialog-store.ts';
import { type TaskEnvironment, taskPerformer } from './effects/perform-task.ts';
import { TaskRunner } from './effects/task-runner.ts';
import { HostPresentation } from './host-presentation.ts';
import { translator } from './messages.ts';
import { SessionClient } from './effects/session-client.ts';
import { emptyState } from './state/dialog-state.ts';
import type { Notice } from './state/dialog-state.ts';
import type { LoadedPage } from './state/state-event.ts';
import { hostEvents } from './state/host-events.ts';
import { tasksOf } from './state/tasks.ts';

/** Options of {@link DialogPage}. */
export interface DialogPageOptions {
  /** Theme, design tokens and language apply to this document. */
  readonly document: Document;
  /** The page has the origin `null`, because its iframe has `sandbox` without `allow-same-origin`. */
  readonly opaqueOrigin: boolean;
  /** The host can send messages, such as a new token. */
  readonly hostSendsMessages: boolean;
  /** How long to wait for a token of the host. */
  readonly tokenTimeoutMs?: number | undefined;
  /** Called with each event for the host page. */
  readonly sendToHost: (event: DialogEvent) => void;
}

/** Connects the state of a page with its tasks, its events for the host, and the commands of the host. */
export class DialogPage {
  readonly store: DialogStore;
  readonly #presentation: HostPresentation;
  readonly #environment: TaskEnvironment;

  constructor(
    page: PageState,
    { document, opaqueOrigin, hostSendsMessages, tokenTimeoutMs, sendToHost }: DialogPageOptions,
  ) {
    this.#presentation = new HostPresentation(document);
    this.store = new DialogStore(emptyState(page, hostSendsMessages && !opaqueOrigin));
    const environment: TaskEnvironment = { client: undefined, tokenTimeoutMs };
    this.#environment = environment;
    const runner = new TaskRunner(taskPerformer(environment), (event) => this.store.dispatch(event));
    this.store.subscribe((before, event, after) => {
      if (before.language.translations !== after.language.translations) {
        document.documentElement.lang = after.language.locale;
        document.title = translator(after.language)('page.title');
      }
      if (after.notice?.reason !== undefined && after.notice !== before.notice) logForDevelopers(after.notice);
      const { setupProblem } = after.dialog ?? {};
      if (setupProblem && setupProblem !== before.dialog?.setupProblem) logForDevelopers(setupProblem);
      runner.update(tasksOf(after));
      for (const hostEvent of hostEvents(before, event, after)) sendToHost(hostEvent);
    });
    let loaded: LoadedPage;
    if (page.kind === 'dialog') {
      const { bearer, ...rest } = page;
      environment.client = new SessionClient(bearer);
      loaded = rest;
    } else loaded = page;
    this.store.dispatch({ type: 'loaded', page: loaded, isOpaque: opaqueOrigin });
  }

  /**
   * Executes a command of the host, which has this origin. An `init` starts a conversation, so the caller ignores
   * repeated ones.
   */
  execute(command: HostCommand, origin?: string): void {
    this.#environment.hostOrigin = origin;
    this.store.dispatch({ type: 'host', command });
    if ('presentation' in command) this.#presentation.change(command.presentation);
  }

  /** Resolves when the theme and the appearance that the host set are visible. */
  get presentationSettled(): Promise<void> {
    return this.#presentation.settled;
  }

  /** Stops asking for changes until the person comes back. */
  hide(): void {
    this.store.dispatch({ type: 'hide' });
  }

  /** Checks immediately what has changed while the person was in another window. */
  wake(): void {
    this.store.dispatch({ type: 'wake', now: Date.now() });
  }

  /**
   * Sends the host an exit event.
   *
   * Only once in a modal conversation, which ends with it. Otherwise each time: the host may have ignored the first
   * Escape, or may have hidden the iframe and shown it again.
   */
  leave(reason: ExitReason): void {
    this.store.dispatch({ type: 'leave', reason });
  }
}

/** Logs for the host page's developer why the token was refused, or what is missing in it. */
function logForDevelopers({ code, message = '', requestId }: Pick<Notice, 'code' | 'message' | 'requestId'>): void {
  const reference = requestId === undefined ? '' : ` Reference for the server's log: ${requestId}.`;
  console.error(`embed-connection: ${code}: ${message}${reference}`);
}
