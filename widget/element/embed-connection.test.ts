import { deepEqual, equal, ok } from '../testing/assert.ts';
import { EmbedConnection } from './define.ts';
import { FRAME_PAGE, MountedTag, SILENT_PAGE, WAITS_FOR_TOKEN } from './testing/mounted-tag.ts';

describe('the tag', () => {
  let tag: MountedTag;

  afterEach(() => {
    tag.remove();
  });

  const query = () => Object.fromEntries(new URL(tag.frame.src).searchParams);

  it('shows its page in a frame with a name, a title, and only the permissions and referrer that it needs', async () => {
    tag = new MountedTag(WAITS_FOR_TOKEN);
    await tag.event('ready');
    const attributes = Object.fromEntries([...tag.frame.attributes].map(({ name, value }) => [name, value]));
    delete attributes['style'];
    deepEqual(attributes, {
      part: 'frame',
      name: 'embed-connection',
      title: 'Connection',
      referrerpolicy: 'strict-origin',
      src: `${location.origin}${FRAME_PAGE}?dialect=native`,
    });
  });

  it('puts its language and theme into the address, so that the first paint has them', async () => {
    tag = new MountedTag({ src: `${FRAME_PAGE}?a=b`, theme: 'dark', locale: 'pt-BR' });
    await tag.event('ready');
    deepEqual(query(), { a: 'b', dialect: 'native', theme: 'dark', lang: 'pt-BR' });
  });

  for (const properties of [
    { theme: 'Dark', locale: 'x'.repeat(36) },
    { theme: '', locale: 7, appearance: [] },
    { theme: null, locale: null, appearance: null },
    { theme: 'constructor', locale: {}, appearance: 'accent: red' },
  ]) {
    it(`sends nothing that the frame would not accept: ${JSON.stringify(properties)}`, async () => {
      const element = document.createElement('embed-connection');
      Object.assign(element, properties);
      tag = new MountedTag({ src: FRAME_PAGE }, element);
      await tag.event('ready');
      deepEqual(query(), { dialect: 'native' });
      deepEqual(Object.keys(tag.received[0]?.payload ?? {}), ['nonce']);
    });
  }

  it('posts values that a framework keeps in proxies', async () => {
    const dark = new Proxy({ accent: '#abc' }, {});
    tag = new MountedTag({ ...WAITS_FOR_TOKEN, appearance: new Proxy({ accent: '#123', dark }, {}) });
    await tag.event('ready');
    ok(tag.received[0]?.type === 'init');
    deepEqual(tag.received[0].payload.appearance, { accent: '#123', dark: { accent: '#abc' } });
  });

  it('keeps properties that were set before it was defined', async () => {
    const name = 'late-embed-connection';
    const element = document.createElement(name);
    Object.assign(element, { src: FRAME_PAGE, tokenProvider: () => Promise.resolve('early'), other: 1 });
    document.body.append(element);
    class Late extends EmbedConnection {
      static {
        customElements.define(name, this);
      }
    }
    ok(element instanceof Late);
    element.remove();
    ok(!Object.hasOwn(element, 'src') && Object.hasOwn(element, 'other'));
    tag = new MountedTag({}, element);
    await tag.receives('token');
    deepEqual(tag.tokens, ['early']);
  });

  it('reads its properties from attributes, also when these change or are removed', async () => {
    const element = document.createElement('embed-connection');
    element.setAttribute('src', FRAME_PAGE);
    element.setAttribute('token-url', '/x');
    equal(element.tokenUrl, '/x');
    element.removeAttribute('token-url');
    equal(element.tokenUrl, null);
    element.setAttribute('locale', 'fr');
    tag = new MountedTag({}, element);
    await tag.event('ready');
    equal(tag.frame.title, 'Connexion');
    element.setAttribute('theme', 'dark');
    await tag.receives('appearance');
    deepEqual(tag.received.at(-1)?.payload, { locale: 'fr', theme: 'dark' });
  });

  it('sends a new presentation to the frame without reloading it', async () => {
    tag = new MountedTag(WAITS_FOR_TOKEN);
    await tag.event('ready');
    const { frame } = tag;
    tag.element.theme = 'dark';
    tag.element.locale = 'de';
    await tag.receives('appearance');
    tag.element.appearance = { accent: '#123' };
    await tag.receives('appearance', 2);
    equal(tag.frame, frame);
    deepEqual(
      tag.received.slice(-2).map(({ payload }) => payload),
      [
        { theme: 'dark', locale: 'de' },
        { theme: 'dark', locale: 'de', appearance: { accent: '#123' } },
      ],
    );
  });

  it('returns to the system theme when its theme is removed', async () => {
    tag = new MountedTag({ ...WAITS_FOR_TOKEN, theme: 'dark', locale: 'de' });
    await tag.event('ready');
    tag.element.theme = null;
    await tag.receives('appearance');
    deepEqual(tag.received.at(-1)?.payload, { theme: 'system', locale: 'de' });
    tag.element.locale = 'fr';
    await tag.receives('appearance', 2);
    deepEqual(tag.received.at(-1)?.payload, { locale: 'fr' });
  });

  it('sends nothing to the frame if a property is set to its present value', async () => {
    tag = new MountedTag({ ...WAITS_FOR_TOKEN, theme: 'dark' });
    await tag.event('ready');
    Object.assign(tag.element, { appearance: NaN });
    await tag.receives('appearance');
    Object.assign(tag.element, { appearance: NaN, theme: 'dark' });
    await tag.settled();
    equal(tag.received.filter(({ type }) => type === 'appearance').length, 1);
  });

  for (const locale of ['de', 'de-CH', 'DE', 'De-at']) {
    it(`finds its own sentences for the locale ${locale}`, async () => {
      tag = new MountedTag({ src: SILENT_PAGE, locale });
      await tag.receives('init');
      equal(tag.frame.title, 'Verbindung');
      equal(tag.text, 'Wird geladen …');
    });
  }

  it('translates its own sentences and the title of the frame when its locale changes', async () => {
    tag = new MountedTag({ src: SILENT_PAGE, locale: 'de' });
    await tag.receives('init');
    const { frame } = tag;
    tag.element.locale = 'es';
    await tag.settled();
    equal(frame.title, 'Conexión');
    equal(tag.text, 'Cargando…');
  });

  it('loads once for all properties that are set together, and again for another src', async () => {
    const frames: Node[] = [];
    tag = new MountedTag();
    const observer = new MutationObserver((records) => {
      for (const { addedNodes } of records)
        for (const node of addedNodes) {
          if (node instanceof Element)
            frames.push(...(node.matches('iframe') ? [node] : node.querySelectorAll('iframe')));
        }
    });
    observer.observe(tag.root, { childList: true, subtree: true });
    tag.element.src = SILENT_PAGE;
    tag.element.src = FRAME_PAGE;
    tag.element.theme = 'dark';
    await tag.event('ready');
    equal(frames.length, 1);
    tag.element.src = `${FRAME_PAGE}?other`;
    await tag.event('ready', 2);
    equal(frames.length, 2);
    tag.element.src = null;
    await tag.settled();
    equal(tag.find('iframe'), null);
  });

  it('is idle without src', async () => {
    tag = new MountedTag({ token: 'a' });
    await tag.settled();
    equal(tag.find('iframe'), null);
    deepEqual(tag.types, []);
    equal(tag.text, '');
  });

  it('ends all its work when it is removed, and loads again when it is inserted again', async () => {
    tag = new MountedTag(WAITS_FOR_TOKEN);
    await tag.event('height-change');
    const { element } = tag;
    const parent = element.parentElement;
    element.remove();
    equal(tag.find('iframe'), null);
    element.src = `${FRAME_PAGE}?later`;
    await tag.settled();
    equal(tag.find('iframe'), null);
    parent?.append(element);
    await tag.event('ready', 2);
    deepEqual(tag.types, ['ready', 'height-change', 'ready']);
  });

  it('loads again after it was moved', async () => {
    tag = new MountedTag(WAITS_FOR_TOKEN);
    await tag.event('height-change');
    const { frame, element } = tag;
    element.parentElement?.append(element);
    await tag.event('ready', 2);
    ok(tag.frame !== frame);
  });

  it('keeps its frame if moveBefore keeps it, and loads again if the browser reloads the frame', async function (this: {
    skip(): never;
  }) {
    tag = new MountedTag(WAITS_FOR_TOKEN);
    await tag.event('height-change');
    const { frame, element, view } = tag;
    const place = document.createElement('p');
    element.parentElement?.append(place);
    const move: unknown = Reflect.get(place, 'moveBefore');
    if (typeof move !== 'function') this.skip();
    move.call(place, element, null);
    // Firefox reloads a frame in a shadow tree nevertheless.
    const kept = frame.contentWindow === view;
    if (kept) view.post('height-change', { height: 99 });
    await tag.event('height-change', 2);
    equal(tag.frame === frame, kept);
    equal(tag.types.filter((type) => type === 'ready').length, kept ? 1 : 2);
  });

  it('shows nothing in the document of another window, and loads again when it is back', async () => {
    tag = new MountedTag(WAITS_FOR_TOKEN);
    await tag.event('height-change');
    const { element } = tag;
    const parent = element.parentElement;
    const other = document.body.appendChild(document.createElement('iframe'));
    other.contentDocument?.body.append(element);
    await tag.settled();
    equal(tag.find('iframe'), null);
    parent?.append(element);
    other.remove();
    await tag.event('height-change', 2);
    equal(getComputedStyle(element).display, 'block');
    equal(getComputedStyle(tag.frame).borderTopWidth, '0px');
  });

  it('works in the shadow tree of another element, and its events leave that tree', async () => {
    const host = document.body.appendChild(document.createElement('section'));
    const received: string[] = [];
    host.addEventListener('ready', (event) => {
      received.push(event.type);
      ok(event.target === host);
    });
    tag = new MountedTag(WAITS_FOR_TOKEN);
    const place = tag.element.parentElement;
    ok(place !== null);
    tag.element.remove();
    await tag.settled();
    const inner = document.createElement('embed-connection');
    inner.src = FRAME_PAGE;
    const ready = new Promise((resolve) => host.addEventListener('ready', resolve));
    host.attachShadow({ mode: 'open' }).append(inner);
    await ready;
    deepEqual(received, ['ready']);
    host.remove();
  });

  it('works twice on one page, each with its own frame', async () => {
    tag = new MountedTag(WAITS_FOR_TOKEN);
    const second = new MountedTag(WAITS_FOR_TOKEN);
    await Promise.all([tag.event('height-change'), second.event('height-change')]);
    second.view.post('exit', { reason: 'closed' });
    await second.event('exit');
    deepEqual(tag.types, ['ready', 'height-change']);
    second.remove();
  });

  it('can be hidden, and styled by the host page', async () => {
    tag = new MountedTag(WAITS_FOR_TOKEN);
    await tag.event('ready');
    equal(getComputedStyle(tag.element).display, 'block');
    tag.element.hidden = true;
    equal(getComputedStyle(tag.element).display, 'none');
  });

  it('does nothing at open() and close() in the mode inline, and fires exit when a person wants to leave', async () => {
    tag = new MountedTag(WAITS_FOR_TOKEN);
    await tag.event('ready');
    const { frame } = tag;
    tag.element.open();
    tag.element.close();
    tag.view.post('exit', { reason: 'escape' });
    deepEqual(await tag.event('exit'), { reason: 'escape' });
    equal(tag.find('dialog'), null);
    equal(tag.frame, frame);
  });

  it('shows the elements that the host puts into its slots', async () => {
    const element = document.createElement('embed-connection');
    const own = element.appendChild(document.createElement('b'));
    own.slot = 'loading';
    tag = new MountedTag({ src: SILENT_PAGE }, element);
    await tag.receives('init');
    equal(own.assignedSlot, tag.find('slot'));
  });
});
