import type { DialogEvent } from '../../protocol/dialog-event.ts';
import { deepEqual } from '../../testing/assert.ts';
import { HostChannel, type Opening } from './host-channel.ts';

const failed: DialogEvent = { type: 'error', code: 'internal', message: 'A bug.', displayMessage: 'first' };
const expired: DialogEvent = { type: 'error', code: 'session_expired', message: 'Over.', displayMessage: 'second' };

function wordsOf(event: DialogEvent): string {
  if (event.type === 'error') return event.displayMessage;
  if (event.type === 'ready') return `ready ${event.nonce ?? ''}`.trim();
  return event.type === 'height-change' ? `${event.type} ${event.height}` : event.type;
}

function recorded(opening: Opening = 'now') {
  const posted: string[] = [];
  return { posted, channel: new HostChannel((event) => posted.push(wordsOf(event)), opening) };
}

describe('the channel to the host', () => {
  it('sends a height of 0 before the first event if the iframe has loaded and is hidden', () => {
    const { posted, channel } = recorded();
    channel.send(failed);
    deepEqual(posted, []);
    channel.frameLoaded();
    deepEqual(posted, ['height-change 0', 'first']);
    channel.heightChanged(100);
    deepEqual(posted, ['height-change 0', 'first', 'height-change 100']);
  });

  it('sends heights immediately, and events only after the iframe has loaded', () => {
    const { posted, channel } = recorded();
    channel.send(failed);
    channel.heightChanged(100);
    channel.heightChanged(200);
    deepEqual(posted, ['height-change 100', 'height-change 200']);
    channel.frameLoaded();
    deepEqual(posted, ['height-change 100', 'height-change 200', 'first']);
  });

  it('keeps the order of events, and sends each once', () => {
    const { posted, channel } = recorded();
    channel.send(failed);
    channel.send(expired);
    channel.heightChanged(100);
    channel.frameLoaded();
    channel.send(failed);
    deepEqual(posted, ['height-change 100', 'first', 'second', 'first']);
  });

  it('sends ready first, once the iframe has loaded, to a host that may listen', () => {
    const { posted, channel } = recorded('load');
    channel.send(failed);
    channel.heightChanged(100);
    deepEqual(posted, []);
    channel.frameLoaded();
    deepEqual(posted, ['ready', 'height-change 100', 'first']);
  });

  it('sends ready once if the host sent init before the iframe has loaded', () => {
    const { posted, channel } = recorded('load');
    channel.begin('n');
    channel.frameLoaded();
    deepEqual(posted, ['ready n', 'height-change 0']);
  });

  it('sends nothing before init if it must wait for it, and then everything in order', () => {
    const { posted, channel } = recorded('init');
    channel.heightChanged(100);
    channel.send(failed);
    channel.frameLoaded();
    channel.heightChanged(200);
    channel.send(expired);
    deepEqual(posted, []);
    channel.begin('n');
    deepEqual(posted, ['ready n', 'height-change 200', 'first', 'second']);
  });

  it('replies to init immediately, and queues the rest until the iframe has loaded', () => {
    const { posted, channel } = recorded('init');
    channel.send(failed);
    channel.begin('n');
    deepEqual(posted, ['ready n']);
    channel.heightChanged(100);
    deepEqual(posted, ['ready n', 'height-change 100']);
    channel.frameLoaded();
    deepEqual(posted, ['ready n', 'height-change 100', 'first']);
  });

  it('replies to a repeated init, and sends nothing else twice', () => {
    const { posted, channel } = recorded('init');
    channel.heightChanged(100);
    channel.begin('n');
    channel.frameLoaded();
    channel.send(failed);
    channel.begin('n');
    channel.begin('m');
    deepEqual(posted, ['ready n', 'height-change 100', 'first', 'ready n', 'ready m']);
  });

  for (const opening of ['now', 'load', 'init'] as const) {
    it(`sends no height twice in a row, with the opening ${opening}`, () => {
      const { posted, channel } = recorded(opening);
      channel.heightChanged(100);
      channel.begin('n');
      channel.frameLoaded();
      for (const height of [100, 200, 200, 100]) channel.heightChanged(height);
      deepEqual(
        posted.filter((words) => words.startsWith('height')),
        ['height-change 100', 'height-change 200', 'height-change 100'],
      );
    });
  }
});
