import { hostMessage, isFrameMessage } from '../protocol/native-messages.ts';
import { TAG_FRAME_NAME } from '../protocol/tag-frame-name.ts';
import { deepEqual, equal, ok } from '../testing/assert.ts';
import { FramedDialog } from '../testing/framed-dialog.ts';
import { VALID_MESSAGES, hostileMessages } from '../testing/hostile-messages.ts';
import { dialogState } from '../testing/fixtures.ts';
import { FakeSessionServer } from '../testing/fake-session-server.ts';

const FOREIGN_ORIGINS = [
  ...['null', '', '*', 'file://', 'about:srcdoc', 'https://app.acme.example', 'data:'],
  ...[`${location.origin}.acme.example`, `${location.origin}/`, location.origin.toUpperCase(), `${location.origin}0`],
  ...[location.origin.replace('http:', 'https:'), location.host, location.hostname],
];

/** The elements of a page, including those in shadow roots. */
function looksOf(root: Element | ShadowRoot): string {
  const own = root instanceof Element ? root.cloneNode(false) : undefined;
  const inside = [...root.children].map(looksOf).join('');
  const text = [...root.childNodes].flatMap((node) => (node.nodeType === Node.TEXT_NODE ? [node.textContent] : []));
  const shadow = 'shadowRoot' in root && root.shadowRoot ? looksOf(root.shadowRoot) : '';
  return `${own ? new XMLSerializer().serializeToString(own) : ''}${text.join('')}${inside}${shadow}`;
}

describe('a native page', () => {
  let framed: FramedDialog;
  let server: FakeSessionServer;
  let before: string;

  /** What a page shows: its elements, and the style sheets that a host can change. */
  const looks = () => {
    const { adoptedStyleSheets, documentElement } = framed.window.document;
    const rules = [...adoptedStyleSheets].flatMap((sheet) => [...sheet.cssRules]).map(({ cssText }) => cssText);
    return [looksOf(documentElement), ...rules].join('\n');
  };
  const field = () => framed.find(({ id }) => id === 'field-api_key');
  /** Sends `init` again. The reply proves that the page has received all earlier messages. */
  const heardAll = async () => {
    const count = framed.messages.length;
    framed.post(hostMessage('init', { nonce: 'n' }));
    await framed.until(() => framed.messages.length > count);
    return framed.messages.slice(count);
  };
  const assertUnchanged = async (title: string) => {
    const responses = await heardAll();
    deepEqual(
      responses.map((response) => isFrameMessage(response) && response.type),
      ['ready'],
      `what was posted after ${title}`,
    );
    equal(server.calls.length, 0, `requests after ${title}`);
    equal(looks(), before, `the page after ${title}`);
  };

  beforeEach(async () => {
    framed = new FramedDialog(dialogState({ dialect: 'native' }), { name: TAG_FRAME_NAME });
    await framed.until((log) => log.includes('load'));
    framed.post(hostMessage('init', { nonce: 'n' }));
    await framed.until(() => framed.messages.length === 3);
    await framed.waitForPaint();
    server = new FakeSessionServer(framed.window);
    const input = field();
    ok(input?.localName === 'input');
    Object.assign(input, { value: 'typed' });
    input.dispatchEvent(new Event('input'));
    before = looks();
  });

  afterEach(() => {
    ok('value' in (field() ?? {}) && Reflect.get(field() ?? {}, 'value') === 'typed');
    framed.remove();
  });

  const hostile = hostileMessages();

  it('receives at least two hundred hostile messages', () => {
    ok(hostile.length >= 200, String(hostile.length));
  });

  it('ignores each of them', async () => {
    for (const { title, data } of hostile) {
      framed.post(data);
      await assertUnchanged(title);
    }
    deepEqual(framed.errors, []);
  });

  it('ignores messages from another origin', async () => {
    const { window: view } = framed;
    for (const origin of FOREIGN_ORIGINS) {
      for (const data of VALID_MESSAGES)
        view.dispatchEvent(new MessageEvent('message', { data, origin, source: window }));
      await assertUnchanged(`messages from ${origin}`);
    }
  });

  it('ignores messages from a window that is not its parent', async () => {
    const { window: view } = framed;
    const { origin } = location;
    const sources = [
      null,
      view,
      framed.frame.ownerDocument.createElement('iframe').contentWindow,
      new MessageChannel().port1,
    ];
    for (const source of sources) {
      for (const data of VALID_MESSAGES) view.dispatchEvent(new MessageEvent('message', { data, origin, source }));
      await assertUnchanged('messages from another window');
    }
  });

  it('ignores messages from a sibling iframe of the same origin', async () => {
    const sibling = document.createElement('iframe');
    sibling.srcdoc = `<script>
      const page = parent.frames['${TAG_FRAME_NAME}'];
      for (const message of ${JSON.stringify(VALID_MESSAGES)}) page.postMessage(message, '*');
    </script>`;
    const loaded = new Promise((resolve) => sibling.addEventListener('load', resolve));
    document.body.append(sibling);
    await loaded;
    await framed.waitForPaint();
    await assertUnchanged('messages from a sibling iframe');
    sibling.remove();
  });

  it('executes each valid message from its parent', async () => {
    const [init, token, appearance, close] = VALID_MESSAGES;
    framed.post(appearance);
    equal((await server.call(1)).path, '/assets/locales/de.json');
    equal(framed.window.document.documentElement.dataset['theme'], 'dark');
    while (!looks().includes('--embed-accent: red')) await framed.waitForPaint();
    framed.post(token);
    deepEqual((await server.call(2)).body, { token: 't', origin: location.origin });
    framed.post(init);
    deepEqual((await server.call(3)).body, { token: 't', origin: location.origin });
    framed.post(close);
    await framed.until(() => {
      const last = framed.messages.at(-1);
      return isFrameMessage(last) && last.type === 'exit';
    });
  });
});
