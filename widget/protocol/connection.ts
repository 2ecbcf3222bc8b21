import type { ErrorCode } from './error-codes.ts';
import { type Guard, isBoolean, isString, oneOf, optional, record } from './guards.ts';

/** Where a connection stands. `needs_reauth` had working credentials once; `error` failed its last attempt. */
export const CONNECTION_STATUSES = ['disconnected', 'pending', 'connected', 'needs_reauth', 'error'] as const;

/** One of {@link CONNECTION_STATUSES}. */
export type ConnectionStatus = (typeof CONNECTION_STATUSES)[number];

/** What a host page may know of a connection. Never a credential. */
export interface Connection {
  readonly id: number;
  /** Name of the connector, such as `hubspot`. */
  readonly connector: string;
  /** What the person or the host called this connection. */
  readonly name: string;
  readonly status: ConnectionStatus;
  readonly connected: boolean;
  /** Whether the credential was tried against the external system. */
  readonly verified: boolean;
  /** Why the last attempt failed, as a sentence for people. */
  readonly error?: string;
}

/** Tells whether a value from outside can be the id of something that the server keeps. */
export const isId: Guard<number> = (value): value is number => Number.isSafeInteger(value);

/** Tells whether a value from outside is a {@link Connection}. */
export const isConnection: Guard<Connection> = record({
  id: isId,
  connector: isString,
  name: isString,
  status: oneOf(CONNECTION_STATUSES),
  connected: isBoolean,
  verified: isBoolean,
  error: optional(isString),
});

/** What the dialog itself shows of a connection, beyond what the host page hears. */
export interface ConnectionDetails {
  readonly id: number;
  readonly connector: string;
  readonly name: string;
  readonly status: ConnectionStatus;
  readonly verified: boolean;
  /** Who the external system says this is. Plain text of at most 200 characters. */
  readonly account?: string;
  /** When the stored credentials were accepted: RFC 3339, UTC. */
  readonly connectedAt?: string;
  /** Why the last attempt failed. */
  readonly problem?: ConnectionProblem;
}

/** Why a connection does not work. The dialog turns the code into a sentence in the reader's language. */
export interface ConnectionProblem {
  readonly code: ErrorCode;
  /** The external system's own words, if it gave any. Plain text of at most 200 characters; never markup. */
  readonly providerMessage?: string;
}
