import type { DialogEvent } from '../protocol/dialog-event.ts';

/**
 * Workato's messages: JSON in a string, marked `wk`.
 *
 * Nothing but such strings may reach its hosts: they call `JSON.parse(event.data)` without a guard. Its client library
 * drops messages without the mark.
 */
export function encodeForWorkato(event: DialogEvent): readonly string[] {
  if (event.type === 'height-change') return [encodeMessage('heightChange', { height: event.height })];
  if (event.type === 'error') {
    return [encodeMessage('error', { message: event.displayMessage, type: event.code })];
  }
  if (event.type === 'connection-status-change') {
    const { id, connector, connected, error } = event.connection;
    const payload = { id, provider: connector, connected };
    return [
      error === undefined
        ? encodeMessage('connectionStatusChange', payload)
        : // The documented sample reads `data.error`, its reference `data.payload.error`: both hear it.
          encodeMessage('connectionStatusChange', { ...payload, error }, { error }),
    ];
  }
  // Its hosts know no other message.
  return [];
}

function encodeMessage(type: string, payload: object, more: object = {}): string {
  return JSON.stringify({ wk: true, type, payload, ...more });
}
