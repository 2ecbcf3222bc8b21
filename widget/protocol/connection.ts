import type { ErrorCode } from './error-codes.ts';
import type { Guard } from './guards.ts';

/**
 * The statuses of a connection. `needs_reauth`: its credentials no longer work. `error`: the last attempt to connect
 * failed.
 */
export const CONNECTION_STATUSES = ['disconnected', 'connected', 'needs_reauth', 'error'] as const;

/** One of {@link CONNECTION_STATUSES}. */
export type ConnectionStatus = (typeof CONNECTION_STATUSES)[number];

/** A connection as host pages see it. It never contains a credential. */
export interface Connection {
  readonly id: number;
  /** Name of the connector, such as `hubspot`. */
  readonly connector: string;
  /** The name that the person or the host has given the connection. */
  readonly name: string;
  readonly status: ConnectionStatus;
  readonly connected: boolean;
  /** Whether the provider has accepted the credentials. */
  readonly verified: boolean;
  /** Why the last attempt failed, as a sentence for people. */
  readonly error?: string;
}

/** Whether an unchecked value can be the id of a stored object. */
export const isId: Guard<number> = (value): value is number => Number.isSafeInteger(value);

/** A connection as the dialog sees it, with details that host pages do not receive. */
export interface ConnectionDetails {
  readonly id: number;
  readonly connector: string;
  readonly name: string;
  readonly status: ConnectionStatus;
  readonly verified: boolean;
  /** The account's name according to the provider. Plain text of at most 200 characters. */
  readonly account?: string;
  /** When the provider accepted the stored credentials: RFC 3339, UTC. */
  readonly connectedAt?: string;
  /** Why the last attempt failed. */
  readonly problem?: ConnectionProblem;
  /** A person added it and has never connected it, so a person can also remove it. */
  readonly isRemovable?: boolean;
  /** Its credentials come from the host with its tokens, so a person cannot change it. */
  readonly isManaged?: boolean;
}

/** Why a connection does not work. The dialog translates the code into a sentence. */
export interface ConnectionProblem {
  readonly code: ErrorCode;
  /** The provider's own message. Plain text of at most 200 characters, never markup. */
  readonly providerMessage?: string;
}
