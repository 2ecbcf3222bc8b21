import type { Page } from '@playwright/test';

import { openTag } from './harness/open-tag.ts';
import { waitForMessages, recordingOf } from './harness/message-recorder.ts';
import { KEY_LABEL, RIGHT_KEY, WRONG_KEY } from './harness/providers.ts';
import { tagEvents } from './harness/tag-events.ts';
import { expect, test } from './harness/test.ts';

/** What a person sees of a tag and its dialog. */
async function appearanceOf(page: Page) {
  const frame = page.locator('embed-connection iframe');
  return {
    attributes: await page
      .locator('embed-connection')
      .evaluate((tag) => [...tag.attributes].map(({ name, value }) => `${name}=${value}`)),
    box: await frame.boundingBox(),
    dialog: await frame.contentFrame().locator('main').filter({ visible: true }).innerText(),
    events: await tagEvents(page),
  };
}

test('two hundred well-formed messages from windows other than the iframe change nothing', async ({ page, stack }) => {
  test.skip(stack.unlistedOrigin === undefined, 'This machine has no address for an unlisted site.');
  const { dialog } = await openTag(page, stack);
  await dialog.field(KEY_LABEL).fill(WRONG_KEY);
  const before = await appearanceOf(page);

  const stranger = stack.host.add({
    html: () => `<!doctype html><script>
      const connection = { id: 1, connector: 'x', name: 'x', status: 'connected', connected: true, verified: true };
      const kinds = [
        ['ready', { nonce: '' }], ['height-change', { height: 1 }], ['connection-status-change', { connection }],
        ['success', { connection, receipt: 'x' }], ['exit', { reason: 'escape' }], ['token-expired', {}],
        ['error', { code: 'internal', message: 'x', displayMessage: 'x' }],
      ];
      for (let index = 0; index < 200; index += 1) {
        const [type, payload] = kinds[index % kinds.length];
        parent.postMessage({ source: 'embed-connection', version: 1, type, payload }, '*');
      }
      parent.postMessage('the last one', '*');
    </script>`,
  });
  const src = stack.unlistedOrigin! + stranger;
  await page.evaluate((address) => {
    const frame = document.createElement('iframe');
    frame.src = address;
    document.body.append(frame);
  }, src);
  const messages = await waitForMessages(page, (data) => data === 'the last one');
  expect(messages.filter(({ origin }) => origin === stack.unlistedOrigin)).toHaveLength(201);
  expect(await appearanceOf(page)).toEqual(before);
  await dialog.submit(KEY_LABEL, RIGHT_KEY);
  await expect(dialog.heading('connected.title')).toBeVisible();
});

test('two hundred malformed messages of the host page change nothing in the dialog', async ({ page, stack }) => {
  const { dialog } = await openTag(page, stack);
  await dialog.field(KEY_LABEL).fill(WRONG_KEY);
  // The dialog also requests changes made elsewhere every few seconds.
  const scripts: string[] = [];
  const others = new Set<string>();
  page.on('request', (request) => {
    const address = request.url();
    if (request.resourceType() === 'script') scripts.push(address);
    else others.add(`${request.method()} ${new URL(address).pathname}`);
  });
  const before = await appearanceOf(page);
  const heard = (await recordingOf(page)).messages.length;

  const posted = await page.evaluate(() => {
    const frame = document.querySelector('embed-connection')?.shadowRoot?.querySelector('iframe')?.contentWindow;
    const good = { source: 'embed-connection', version: 1 };
    const long = 'x'.repeat(100_000);
    const wrong: unknown[] = [
      ...[null, undefined, 0, '', long, [], {}, [good], JSON.stringify({ ...good, type: 'close', payload: {} })],
      ...[{ version: '1' }, { version: 2 }, { source: 'embed' }, { source: null }].map((mark) => ({
        ...good,
        type: 'close',
        payload: {},
        ...mark,
      })),
      ...['constructor', '__proto__', 'toString', 'CLOSE', '', 1, null].map((type) => ({ ...good, type, payload: {} })),
      ...[null, [], '', 'x', 1, undefined].map((payload) => ({ ...good, type: 'close', payload })),
      ...[null, 1, {}, [], '', long].map((token) => ({ ...good, type: 'token', payload: { token } })),
      ...[undefined, null, 1, long].map((nonce) => ({ ...good, type: 'init', payload: { nonce, theme: 'dark' } })),
      ...['neon', 1, {}].map((theme) => ({ ...good, type: 'appearance', payload: { theme, locale: 'de' } })),
      ...[long, 1, {}].map((locale) => ({ ...good, type: 'appearance', payload: { locale, theme: 'dark' } })),
      ...['url(https://example.com)', 'red;}', 'var(--x)', long].map((accent) => ({
        ...good,
        type: 'appearance',
        payload: { appearance: { accent } },
      })),
      JSON.parse('{"__proto__":{"source":"embed-connection","version":1,"type":"close","payload":{}}}'),
    ];
    for (let index = 0; index < 200; index += 1) frame?.postMessage(wrong[index % wrong.length], '*');
    return frame ? 200 : 0;
  });
  expect(posted).toBe(200);

  // Messages arrive in order. When this one has taken effect, the dialog has handled the others.
  await page.evaluate(() => {
    document.querySelector('embed-connection')?.setAttribute('theme', 'light');
  });
  const content = await dialog.content();
  await content.waitForFunction(() => document.documentElement.dataset['theme'] === 'light');
  // The chunk that reads appearances is loaded for the malformed ones, and nothing else is.
  await expect.poll(() => scripts).toEqual([expect.stringMatching(/\/assets\/host-appearance-\w+\.js$/)]);
  await content.evaluate((chunk) => import(chunk), scripts[0]!);
  expect(await appearanceOf(page)).toEqual({ ...before, attributes: [...before.attributes, 'theme=light'] });
  expect((await recordingOf(page)).messages).toHaveLength(heard);
  const rules = () => document.adoptedStyleSheets.flatMap(({ cssRules }) => [...cssRules]).length;
  expect(await content.evaluate(rules)).toBe(0);
  expect(scripts).toHaveLength(1);
  others.delete('GET /session');
  expect([...others]).toEqual([]);
});
