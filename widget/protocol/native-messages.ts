import type { Appearance } from './appearance.ts';
import { type Connection, CONNECTION_STATUSES, isId } from './connection.ts';
import type { ErrorCode } from './error-codes.ts';
import { type Guard, type Guarded, isBoolean, isRecord, isString, oneOf, optional, record } from './guards.ts';
import { type Theme, THEMES } from './theme.ts';
import { TOKEN_LENGTH_MAX } from './token-parameter.ts';

/**
 * The only definition of the messages between a host page and the dialog's iframe. The types, the guards, the events of
 * the tag, and the tables in `docs/` are derived from the two lists below.
 */

/** Marks every message, in both directions. */
export const MESSAGE_SOURCE = 'embed-connection';

/** Version of the messages. Messages of other versions are ignored. */
export const MESSAGE_VERSION = 1;

/** The maximum length of the `state` of a token. The server limits it to as many bytes. */
const STATE_LENGTH_MAX = 1024;

/** The maximum length of a sentence. The dialog's sentences are far shorter. */
const MESSAGE_TEXT_LENGTH_MAX = 2000;

/** The minimum buffer size for a language tag (BCP 47 section 4.4.1). */
const LOCALE_LENGTH_MAX = 35;

/** Twice the length of the tag's nonce. */
const NONCE_LENGTH_MAX = 64;

/** Whether an unchecked value is a finite number, not `NaN`. */
function isFiniteNumber(value: unknown): value is number {
  return Number.isFinite(value);
}

/** Creates a guard for strings with at most `lengthMax` UTF-16 code units. */
/* @__NO_SIDE_EFFECTS__ */
function boundedString(lengthMax: number): Guard<string> {
  return (value): value is string => isString(value) && value.length <= lengthMax;
}

/** One of {@link ErrorCode}, or one that a newer server knows. */
const isErrorCodeText: Guard<ErrorCode | (string & {})> = boundedString(64);

const isMessageText = boundedString(MESSAGE_TEXT_LENGTH_MAX);

/** Whether an unchecked value can be a token. Only the server verifies it. */
export const isToken: Guard<string> = (value): value is string =>
  boundedString(TOKEN_LENGTH_MAX)(value) && value !== '';

/**
 * Whether an unchecked value is an object. The iframe checks each name and value in it, and warns in the console. A guard
 * of every value would drop the whole message, with its token.
 */
export const isAppearance: Guard<Appearance> = (value): value is Appearance => isRecord(value);

/** Whether an unchecked value is a {@link Connection}. */
const isConnection: Guard<Connection> = record({
  id: isId,
  connector: isString,
  name: isString,
  status: oneOf(CONNECTION_STATUSES),
  connected: isBoolean,
  verified: isBoolean,
  error: optional(isString),
});

/** The statuses of an installation. */
export const INSTALLATION_STATUSES = ['installed', 'paused', 'uninstalled'] as const;

/** Whether an unchecked value is an {@link InstallationChange}. */
const isInstallation = /* @__PURE__ */ record({
  id: isId,
  integration: /* @__PURE__ */ record({ id: isId, slug: isString, name: isString }),
  status: /* @__PURE__ */ oneOf(INSTALLATION_STATUSES),
});

/** An installation in a message: a person's copy of an integration. */
export type InstallationChange = Guarded<typeof isInstallation>;

/**
 * Whether an unchecked value can be a BCP 47 tag, by its length. The iframe checks whether the language is available.
 */
export const isLocale: Guard<string> = boundedString(LOCALE_LENGTH_MAX);

/** Whether an unchecked value is a {@link Theme}. */
export const isTheme: Guard<Theme> = oneOf(THEMES);

/** The reasons of an exit. */
export const EXIT_REASONS = ['escape', 'closed', 'cancelled', 'finished'] as const;

/** One of {@link EXIT_REASONS}. */
export type ExitReason = (typeof EXIT_REASONS)[number];

const PRESENTATION_GUARDS = {
  appearance: optional(isAppearance),
  locale: optional(isLocale),
  theme: optional(isTheme),
};

/**
 * The frame's messages: one row for each type.
 *
 * The tag fires an event of the same type for each message. `npm run docs` generates the event class from the row:
 * `@fires` gives its name and its description, and the payload gives its fields. Event maps, React handlers, the
 * custom-elements manifest and the tables in `docs/` are derived from the row too.
 */
const FRAME_MESSAGE_GUARDS = {
  /**
   * The frame has loaded and listens. The message has the `nonce` of the `init` that it answers, if there was one.
   *
   * @fires ReadyEvent - The dialog has loaded in its frame. Fired at each load.
   */
  ready: record({ nonce: optional(boundedString(NONCE_LENGTH_MAX)) }),

  /**
   * The height of the dialog in CSS pixels. Give the frame this height.
   *
   * @fires HeightChangeEvent - The height of the dialog, and so of the frame, has changed.
   */
  'height-change': record({
    /** CSS pixels. In the event of the tag, an integer from 1 to 100000. */
    height: isFiniteNumber,
  }),

  /**
   * The status of the connection: once after load, and then at each change, also one that was made elsewhere.
   *
   * @fires ConnectionStatusChangeEvent - The status of the connection: once after load, then at each change.
   */
  'connection-status-change': record({ connection: isConnection }),

  /**
   * A person has just connected. `receipt` is a signed statement of the success (a compact JWS of type
   * `embed-receipt+jwt`, valid for five minutes). The host's back end can verify it without trusting a browser.
   *
   * @fires SuccessEvent - A person has just connected.
   */
  success: record({
    connection: isConnection,
    /** A signed statement of the success: a compact JWS, valid for five minutes. The host's back end can verify it. */
    receipt: optional(boundedString(TOKEN_LENGTH_MAX)),
    /** The `state` of the embed token, unchanged. */
    state: optional(boundedString(STATE_LENGTH_MAX)),
  }),

  /**
   * An integration was installed, changed, paused, resumed or uninstalled, here or elsewhere.
   *
   * @fires InstallationChangeEvent - An integration was installed, changed, paused, resumed or uninstalled.
   */
  'installation-change': record({ installation: isInstallation }),

  /**
   * The dialog shows another view: a step of an install flow (`consent`, `connect`, `settings`, `schedule`, `review`,
   * `done`), the `overview` of an installation, or a view of a newer version.
   *
   * @fires NavigationEvent - The dialog shows another view.
   */
  navigation: record({
    /** Name of the view, such as `settings`. */
    view: boundedString(64),
  }),

  /**
   * The person wants to leave. Close the frame.
   *
   * @fires ExitEvent - A person has left the dialog. A modal tag fires it once each time that it closes, for whatever
   * reason. When an open tag is removed, only its own listeners receive the event.
   */
  exit: record({ reason: oneOf(EXIT_REASONS) }),

  /**
   * The dialog cannot continue. `message` is for developers. `displayMessage` is what the dialog tells the person, in
   * the dialog's language.
   *
   * @fires EmbedErrorEvent - The dialog cannot continue, or there is no token for it. It bubbles to `window`, where
   * error trackers may report it. To prevent that, call `stopPropagation` in a listener of the tag.
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
   * The frame needs a new token. Reply with `token`. The dialog keeps what the person has typed.
   *
   * @fires TokenExpiredEvent - The tag needs a new token and has neither `tokenProvider` nor `token-url`. Set `token`.
   */
  'token-expired': record({}),
} as const;

/** The types of {@link FrameMessage}. */
export const FRAME_MESSAGE_TYPES = /* @__PURE__ */ typesOf(FRAME_MESSAGE_GUARDS);

/** The host page's messages, by type. */
const HOST_MESSAGE_GUARDS = {
  /**
   * Starts a conversation. The frame replies with `ready`. Repeat `init` until then, because the frame may not listen
   * yet. With `mode: 'modal'` the dialog shows a button to leave.
   */
  init: record({
    nonce: boundedString(NONCE_LENGTH_MAX),
    token: optional(isToken),
    mode: optional(oneOf(['inline', 'modal'])),
    ...PRESENTATION_GUARDS,
  }),

  /**
   * A new token, for a frame whose address has no token or whose session has expired. `null`: there is none. The list of a
   * portal then shows what is public.
   */
  token: record({ token: (value): value is string | null => value === null || isToken(value) }),

  /** Changes the look and the language of the dialog. Absent fields change nothing. */
  appearance: record(PRESENTATION_GUARDS),

  /** Ends the conversation. The frame replies with `exit`. */
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
  // Own keys only: a type such as `constructor` is unknown.
  return isString(type) && Object.hasOwn(guards, type) && guards[type]?.(payload) === true;
}

/**
 * Whether the `data` of a message event is a message of the frame.
 *
 * It only checks the shape. First compare `event.source` with the frame's `contentWindow`, and `event.origin` with the
 * origin of the frame's address.
 */
export function isFrameMessage(value: unknown): value is FrameMessage {
  return isMessage(value, FRAME_MESSAGE_GUARDS);
}

/** Whether the `data` of a message event is a message to the frame. It does not check source and origin. */
export function isHostMessage(value: unknown): value is HostMessage {
  return isMessage(value, HOST_MESSAGE_GUARDS);
}

/** Creates a message of the frame. */
export function frameMessage<Type extends FrameMessage['type']>(type: Type, payload: FramePayload<Type>) {
  return { source: MESSAGE_SOURCE, version: MESSAGE_VERSION, type, payload } as const;
}

/** Creates a message to the frame. Post it to the origin of the frame's address. */
export function hostMessage<Type extends HostMessage['type']>(type: Type, payload: HostPayload<Type>) {
  return { source: MESSAGE_SOURCE, version: MESSAGE_VERSION, type, payload } as const;
}
