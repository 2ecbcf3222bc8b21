import { deepEqual, equal, ok } from '../testing/assert.ts';
import { MountedTag, SILENT_PAGE, WAITS_FOR_TOKEN } from './testing/mounted-tag.ts';

const CONNECTION = { id: 1, connector: 'hubspot', name: 'Sales', status: 'connected', connected: true, verified: true };

describe('a conversation with a frame', () => {
  let tag: MountedTag;

  afterEach(() => tag.remove());

  it('starts with an init that has a new nonce, and sends nothing else before the frame has answered', async () => {
    tag = new MountedTag({ src: SILENT_PAGE, token: 'a', theme: 'dark', locale: 'de', appearance: { accent: '#123' } });
    await tag.receives('init');
    const [init] = tag.received;
    ok(init?.type === 'init');
    const { nonce } = init.payload;
    ok(/^\d+(?:,\d+){3}$/.test(nonce));
    deepEqual(init.payload, { nonce, theme: 'dark', locale: 'de', appearance: { accent: '#123' } });
    tag.element.theme = 'light';
    await tag.receives('init', 3);
    ok(tag.received.every((message) => message.type === 'init' && message.payload.nonce === nonce));
    deepEqual(tag.types, []);

    tag.view.post('ready', { nonce });
    await tag.receives('token');
    deepEqual(tag.tokens, ['a']);
    deepEqual(
      tag.received.filter(({ type }) => type === 'appearance').map(({ payload }) => payload),
      [{ theme: 'light', locale: 'de', appearance: { accent: '#123' } }],
    );
  });

  it('has another nonce for each frame', async () => {
    const nonces = new Set<string>();
    tag = new MountedTag(WAITS_FOR_TOKEN);
    for (let load = 1; load <= 3; load++) {
      await tag.event('ready', load);
      for (const message of tag.received) if (message.type === 'init') nonces.add(message.payload.nonce);
      equal(nonces.size, load);
      tag.element.reload();
      await tag.settled();
    }
  });

  it('fires an event for each message, which bubbles out of shadow trees', async () => {
    tag = new MountedTag(WAITS_FOR_TOKEN);
    await tag.event('height-change');
    const connection = { ...CONNECTION };
    const told: readonly (readonly ['connection-status-change' | 'success' | 'error' | 'exit', object])[] = [
      ['connection-status-change', { connection }],
      ['success', { connection, receipt: 'a.b.c' }],
      ['error', { code: 'session_expired', message: 'Over.', displayMessage: 'Vorbei.' }],
      ['exit', { reason: 'finished' }],
    ];
    for (const [type, payload] of told) {
      tag.view.post(type, payload);
      deepEqual(await tag.event(type), payload);
    }
    ok(tag.events.every(({ bubbles, composed, cancelable }) => bubbles && composed && !cancelable));
    deepEqual(tag.types, ['ready', 'height-change', ...told.map(([type]) => type)]);
  });

  it('fires ready once, even if the frame answers several times', async () => {
    tag = new MountedTag(WAITS_FOR_TOKEN);
    await tag.event('height-change');
    const [init] = tag.received;
    tag.view.post('ready', init?.payload);
    await tag.settled();
    deepEqual(tag.types, ['ready', 'height-change']);
  });

  it('gives the frame its height, as an integer between limits, and fires one event for each height', async () => {
    tag = new MountedTag(WAITS_FOR_TOKEN);
    await tag.event('height-change');
    equal(tag.frame.style.height, '120px');
    for (const height of [120, 119.5, 300.2, 301, -1, 1e9, 100_001, 0]) tag.view.post('height-change', { height });
    tag.view.post('exit', { reason: 'closed' });
    await tag.event('exit');
    const heights = tag.events.flatMap((event) => ('height' in event ? event.height : []));
    deepEqual(heights, [120, 301, 100_000]);
    equal(tag.frame.style.height, '100000px');
  });

  it('shows the frame in place of the loading text once it has a height', async () => {
    tag = new MountedTag({ src: SILENT_PAGE });
    await tag.receives('init');
    equal(getComputedStyle(tag.frame).opacity, '0');
    equal(tag.frame.getBoundingClientRect().width, tag.element.getBoundingClientRect().width);
    ok(tag.find('slot')?.name === 'loading');
    const [init] = tag.received;
    tag.view.post('ready', init?.payload);
    tag.view.post('height-change', { height: 0 });
    tag.view.post('exit', { reason: 'closed' });
    await tag.event('exit');
    ok(tag.find('slot')?.name === 'loading');
    tag.view.post('height-change', { height: 50 });
    await tag.event('height-change');
    equal(tag.find('slot'), null);
    equal(getComputedStyle(tag.frame).opacity, '1');
  });

  it('starts again when another page replaces the page in the frame', async () => {
    tag = new MountedTag({ ...WAITS_FOR_TOKEN, tokenProvider: () => Promise.resolve('fresh') });
    await tag.receives('token');
    const { frame } = tag;
    frame.contentWindow?.location.reload();
    await tag.event('ready', 2);
    await tag.receives('token');
    ok(tag.frame !== frame);
    deepEqual(tag.tokens, ['fresh']);
  });

  it('ends with its frame, whose late messages have no effect', async () => {
    tag = new MountedTag(WAITS_FOR_TOKEN);
    await tag.event('height-change');
    const { view } = tag;
    // The old frame posts it, and it arrives when there is another frame.
    view.post('height-change', { height: 777 });
    view.post('success', { connection: CONNECTION });
    tag.element.src = SILENT_PAGE;
    await tag.receives('init');
    await tag.settled();
    await tag.settled();
    deepEqual(tag.types, ['ready', 'height-change']);
    equal(tag.frame.style.height, '');
  });
});
