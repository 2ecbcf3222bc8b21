import type { Connection, ConnectionDetails } from '../protocol/connection.ts';
import type { DialogEvent } from '../protocol/dialog-event.ts';
import type { ErrorCode } from '../protocol/error-codes.ts';
import type { Say } from './messages.ts';

/** Puts what happened into words for the host page: reasons as sentences, and nothing of the account. */
export class HostEvents {
  readonly #language: { readonly say: Say };

  /** @param language What it says at the time of the event is what the host hears. */
  constructor(language: { readonly say: Say }) {
    this.#language = language;
  }

  /** How a connection stands. One that works has no reason of failure, whatever a later attempt came to. */
  status(details: ConnectionDetails): DialogEvent {
    const code = details.status === 'connected' ? undefined : details.problem?.code;
    return { type: 'connection-status-change', connection: this.#view(details, code) };
  }

  /** How a connection stands after an attempt that failed, even where it works as before with its old credentials. */
  refused(details: ConnectionDetails, code: ErrorCode): DialogEvent {
    return { type: 'connection-status-change', connection: this.#view(details, code) };
  }

  success(details: ConnectionDetails, more: Readonly<Record<string, unknown>>): DialogEvent {
    return { type: 'success', connection: this.#view(details, undefined), details: more };
  }

  /**
   * @param message For developers, in English.
   * @param reason Precisely why a page was refused, in development: also in what people read, since hosts of some systems
   *   hear nothing else.
   */
  error(code: ErrorCode, message: string, reason?: string): DialogEvent {
    const title = this.#reason(code);
    return { type: 'error', code, message, displayMessage: reason ? `${title} (${reason})` : title };
  }

  #reason(code: ErrorCode): string {
    return this.#language.say(`problem.${code}.title`);
  }

  #view(details: ConnectionDetails, failure: ErrorCode | undefined): Connection {
    const { id, connector, name, status, verified } = details;
    return {
      id,
      connector,
      name,
      status,
      connected: status === 'connected',
      verified,
      ...(failure && { error: this.#reason(failure) }),
    };
  }
}
