/**
 * Defines `<embed-connection>`.
 *
 * @module
 */
import { EmbedConnection } from './embed-connection.ts';

const TAG_NAME = 'embed-connection';

// Servers have no registry. A page may load the script twice, or also have it in a bundle. The first definition stays.
if (typeof customElements !== 'undefined' && !customElements.get(TAG_NAME)) {
  customElements.define(TAG_NAME, EmbedConnection);
}

export { EmbedConnection };
export * from './events.ts';
export type { EmbedConnectionAttributes } from './jsx-attributes.ts';
export type { Connection, ConnectionStatus } from '../protocol/connection.ts';
export type { ErrorCode } from '../protocol/error-codes.ts';
export type { ExitReason } from '../protocol/native-messages.ts';
export type { Appearance, ThemeColors } from '../protocol/appearance.ts';
export type { Theme } from '../protocol/theme.ts';
