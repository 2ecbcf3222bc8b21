import { sendKeys, setViewport } from '@web/test-runner-commands';
import { windowContent } from '../../server/pages/window/window-content.ts';
import { en } from '../locales/en.ts';
import { violationsIn } from '../testing/accessibility.ts';
import { deepEqual, equal, ok } from '../testing/assert.ts';
import { FakeSessionServer } from '../testing/fake-session-server.ts';
import { setUpCodeForm } from './code-form.ts';

const PROVIDER = 'https://provider.example/authorize?state=s';

const PAGE = (
  await windowContent(
    { kind: 'confirm', provider: 'Meridian', organization: 'Northwind', tenant: 'Globex' },
    { sentences: en, requestId: 'page-request' },
  ).main
).toString();

const style = document.createElement('link');
style.rel = 'stylesheet';
style.href = '/widget/window/window.css';
await new Promise((resolve) => {
  style.addEventListener('load', resolve);
  document.head.append(style);
});

function assertFound<T>(found: T | null): T {
  if (found === null) throw new Error('The page has no such element.');
  return found;
}

/** The server's page for the code, with its script. */
class ConfirmPage {
  readonly main: HTMLElement;
  /** Resolves to the address that the page navigates to. */
  readonly left: Promise<string>;

  constructor() {
    const main = new DOMParser().parseFromString(PAGE, 'text/html').querySelector('main');
    ok(main !== null);
    main.querySelector('noscript')?.remove();
    this.main = document.adoptNode(main);
    document.body.append(this.main);
    this.left = new Promise((resolve) => setUpCodeForm(this.main, resolve));
  }

  find(selector: string): HTMLElement {
    return assertFound(this.main.querySelector<HTMLElement>(selector));
  }

  get form(): HTMLFormElement {
    return assertFound(this.main.querySelector('form'));
  }

  get input(): HTMLInputElement {
    return assertFound(this.main.querySelector('input'));
  }

  get button(): HTMLButtonElement {
    return assertFound(this.main.querySelector('button'));
  }

  get error(): string {
    return this.find('[role=alert]').textContent;
  }

  send(code: string): void {
    this.input.value = code;
    this.button.click();
  }

  /** Resolves when the page has handled a response. */
  changed(): Promise<void> {
    return new Promise((resolve) => {
      const observer = new MutationObserver(() => {
        observer.disconnect();
        resolve();
      });
      observer.observe(this.main, { childList: true, subtree: true, characterData: true });
    });
  }
}

const refusal = (code: string, more = {}) => ({ error: { code, message: 'm', requestId: 'answer-request', ...more } });

describe('the form for the code', () => {
  let page: ConfirmPage;
  let server: FakeSessionServer;

  beforeEach(() => {
    server = new FakeSessionServer();
    page = new ConfirmPage();
  });

  afterEach(() => {
    server.restore();
    page.main.remove();
  });

  it('appears when the script runs, and does not take the focus', () => {
    equal(page.form.hidden, false);
    equal(document.activeElement, document.body);
    equal(page.error, '');
  });

  it('posts the code to the page’s own address, and then goes to the address in the response', async () => {
    page.send('123456');
    const call = await server.call(1);
    equal(call.method, 'POST');
    equal(call.path, location.pathname);
    equal(call.search, '');
    equal(call.authorization, null);
    deepEqual(call.body, { code: '123456' });
    call.respond(200, { location: PROVIDER });
    equal(await page.left, PROVIDER);
    equal(page.button.getAttribute('aria-disabled'), 'true', 'until the other page has loaded');
  });

  for (const [title, typed] of [
    ['a blank', '123 456'],
    ['spaces around and inside it', ' 1 2 3  4 5 6\t'],
    ['a non-breaking space', '123\u00a0456'],
    ['a hyphen', '123-456'],
    ['an en dash', '123\u2013456'],
    ['wide digits', '１２３４５６'],
  ] as const) {
    it(`accepts a code with ${title}`, async () => {
      page.send(typed);
      deepEqual((await server.call(1)).body, { code: '123456' });
    });
  }

  for (const typed of ['', '   ', '12345', '1234567', '12345a', 'abcdef', '12.456']) {
    it(`does not send an incomplete code: “${typed}”`, () => {
      page.send(typed);
      equal(server.calls.length, 0);
      equal(page.error, 'Enter all 6 digits.');
      equal(page.input.getAttribute('aria-invalid'), 'true');
      equal(document.activeElement, page.input);
    });
  }

  it('is submitted by the Enter key', async () => {
    page.input.focus();
    await sendKeys({ type: '123456' });
    await sendKeys({ press: 'Enter' });
    deepEqual((await server.call(1)).body, { code: '123456' });
  });

  it('shows that it waits, and sends no second code meanwhile', async () => {
    page.send('123456');
    await server.call(1);
    page.button.click();
    page.form.requestSubmit();
    equal(page.button.textContent, 'Checking…');
    equal(page.button.getAttribute('aria-disabled'), 'true');
    equal(page.input.readOnly, true);
    await Promise.resolve();
    equal(server.calls.length, 1);
  });

  for (const [triesLeft, sentence] of [
    [4, 'This code is incorrect. You have 4 attempts left.'],
    [1, 'This code is incorrect. You have one attempt left.'],
    [undefined, 'This code is incorrect.'],
    ['<b>', 'This code is incorrect.'],
  ] as const) {
    it(`says that a code is wrong, with ${String(triesLeft)} tries left, and accepts another`, async () => {
      page.send('123456');
      (await server.call(1)).respond(422, refusal('invalid_credentials', { triesLeft }));
      await page.changed();
      equal(page.error.trim(), sentence);
      equal(page.input.getAttribute('aria-invalid'), 'true');
      ok((page.input.getAttribute('aria-describedby') ?? '').split(' ').includes(page.find('[role=alert]').id));
      equal(document.activeElement, page.input);
      equal(page.input.selectionStart, 0, 'so that typing replaces it');
      equal(page.input.selectionEnd, 6);
      equal(page.button.textContent, 'Continue');
      page.send('654321');
      equal(page.error, '');
      deepEqual((await server.call(2)).body, { code: '654321' });
    });
  }

  const unreachable: readonly (readonly [string, (call: Awaited<ReturnType<FakeSessionServer['call']>>) => void])[] = [
    ['the network fails', (call) => call.drop()],
    ['a proxy responds', (call) => call.respondText(502, '<h1>Bad Gateway</h1>')],
    ['a captive portal responds', (call) => call.respondText(200, '<h1>Sign in to the network</h1>')],
    ['the response has an unknown format', (call) => call.respond(500, { error: 'oops' })],
    ['the response is not an object', (call) => call.respond(200, null)],
  ];
  for (const [title, act] of unreachable) {
    it(`keeps the code and can send it again when ${title}`, async () => {
      page.send('123456');
      act(await server.call(1));
      await page.changed();
      ok(page.error.startsWith('Can’t reach the server.'));
      equal(page.input.getAttribute('aria-invalid'), 'false', 'the code itself may be right');
      equal(page.input.value, '123456');
      page.button.click();
      deepEqual((await server.call(2)).body, { code: '123456' });
    });
  }

  for (const [title, status, code, heading] of [
    ['was started in another browser', 403, 'sign_in_browser_mismatch', en['problem.sign_in_browser_mismatch.title']],
    ['has ended', 410, 'sign_in_expired', en['window.problem.sign_in_expired.title']],
    ['does not exist', 404, 'not_found', en['window.problem.not_found.title']],
    ['had too many attempts', 429, 'rate_limited', en['problem.rate_limited.title']],
    ['cannot be saved', 503, 'storage_unavailable', en['problem.storage_unavailable.title']],
    ['has a problem without its own text', 403, 'forbidden', en['window.problem.other.title']],
    ['has an unknown problem', 400, '"]<img>', en['window.problem.other.title']],
  ] as const) {
    it(`is replaced by the problem of a sign-in that ${title}`, async () => {
      page.send('123456');
      (await server.call(1)).respond(status, refusal(code));
      await page.changed();
      const title = page.find('h1');
      equal(title.textContent, heading);
      equal(document.title, heading);
      equal(document.activeElement, title);
      equal(page.main.querySelector('form'), null);
      equal(page.find('.reference code').textContent, code);
      ok(page.find('.reference').textContent.endsWith('Reference for support: answer-request'));
      ok(page.main.textContent.includes('Close this window and go back to Northwind.'));
    });
  }

  for (const address of [
    'javascript:alert(1)',
    'data:text/html,x',
    '//provider.example',
    '/start',
    ' https://a',
    7,
    null,
  ]) {
    it(`does not go to ${JSON.stringify(address)}`, async () => {
      page.send('123456');
      (await server.call(1)).respond(200, { location: address });
      await page.changed();
      ok(page.error !== '', 'it shows an error');
      const stayed = {};
      equal(await Promise.race([page.left, Promise.resolve(stayed)]), stayed);
    });
  }

  it('does nothing on a page without a form', () => {
    const main = document.createElement('main');
    setUpCodeForm(main, () => undefined);
    equal(main.childNodes.length, 0);
  });

  for (const theme of ['light', 'dark']) {
    for (const [title, act] of [
      ['at first', undefined],
      ['with an error', () => page.send('1')],
      [
        'when a problem has replaced the form',
        async () => {
          page.send('123456');
          (await server.call(1)).respond(410, refusal('sign_in_expired'));
          await page.changed();
        },
      ],
    ] as const) {
      it(`has no axe violation and fits in 320 px ${title}, ${theme}`, async () => {
        document.documentElement.dataset['theme'] = theme;
        await setViewport({ width: 320, height: 700 });
        await act?.();
        deepEqual(await violationsIn(page.main), []);
        ok(document.documentElement.scrollWidth <= innerWidth, 'the page scrolls sideways');
      });
    }
  }
});
