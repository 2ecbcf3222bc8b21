import type { DialogEvent } from '../protocol/dialog-event.ts';
import { deepEqual } from '../testing/assert.ts';
import { HostChannel } from './host-channel.ts';

const failed: DialogEvent = { type: 'error', code: 'internal', message: 'first' };
const expired: DialogEvent = { type: 'error', code: 'session_expired', message: 'second' };

function recorded() {
  const posted: unknown[] = [];
  const encode = (event: DialogEvent) => [event.type === 'error' ? event.message : event.type];
  return { posted, channel: new HostChannel(encode, (message) => posted.push(message)) };
}

describe('the channel to the host', () => {
  it('holds events back until a height was told and the frame has loaded', () => {
    const { posted, channel } = recorded();
    channel.tell(failed);
    channel.frameLoaded();
    deepEqual(posted, []);
    channel.heightChanged(100);
    deepEqual(posted, ['height-change', 'first']);
  });

  it('tells heights at once and events only after the frame has loaded', () => {
    const { posted, channel } = recorded();
    channel.tell(failed);
    channel.heightChanged(100);
    channel.heightChanged(200);
    deepEqual(posted, ['height-change', 'height-change']);
    channel.frameLoaded();
    deepEqual(posted, ['height-change', 'height-change', 'first']);
  });

  it('keeps the order of events, and tells each once', () => {
    const { posted, channel } = recorded();
    channel.tell(failed);
    channel.tell(expired);
    channel.heightChanged(100);
    channel.frameLoaded();
    channel.tell(failed);
    deepEqual(posted, ['height-change', 'first', 'second', 'first']);
  });
});
