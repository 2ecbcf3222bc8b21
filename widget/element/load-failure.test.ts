import { deepEqual, equal, ok } from '../testing/assert.ts';
import { unanswered } from './load-failure.ts';
import { consoleErrors } from './testing/console-errors.ts';
import { FRAME_PAGE, MountedTag, SILENT_PAGE } from './testing/mounted-tag.ts';

describe('a frame that cannot be loaded', () => {
  let tag: MountedTag;

  afterEach(() => tag.remove());

  const written = consoleErrors();

  /** The event, after checking that console and slot say the same. */
  async function loadError() {
    const event = await tag.event('load-error');
    ok('reason' in event && 'message' in event && typeof event.message === 'string');
    ok(tag.text.includes(event.message), 'the slot has the words for developers');
    deepEqual(written, [[`embed-connection: ${event.message}`]]);
    equal(tag.find('iframe'), null);
    equal(tag.find('slot')?.name, 'error');
    return { reason: event.reason, message: event.message };
  }

  const NO_PAGES = [
    'javascript:alert(1)',
    ' javascript:alert(1)',
    'data:text/html,x',
    `blob:${location.origin}/x`,
    'about:blank',
    'file:///etc/passwd',
    'ftp://connect.example/x',
    'https://',
    'http://[::1',
  ];
  for (const src of NO_PAGES) {
    it(`because src is ${src} says so, and makes no frame`, async () => {
      tag = new MountedTag({ src });
      const { reason, message } = await loadError();
      equal(reason, 'src');
      ok(!message.includes(src.trim()));
    });
  }

  it('says so in the language of the reader, and loads again when they want that', async () => {
    tag = new MountedTag({ src: 'about:blank', locale: 'fr' });
    await loadError();
    const alert = tag.root.querySelector('[role=alert]');
    equal(alert?.textContent, 'La connexion n’a pas pu être ouverte.');
    equal(tag.find('button')?.textContent, 'Réessayer');
    tag.element.src = FRAME_PAGE;
    await tag.event('ready');
    equal(tag.find('slot')?.name === 'error', false);
  });

  it('says so in another language as soon as the locale changes', async () => {
    tag = new MountedTag({ src: 'about:blank', locale: 'fr' });
    const { message } = await loadError();
    const button = tag.find('button');
    tag.element.locale = 'de';
    await tag.settled();
    equal(tag.root.querySelector('[role=alert]')?.textContent, 'Die Verbindung konnte nicht geöffnet werden.');
    equal(button?.textContent, 'Erneut versuchen');
    ok(button?.isConnected === true, 'the button, and the focus on it, stay');
    ok(tag.text.includes(message));
    deepEqual(tag.types, ['load-error']);
  });

  it('because a dialog is opened without src says so in that dialog, until there is one', async () => {
    tag = new MountedTag({ mode: 'modal' });
    await tag.settled();
    deepEqual(tag.types, []);
    tag.element.open();
    equal((await loadError()).reason, 'src');
    ok(tag.find('dialog')?.open === true && tag.find('dialog')?.contains(tag.find('slot')) === true);
    tag.element.src = FRAME_PAGE;
    await tag.event('height-change');
    equal(tag.find('slot'), null);
  });

  it('because src goes while the dialog is open says so in that dialog', async () => {
    tag = new MountedTag({ src: FRAME_PAGE, mode: 'modal' });
    tag.element.open();
    await tag.event('height-change');
    tag.element.removeAttribute('src');
    tag.element.src = null;
    equal((await loadError()).reason, 'src');
    ok(tag.find('dialog')?.open === true);
  });

  it('lets the host say it in its own words', async () => {
    const element = document.createElement('embed-connection');
    const own = element.appendChild(document.createElement('p'));
    own.slot = 'error';
    tag = new MountedTag({ src: 'about:blank' }, element);
    await tag.event('load-error');
    equal(own.assignedSlot, tag.find('slot'));
  });

  for (const [title, init] of [
    ['another directive', { effectiveDirective: 'script-src', blockedURI: location.origin, disposition: 'enforce' }],
    ['another origin', { effectiveDirective: 'frame-src', blockedURI: 'https://x.example', disposition: 'enforce' }],
    [
      'an origin that only begins the same',
      { effectiveDirective: 'frame-src', blockedURI: `${location.origin}0`, disposition: 'enforce' },
    ],
    [
      'a policy that only reports',
      { effectiveDirective: 'frame-src', blockedURI: location.origin, disposition: 'report' },
    ],
  ] as const) {
    it(`is not taken from a violation of ${title}`, async () => {
      tag = new MountedTag({ src: SILENT_PAGE });
      await tag.hears('init');
      violate(init);
      deepEqual(tag.types, []);
    });
  }

  for (const effectiveDirective of ['frame-src', 'child-src', 'default-src']) {
    for (const blockedURI of [location.origin, location.origin + SILENT_PAGE]) {
      it(`is known at once from a violation of ${effectiveDirective} by ${blockedURI}`, async () => {
        tag = new MountedTag({ src: SILENT_PAGE });
        await tag.hears('init');
        violate({ effectiveDirective, blockedURI, disposition: 'enforce' });
        const { reason, message } = await loadError();
        equal(reason, 'csp');
        ok(message.includes(`frame-src ${location.origin}`));
      });
    }
  }

  it('is not taken from a violation after the frame has answered', async () => {
    tag = new MountedTag({ src: FRAME_PAGE });
    await tag.event('ready');
    violate({ effectiveDirective: 'frame-src', blockedURI: location.origin, disposition: 'enforce' });
    ok(!tag.types.includes('load-error'));
  });

  it('because nobody answers says so after ten seconds, in which it asked every 250 ms', async function (this: {
    timeout(ms: number): void;
  }) {
    this.timeout(20_000);
    tag = new MountedTag({ src: SILENT_PAGE });
    await tag.hears('init', 30);
    equal(tag.types.length, 0);
    const { reason, message } = await loadError();
    equal(reason, 'timeout');
    ok(message.includes('allowedOrigins'));
    tag.element.src = FRAME_PAGE;
    await tag.event('ready');
  });

  it('is told by what the browser lets us know', () => {
    const page = location.origin;
    const [loaded, hung] = [true, false].map((load) => unanswered('https://c.example', load));
    ok(loaded?.message.includes('https://c.example') === true && loaded.message.includes(`${page} on allowedOrigins`));
    ok(hung?.message.includes('https://c.example') === true && !hung.message.includes('allowedOrigins'));
    deepEqual([loaded.reason, hung.reason], ['timeout', 'timeout']);
    Object.defineProperty(globalThis, 'origin', { value: 'null', configurable: true });
    const sandboxed = unanswered('https://c.example', true);
    Object.defineProperty(globalThis, 'origin', { value: page });
    equal(sandboxed.reason, 'sandbox');
    ok(sandboxed.message.includes('allow-same-origin'));
  });
});

function violate(init: Pick<SecurityPolicyViolationEventInit, 'effectiveDirective' | 'blockedURI' | 'disposition'>) {
  const event = new SecurityPolicyViolationEvent('securitypolicyviolation', {
    documentURI: location.href,
    violatedDirective: init.effectiveDirective ?? '',
    originalPolicy: '',
    statusCode: 200,
    ...init,
  });
  document.dispatchEvent(event);
}
