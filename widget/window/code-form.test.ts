import { sendKeys, setViewport } from '@web/test-runner-commands';
import 'axe-core/axe.min.js';
import type { AxeResults } from 'axe-core';
import { windowMarkup } from '../../server/pages/window/window-markup.ts';
import { WindowText } from '../../server/pages/window/window-text.ts';
import { en } from '../locales/en.ts';
import { deepEqual, equal, ok } from '../testing/assert.ts';
import { FakeSessionServer } from '../testing/fake-session-server.ts';
import { setUpCodeForm } from './code-form.ts';

declare global {
  interface Window {
    readonly axe: { run: (context: Element) => Promise<AxeResults> };
  }
}

const PROVIDER = 'https://provider.example/authorize?state=s';

const style = document.createElement('link');
style.rel = 'stylesheet';
style.href = '/widget/window/window.css';
await new Promise((resolve) => {
  style.addEventListener('load', resolve);
  document.head.append(style);
});

function there<T>(found: T | null): T {
  if (found === null) throw new Error('It is not in the page.');
  return found;
}

/** The page as the server writes it, with its script. */
class ConfirmPage {
  readonly main: HTMLElement;
  /** Where it went from here. */
  readonly left: Promise<string>;

  constructor() {
    const page = { kind: 'confirm', provider: 'Meridian', organization: 'Northwind', tenant: 'Globex' } as const;
    const markup = windowMarkup(page, { texts: new WindowText(en), requestId: 'page-request' });
    const main = new DOMParser().parseFromString(markup, 'text/html').querySelector('main');
    ok(main !== null);
    main.querySelector('noscript')?.remove();
    this.main = document.adoptNode(main);
    document.body.append(this.main);
    this.left = new Promise((resolve) => setUpCodeForm(this.main, resolve));
  }

  find(selector: string): HTMLElement {
    return there(this.main.querySelector<HTMLElement>(selector));
  }

  get form(): HTMLFormElement {
    return there(this.main.querySelector('form'));
  }

  get input(): HTMLInputElement {
    return there(this.main.querySelector('input'));
  }

  get button(): HTMLButtonElement {
    return there(this.main.querySelector('button'));
  }

  get error(): string {
    return this.find('[role=alert]').textContent;
  }

  send(code: string): void {
    this.input.value = code;
    this.button.click();
  }

  /** Resolves when the page has made of an answer what it makes of it. */
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

  it('is there as soon as the script runs, and takes no focus from the text above it', () => {
    equal(page.form.hidden, false);
    equal(document.activeElement, document.body);
    equal(page.error, '');
  });

  it('sends the code to the address of the page, and then goes where the server says', async () => {
    page.send('123456');
    const call = await server.call(1);
    equal(call.method, 'POST');
    equal(call.path, location.pathname);
    equal(call.search, '');
    equal(call.authorization, null);
    deepEqual(call.body, { code: '123456' });
    call.respond(200, { location: PROVIDER });
    equal(await page.left, PROVIDER);
    equal(page.button.getAttribute('aria-disabled'), 'true', 'until the other page is there');
  });

  for (const [title, typed] of [
    ['a blank', '123 456'],
    ['blanks around it and within', ' 1 2 3  4 5 6\t'],
    ['a blank that does not break', '123\u00a0456'],
    ['a hyphen', '123-456'],
    ['another hyphen', '123\u2013456'],
    ['wide digits', '１２３４５６'],
  ] as const) {
    it(`takes a code with ${title}`, async () => {
      page.send(typed);
      deepEqual((await server.call(1)).body, { code: '123456' });
    });
  }

  for (const typed of ['', '   ', '12345', '1234567', '12345a', 'abcdef', '12.456']) {
    it(`sends nothing that is no whole code: “${typed}”`, () => {
      page.send(typed);
      equal(server.calls.length, 0);
      equal(page.error, 'Enter all 6 digits.');
      equal(page.input.getAttribute('aria-invalid'), 'true');
      equal(document.activeElement, page.input);
    });
  }

  it('is sent by the Enter key', async () => {
    page.input.focus();
    await sendKeys({ type: '123456' });
    await sendKeys({ press: 'Enter' });
    deepEqual((await server.call(1)).body, { code: '123456' });
  });

  it('sends no second code while the first is on its way, and says that it waits', async () => {
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
    it(`says that a code is wrong, with ${String(triesLeft)} tries left, and takes the next`, async () => {
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
    ['the network is gone', (call) => call.drop()],
    ['something else answers', (call) => call.respondText(502, '<h1>Bad Gateway</h1>')],
    ['a portal answers', (call) => call.respondText(200, '<h1>Sign in to the network</h1>')],
    ['the answer is none of ours', (call) => call.respond(500, { error: 'oops' })],
    ['the answer is no object', (call) => call.respond(200, null)],
  ];
  for (const [title, act] of unreachable) {
    it(`keeps the code to be sent again when ${title}`, async () => {
      page.send('123456');
      act(await server.call(1));
      await page.changed();
      ok(page.error.startsWith('Can’t reach the server.'));
      equal(page.input.getAttribute('aria-invalid'), 'false', 'nothing is wrong with it');
      equal(page.input.value, '123456');
      page.button.click();
      deepEqual((await server.call(2)).body, { code: '123456' });
    });
  }

  for (const [title, status, code, heading] of [
    ['was not begun here', 403, 'sign_in_browser_mismatch', en['problem.sign_in_browser_mismatch.title']],
    ['is over', 410, 'sign_in_expired', en['window.problem.sign_in_expired.title']],
    ['is not there', 404, 'not_found', en['window.problem.not_found.title']],
    ['was tried too often', 429, 'rate_limited', en['problem.rate_limited.title']],
    ['cannot be saved', 503, 'storage_unavailable', en['problem.storage_unavailable.title']],
    ['has a problem that no window knows', 403, 'forbidden', en['window.problem.other.title']],
    ['has a problem from the future', 400, '"]<img>', en['window.problem.other.title']],
  ] as const) {
    it(`gives way to the problem of a sign-in that ${title}`, async () => {
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
      ok(page.error !== '', 'it stays, and says so');
      const stayed = {};
      equal(await Promise.race([page.left, Promise.resolve(stayed)]), stayed);
    });
  }

  it('does nothing on a page that does not ask for one', () => {
    const main = document.createElement('main');
    setUpCodeForm(main, () => undefined);
    equal(main.childNodes.length, 0);
  });

  for (const theme of ['light', 'dark']) {
    for (const [title, act] of [
      ['at first', undefined],
      ['with an error', () => page.send('1')],
      [
        'with a problem in its place',
        async () => {
          page.send('123456');
          (await server.call(1)).respond(410, refusal('sign_in_expired'));
          await page.changed();
        },
      ],
    ] as const) {
      it(`axe finds nothing on it ${title}, and all of it fits into 320 pixels, ${theme}`, async () => {
        document.documentElement.dataset['theme'] = theme;
        await setViewport({ width: 320, height: 700 });
        await act?.();
        const results = await window.axe.run(page.main);
        deepEqual(
          results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
          [],
        );
        ok(document.documentElement.scrollWidth <= innerWidth, 'wider than the window');
      });
    }
  }
});
