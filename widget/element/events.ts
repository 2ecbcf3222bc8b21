import type { Connection } from '../protocol/connection.ts';
import type { ExitReason, FramePayload } from '../protocol/native-messages.ts';

/** What all events of the tag have in common: they bubble, and they leave the shadow trees that the tag stands in. */
abstract class EmbedConnectionEvent extends Event {
  constructor(type: string) {
    super(type, { bubbles: true, composed: true });
  }
}

/** The dialog runs in its frame. Fired at each load. */
export class ReadyEvent extends EmbedConnectionEvent {
  constructor() {
    super('ready');
  }
}

/** The dialog has become taller or shorter. The tag has already given its frame the new height. */
export class HeightChangeEvent extends EmbedConnectionEvent {
  /** CSS pixels: an integer from 0 to 10000. */
  readonly height: number;

  constructor(height: number) {
    super('height-change');
    this.height = height;
  }
}

/** How the connection stands: once after load, and then at each change. */
export class ConnectionStatusChangeEvent extends EmbedConnectionEvent {
  readonly connection: Connection;

  constructor(connection: Connection) {
    super('connection-status-change');
    this.connection = connection;
  }
}

/** A person has just connected. */
export class SuccessEvent extends EmbedConnectionEvent {
  readonly connection: Connection;
  /**
   * A signed statement of it, good for five minutes: a compact JWS that the host's back end can verify, so that it need
   * not trust a browser.
   */
  readonly receipt: string | undefined;

  constructor({ connection, receipt }: FramePayload<'success'>) {
    super('success');
    this.connection = connection;
    this.receipt = receipt;
  }
}

/**
 * A person has left the dialog, or the host has closed a modal one. A modal one is closed by then, and there is one event for
 * each time that it was open; around an inline one, the host closes what it likes.
 *
 * A tag that is removed while it is open fires it too. Only listeners of the tag itself hear that one: it has no ancestors.
 */
export class ExitEvent extends EmbedConnectionEvent {
  readonly reason: ExitReason;

  constructor(reason: ExitReason) {
    super('exit');
    this.reason = reason;
  }
}

/**
 * The dialog cannot go on, or there is no token for it.
 *
 * It bubbles up to `window`, as the `error` events of scripts are fired there: error trackers that listen there hear it.
 * Call `stopPropagation` in a listener of the tag to keep it from them.
 */
export class EmbedErrorEvent extends EmbedConnectionEvent {
  /** One of the codes of the server, which `ErrorCode` lists, or one that a newer server knows. */
  readonly code: FramePayload<'error'>['code'];
  /** For developers, in English. */
  readonly message: string;
  /** A sentence in the reader's language. */
  readonly displayMessage: string;

  constructor({ code, message, displayMessage }: FramePayload<'error'>) {
    super('error');
    this.code = code;
    this.message = message;
    this.displayMessage = displayMessage;
  }
}

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

/** The frame could not be loaded. The message is also in the console; the reader sees a sentence without it. */
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

/** A new token is needed, and there is neither `tokenProvider` nor `token-url` to ask: set `token`. */
export class TokenExpiredEvent extends EmbedConnectionEvent {
  constructor() {
    super('token-expired');
  }
}

/** The events of the tag by type. */
export interface EmbedConnectionEventMap {
  ready: ReadyEvent;
  'height-change': HeightChangeEvent;
  'connection-status-change': ConnectionStatusChangeEvent;
  success: SuccessEvent;
  exit: ExitEvent;
  error: EmbedErrorEvent;
  'load-error': LoadErrorEvent;
  'token-expired': TokenExpiredEvent;
}

/** All events that a listener of the tag can hear, by type: those of the tag before those of every element. */
export type TagEventMap = Omit<HTMLElementEventMap, keyof EmbedConnectionEventMap> & EmbedConnectionEventMap;

/**
 * How listeners of the tag are added and removed: they get its events, and find the tag as `this`.
 *
 * @typeParam Options - What can be said of the listener beside.
 */
export interface TagListening<Tag, Options> {
  <Type extends keyof TagEventMap>(
    type: Type,
    listener: (this: Tag, event: TagEventMap[Type]) => unknown,
    options?: boolean | Options,
  ): void;
  (type: string, listener: EventListenerOrEventListenerObject, options?: boolean | Options): void;
}

declare global {
  // Without `error`, which every element has with a type of its own. Listeners of the tag itself get the right one.
  interface HTMLElementEventMap {
    ready: ReadyEvent;
    'height-change': HeightChangeEvent;
    'connection-status-change': ConnectionStatusChangeEvent;
    success: SuccessEvent;
    exit: ExitEvent;
    'load-error': LoadErrorEvent;
    'token-expired': TokenExpiredEvent;
  }
}
