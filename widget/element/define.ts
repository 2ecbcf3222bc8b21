/**
 * Defines `<embed-connection>`.
 *
 * @module
 */
import { EmbedConnectionElement } from './embed-connection.ts';

const TAG_NAME = 'embed-connection';

// Servers have no such registry. A page may load the script twice, or have a copy of it in a bundle: the first one stays.
if (typeof customElements !== 'undefined' && !customElements.get(TAG_NAME)) {
  customElements.define(TAG_NAME, EmbedConnectionElement);
}

export { EmbedConnectionElement };
export * from './events.ts';
export type { Connection, ConnectionStatus } from '../protocol/connection.ts';
export type { ErrorCode } from '../protocol/error-codes.ts';
export type { ExitReason } from '../protocol/native-messages.ts';
export type { Theme } from '../protocol/theme.ts';
