import type { Connection } from './connection.ts';
import type { ErrorCode } from './error-codes.ts';

/**
 * What the dialog tells whoever embeds it, in the project's own words. A dialect turns these into the messages that
 * its hosts know.
 */
export type DialogEvent =
  | { readonly type: 'height-change'; /** CSS pixels, an integer. */ readonly height: number }
  | { readonly type: 'connection-status-change'; readonly connection: Connection }
  | {
      readonly type: 'success';
      readonly connection: Connection;
      /** What the server's side of the dialect adds to the message. */
      readonly details: Readonly<Record<string, unknown>>;
    }
  | {
      readonly type: 'error';
      readonly code: ErrorCode;
      /** A sentence in the reader's language. */
      readonly message: string;
    };
