import { type RecordedCall, SessionServer } from '../testing/session-server.ts';
import { deepEqual, equal, ok } from '../testing/assert.ts';
import { FRAME_PAGE, MountedTag } from './testing/mounted-tag.ts';

/** A page of the route whose address carries the token. Nothing answers there. */
const ADDRESSED_PAGE = '/direct_link/embedded/connections/1';

describe('tokens of the tag', () => {
  let tag: MountedTag;
  let server: SessionServer;

  beforeEach(() => {
    server = new SessionServer();
  });

  afterEach(() => {
    server.restore();
    tag.remove();
  });

  const expire = () => tag.view.tell('token-expired', {});

  describe('a single one', () => {
    it('is sent by message, once, and is in no address', async () => {
      tag = new MountedTag({ src: FRAME_PAGE, token: 'a' });
      await tag.hears('token');
      deepEqual(tag.tokens, ['a']);
      ok(!tag.frame.src.includes('token') && !tag.frame.src.includes('tenant'));
      await tag.settled();
      deepEqual(tag.types, ['ready', 'height-change']);
    });

    it('is waited for, and sent as soon as it is set', async () => {
      tag = new MountedTag({ src: FRAME_PAGE });
      await tag.event('height-change');
      deepEqual(tag.tokens, []);
      tag.element.token = 'late';
      await tag.hears('token');
      tag.element.setAttribute('token', 'later');
      await tag.hears('token', 2);
      deepEqual(tag.tokens, ['late', 'later']);
      ok(!tag.types.includes('token-expired'));
    });

    it('that has expired is asked for by an event, and the next one goes to the same frame', async () => {
      tag = new MountedTag({ src: FRAME_PAGE, token: 'a' });
      await tag.hears('token');
      const { frame } = tag;
      expire();
      await tag.event('token-expired');
      await tag.settled();
      deepEqual(tag.tokens, ['a']);
      tag.element.token = 'b';
      await tag.hears('token', 2);
      deepEqual(tag.tokens, ['a', 'b']);
      equal(tag.frame, frame);
    });

    for (const [title, again] of [
      ['after a reload', () => tag.element.reload()],
      ['when the tag comes back', () => tag.element.parentElement?.append(tag.element)],
      ['for another page', () => (tag.element.src = `${FRAME_PAGE}?other`)],
    ] as const) {
      it(`is not sent a second time ${title}`, async () => {
        tag = new MountedTag({ src: FRAME_PAGE, token: 'a' });
        await tag.hears('token');
        again();
        await tag.event('token-expired');
        await tag.event('ready', 2);
        await tag.settled();
        deepEqual(tag.tokens, []);
        tag.element.token = 'b';
        await tag.hears('token');
        deepEqual(tag.tokens, ['b']);
      });
    }

    it('is not lost where the frame was gone before it could be sent', async () => {
      tag = new MountedTag({ src: FRAME_PAGE, token: 'a' });
      const { element } = tag;
      const parent = element.parentElement;
      element.addEventListener('ready', () => element.remove(), { once: true });
      await tag.event('ready');
      await tag.settled();
      parent?.append(element);
      await tag.hears('token');
      deepEqual(tag.tokens, ['a']);
    });
  });

  describe('of a provider', () => {
    it('are asked for anew at each load and each expiry', async () => {
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
        const { message, ...rest } = { message: undefined, ...(await tag.event('error')) };
        deepEqual(rest, {
          code: 'token_unavailable',
          displayMessage: 'Die Verbindung konnte nicht geöffnet werden.',
        });
        ok(typeof message === 'string' && /signed out|tokenProvider/.test(message));
        equal(tag.find('iframe'), null);
        equal(tag.find('slot')?.name, 'error');
        ok(tag.text.includes('Die Verbindung konnte nicht geöffnet werden.') && tag.text.includes(message));
        element.tokenProvider = () => Promise.resolve('good');
        tag.find('button')?.click();
        await tag.event('ready');
        await tag.hears('token');
        deepEqual(tag.tokens, ['good']);
        ok(!tag.text.includes('Verbindung'));
      });
    }

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

  describe('of an endpoint', () => {
    const requested = (call: RecordedCall) => [call.method, call.path, call.authorization, call.body];

    for (const key of ['token', 'access_token']) {
      it(`are read from ${key}`, async () => {
        tag = new MountedTag({ src: FRAME_PAGE, tokenUrl: '/session/embed-token' });
        const call = await server.call(1);
        deepEqual(requested(call), ['GET', '/session/embed-token', null, undefined]);
        call.answer(200, { [key]: 'a' });
        await tag.hears('token');
        deepEqual(tag.tokens, ['a']);
      });
    }

    it('are asked for with the cookies of this site only, past every cache, and not where a redirect leads', async () => {
      let init: RequestInit | undefined;
      window.fetch = (_, options) => {
        init = options;
        return Promise.resolve(Response.json({ token: 'a' }));
      };
      tag = new MountedTag({ src: FRAME_PAGE, tokenUrl: '/t' });
      await tag.hears('token');
      equal(init?.credentials, 'same-origin');
      equal(init?.cache, 'no-store');
      equal(init?.redirect, 'error');
      ok(init?.signal instanceof AbortSignal);
    });

    it('are asked for once more when that fails, and not a third time', async () => {
      tag = new MountedTag({ src: FRAME_PAGE, tokenUrl: '/t' });
      (await server.call(1)).drop();
      (await server.call(2)).answer(200, { token: 'a' });
      await tag.hears('token');
      expire();
      (await server.call(3)).answer(503, { error: 'later' });
      (await server.call(4)).answerText(200, 'eyJhbGciOi.secret.token');
      const message = JSON.stringify(await tag.event('error'));
      ok(message.includes('200') && !message.includes('secret'));
      await tag.settled();
      equal(server.calls.length, 4);
    });
  });

  describe('in the address of the frame, on the route that names no organization', () => {
    const parameters = () => Object.fromEntries(new URL(tag.frame.src).searchParams);

    it('are waited for before there is a frame', async () => {
      tag = new MountedTag({ src: ADDRESSED_PAGE });
      await tag.settled();
      equal(tag.find('iframe'), null);
      equal(tag.find('slot')?.name, 'loading');
      tag.element.token = 'a';
      await tag.settled();
      deepEqual(parameters(), { dialect: 'native', workato_dl_token: 'a' });
    });

    it('are not used twice', async () => {
      tag = new MountedTag({ src: ADDRESSED_PAGE, token: 'a' });
      await tag.settled();
      deepEqual(parameters(), { dialect: 'native', workato_dl_token: 'a' });
      tag.element.reload();
      await tag.event('token-expired');
      equal(tag.find('iframe'), null);
      tag.element.token = 'b';
      await tag.settled();
      deepEqual(parameters(), { dialect: 'native', workato_dl_token: 'b' });
    });

    it('come from the provider as well', async () => {
      tag = new MountedTag({ src: ADDRESSED_PAGE, tokenProvider: () => Promise.resolve('p') });
      await tag.settled();
      deepEqual(parameters(), { dialect: 'native', workato_dl_token: 'p' });
    });
  });

  for (const parameter of ['tenant', 'workato_dl_token']) {
    it(`that stand in src as ${parameter} are left there`, async () => {
      const page = parameter === 'tenant' ? FRAME_PAGE : ADDRESSED_PAGE;
      tag = new MountedTag({ src: `${page}?${parameter}=x`, token: 'unused' });
      await tag.settled();
      const { searchParams } = new URL(tag.frame.src);
      deepEqual([searchParams.get(parameter), searchParams.get('dialect')], ['x', 'native']);
      if (parameter !== 'tenant') return;
      await tag.event('height-change');
      await tag.settled();
      deepEqual(tag.tokens, []);
    });
  }
});
