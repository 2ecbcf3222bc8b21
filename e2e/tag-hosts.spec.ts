import type { Page } from '@playwright/test';

import { openTag } from './harness/open-tag.ts';
import type { OpenedTag, TokenDelivery } from './harness/open-tag.ts';
import type { Stack } from './harness/stack.ts';
import { KEY_LABEL, KEY_PROVIDER, RIGHT_KEY } from './harness/providers.ts';
import { waitForTagEvent, tagEvents } from './harness/tag-events.ts';
import { expect, LONG_RUNS_ONLY, test } from './harness/test.ts';

interface StrictHost {
  readonly name: string;
  readonly headers: (widget: string) => Readonly<Record<string, string>>;
  readonly tokens?: TokenDelivery;
  /** Proves that the browser enforces the headers, so that the test is meaningful. */
  readonly isEnforced: (page: Page, tag: OpenedTag, stack: Stack) => Promise<void>;
}

const STRICT_HOSTS: readonly StrictHost[] = [
  {
    name: 'with COOP same-origin',
    headers: () => ({ 'cross-origin-opener-policy': 'same-origin' }),
    isEnforced: async (page, _, stack) => {
      await page.evaluate((address) => {
        document.querySelector('#opener')?.addEventListener('click', () => {
          const popup = window.open(address);
          setInterval(() => (document.title = popup?.closed ? 'cut off' : 'in touch'), 20);
        });
      }, new URL('/healthz', stack.server.url).href);
      const opened = page.context().waitForEvent('page');
      await page.locator('#opener').click();
      const popup = await opened;
      await expect(page).toHaveTitle('cut off');
      expect(popup.isClosed()).toBe(false);
      await popup.close();
    },
  },
  {
    name: 'that is isolated from all other sites',
    headers: () => ({ 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' }),
    isEnforced: async (page) => {
      expect(await page.evaluate(() => window.crossOriginIsolated)).toBe(true);
    },
  },
  {
    name: 'that allows no more than scripts and frames of the widget',
    headers: (widget) => ({
      'content-security-policy': `default-src 'none'; script-src ${widget}; frame-src ${widget}`,
    }),
    isEnforced: async (page) => {
      expect(await refusal(page, () => (new Image().src = '/probe.png'))).toBe('img-src');
      expect(await refusal(page, () => void fetch('/probe').catch(() => undefined))).toBe('connect-src');
    },
  },
  {
    name: 'that also allows its own token endpoint',
    headers: (widget) => ({
      'content-security-policy': `default-src 'none'; script-src ${widget}; frame-src ${widget}; connect-src 'self'`,
    }),
    tokens: 'url',
    isEnforced: async (page) => {
      expect(await refusal(page, () => (new Image().src = '/probe.png'))).toBe('img-src');
    },
  },
  {
    name: 'that wants Trusted Types',
    headers: (widget) => ({
      'content-security-policy': `script-src ${widget}; require-trusted-types-for 'script'; trusted-types lit-html`,
    }),
    isEnforced: async (page) => {
      const insert = () => {
        try {
          document.createElement('p').innerHTML = 'probe';
        } catch {
          // The browser blocks it, as expected.
        }
      };
      expect(await refusal(page, insert)).toBe('require-trusted-types-for');
    },
  },
  {
    name: 'that sends no referrer',
    headers: () => ({ 'referrer-policy': 'no-referrer' }),
    isEnforced: async (page, { dialog }, stack) => {
      const toldToOthers = await page.evaluate(async () => {
        const frame = document.createElement('iframe');
        frame.src = '/';
        const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
        document.body.append(frame);
        await loaded;
        return frame.contentDocument?.referrer;
      });
      expect(toldToOthers).toBe('');
      // The tag still sends the page's origin to the iframe, because the dialog needs it as target origin.
      const content = await dialog.content();
      expect(await content.evaluate(() => document.referrer)).toBe(`${stack.hostOrigin}/`);
    },
  },
  {
    name: 'that is sandboxed with its origin, without allow-forms',
    headers: () => ({ 'content-security-policy': 'sandbox allow-scripts allow-same-origin' }),
    isEnforced: async (page, { dialog }) => {
      const submits = () => {
        const form = document.createElement('form');
        let submitted = false;
        form.addEventListener('submit', (event) => {
          event.preventDefault();
          submitted = true;
        });
        document.body.append(form);
        form.requestSubmit();
        form.remove();
        return submitted;
      };
      expect(await page.evaluate(submits)).toBe(false);
      const content = await dialog.content();
      expect(await content.evaluate(submits)).toBe(false);
    },
  },
];

/** Runs `attempt`, and returns the directive that blocks it. Hides the violation from the page error monitor. */
async function refusal(page: Page, attempt: () => unknown): Promise<string> {
  const directive = page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        const listener = (event: SecurityPolicyViolationEvent) => {
          event.stopImmediatePropagation();
          resolve(event.effectiveDirective);
        };
        window.addEventListener('securitypolicyviolation', listener, { capture: true, once: true });
      }),
  );
  await page.evaluate(attempt);
  return directive;
}

/** Hosts that are similar to another host of the list. */
const VARIANTS: ReadonlySet<string> = new Set(['that also allows its own token endpoint', 'that sends no referrer']);

test.describe('a tag connects on a page', () => {
  // A strict policy also blocks the browser's request for an icon. The tests provoke the other errors on purpose.
  test.use({ expectedErrors: /favicon\.ico|\/probe|blocked assigning to an injection sink/ });

  for (const { name, headers, tokens: tokenDelivery = 'attribute', isEnforced } of STRICT_HOSTS) {
    test(name, VARIANTS.has(name) ? LONG_RUNS_ONLY : {}, async ({ page, stack }) => {
      const tag = await openTag(page, stack, { headers: headers(stack.server.url.origin), tokenDelivery });
      const { dialog } = tag;
      await expect(dialog.heading('form.title')).toBeVisible();
      await isEnforced(page, tag, stack);
      await dialog.submit(KEY_LABEL, RIGHT_KEY);
      await expect(dialog.heading('connected.title')).toBeVisible();
      expect(await waitForTagEvent(page, 'success')).toHaveProperty('receipt');
    });
  }
});

test.describe('a tag whose frame is blocked shows the reason and reports it to the page', () => {
  // The browser blocks the iframe on purpose. Firefox reports a message to the error page in the iframe as an error.
  test.use({ expectedErrors: /frame-ancestors|frame-src|sandbox|target origin provided|jwks\.json|acmee|CORS/ });

  test('by the content security policy of the page', async ({ page, stack }) => {
    const widget = stack.server.url.origin;
    const headers = { 'content-security-policy': `script-src ${widget}; frame-src 'self'` };
    await openTag(page, stack, { headers });
    const { reason, message } = await waitForTagEvent(page, 'load-error');
    expect(reason).toBe('csp');
    expect(message).toContain(`frame-src ${widget}`);
    await expect(page.locator('embed-connection').getByRole('alert')).toHaveText('The connection couldn’t be loaded.');
  });

  test('by the allow list of origins', async ({ page, stack }) => {
    test.skip(stack.unlistedOrigin === undefined, 'This machine has no address for an unlisted site.');
    const logged: string[] = [];
    page.on('console', (entry) => logged.push(entry.text()));
    await openTag(page, stack, { origin: stack.unlistedOrigin! });
    const { reason, message } = await waitForTagEvent(page, 'load-error');
    expect(reason).toBe('timeout');
    expect(message).toContain(stack.unlistedOrigin!);
    expect(message).toContain('allowedOrigins');
    expect(logged.filter((text) => text.includes('target origin')).length).toBeLessThanOrEqual(3);
    expect(logged.join('\n')).toContain('allowedOrigins');
    expect(stack.log()).toContain('the page that embeds this one is not on allowedOrigins');
  });

  test('by an address that names no organization', async ({ page, stack }) => {
    const address = new URL('/acmee/sandbox/auth', stack.server.url).href;
    await openTag(page, stack, { src: address });
    const { reason, message } = await waitForTagEvent(page, 'load-error');
    expect(reason).toBe('not-found');
    expect(message).toContain('/acmee/sandbox/auth');
  });

  test('by a sandbox without `allow-same-origin`', async ({ page, stack }) => {
    const headers = { 'content-security-policy': 'sandbox allow-scripts' };
    await openTag(page, stack, { headers });
    const { reason, message } = await waitForTagEvent(page, 'load-error');
    expect(reason).toBe('sandbox');
    expect(message).toContain('allow-same-origin');
  });

  test('by an invalid address', async ({ page, stack }) => {
    await openTag(page, stack, { src: 'javascript:alert(1)' });
    expect(await waitForTagEvent(page, 'load-error')).toMatchObject({ reason: 'src' });
    expect(page.frames()).toHaveLength(1);
  });

  test('by an unreachable server, and connects once the server is back', async ({ page, stack }) => {
    const src = stack.connectorPageUrl(KEY_PROVIDER.connector);
    const { dialog } = await openTag(page, stack, { src, tokenDelivery: 'provider' });
    await expect(dialog.heading('form.title')).toBeVisible();
    await stack.server.stop();
    // Another address of the same page, which the browser has not cached.
    await page.locator('embed-connection').evaluate((tag, other) => tag.setAttribute('src', other), `${src}?lang=en`);
    const { reason, message } = await waitForTagEvent(page, 'load-error');
    expect(reason).toBe('unreachable');
    expect(message).toContain(stack.server.url.origin);
    await stack.server.start();
    await page.locator('embed-connection').getByRole('button', { name: 'Try again' }).click();
    await expect(dialog.heading('form.title')).toBeVisible();
    expect(await tagEvents(page, 'ready')).toHaveLength(2);
  });
});
