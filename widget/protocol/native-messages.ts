import type { Appearance } from './appearance.ts';
import { isConnection } from './connection.ts';
import type { ErrorCode } from './error-codes.ts';
import {
  type Guard,
  type Guarded,
  isFiniteNumber,
  isRecord,
  isString,
  oneOf,
  optional,
  record,
  boundedString,
} from './guards.ts';
import { type Theme, THEMES } from './theme.ts';

/**
 * The messages between a page that embeds the dialog and the frame in which it runs: the only definition. Types, guards,
 * the events of the tag, and the tables in `docs/` follow from the two lists below.
 */

/** Marks every message, in both directions. */
export const MESSAGE_SOURCE = 'embed-connection';

/** Version of the messages. Another version is not understood, and nothing is done with it. */
export const MESSAGE_VERSION = 1;

/**
 * Name that the tag gives its frame (`window.name` inside). A page so named says nothing before its `init`: all that it
 * says to a tag belongs to a conversation with a nonce. In a plain frame the page speaks first.
 */
export const TAG_FRAME_NAME = 'embed-connection';

/** Longest token that can be handed over. The server takes none that is longer. */
const TOKEN_LENGTH_MAX = 8192;

/** Longest sentence. Far more than any that the dialog says. */
const MESSAGE_TEXT_LENGTH_MAX = 2000;

/** BCP 47 section 4.4.1: what a buffer for a tag must hold. */
const LOCALE_LENGTH_MAX = 35;

/** Twice what the tag sends. */
const NONCE_LENGTH_MAX = 64;

/** One of {@link ErrorCode}, or one that a newer server knows. */
const isErrorCodeText: Guard<ErrorCode | (string & {})> = boundedString(64);

const isMessageText = boundedString(MESSAGE_TEXT_LENGTH_MAX);

/** Tells whether a value from outside can be handed over as a token. That it is one, the server finds out. */
export const isToken: Guard<string> = (value): value is string =>
  boundedString(TOKEN_LENGTH_MAX)(value) && value !== '';

const isTextByName = (value: unknown): boolean => isRecord(value) && Object.values(value).every(optional(isString));

/** Texts by name, also in `light` and `dark`. The frame checks which names and values there are. */
export const isAppearance: Guard<Appearance> = (value): value is Appearance => {
  if (!isRecord(value)) return false;
  const { light = {}, dark = {}, ...values } = value;
  return [light, dark, values].every(isTextByName);
};

/** A BCP 47 tag, by its length: which languages there are is for the frame to decide. */
export const isLocale: Guard<string> = boundedString(LOCALE_LENGTH_MAX);

/** Tells whether a value from outside is a {@link Theme}. */
export const isTheme: Guard<Theme> = oneOf(THEMES);

/** Why the dialog was left. */
export const EXIT_REASONS = ['escape', 'closed', 'cancelled', 'finished'] as const;

/** One of {@link EXIT_REASONS}. */
export type ExitReason = (typeof EXIT_REASONS)[number];

const PRESENTATION_GUARDS = {
  appearance: optional(isAppearance),
  locale: optional(isLocale),
  theme: optional(isTheme),
};

/**
 * What the frame says: one row for each type.
 *
 * The tag fires an event of the same type for each message. `npm run docs` generates the event class from the row:
 * `@fires` gives its name and its description, and the payload gives its fields. Event maps, handlers of React, the
 * custom-elements manifest and the tables in `docs/` follow from the row as well.
 */
const FRAME_MESSAGE_GUARDS = {
  /**
   * The frame runs and listens. It has the `nonce` of the `init` that it answers, if there was one.
   *
   * @fires ReadyEvent - The dialog runs in its frame. Fired at each load.
   */
  ready: record({ nonce: optional(boundedString(NONCE_LENGTH_MAX)) }),

  /**
   * The height of the dialog in CSS pixels. Give the frame this height.
   *
   * @fires HeightChangeEvent - The dialog, and the frame with it, became taller or shorter.
   */
  'height-change': record({
    /** CSS pixels. In the event of the tag, an integer from 1 to 10000. */
    height: isFiniteNumber,
  }),

  /**
   * The status of the connection: once after load, and then at each change.
   *
   * @fires ConnectionStatusChangeEvent - The status of the connection: once after load, then at each change.
   */
  'connection-status-change': record({ connection: isConnection }),

  /**
   * A person has just connected. `receipt` is a signed statement of it (a compact JWS of type `embed-receipt+jwt`, good
   * for five minutes), which the host's back end can verify without trusting a browser.
   *
   * @fires SuccessEvent - A person has just connected.
   */
  success: record({
    connection: isConnection,
    /** A signed statement of the success: a compact JWS, good for five minutes, which the host's back end can verify. */
    receipt: optional(boundedString(TOKEN_LENGTH_MAX)),
  }),

  /**
   * The person wants to leave. Close the frame.
   *
   * @fires ExitEvent - A person has left the dialog. A modal tag fires it once for each time that it was open, however it
   * was closed. When an open tag is removed, only its own listeners receive the event.
   */
  exit: record({ reason: oneOf(EXIT_REASONS) }),

  /**
   * The dialog cannot continue. `message` is for developers. `displayMessage` is what the dialog tells the person, in
   * the dialog's language.
   *
   * @fires EmbedErrorEvent - The dialog cannot continue, or there is no token for it. It bubbles to `window`, where error
   * trackers listen: call `stopPropagation` in a listener of the tag to keep it from them.
   */
  error: record({
    /** One of {@link ErrorCode}, or one that a newer server knows. */
    code: isErrorCodeText,
    /** For developers, in English. */
    message: isMessageText,
    /** The dialog's own sentences, in its language. */
    displayMessage: isMessageText,
  }),

  /**
   * The frame needs a new token: answer with `token`. What a person has typed stays.
   *
   * @fires TokenExpiredEvent - A new token is needed, and there is neither `tokenProvider` nor `token-url`: set `token`.
   */
  'token-expired': record({}),
} as const;

/** The types of {@link FrameMessage}. */
export const FRAME_MESSAGE_TYPES = /* @__PURE__ */ typesOf(FRAME_MESSAGE_GUARDS);

/** What the page around the frame says, by type. */
const HOST_MESSAGE_GUARDS = {
  /**
   * Starts a conversation. The frame answers with `ready`; repeat `init` until then, because the frame may not listen
   * yet. With `mode: 'modal'` the dialog offers a way to leave.
   */
  init: record({
    nonce: boundedString(NONCE_LENGTH_MAX),
    token: optional(isToken),
    mode: optional(oneOf(['inline', 'modal'])),
    ...PRESENTATION_GUARDS,
  }),

  /** A new token, for a frame whose address has none or whose session has expired. */
  token: record({ token: isToken }),

  /** Changes the look and the language of the dialog. What is absent stays as it is. */
  appearance: record(PRESENTATION_GUARDS),

  /** Ends the conversation. The frame answers with `exit`. */
  close: record({}),
} as const;

/* @__NO_SIDE_EFFECTS__ */
function typesOf<Type extends string>(guards: Readonly<Record<Type, unknown>>): readonly Type[] {
  return Object.keys(guards) as Type[];
}

type MessageUnion<Guards> = {
  [Type in keyof Guards]: {
    readonly source: typeof MESSAGE_SOURCE;
    readonly version: typeof MESSAGE_VERSION;
    readonly type: Type;
    readonly payload: Guarded<Guards[Type]>;
  };
}[keyof Guards];

/** A message from the frame to the page around it. Tell them apart by `type`. */
export type FrameMessage = MessageUnion<typeof FRAME_MESSAGE_GUARDS>;

/** A message from the page around the frame to the frame. */
export type HostMessage = MessageUnion<typeof HOST_MESSAGE_GUARDS>;

/** The payload of one type of {@link FrameMessage}. */
export type FramePayload<Type extends FrameMessage['type']> = Extract<FrameMessage, { readonly type: Type }>['payload'];

/** The payload of one type of {@link HostMessage}. */
export type HostPayload<Type extends HostMessage['type']> = Extract<HostMessage, { readonly type: Type }>['payload'];

function isMessage(value: unknown, guards: Readonly<Record<string, Guard<unknown>>>): boolean {
  if (!isRecord(value) || value['source'] !== MESSAGE_SOURCE || value['version'] !== MESSAGE_VERSION) return false;
  const { type, payload } = value;
  // A type such as `constructor` must find nothing.
  return isString(type) && Object.hasOwn(guards, type) && guards[type]?.(payload) === true;
}

/**
 * Tells whether the `data` of a message event is a message of the frame.
 *
 * Only its shape is checked: compare `event.source` with the frame's `contentWindow` and `event.origin` with the
 * origin of the frame's address first.
 */
export function isFrameMessage(value: unknown): value is FrameMessage {
  return isMessage(value, FRAME_MESSAGE_GUARDS);
}

/** Tells whether the `data` of a message event is a message to the frame. Source and origin are not checked. */
export function isHostMessage(value: unknown): value is HostMessage {
  return isMessage(value, HOST_MESSAGE_GUARDS);
}

/** Puts a message of the frame together. */
export function frameMessage<Type extends FrameMessage['type']>(type: Type, payload: FramePayload<Type>) {
  return { source: MESSAGE_SOURCE, version: MESSAGE_VERSION, type, payload } as const;
}

/** Puts a message to the frame together, to be posted to the origin of the frame's address. */
export function hostMessage<Type extends HostMessage['type']>(type: Type, payload: HostPayload<Type>) {
  return { source: MESSAGE_SOURCE, version: MESSAGE_VERSION, type, payload } as const;
}
