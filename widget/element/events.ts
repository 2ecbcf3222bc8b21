import { EmbedConnectionEvent } from './embed-connection-event.ts';
import type { MessageEventMap } from './message-events.ts';

export * from './message-events.ts';

/**
 * Why the frame shows nothing:
 *
 * - `src`: there is no usable `src`.
 * - `csp`: the Content-Security-Policy of the host page forbids the frame.
 * - `mixed-content`: the host page is https and `src` is http.
 * - `sandbox`: the host page has no origin.
 * - `unreachable`: no connection server answers at the origin of `src`.
 * - `not-found`: the server has no page at the path of `src`, or does not know the organization in it.
 * - `timeout`: the page exists, and did not answer in time. Most likely this origin is not on `allowedOrigins`.
 */
export type LoadErrorReason = 'src' | 'csp' | 'mixed-content' | 'sandbox' | 'unreachable' | 'not-found' | 'timeout';

/** The frame could not be loaded. The console has the message too. The reader sees a general sentence instead. */
export class LoadErrorEvent extends EmbedConnectionEvent {
  readonly reason: LoadErrorReason;
  /** What to change, for developers, in English. */
  readonly message: string;

  constructor(reason: LoadErrorReason, message: string) {
    super('load-error');
    this.reason = reason;
    this.message = message;
  }
}

/** The events of the tag by type: one for each message of the frame, and `load-error`. */
export interface EmbedConnectionEventMap extends MessageEventMap {
  'load-error': LoadErrorEvent;
}

/**
 * All events that a listener of the tag can receive, by type. The tag's own types have precedence over those of every
 * element.
 */
export type TagEventMap = Omit<HTMLElementEventMap, keyof EmbedConnectionEventMap> & EmbedConnectionEventMap;

/**
 * The methods that add and remove listeners of the tag. A listener receives the tag's event types, and the tag as
 * `this`.
 *
 * @typeParam Options - The options of a listener.
 */
export interface TagListeners<Tag, Options> {
  <Type extends keyof TagEventMap>(
    type: Type,
    listener: (this: Tag, event: TagEventMap[Type]) => unknown,
    options?: boolean | Options,
  ): void;
  (type: string, listener: EventListenerOrEventListenerObject, options?: boolean | Options): void;
}

declare global {
  // Without `error`, for which every element has another type. Listeners of the tag itself receive the right type.
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- It adds to the interface of the browser.
  interface HTMLElementEventMap extends Omit<EmbedConnectionEventMap, 'error'> {}
}
