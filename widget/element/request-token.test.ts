import { deepEqual, equal, ok } from '../testing/assert.ts';
import { consoleErrors } from './testing/console-errors.ts';
import { FRAME_PAGE, MountedTag, SILENT_PAGE } from './testing/mounted-tag.ts';

describe('tokens of a provider', () => {
  const written = consoleErrors();
  let tag: MountedTag;

  afterEach(() => tag.remove());

  const expire = () => tag.view.tell('token-expired', {});

  it('are asked for again at each load and each expiry', async () => {
    let asked = 0;
    tag = new MountedTag({ src: FRAME_PAGE, token: 'unused', tokenProvider: () => Promise.resolve(`p${++asked}`) });
    await tag.hears('token');
    expire();
    await tag.hears('token', 2);
    deepEqual(tag.tokens, ['p1', 'p2']);
    tag.element.reload();
    await tag.event('ready', 2);
    await tag.hears('token');
    deepEqual(tag.tokens, ['p3']);
    tag.element.parentElement?.append(tag.element);
    await tag.event('ready', 3);
    await tag.hears('token');
    deepEqual(tag.tokens, ['p4']);
    ok(!tag.types.includes('token-expired'));
  });

  it('are asked for when the provider comes after the frame, and not once more for each new function', async () => {
    let asked = 0;
    const provider = () => () => Promise.resolve(`p${++asked}`);
    tag = new MountedTag({ src: FRAME_PAGE });
    await tag.event('ready');
    tag.element.tokenProvider = provider();
    await tag.settled();
    tag.element.tokenProvider = provider();
    await tag.hears('token');
    await tag.settled();
    deepEqual(tag.tokens, ['p1']);
  });

  it('that come late never take the place of newer ones', async () => {
    const answers: ((token: string) => void)[] = [];
    tag = new MountedTag({ src: FRAME_PAGE, tokenProvider: () => new Promise((resolve) => answers.push(resolve)) });
    await tag.event('height-change');
    expire();
    await tag.settled();
    answers[1]?.('new');
    await tag.hears('token');
    answers[0]?.('old');
    await tag.settled();
    deepEqual(tag.tokens, ['new']);
    tag.element.reload();
    await tag.event('ready', 2);
    expire();
    await tag.settled();
    equal(answers.length, 4);
    tag.element.reload();
    await tag.event('ready', 3);
    answers[3]?.('of the frame before');
    await tag.settled();
    deepEqual(tag.tokens, []);
  });

  it('are not taken for spent where one comes as the single token later', async () => {
    tag = new MountedTag({ src: FRAME_PAGE, tokenProvider: () => Promise.resolve('p') });
    await tag.hears('token');
    tag.element.tokenProvider = null;
    tag.element.token = 'p';
    await tag.hears('token', 2);
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
    it(`that ${title} is an error for the page and the reader, until they try again`, async () => {
      const element = document.createElement('embed-connection');
      Object.assign(element, { src: FRAME_PAGE, locale: 'de', tokenProvider });
      tag = new MountedTag({}, element);
      const message = title.startsWith('gives') ? 'tokenProvider gave no token' : 'tokenProvider failed';
      deepEqual(await tag.event('error'), {
        code: 'token_unavailable',
        message,
        displayMessage: 'Die Verbindung konnte nicht geladen werden.',
      });
      // What was thrown is for the console alone: it may say anything.
      const [[words, ...thrown] = []] = written;
      equal(words, `embed-connection: ${message}`);
      deepEqual(thrown.map(String), title.startsWith('gives') ? [] : ['Error: signed out']);
      equal(tag.find('iframe'), null);
      equal(tag.find('slot')?.name, 'error');
      ok(tag.text.includes('Die Verbindung konnte nicht geladen werden.') && !tag.text.includes(message));
      element.tokenProvider = () => Promise.resolve('good');
      tag.find('button')?.click();
      await tag.event('ready');
      await tag.hears('token');
      deepEqual(tag.tokens, ['good']);
      ok(!tag.text.includes('Verbindung'));
    });
  }

  describe('that never comes', () => {
    const real = setTimeout;

    beforeEach(() => {
      // Twenty seconds pass at once.
      Object.assign(window, {
        setTimeout: (handler: TimerHandler, ms?: number, ...parameters: unknown[]) =>
          real(handler, ms === 20_000 ? 0 : ms, ...parameters),
      });
    });

    afterEach(() => {
      Object.assign(window, { setTimeout: real });
    });

    const tokenProvider = () => new Promise<string>(() => undefined);
    const failure = {
      code: 'token_unavailable',
      message: 'tokenProvider did not answer',
      displayMessage: 'The connection couldn’t be loaded.',
    };

    it('is an error after twenty seconds, and the reader can try again', async () => {
      tag = new MountedTag({ src: SILENT_PAGE, tokenProvider, locale: 'en' });
      deepEqual(await tag.event('error'), failure);
      equal(tag.find('iframe'), null);
      equal(tag.find('slot')?.name, 'error');
      ok(tag.text.includes(failure.displayMessage));
      Object.assign(tag.element, { src: FRAME_PAGE, tokenProvider: () => Promise.resolve('a') });
      await tag.hears('token');
      deepEqual(tag.types, ['error', 'ready', 'height-change']);
    });

    it('is an error that leaves the frame alone, once there is something in it', async () => {
      tag = new MountedTag({ src: FRAME_PAGE, tokenProvider: () => Promise.resolve('a'), locale: 'en' });
      await tag.hears('token');
      const { frame } = tag;
      tag.element.tokenProvider = tokenProvider;
      expire();
      deepEqual(await tag.event('error'), failure);
      equal(tag.frame, frame);
      equal(tag.find('slot'), null);
    });
  });

  it('that fails later leaves the frame alone', async () => {
    tag = new MountedTag({ src: FRAME_PAGE, tokenProvider: () => Promise.resolve('a') });
    await tag.hears('token');
    tag.element.tokenProvider = () => Promise.reject(new Error('signed out'));
    const { frame } = tag;
    expire();
    await tag.event('error');
    equal(tag.frame, frame);
    equal(tag.find('slot'), null);
  });
});
