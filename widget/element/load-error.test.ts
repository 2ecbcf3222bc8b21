import { deepEqual, equal, ok } from '../testing/assert.ts';
import { diagnose, mixedContent } from './load-error.ts';
import { consoleErrors } from './testing/console-errors.ts';
import { FRAME_PAGE, MountedTag, SILENT_PAGE } from './testing/mounted-tag.ts';

describe('a frame that cannot be loaded', () => {
  let tag: MountedTag;

  afterEach(() => tag.remove());

  const written = consoleErrors();

  /** Returns the event, after checking that the console has its message and that the reader sees a general sentence. */
  async function loadError() {
    const event = await tag.event('load-error');
    ok('reason' in event && 'message' in event && typeof event.message === 'string');
    ok(!tag.text.includes(event.message), 'the message for developers is not shown to the reader');
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
    it(`because src is ${src} reports that, and creates no frame`, async () => {
      tag = new MountedTag({ src });
      const { reason, message } = await loadError();
      equal(reason, 'src');
      ok(!message.includes(src.trim()));
    });
  }

  it('shows a sentence in the reader’s language, and loads again when the reader asks for it', async () => {
    tag = new MountedTag({ src: 'about:blank', locale: 'fr' });
    await loadError();
    const alert = tag.root.querySelector('[role=alert]');
    equal(alert?.textContent, 'La connexion n’a pas pu être chargée.');
    equal(tag.find('button')?.textContent, 'Réessayer');
    tag.element.src = FRAME_PAGE;
    await tag.event('ready');
    equal(tag.find('slot')?.name === 'error', false);
  });

  it('translates its sentence when the locale changes', async () => {
    tag = new MountedTag({ src: 'about:blank', locale: 'fr' });
    await loadError();
    const button = tag.find('button');
    tag.element.locale = 'de';
    await tag.settled();
    equal(tag.root.querySelector('[role=alert]')?.textContent, 'Die Verbindung konnte nicht geladen werden.');
    equal(button?.textContent, 'Erneut versuchen');
    ok(button?.isConnected === true, 'the button, and the focus on it, stay');
    deepEqual(tag.types, ['load-error']);
  });

  it('because a dialog is opened without src shows that in the dialog, until src is set', async () => {
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

  it('because src is removed while the dialog is open shows that in the dialog', async () => {
    tag = new MountedTag({ src: FRAME_PAGE, mode: 'modal' });
    tag.element.open();
    await tag.event('height-change');
    tag.element.removeAttribute('src');
    tag.element.src = null;
    equal((await loadError()).reason, 'src');
    ok(tag.find('dialog')?.open === true);
  });

  it('shows the host’s own text instead, if there is one', async () => {
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
    it(`is not concluded from a violation of ${title}`, async () => {
      tag = new MountedTag({ src: SILENT_PAGE });
      await tag.receives('init');
      violate(init);
      deepEqual(tag.types, []);
    });
  }

  for (const effectiveDirective of ['frame-src', 'child-src', 'default-src']) {
    for (const blockedURI of [location.origin, location.origin + SILENT_PAGE]) {
      it(`is reported immediately after a violation of ${effectiveDirective} by ${blockedURI}`, async () => {
        tag = new MountedTag({ src: SILENT_PAGE });
        await tag.receives('init');
        violate({ effectiveDirective, blockedURI, disposition: 'enforce' });
        const { reason, message } = await loadError();
        equal(reason, 'csp');
        ok(message.includes(`frame-src ${location.origin}`));
      });
    }
  }

  it('is not concluded from a violation after the frame has answered', async () => {
    tag = new MountedTag({ src: FRAME_PAGE });
    await tag.event('ready');
    violate({ effectiveDirective: 'frame-src', blockedURI: location.origin, disposition: 'enforce' });
    ok(!tag.types.includes('load-error'));
  });

  it('because the page does not answer is reported after ten seconds, in which the tag posts init three times', async function (this: {
    timeout(ms: number): void;
  }) {
    this.timeout(20_000);
    tag = new MountedTag({ src: SILENT_PAGE, tokenProvider: () => new Promise(() => undefined) });
    await tag.receives('init', 3);
    equal(tag.types.length, 0);
    await tag.settled();
    equal(tag.received.length, 3);
    const { reason, message } = await loadError();
    equal(reason, 'unreachable');
    ok(message.includes(location.origin) && message.includes('src is relative'));
    tag.element.src = FRAME_PAGE;
    await tag.event('ready');
  });

  describe('whose page answers during the diagnosis', () => {
    const realTimeout = setTimeout;
    const fetch = window.fetch.bind(window);

    beforeEach(() => {
      // Ten seconds pass immediately.
      Object.assign(window, {
        setTimeout: (handler: TimerHandler, ms?: number, ...parameters: unknown[]) =>
          realTimeout(handler, ms === 10_000 ? 0 : ms, ...parameters),
      });
    });

    afterEach(() => {
      Object.assign(window, { setTimeout: realTimeout, fetch });
    });

    it('stays', async () => {
      const requested = Promise.withResolvers<undefined>();
      const answer = Promise.withResolvers<Response>();
      window.fetch = () => {
        requested.resolve(undefined);
        return answer.promise;
      };
      tag = new MountedTag({ src: SILENT_PAGE, tokenProvider: () => Promise.resolve('a') });
      await tag.receives('init');
      await requested.promise;
      const [init] = tag.received;
      tag.view.post('ready', init?.payload);
      await tag.event('ready');
      answer.reject(new TypeError('Failed to fetch'));
      await tag.receives('token');
      await tag.settled();
      deepEqual(tag.types, ['ready']);
      deepEqual(written, []);
    });
  });

  describe('is diagnosed', () => {
    const fetch = window.fetch.bind(window);
    const url = new URL('https://c.example/acme/hubspot/auth?tenant=secret');

    afterEach(() => {
      window.fetch = fetch;
    });

    /** The responses of the server, by address. `undefined`: the browser does not let the page read the response. */
    const answers = (byAddress: Readonly<Record<string, Response | undefined>>) => {
      const requested: string[] = [];
      window.fetch = (input, init) => {
        const { href } = new URL(input instanceof Request ? input.url : input);
        requested.push(`${init?.method ?? 'GET'} ${href}`);
        const answer = byAddress[href];
        return answer ? Promise.resolve(answer) : Promise.reject(new TypeError('Failed to fetch'));
      };
      return requested;
    };
    const keys = () => Response.json({ keys: [] });
    const KEYS = 'https://c.example/.well-known/jwks.json';
    const PAGE = 'https://c.example/acme/hubspot/auth';

    it('as unreachable if no server answers, without the token in the address', async () => {
      const requested = answers({});
      const { reason, message } = await diagnose(url, url.href);
      equal(reason, 'unreachable');
      equal(message, 'No connection server answers at https://c.example.');
      deepEqual(requested, [`GET ${KEYS}`]);
    });

    it('as unreachable if another server answers', async () => {
      answers({ [KEYS]: new Response('<!doctype html>') });
      equal((await diagnose(url, url.href)).reason, 'unreachable');
    });

    it('as not found if the server has no such page', async () => {
      const requested = answers({ [KEYS]: keys(), [PAGE]: new Response(null, { status: 404 }) });
      const { reason, message } = await diagnose(url, url.href);
      equal(reason, 'not-found');
      ok(message.includes('/acme/hubspot/auth') && !message.includes('secret'));
      deepEqual(requested, [`GET ${KEYS}`, `HEAD ${PAGE}`]);
    });

    it('as a missing entry in allowedOrigins if the server has the page', async () => {
      answers({ [KEYS]: keys() });
      const { reason, message } = await diagnose(url, url.href);
      equal(reason, 'timeout');
      ok(message.includes(`Is ${location.origin} on allowedOrigins?`));
    });

    it('as a sandbox if the page has no origin', async () => {
      const page = location.origin;
      Object.defineProperty(globalThis, 'origin', { value: 'null', configurable: true });
      const { reason, message } = await diagnose(url, url.href);
      Object.defineProperty(globalThis, 'origin', { value: page });
      equal(reason, 'sandbox');
      ok(message.includes('allow-same-origin'));
    });

    it('as mixed content only in an https page', () => {
      equal(location.protocol, 'http:');
      equal(mixedContent(new URL('http://c.example/')), undefined);
    });
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
