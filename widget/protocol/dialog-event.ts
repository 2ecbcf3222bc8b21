import type { Connection } from './connection.ts';
import type { ErrorCode } from './error-codes.ts';
import type { ExitReason } from './native-messages.ts';

/**
 * What the dialog tells whoever embeds it, in the project's own words. A dialect turns these into the messages that
 * its hosts know.
 */
export type DialogEvent =
  /** The page runs and listens. With the nonce of the handshake that this answers, if the host began one. */
  | { readonly type: 'ready'; readonly nonce?: string }
  | { readonly type: 'height-change'; /** CSS pixels, an integer. */ readonly height: number }
  | { readonly type: 'connection-status-change'; readonly connection: Connection }
  | {
      readonly type: 'success';
      readonly connection: Connection;
      /** What the server's side of the dialect adds to the message. */
      readonly details: Readonly<Record<string, unknown>>;
    }
  /** The person wants to leave. */
  | { readonly type: 'exit'; readonly reason: ExitReason }
  | {
      readonly type: 'error';
      readonly code: ErrorCode;
      /** For developers, in English. */
      readonly message: string;
      /** A sentence in the reader's language. */
      readonly displayMessage: string;
    }
  /** The session or the token is no longer good: the host is asked for a new token. */
  | { readonly type: 'token-expired' };
