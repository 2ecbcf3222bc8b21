import type { FrameMessage } from '../protocol/native-messages.ts';
import { ConnectionStatusChangeEvent, ExitEvent, ReadyEvent, SuccessEvent } from './events.ts';

/** What the frame says that becomes an event without further ado. */
type PlainMessage = Exclude<FrameMessage, { readonly type: 'height-change' | 'token-expired' | 'error' }>;

/** Makes a message of the frame the event that the host page hears. */
export function frameEvent({ type, payload }: PlainMessage): Event {
  switch (type) {
    case 'ready':
      return new ReadyEvent();
    case 'connection-status-change':
      return new ConnectionStatusChangeEvent(payload.connection);
    case 'success':
      return new SuccessEvent(payload);
    case 'exit':
      return new ExitEvent(payload.reason);
  }
}
