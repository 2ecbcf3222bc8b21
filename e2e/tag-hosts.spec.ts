import { openTag } from './harness/open-tag.ts';
import { KEY_LABEL, RIGHT_KEY } from './harness/system.ts';
import { lastTagEvent, tagEvents } from './harness/tag-events.ts';
import { expect, test } from './harness/test.ts';

test.describe('a tag connects on a page', () => {
  // Such a policy forbids the browser's own look for an icon as well.
  test.use({ expectedTroubles: /favicon\.ico/ });

  const HEADERS = [
    { name: 'with COOP same-origin', headers: () => ({ 'cross-origin-opener-policy': 'same-origin' }) },
    {
      name: 'that is isolated from all other sites',
      headers: () => ({ 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' }),
    },
    {
      name: 'that allows no more than scripts and frames of the widget',
      headers: (widget: string) => ({
        'content-security-policy': `default-src 'none'; script-src ${widget}; frame-src ${widget}`,
      }),
    },
    {
      name: 'that wants Trusted Types',
      headers: (widget: string) => ({
        'content-security-policy': `script-src ${widget}; require-trusted-types-for 'script'; trusted-types 'none'`,
      }),
    },
    { name: 'that tells nobody its address', headers: () => ({ 'referrer-policy': 'no-referrer' }) },
    {
      name: 'that is sandboxed with its origin, without allow-forms',
      headers: () => ({ 'content-security-policy': 'sandbox allow-scripts allow-same-origin' }),
    },
  ];

  for (const { name, headers } of HEADERS) {
    test(name, async ({ page, stack }) => {
      const { dialog } = await openTag(page, stack, { headers: headers(stack.server.url.origin) });
      await dialog.submit(KEY_LABEL, RIGHT_KEY);
      await expect(dialog.heading('connected.title')).toBeVisible();
      expect(await lastTagEvent(page, 'success')).toHaveProperty('receipt');
    });
  }
});

test.describe('a tag that is kept from its frame says why, to the page and to whoever looks', () => {
  // The browser's refusals are the point here; and Firefox counts a message to the page in the frame's place as an error.
  test.use({ expectedTroubles: /frame-ancestors|frame-src|sandbox|target origin provided/ });

  test('by the policy of the page', async ({ page, stack }) => {
    const widget = stack.server.url.origin;
    const headers = { 'content-security-policy': `script-src ${widget}; frame-src 'self'` };
    await openTag(page, stack, { headers });
    const { reason, message } = await lastTagEvent(page, 'load-error');
    expect(reason).toBe('csp');
    expect(message).toContain(`frame-src ${widget}`);
    await expect(page.locator('embed-connection').getByText(`frame-src ${widget}`)).toBeVisible();
  });

  test('by the list of origins', async ({ page, stack }) => {
    test.skip(stack.strangerOrigin === undefined, 'This machine has no address for one more site.');
    const written: string[] = [];
    page.on('console', (entry) => written.push(entry.text()));
    await openTag(page, stack, { origin: stack.strangerOrigin! });
    const { reason, message } = await lastTagEvent(page, 'load-error');
    expect(reason).toBe('timeout');
    expect(message).toContain(stack.strangerOrigin!);
    expect(message).toContain('allowedOrigins');
    await expect(page.locator('embed-connection').getByText('allowedOrigins')).toBeVisible();
    expect(written.join('\n')).toContain('allowedOrigins');
    expect(stack.log()).toContain('the page around this one is not on allowedOrigins');
  });

  test('by a sandbox that takes the origin of the page', async ({ page, stack }) => {
    const headers = { 'content-security-policy': 'sandbox allow-scripts' };
    await openTag(page, stack, { headers });
    const { reason, message } = await lastTagEvent(page, 'load-error');
    expect(reason).toBe('sandbox');
    expect(message).toContain('allow-same-origin');
  });

  test('by an address that is none', async ({ page, stack }) => {
    await openTag(page, stack, { src: 'javascript:alert(1)' });
    expect(await lastTagEvent(page, 'load-error')).toMatchObject({ reason: 'src' });
    expect(page.frames()).toHaveLength(1);
  });

  test('by a server that does not answer, until it does', async ({ page, stack }) => {
    const { dialog } = await openTag(page, stack, { tokens: 'provider' });
    await expect(dialog.heading('form.title')).toBeVisible();
    await stack.server.stop();
    await page.evaluate(() => {
      (document.querySelector('embed-connection') as unknown as { reload(): void }).reload();
    });
    const { reason, message } = await lastTagEvent(page, 'load-error');
    expect(reason).toBe('timeout');
    expect(message).toContain(stack.server.url.origin);
    await stack.server.start();
    await page.locator('embed-connection').getByRole('button', { name: 'Try again' }).click();
    await expect(dialog.heading('form.title')).toBeVisible();
    expect(await tagEvents(page, 'ready')).toHaveLength(2);
  });
});
