import type { DialogEvent } from '../protocol/dialog-event.ts';
import { addDialect } from './dialect.ts';

addDialect('pandium', { encode: encodeForPandium });

/** Encodes Pandium's messages: objects told apart by `message`. Pandium has no messages for other events. */
export function encodeForPandium(event: DialogEvent): readonly object[] {
  if (event.type === 'height-change') {
    return [{ message: 'pandium-content-height-change', height: event.height }];
  }
  if (event.type === 'success') {
    // The details have no `webhook_url` if the organization has disabled it.
    return [{ ...event.details, message: 'pandium-success' }];
  }
  if (event.type === 'install-end') {
    return [{ ...event.details, message: event.isSaved ? 'pandium-save-sync' : 'pandium-install-cancel' }];
  }
  return [];
}
