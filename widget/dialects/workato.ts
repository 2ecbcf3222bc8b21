import type { DialogEvent } from '../protocol/dialog-event.ts';

/**
 * Workato's messages: JSON in a string, marked `wk`.
 *
 * Nothing but such strings may reach its hosts: they call `JSON.parse(event.data)` without a guard. Its client library
 * drops messages without the mark.
 */
export function encodeForWorkato(event: DialogEvent): readonly string[] {
  switch (event.type) {
    case 'height-change':
      return [encodeMessage('heightChange', { height: event.height })];
    case 'connection-status-change': {
      const { id, connector, connected, error } = event.connection;
      const payload = { id, provider: connector, connected };
      return [
        error === undefined
          ? encodeMessage('connectionStatusChange', payload)
          : // The documented sample reads `data.error`, its reference `data.payload.error`: both hear it.
            encodeMessage('connectionStatusChange', { ...payload, error }, { error }),
      ];
    }
    case 'error':
      return [encodeMessage('error', { message: event.displayMessage, type: event.code })];
    case 'ready':
    case 'success':
    case 'exit':
    case 'token-expired':
      return [];
  }
}

function encodeMessage(type: string, payload: object, more: object = {}): string {
  return JSON.stringify({ wk: true, type, payload, ...more });
}
