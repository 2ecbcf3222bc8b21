/**
 * The messages of the frame, for hosts that embed it without the tag and listen on `window` themselves.
 *
 * @module
 */
export type { Appearance, ThemeColors } from './protocol/appearance.ts';
export type { Connection, ConnectionStatus } from './protocol/connection.ts';
export type { ErrorCode } from './protocol/error-codes.ts';
export {
  type ExitReason,
  type FrameMessage,
  type FramePayload,
  type HostMessage,
  type HostPayload,
  hostMessage,
  isFrameMessage,
} from './protocol/native-messages.ts';
export type { Theme } from './protocol/theme.ts';
