import type { ConnectionDetails, ConnectionProblem } from './connection.ts';
import type { ErrorCode } from './error-codes.ts';
import type { DialogSession } from './page-state.ts';

/**
 * What the dialog and its server say to each other after the page has loaded. Same origin, JSON, with
 * `Authorization: Bearer <bearer of the page state>`.
 *
 * | call | body | answer |
 * |---|---|---|
 * | `GET /session` | | {@link SessionResponse} |
 * | `PUT /session/connections/:id/credentials` | {@link SaveCredentialsRequest} | {@link ConnectionResponse} |
 * | `POST /session/connections/:id/disconnect` | | {@link ConnectionResponse} |
 * | `PATCH /session/connections/:id` | {@link RenameConnectionRequest} | {@link ConnectionResponse} |
 * | `POST /session/connections/:id/sign-ins` | {@link CreateSignInRequest} | {@link CreateSignInResponse} |
 * | `GET /session/sign-ins/:id` | | {@link SignInState} |
 * | `GET /session/sign-ins/:id/events` | | `text/event-stream`, each `data` a {@link SignInState} |
 * | `DELETE /session/sign-ins/:id` | | {@link SignInState}, `cancelled` unless it was too late |
 * | `POST` to the page's path and {@link EXCHANGE_PATH}, with the query of the page | {@link TokenExchangeRequest} | {@link TokenExchangeResponse} |
 *
 * The last call sends no bearer: its response has one. Only pages that take a token by message offer it.
 */
export interface SessionResponse {
  /** The connectors of the session's subject, each with the connections that the session may see, oldest first. */
  readonly connectors: readonly { readonly name: string; readonly connections: readonly ConnectionDetails[] }[];
}

/**
 * Path below the path of a page at which the page exchanges its token. It differs from the page's own address, because a
 * `POST` to an address removes the page from the browser's cache (RFC 9111 section 4.4).
 */
export const EXCHANGE_PATH = '/session';

/** An embed token that came by message, to be exchanged for a session. */
export interface TokenExchangeRequest {
  readonly token: string;
}

/** The new session, and the language that follows from the token, the URL and the configuration. */
export interface TokenExchangeResponse extends DialogSession {
  /** BCP 47 tag of a language that the page can have. */
  readonly locale: string;
}

/** What a person typed, by field name. Every field of the connector has a string, an empty one if left blank. */
export interface SaveCredentialsRequest {
  readonly values: Readonly<Record<string, string>>;
}

/** Characters that the name of a connection has at most. */
export const CONNECTION_NAME_LENGTH_MAX = 100;

/** A new name for a connection: 1 to {@link CONNECTION_NAME_LENGTH_MAX} characters. */
export interface RenameConnectionRequest {
  readonly name: string;
}

/** Number of digits in the code of a sign-in. See `confirming` in {@link SignInState}. */
export const SIGN_IN_CODE_LENGTH = 6;

/** What a sign-in in a window begins with. */
export interface CreateSignInRequest {
  /** Inputs of the connector, by name. */
  readonly values: Readonly<Record<string, string>>;
  /** Language of the dialog, for the pages of the window. */
  readonly locale: string;
}

/** A sign-in that was just made. */
export interface CreateSignInResponse {
  readonly id: number;
  /** Where the window is opened: on this server, once, by a click of the person. */
  readonly startPath: string;
  /** How long the link is good for, in seconds. */
  readonly expiresInSeconds: number;
}

/** How far a sign-in has come. */
export type SignInState =
  /** Nobody has opened its link. */
  | { readonly status: 'created' }
  /** The link was opened in a browser that the server cannot match to this dialog. Its window asks the person for this code. */
  | { readonly status: 'confirming'; readonly code: string }
  /** The person is at the provider. */
  | { readonly status: 'started' }
  /** The person came back, and the server asks the provider for the tokens. */
  | { readonly status: 'exchanging' }
  | ({ readonly status: 'succeeded' } & ConnectionResponse)
  /** `problem.code` is `sign_in_expired` where the time was over. */
  | { readonly status: 'failed'; readonly problem: ConnectionProblem; readonly connection: ConnectionDetails }
  | { readonly status: 'cancelled' };

/** A connection as it stands after the call. */
export interface ConnectionResponse {
  readonly connection: ConnectionDetails;
  /** What the dialect adds to its message of success. Only after credentials were accepted. */
  readonly successDetails?: Readonly<Record<string, unknown>>;
  /** The previous account. Present only if the person signed in with a different one. */
  readonly previousAccount?: string;
}

/** Body of every answer that is not a 2xx. */
export interface ErrorResponse {
  readonly error: {
    readonly code: ErrorCode;
    readonly message: string;
    /**
     * The precise reason in English, as in the log of the server. Outside development, only if the refused token has a
     * correct signature.
     */
    readonly reason?: string;
    readonly requestId: string;
    /** Which fields are wrong, by path (`values.api_key`). Never their values. */
    readonly fields?: readonly { readonly path: string; readonly message: string }[];
    /** How often the code of a sign-in may be entered still. */
    readonly triesLeft?: number;
    /** The connection after a refused attempt, so that the dialog and the host hear of its new status. */
    readonly connection?: ConnectionDetails;
  };
}

/** Folder of the translations, `<BCP 47 tag>.json`. A dialog loads one when its language changes. */
export const LOCALES_PATH = '/assets/locales/';
