import { deepEqual, equal, ok } from '../testing/assert.ts';
import { FRAME_PAGE, MountedTag, SILENT_PAGE } from './testing/mounted-tag.ts';

/** A page of the route whose address carries the token. No server answers there. */
const ADDRESSED_PAGE = '/direct_link/embedded/connections/1';

describe('tokens of the tag', () => {
  let tag: MountedTag;

  afterEach(() => tag.remove());

  const expire = () => tag.view.post('token-expired', {});

  describe('a single one', () => {
    it('is sent once, by message, and is in no address', async () => {
      tag = new MountedTag({ src: FRAME_PAGE, token: 'a' });
      await tag.receives('token');
      deepEqual(tag.tokens, ['a']);
      ok(!tag.frame.src.includes('token') && !tag.frame.src.includes('tenant'));
      await tag.settled();
      deepEqual(tag.types, ['ready', 'height-change']);
    });

    it('is awaited, and sent as soon as it is set', async () => {
      tag = new MountedTag({ src: FRAME_PAGE });
      await tag.event('height-change');
      deepEqual(tag.tokens, []);
      tag.element.token = 'late';
      await tag.receives('token');
      tag.element.setAttribute('token', 'later');
      await tag.receives('token', 2);
      deepEqual(tag.tokens, ['late', 'later']);
      ok(!tag.types.includes('token-expired'));
    });

    it('that has expired is requested with an event, and the next one is sent to the same frame', async () => {
      tag = new MountedTag({ src: FRAME_PAGE, token: 'a' });
      await tag.receives('token');
      const { frame } = tag;
      expire();
      await tag.event('token-expired');
      await tag.settled();
      deepEqual(tag.tokens, ['a']);
      tag.element.token = 'b';
      await tag.receives('token', 2);
      deepEqual(tag.tokens, ['a', 'b']);
      equal(tag.frame, frame);
    });

    it('that the host removed after use is requested with an event too when it has expired', async () => {
      tag = new MountedTag({ src: FRAME_PAGE, token: 'a' });
      await tag.receives('token');
      tag.element.token = null;
      await tag.settled();
      deepEqual(tag.types, ['ready', 'height-change']);
      expire();
      await tag.event('token-expired');
      tag.element.token = 'b';
      await tag.receives('token', 2);
      deepEqual(tag.tokens, ['a', 'b']);
    });

    for (const [settings, sent] of [
      [['a', 'b', 'a'], ['a']],
      [['a', 'b'], ['b']],
      [['a', null], []],
      [['a', null, 'a'], ['a']],
    ] as const) {
      it(`is sent once, even if it changed several times before the frame answered: ${settings.join()}`, async () => {
        tag = new MountedTag({ src: SILENT_PAGE });
        await tag.receives('init');
        for (const token of settings) {
          tag.element.token = token;
          await tag.settled();
        }
        tag.view.post('ready', tag.received[0]?.payload);
        await tag.event('ready');
        await tag.settled();
        deepEqual(tag.tokens, sent);
        deepEqual(tag.types, ['ready']);
      });
    }

    for (const [title, again] of [
      ['after a reload', () => tag.element.reload()],
      ['when the tag comes back', () => tag.element.parentElement?.append(tag.element)],
      ['for another page', () => (tag.element.src = `${FRAME_PAGE}?other`)],
    ] as const) {
      it(`is not sent a second time ${title}`, async () => {
        tag = new MountedTag({ src: FRAME_PAGE, token: 'a' });
        await tag.receives('token');
        again();
        await tag.event('token-expired');
        await tag.event('ready', 2);
        await tag.settled();
        deepEqual(tag.tokens, []);
        tag.element.token = 'b';
        await tag.receives('token');
        deepEqual(tag.tokens, ['b']);
      });
    }

    it('is not lost if the frame was removed before it was sent', async () => {
      tag = new MountedTag({ src: FRAME_PAGE, token: 'a' });
      const { element } = tag;
      const parent = element.parentElement;
      element.addEventListener('ready', () => element.remove(), { once: true });
      await tag.event('ready');
      await tag.settled();
      parent?.append(element);
      await tag.receives('token');
      deepEqual(tag.tokens, ['a']);
    });
  });

  describe('in the address of the frame, on the route that names no organization', () => {
    /** The query parameters of the page's address, once the frame has loaded it. */
    const parameters = async () => {
      const address = () => new URL(tag.frame.contentWindow?.location.href ?? '');
      while (address().protocol === 'about:') {
        await new Promise((loaded) => tag.frame.addEventListener('load', loaded, { once: true }));
      }
      return Object.fromEntries(address().searchParams);
    };

    it('are awaited before there is a frame', async () => {
      tag = new MountedTag({ src: ADDRESSED_PAGE });
      await tag.settled();
      equal(tag.find('iframe'), null);
      equal(tag.find('slot')?.name, 'loading');
      tag.element.token = 'a';
      await tag.settled();
      deepEqual(await parameters(), { dialect: 'native', workato_dl_token: 'a' });
    });

    it('are not used twice', async () => {
      tag = new MountedTag({ src: ADDRESSED_PAGE, token: 'a' });
      await tag.settled();
      deepEqual(await parameters(), { dialect: 'native', workato_dl_token: 'a' });
      tag.element.reload();
      await tag.event('token-expired');
      equal(tag.find('iframe'), null);
      tag.element.token = 'b';
      await tag.settled();
      deepEqual(await parameters(), { dialect: 'native', workato_dl_token: 'b' });
    });

    it('are in no attribute, because a browser would load it again when the frame is moved', async () => {
      tag = new MountedTag({ src: ADDRESSED_PAGE, token: 'a' });
      await tag.settled();
      await parameters();
      equal(tag.frame.getAttribute('src'), null);
    });

    it('can come from the provider too', async () => {
      tag = new MountedTag({ src: ADDRESSED_PAGE, tokenProvider: () => Promise.resolve('p') });
      await tag.settled();
      deepEqual(await parameters(), { dialect: 'native', workato_dl_token: 'p' });
    });
  });

  for (const parameter of ['tenant', 'workato_dl_token']) {
    it(`that are in src as ${parameter} stay there`, async () => {
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

  it('that are in src are requested with an event when they have expired', async () => {
    tag = new MountedTag({ src: `${FRAME_PAGE}?tenant=x` });
    await tag.event('height-change');
    expire();
    await tag.event('token-expired');
    tag.element.token = 'b';
    await tag.receives('token');
    deepEqual(tag.tokens, ['b']);
  });

  it('that are in src open a dialog that stays when there is no other token to refresh it', async () => {
    tag = new MountedTag({ src: `${FRAME_PAGE}?tenant=x`, tokenProvider: () => Promise.reject(new Error('no')) });
    await tag.event('height-change');
    const { frame } = tag;
    expire();
    await tag.event('error');
    equal(tag.frame, frame);
    equal(tag.find('slot'), null);
  });
});
