import { deepEqual, equal, ok } from '../testing/assert.ts';
import { consoleErrors } from './testing/console-errors.ts';
import { FRAME_PAGE, MountedTag, PORTAL_PAGE } from './testing/mounted-tag.ts';

describe('a tag with missing settings', () => {
  let tag: MountedTag;

  const written = consoleErrors();

  afterEach(() => tag.remove());

  it('reports within two seconds that src is missing, until it is set', async () => {
    tag = new MountedTag({ token: 'a' });
    const event = await tag.event('load-error');
    ok('reason' in event && event.reason === 'src');
    ok(String(written[0]?.[0]).startsWith('embed-connection: src is missing.'));
    equal(tag.find('slot')?.name, 'error');
    tag.element.src = FRAME_PAGE;
    await tag.receives('token');
    equal(tag.find('slot'), null);
  });

  it('reports within two seconds that there is no token, until there is one', async () => {
    tag = new MountedTag({ src: FRAME_PAGE, locale: 'en' });
    deepEqual(await tag.event('error'), {
      code: 'token_missing',
      message: 'There is no token. Set token-url, tokenProvider or token.',
      displayMessage: 'The connection couldn’t be loaded.',
    });
    deepEqual(written, [['embed-connection: There is no token. Set token-url, tokenProvider or token.']]);
    equal(tag.find('iframe'), null);
    equal(tag.find('slot')?.name, 'error');
    tag.element.token = 'late';
    await tag.receives('token');
    deepEqual(tag.tokens, ['late']);
  });

  describe('of a portal', () => {
    const addToken = async () => {
      tag.element.token = 'late';
      await tag.until(() => tag.tokens.includes('late'));
    };

    it('reports that there is no token, and shows what the page has without one', async () => {
      tag = new MountedTag({ src: PORTAL_PAGE });
      await tag.receives('token');
      deepEqual(tag.tokens, [null]);
      deepEqual(
        tag.types.filter((type) => type === 'error'),
        ['error'],
      );
      ok(tag.find('iframe') !== null);
      await addToken();
    });

    it('shows an error, and reports it once, if the page has nothing without a token', async () => {
      tag = new MountedTag({ src: PORTAL_PAGE });
      await tag.receives('token');
      tag.view.post('error', { code: 'token_missing', message: 'No token.', displayMessage: 'No token.' });
      await tag.settled();
      equal(tag.find('iframe'), null);
      equal(tag.find('slot')?.name, 'error');
      equal(written.length, 1);
      await addToken();
    });
  });

  it('keeps a dialog whose token was in src and has expired', async () => {
    tag = new MountedTag({ src: `${FRAME_PAGE}?tenant=a` });
    await tag.event('height-change');
    tag.view.post('token-expired', {});
    await tag.event('token-expired');
    await new Promise((resolve) => setTimeout(resolve, 1600));
    deepEqual(tag.types, ['ready', 'height-change', 'token-expired']);
    equal(tag.find('slot'), null);
  });

  it('does not repeat a failure for each new function that a framework sets', async () => {
    let calls = 0;
    const provider = () => () => {
      calls++;
      return Promise.reject(new Error('signed out'));
    };
    tag = new MountedTag({ src: FRAME_PAGE, tokenProvider: provider() });
    await tag.event('error');
    tag.element.tokenProvider = provider();
    await tag.settled();
    tag.element.tokenProvider = provider();
    await tag.settled();
    equal(calls, 1);
    deepEqual(
      tag.types.filter((type) => type === 'error'),
      ['error'],
    );
  });

  it('reports nothing if src and a token are set in time', async () => {
    tag = new MountedTag();
    tag.element.src = FRAME_PAGE;
    tag.element.tokenProvider = () => Promise.resolve('a');
    await tag.receives('token');
    await new Promise((resolve) => setTimeout(resolve, 1600));
    deepEqual(tag.types, ['ready', 'height-change']);
    deepEqual(written, []);
  });

  it('warns once about an attribute that has no effect', async () => {
    const { warn } = console;
    const warnings: unknown[] = [];
    console.warn = (words: unknown) => warnings.push(words);
    try {
      const element = document.createElement('embed-connection');
      element.setAttribute('tokenUrl', '/embed-token');
      tag = new MountedTag({ src: FRAME_PAGE }, element);
      await tag.event('error');
      tag.element.reload();
      await tag.event('ready', 2);
    } finally {
      console.warn = warn;
    }
    deepEqual(warnings, ['embed-connection: The attribute tokenurl has no effect. Did you mean token-url?']);
  });
});
