import type { ConnectionDetails, ConnectionProblem } from './connection.ts';
import type { ErrorCode } from './error-codes.ts';
import type { ApplicationView, DialogSession } from './page-state.ts';

/**
 * The calls of the dialog to its server. Same origin, JSON, with `Authorization: Bearer <bearer of the page state>`.
 *
 * | call | body | answer |
 * |---|---|---|
 * | `GET /session` | | {@link SessionResponse}, or 304 if `If-None-Match` has its version |
 * | `POST /session/view` | {@link OpenViewRequest} | {@link OpenViewResponse}. Only in a session of a portal |
 * | `POST /session/connections` | {@link AddConnectionRequest} | 201, {@link AddConnectionResponse} |
 * | `DELETE /session/connections/:id` | | 204. Only for a connection that a person has added and never connected |
 * | `PUT /session/connections/:id/credentials` | {@link SaveCredentialsRequest} | {@link ConnectionResponse} |
 * | `POST /session/connections/:id/disconnect` | | {@link ConnectionResponse} |
 * | `PATCH /session/connections/:id` | {@link RenameConnectionRequest} | {@link ConnectionResponse} |
 * | `POST /session/connections/:id/sign-ins` | {@link CreateSignInRequest} | {@link CreateSignInResponse} |
 * | `GET /session/sign-ins/:id` | | {@link SignInState} |
 * | `GET /session/sign-ins/:id/events` | | `text/event-stream`, each `data` a {@link SignInState} |
 * | `DELETE /session/sign-ins/:id` | | {@link SignInState}, `cancelled` unless the sign-in had already ended |
 * | `POST` to the page's path and {@link EXCHANGE_PATH}, with the query of the page | {@link TokenExchangeRequest} | {@link TokenExchangeResponse}, or {@link PublicApplicationResponse} for no token |
 *
 * The last call sends no bearer. Its response contains one. Only pages that take a token by message have it.
 */
export interface SessionResponse {
  /**
   * Changes with each change of a connection, of the installation or of its newest run. The `ETag` of the response is the
   * version in quotation marks.
   */
  readonly version: string;
  /** The connectors of the session's subject, each with the connections that the session may see, oldest first. */
  readonly connectors: readonly { readonly name: string; readonly connections: readonly ConnectionDetails[] }[];
  /**
   * Version of the installation of the session's integration. If it differs from that of the `InstallationView`, read
   * `GET /session/installation`. Absent if the session is about no integration.
   */
  readonly installationVersion?: string;
}

/**
 * Path below the path of a page at which the page exchanges its token. It differs from the page's own address, because
 * a `POST` to an address removes the page from the browser's cache (RFC 9111 section 4.4).
 */
export const EXCHANGE_PATH = '/session';

/** An embed token that the page received by message, to exchange for a session. */
export interface TokenExchangeRequest {
  /** `null`: the host has no token. Only the page of an application can be read without one. */
  readonly token: string | null;
  /** Origin of the window whose message brought the token. A token can be limited to one origin. */
  readonly origin?: string | undefined;
  /** The host's properties. Only for the page of an application. Unknown ones are ignored. */
  readonly properties?: Readonly<Record<string, unknown>>;
  /** Path below the application of what to show, in place of that in the address. Only for the page of an application. */
  readonly path?: string;
}

/** The new session, and the language that the token, the URL and the configuration give. */
export interface TokenExchangeResponse extends DialogSession, Partial<ApplicationView> {
  /** BCP 47 tag of an available language. */
  readonly locale: string;
}

/** The answer to a host without a token: the integrations that anyone may see. There is no session. */
export interface PublicApplicationResponse extends ApplicationView, Pick<DialogSession, 'organization' | 'sandbox'> {
  readonly readOnly: true;
  /** BCP 47 tag of an available language. */
  readonly locale: string;
}

/** What the portal of a session shows next. */
export interface OpenViewRequest {
  /** Slug, number or unique name of an integration. `null`: the list of all. */
  readonly integration: string | null;
}

/** The session with its new subject. The bearer stays the same. */
export type OpenViewResponse = Omit<DialogSession, 'bearer'> & ApplicationView;

/** An owner with this many connections of one connector cannot add another one in a dialog. */
export const CONNECTIONS_MAX = 20;

/** Another connection of a connector of the page. */
export interface AddConnectionRequest {
  /** Name of the connector. */
  readonly connector: string;
}

/** The connection that was added. */
export type AddConnectionResponse = Pick<ConnectionResponse, 'connection'>;

/** The typed values by field name. Each field of the connector has a string, which may be empty. */
export interface SaveCredentialsRequest {
  readonly values: Readonly<Record<string, string>>;
}

/** The maximum length of a connection's name, in characters. */
export const CONNECTION_NAME_LENGTH_MAX = 100;

/** A new name for a connection: 1 to {@link CONNECTION_NAME_LENGTH_MAX} characters. */
export interface RenameConnectionRequest {
  readonly name: string;
}

/** Number of digits in the code of a sign-in. See `confirming` in {@link SignInState}. */
export const SIGN_IN_CODE_LENGTH = 6;

/** Creates a sign-in. */
export interface CreateSignInRequest {
  /** Inputs of the connector, by name. */
  readonly values: Readonly<Record<string, string>>;
  /** Language of the dialog, for the pages in the sign-in window. */
  readonly locale: string;
}

/** The new sign-in. */
export interface CreateSignInResponse {
  readonly id: number;
  /** Path of the start link on this server. It works once, and only after a click of the person. */
  readonly startPath: string;
  /** How long the link is valid, in seconds. */
  readonly expiresInSeconds: number;
}

/** The status of a sign-in. */
export type SignInState =
  /** The link has not been opened. */
  | { readonly status: 'created' }
  /**
   * The link was opened in a browser that the server cannot match to this dialog. The window asks the person for this
   * code.
   */
  | { readonly status: 'confirming'; readonly code: string }
  /** The person is at the provider. */
  | { readonly status: 'started' }
  /** The person came back, and the server asks the provider for the tokens. */
  | { readonly status: 'exchanging' }
  | ({ readonly status: 'succeeded' } & ConnectionResponse)
  /** `problem.code` is `sign_in_expired` after a timeout. */
  | { readonly status: 'failed'; readonly problem: ConnectionProblem; readonly connection: ConnectionDetails }
  | { readonly status: 'cancelled' };

/** The connection after the call. */
export interface ConnectionResponse {
  readonly connection: ConnectionDetails;
  /** Fields that the dialect adds to its success message. Only if the connection is connected. */
  readonly successDetails?: Readonly<Record<string, unknown>>;
  /** The previous account. Present only if the person signed in with a different one. */
  readonly previousAccount?: string;
}

/** Body of every response other than 2xx. */
export interface ErrorResponse {
  readonly error: {
    readonly code: ErrorCode;
    readonly message: string;
    /**
     * The exact reason from the server's log, in English. Outside development, only if the refused token has a valid
     * signature.
     */
    readonly reason?: string;
    readonly requestId: string;
    /** The invalid fields, by path (`values.api_key`). Never their values. */
    readonly fields?: readonly { readonly path: string; readonly message: string }[];
    /** How many attempts remain to enter the code of a sign-in. */
    readonly triesLeft?: number;
    /** The connection after a refused attempt, with its new status. */
    readonly connection?: ConnectionDetails;
  };
}

/** Folder of the translations, `<BCP 47 tag>.json`. The dialog loads one when its language changes. */
export const LOCALES_PATH = '/assets/locales/';
