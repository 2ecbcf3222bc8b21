import type { DialogEvent } from '../protocol/dialog-event.ts';
import { deepEqual } from '../testing/assert.ts';
import { HostChannel } from './host-channel.ts';

const failed: DialogEvent = { type: 'error', code: 'internal', message: 'first' };
const expired: DialogEvent = { type: 'error', code: 'session_expired', message: 'second' };

function wordsOf(event: DialogEvent): string {
  if (event.type === 'error') return event.message;
  return event.type === 'height-change' ? `${event.type} ${event.height}` : event.type;
}

function recorded() {
  const posted: unknown[] = [];
  const encode = (event: DialogEvent) => [wordsOf(event)];
  return { posted, channel: new HostChannel(encode, (message) => posted.push(message)) };
}

describe('the channel to the host', () => {
  it('tells a height of 0 before the first event when the frame has loaded and is hidden', () => {
    const { posted, channel } = recorded();
    channel.tell(failed);
    deepEqual(posted, []);
    channel.frameLoaded();
    deepEqual(posted, ['height-change 0', 'first']);
    channel.heightChanged(100);
    deepEqual(posted, ['height-change 0', 'first', 'height-change 100']);
  });

  it('tells heights at once and events only after the frame has loaded', () => {
    const { posted, channel } = recorded();
    channel.tell(failed);
    channel.heightChanged(100);
    channel.heightChanged(200);
    deepEqual(posted, ['height-change 100', 'height-change 200']);
    channel.frameLoaded();
    deepEqual(posted, ['height-change 100', 'height-change 200', 'first']);
  });

  it('keeps the order of events, and tells each once', () => {
    const { posted, channel } = recorded();
    channel.tell(failed);
    channel.tell(expired);
    channel.heightChanged(100);
    channel.frameLoaded();
    channel.tell(failed);
    deepEqual(posted, ['height-change 100', 'first', 'second', 'first']);
  });
});
