import type { DialogEvent } from '../protocol/dialog-event.ts';

/** Pandium's messages: objects told apart by `message`. It has no words for anything else. */
export function encodeForPandium(event: DialogEvent): readonly object[] {
  switch (event.type) {
    case 'height-change':
      return [{ message: 'pandium-content-height-change', height: event.height }];
    case 'success':
      // `webhook_url` is absent where the organization switched it off.
      return [{ ...event.details, message: 'pandium-success' }];
    case 'ready':
    case 'connection-status-change':
    case 'exit':
    case 'error':
    case 'token-expired':
      return [];
  }
}
