import { deepEqual, equal, ok } from '../testing/assert.ts';
import { consoleErrors } from './testing/console-errors.ts';
import { FRAME_PAGE, MountedTag, SILENT_PAGE } from './testing/mounted-tag.ts';

describe('tokenProvider', () => {
  const consoleCalls = consoleErrors();
  let tag: MountedTag;

  afterEach(() => tag.remove());

  const expire = () => tag.view.post('token-expired', {});

  it('is called at each load and at each expiry', async () => {
    let asked = 0;
    tag = new MountedTag({ src: FRAME_PAGE, token: 'unused', tokenProvider: () => Promise.resolve(`p${++asked}`) });
    await tag.receives('token');
    expire();
    await tag.receives('token', 2);
    deepEqual(tag.tokens, ['p1', 'p2']);
    tag.element.reload();
    await tag.event('ready', 2);
    await tag.receives('token');
    deepEqual(tag.tokens, ['p3']);
    tag.element.parentElement?.append(tag.element);
    await tag.event('ready', 3);
    await tag.receives('token');
    deepEqual(tag.tokens, ['p4']);
    ok(!tag.types.includes('token-expired'));
  });

  it('is called when it is set after the frame has loaded, but not when another function replaces it', async () => {
    let asked = 0;
    const provider = () => () => Promise.resolve(`p${++asked}`);
    tag = new MountedTag({ src: FRAME_PAGE });
    await tag.event('ready');
    tag.element.tokenProvider = provider();
    await tag.settled();
    tag.element.tokenProvider = provider();
    await tag.receives('token');
    await tag.settled();
    deepEqual(tag.tokens, ['p1']);
  });

  it('does not replace a newer token by one that arrives late', async () => {
    const resolvers: ((token: string) => void)[] = [];
    tag = new MountedTag({ src: FRAME_PAGE, tokenProvider: () => new Promise((resolve) => resolvers.push(resolve)) });
    await tag.event('height-change');
    expire();
    await tag.settled();
    resolvers[1]?.('new');
    await tag.receives('token');
    resolvers[0]?.('old');
    await tag.settled();
    deepEqual(tag.tokens, ['new']);
    tag.element.reload();
    await tag.event('ready', 2);
    expire();
    await tag.settled();
    equal(resolvers.length, 4);
    tag.element.reload();
    await tag.event('ready', 3);
    resolvers[3]?.('from the previous frame');
    await tag.settled();
    deepEqual(tag.tokens, []);
  });

  it('does not use up a token: the `token` property can send the same one later', async () => {
    tag = new MountedTag({ src: FRAME_PAGE, tokenProvider: () => Promise.resolve('p') });
    await tag.receives('token');
    tag.element.tokenProvider = null;
    tag.element.token = 'p';
    await tag.receives('token', 2);
    deepEqual(tag.tokens, ['p', 'p']);
  });

  for (const [title, tokenProvider] of [
    ['rejects', () => Promise.reject(new Error('signed out'))],
    [
      'throws',
      () => {
        throw new Error('signed out');
      },
    ],
    ['gives nothing', () => Promise.resolve(undefined)],
    ['gives an empty string', () => Promise.resolve('')],
    ['gives an object', () => Promise.resolve({ token: 'a' })],
  ] as const) {
    it(`that ${title} causes an error for the page and the person, until the person tries again`, async () => {
      const element = document.createElement('embed-connection');
      Object.assign(element, { src: FRAME_PAGE, locale: 'de', tokenProvider });
      tag = new MountedTag({}, element);
      const message = title.startsWith('gives') ? 'tokenProvider gave no token' : 'tokenProvider failed';
      deepEqual(await tag.event('error'), {
        code: 'token_unavailable',
        message,
        displayMessage: 'Die Verbindung konnte nicht geladen werden.',
      });
      // Only the console gets the thrown error, because its text can contain anything.
      const [[words, ...thrown] = []] = consoleCalls;
      equal(words, `embed-connection: ${message}`);
      deepEqual(thrown.map(String), title.startsWith('gives') ? [] : ['Error: signed out']);
      equal(tag.find('iframe'), null);
      equal(tag.find('slot')?.name, 'error');
      ok(tag.text.includes('Die Verbindung konnte nicht geladen werden.') && !tag.text.includes(message));
      element.tokenProvider = () => Promise.resolve('good');
      tag.find('button')?.click();
      await tag.event('ready');
      await tag.receives('token');
      deepEqual(tag.tokens, ['good']);
      ok(!tag.text.includes('Verbindung'));
    });
  }

  describe('that never answers', () => {
    const realSetTimeout = setTimeout;

    beforeEach(() => {
      // A timeout of twenty seconds fires immediately.
      Object.assign(window, {
        setTimeout: (handler: TimerHandler, ms?: number, ...parameters: unknown[]) =>
          realSetTimeout(handler, ms === 20_000 ? 0 : ms, ...parameters),
      });
    });

    afterEach(() => {
      Object.assign(window, { setTimeout: realSetTimeout });
    });

    const tokenProvider = () => new Promise<string>(() => undefined);
    const failure = {
      code: 'token_unavailable',
      message: 'tokenProvider did not answer',
      displayMessage: 'The connection couldn’t be loaded.',
    };

    it('causes an error after twenty seconds, and a new `src` loads the frame', async () => {
      tag = new MountedTag({ src: SILENT_PAGE, tokenProvider, locale: 'en' });
      deepEqual(await tag.event('error'), failure);
      equal(tag.find('iframe'), null);
      equal(tag.find('slot')?.name, 'error');
      ok(tag.text.includes(failure.displayMessage));
      Object.assign(tag.element, { src: FRAME_PAGE, tokenProvider: () => Promise.resolve('a') });
      await tag.receives('token');
      deepEqual(tag.types, ['error', 'ready', 'height-change']);
    });

    it('causes an error but keeps a frame that has received a token', async () => {
      tag = new MountedTag({ src: FRAME_PAGE, tokenProvider: () => Promise.resolve('a'), locale: 'en' });
      await tag.receives('token');
      const { frame } = tag;
      tag.element.tokenProvider = tokenProvider;
      expire();
      deepEqual(await tag.event('error'), failure);
      equal(tag.frame, frame);
      equal(tag.find('slot'), null);
    });
  });

  it('that fails later causes an error but keeps the frame', async () => {
    tag = new MountedTag({ src: FRAME_PAGE, tokenProvider: () => Promise.resolve('a') });
    await tag.receives('token');
    tag.element.tokenProvider = () => Promise.reject(new Error('signed out'));
    const { frame } = tag;
    expire();
    await tag.event('error');
    equal(tag.frame, frame);
    equal(tag.find('slot'), null);
  });
});
