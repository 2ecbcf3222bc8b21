import type { ConnectionDetails } from './connection.ts';
import type { ErrorCode } from './error-codes.ts';
import type { DialogGrant } from './page-state.ts';

/**
 * What the dialog and its server say to each other after the page has loaded. Same origin, JSON, with
 * `Authorization: Bearer <bearer of the page state>`.
 *
 * | call | body | answer |
 * |---|---|---|
 * | `GET /session` | | {@link SessionAnswer} |
 * | `PUT /session/connections/:id/credentials` | {@link CredentialSubmission} | {@link ConnectionAnswer} |
 * | `POST /session/connections/:id/disconnect` | | {@link ConnectionAnswer} |
 * | `PATCH /session/connections/:id` | {@link ConnectionRename} | {@link ConnectionAnswer} |
 * | `POST` to the page's own address, query included | {@link TokenExchange} | {@link TokenExchangeAnswer} |
 *
 * The last one has no bearer: it is how a page gets one. Only pages that speak the native dialect have it.
 */
export interface SessionAnswer {
  /** The connections that this session may see, oldest first. Never empty. */
  readonly connections: readonly ConnectionDetails[];
}

/** An embed token that came by message, to be exchanged for a session. */
export interface TokenExchange {
  readonly token: string;
}

/** A session, and the language that token, address and organization together ask for. */
export interface TokenExchangeAnswer extends DialogGrant {
  /** BCP 47 tag of a language that the page can have. */
  readonly locale: string;
}

/** What a person typed, by field name. Every field of the connector has a string, an empty one if left blank. */
export interface CredentialSubmission {
  readonly values: Readonly<Record<string, string>>;
}

/** Characters that the name of a connection has at most. */
export const CONNECTION_NAME_LENGTH_MAX = 100;

/** A new name for a connection: 1 to {@link CONNECTION_NAME_LENGTH_MAX} characters. */
export interface ConnectionRename {
  readonly name: string;
}

/** A connection as it stands after the call. */
export interface ConnectionAnswer {
  readonly connection: ConnectionDetails;
  /** What the dialect adds to its message of success. Only after credentials were accepted. */
  readonly success?: Readonly<Record<string, unknown>>;
}

/** Body of every answer that is not a 2xx. */
export interface ErrorAnswer {
  readonly error: {
    readonly code: ErrorCode;
    readonly message: string;
    readonly requestId: string;
    /** Which fields are wrong, by path (`values.api_key`). Never their values. */
    readonly fields?: readonly { readonly path: string; readonly message: string }[];
    /** The connection after a refused attempt, so that the dialog and the host hear of its new status. */
    readonly connection?: ConnectionDetails;
  };
}

/** Where the sentences of every language are, as `<BCP 47 tag>.json`: for a page whose language changes while it is open. */
export const LOCALES_PATH = '/assets/locales/';
