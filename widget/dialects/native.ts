import type { DialogEvent } from '../protocol/dialog-event.ts';
import type { HostCommand } from '../protocol/host-command.ts';
import { frameMessage, isHostMessage } from '../protocol/native-messages.ts';
import { isString } from '../protocol/guards.ts';
import { addDialect } from './dialect.ts';

addDialect('native', { encode: encodeForNative, decode: decodeFromNative });

/** Encodes the project's own messages. They have the same types and fields as events, except for a success. */
export function encodeForNative(event: DialogEvent): readonly object[] {
  if (event.type === 'application-view' || event.type === 'install-end') return [];
  if (event.type === 'success') {
    const { type, connection, details } = event;
    const { receipt, state } = details;
    return [
      frameMessage(type, {
        connection,
        ...(isString(receipt) && { receipt }),
        ...(isString(state) && { state }),
      }),
    ];
  }
  const { type, ...payload } = event;
  return [frameMessage(type, payload)];
}

/** Reads a message of the tag, or of a host that posts to the iframe itself. */
export function decodeFromNative(data: unknown): HostCommand | undefined {
  if (!isHostMessage(data)) return undefined;
  switch (data.type) {
    case 'init': {
      const { nonce, token, mode = 'inline', ...presentation } = data.payload;
      return { type: 'init', nonce, mode, presentation, ...(token !== undefined && { token }) };
    }
    case 'token':
      return { type: 'token', token: data.payload.token };
    case 'appearance':
      return { type: 'presentation', presentation: data.payload };
    case 'close':
      return { type: 'close' };
  }
}
