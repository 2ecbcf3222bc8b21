import type { DialogEvent } from '../protocol/dialog-event.ts';
import type { HostCommand, Presentation } from '../protocol/host-command.ts';
import type { ExitReason } from '../protocol/native-messages.ts';
import type { DialogSession, NoticePageState, PageState } from '../protocol/page-state.ts';
import type { TokenExchangeResponse } from '../protocol/session-api.ts';
import { type SelectedConnection, selectedConnection } from '../protocol/subject.ts';
import type { DialogContent } from './dialog-content.ts';
import { DialogModel } from './dialog-model.ts';
import { HostEvents } from './host-events.ts';
import { Language } from './language.ts';
import { changeLook } from './look.ts';
import { RefusedError } from './server-call.ts';
import { SessionClient } from './session-client.ts';
import { isWorthAnother, TokenIntake } from './token-intake.ts';

/** What a {@link DialogPage} needs to know of the window around. */
export interface DialogSurroundings {
  /** What follows theme, design tokens and language. */
  readonly document: Document;
  /** The page has the origin `null`: its frame has `sandbox` without `allow-same-origin`. */
  readonly opaqueOrigin: boolean;
  /** The host can say something, such as a new token. */
  readonly hostSpeaks: boolean;
  /** How long the host has for a token. 15 seconds where absent. */
  readonly patienceMs?: number | undefined;
  /** Takes what the host page may hear. */
  readonly tell: (event: DialogEvent) => void;
  /** Shows something in place of what was there before. Never called where the text of the server may stay. */
  readonly show: (content: DialogContent) => void;
}

/** What the dialog is about. Of a {@link DialogSession}, all but the session. */
type Subject = Pick<DialogSession, 'organization' | 'tenant' | 'sandbox'> & Pick<SelectedConnection, 'connector'>;

/**
 * What a page shows, from its first state on through every token and wish of its host.
 *
 * A session that is over leaves the dialog behind a notice, with what was typed, for a token that may yet come.
 */
export class DialogPage {
  readonly #around: DialogSurroundings;
  readonly #language: Language;
  readonly #events: HostEvents;
  readonly #intake: TokenIntake;
  /** From an opaque origin every call to our own server would count as one from another site, and be refused. */
  readonly #takesTokens: boolean;
  #content: DialogContent | undefined;
  #dialog: { readonly model: DialogModel; readonly subject: Subject } | undefined;
  #token = '';
  #modal = false;
  #left = false;

  constructor(state: PageState, around: DialogSurroundings) {
    this.#around = around;
    this.#takesTokens = around.hostSpeaks && !around.opaqueOrigin;
    this.#language = new Language(state.locale, state.translations, () => this.#languageChanged());
    this.#events = new HostEvents(this.#language);
    this.#intake = new TokenIntake({
      ask: () => this.#around.tell({ type: 'token-expired' }),
      granted: (answer, signal) => this.#granted(answer, signal),
      failed: (error) => this.#failed(error),
      patienceMs: around.patienceMs,
    });
    this.#begin(state);
  }

  /** Does what the host wants. An `init` begins a conversation: one that goes on already is not to come here again. */
  obey(command: HostCommand): void {
    switch (command.type) {
      case 'init':
        this.#left = false;
        this.#modal = command.mode === 'modal';
        this.#refresh();
        this.#present(command.presentation);
        if (command.token !== undefined) this.#take(command.token);
        break;
      case 'token':
        this.#take(command.token);
        break;
      case 'presentation':
        this.#present(command.presentation);
        break;
      case 'close':
        this.#intake.stop();
        this.#dialog?.model.stop();
        this.leave('closed');
        break;
    }
  }

  /** Finds out at once what may have changed while the person was in another window. */
  wake(): void {
    if (this.#content?.kind === 'dialog') this.#content.model.signIn.wake();
  }

  /**
   * Tells the host that the person wants to leave.
   *
   * Once in a modal conversation, which ends with it. Elsewhere each time: a host that left its frame open at the first
   * Escape may close it at the second, or may have hidden it and shown it again since.
   */
  leave(reason: ExitReason): void {
    if (this.#modal && this.#left) return;
    this.#left = true;
    this.#around.tell({ type: 'exit', reason });
  }

  #begin(state: PageState): void {
    if (state.kind === 'notice') {
      this.#beginRefused(state);
    } else if (this.#around.opaqueOrigin) {
      this.#failed(new RefusedError('embed_sandboxed', 'The frame is sandboxed without allow-same-origin.'));
    } else if (state.kind === 'dialog') {
      this.#open(state);
    } else {
      const { requestId } = state;
      const missing = new RefusedError('token_missing', 'No token came in time.', { requestId });
      this.#intake.next(missing).catch((error: unknown) => this.#failed(error));
    }
  }

  #beginRefused({ code, message, requestId, reason }: NoticePageState): void {
    if (code === 'top_level') {
      this.#show({ kind: 'notice', say: this.#language.say, code, requestId });
      return;
    }
    const refusal = new RefusedError(code, message, { requestId, reason });
    if (this.#takesTokens && isWorthAnother(refusal)) {
      this.#wait();
      this.#intake.renew(refusal).catch((error: unknown) => this.#failed(error));
    } else {
      this.#failed(refusal);
    }
  }

  #take(token: string): void {
    if (!this.#takesTokens) return;
    this.#token = token;
    void this.#intake.offer(token);
  }

  async #granted(answer: TokenExchangeResponse, signal: AbortSignal): Promise<void> {
    const selected = shownConnection(answer);
    if (this.#dialog && selected && isOf(answer, selected, this.#dialog)) {
      this.#dialog.model.continueWith(new SessionClient(answer.bearer), selected.connections);
      this.#showDialog();
      return;
    }
    // The token may name a language that the address did not.
    if (!this.#dialog) await this.#language.suggest(answer.locale);
    if (!signal.aborted) this.#open(answer);
  }

  #open(session: DialogSession): void {
    const { bearer, organization, tenant, sandbox, signInPending } = session;
    const selected = shownConnection(session);
    if (!selected) {
      this.#failed(new RefusedError('not_found', 'This version has no such page.'));
      return;
    }
    const { connector, connections } = selected;
    this.#dialog?.model.stop();
    const model = new DialogModel({
      client: new SessionClient(bearer),
      connector,
      connections,
      connectionId: selected.connection.id,
      events: this.#events,
      locale: () => this.#language.locale,
      tell: this.#around.tell,
      renew: this.#takesTokens ? (reason) => this.#intake.renew(reason) : undefined,
      ended: (refusal) => this.#failed(refusal),
    });
    this.#dialog = { model, subject: { organization, tenant, connector, sandbox } };
    this.#showDialog();
    model.announce();
    if (signInPending) model.signIn.expect();
  }

  /** Shows why there is nothing to do. A dialog that cannot come back is forgotten, and what was typed with it. */
  #failed(error: unknown): void {
    this.#dialog?.model.stop();
    if (!this.#takesTokens) this.#dialog = undefined;
    const { say } = this.#language;
    if (!(error instanceof RefusedError)) {
      // The host hears nothing: no code stands for a network that is gone, and the next try may be made from here.
      const retry = () => {
        this.#wait();
        this.#take(this.#token);
      };
      this.#show({ kind: 'notice', say, code: 'unreachable', retry });
      return;
    }
    const { code, message, requestId, reason } = error;
    this.#show({ kind: 'notice', say, code, requestId, reason });
    const reference = requestId === undefined ? '' : ` Reference for the server's log: ${requestId}.`;
    this.#around.tell(this.#events.error(code, message + reference, reason));
  }

  #present(presentation: Presentation): void {
    changeLook(this.#around.document, presentation);
    if (presentation.locale !== undefined) void this.#language.change(presentation.locale);
  }

  #languageChanged(): void {
    const { locale, say } = this.#language;
    this.#around.document.documentElement.lang = locale;
    this.#around.document.title = say('page.title');
    this.#refresh();
  }

  #refresh(): void {
    if (this.#content?.kind === 'dialog') this.#showDialog();
    else if (this.#content) this.#show({ ...this.#content, say: this.#language.say });
  }

  #wait(): void {
    this.#show({ kind: 'waiting', say: this.#language.say });
  }

  #showDialog(): void {
    if (!this.#dialog) return;
    const { model, subject } = this.#dialog;
    const { say, locale } = this.#language;
    const leave = this.#modal ? (reason: ExitReason) => this.leave(reason) : undefined;
    this.#show({ kind: 'dialog', model, context: { ...subject, say, locale, leave } });
    model.signIn.resume();
  }

  #show(content: DialogContent): void {
    this.#content = content;
    this.#around.show(content);
  }
}

/** What the dialog shows of a session: nothing of an integration or a portal, which have no view yet. */
function shownConnection(session: DialogSession): SelectedConnection | undefined {
  const { kind } = session.subject;
  return kind === 'integration' || kind === 'portal' ? undefined : selectedConnection(session);
}

/** Whether a session is for what a dialog is about. Ids are unique on the server; names that people read are not. */
function isOf(
  { organization, tenant }: DialogSession,
  { connector, connections }: SelectedConnection,
  { model, subject }: { readonly model: DialogModel; readonly subject: Subject },
): boolean {
  return (
    organization === subject.organization &&
    tenant === subject.tenant &&
    connector.name === subject.connector.name &&
    connections.some(({ id }) => id === model.chosen.id)
  );
}
