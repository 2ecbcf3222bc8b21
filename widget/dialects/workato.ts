import type { DialogEvent } from '../protocol/dialog-event.ts';
import { addDialect } from './dialect.ts';

addDialect('workato', { encode: encodeForWorkato });

/**
 * Encodes Workato's messages: strings of JSON with the mark `wk`.
 *
 * Hosts call `JSON.parse(event.data)` on every message, so they must receive no other data. Workato's client library
 * ignores messages without the mark.
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
        : // Workato's sample reads `data.error`, its reference `data.payload.error`.
          encodeMessage('connectionStatusChange', { ...payload, error }, { error }),
    ];
  }
  // Workato has no messages for other events.
  return [];
}

function encodeMessage(type: string, payload: object, more: object = {}): string {
  return JSON.stringify({ wk: true, type, payload, ...more });
}
