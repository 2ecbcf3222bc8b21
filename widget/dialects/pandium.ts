import type { DialogEvent } from '../protocol/dialog-event.ts';

/** Pandium's messages: objects told apart by `message`. It has no words for anything else. */
export function encodeForPandium(event: DialogEvent): readonly object[] {
  if (event.type === 'height-change') {
    return [{ message: 'pandium-content-height-change', height: event.height }];
  }
  if (event.type === 'success') {
    // `webhook_url` is absent where the organization switched it off.
    return [{ ...event.details, message: 'pandium-success' }];
  }
  return [];
}
