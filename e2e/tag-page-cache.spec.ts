import { openTag } from './harness/open-tag.ts';
import { KEY_LABEL, RIGHT_KEY, KEY_PROVIDER } from './harness/providers.ts';
import { waitForTagEvent, tagEvents } from './harness/tag-events.ts';
import { expect, test as base } from './harness/test.ts';

/** Enables the back-forward cache, which Playwright disables in Chromium. */
const test = base.extend({
  launchOptions: [
    async ({ launchOptions }, use) => {
      const { ignoreDefaultArgs } = launchOptions;
      const ignored = Array.isArray(ignoreDefaultArgs) ? ignoreDefaultArgs : [];
      await use({ ...launchOptions, ignoreDefaultArgs: [...ignored, '--disable-back-forward-cache'] });
    },
    { scope: 'worker' },
  ],
});

test('a page from the back-forward cache still has its dialog and the typed text, and the person connects', async ({
  page,
  stack,
}) => {
  const { dialog, customer } = await openTag(page, stack, { tokenDelivery: 'url' });
  await dialog.field(KEY_LABEL).fill(RIGHT_KEY);
  const button = await dialog.button('form.submit').boundingBox();
  await page.evaluate(() => {
    window.addEventListener('pageshow', ({ persisted }) => {
      document.title = persisted ? 'Kept' : 'Loaded anew';
    });
  });
  await page.goto(stack.hostOrigin + stack.host.add({ html: () => '<!doctype html><title>Elsewhere</title>' }));
  // Not goBack(): it waits for a `load` event, which a cached page does not fire.
  await page.evaluate(() => setTimeout(() => history.back()));
  const came = await page.waitForFunction(() => /^(Kept|Loaded anew)$/.exec(document.title)?.[0]);
  expect(await came.jsonValue()).toBe('Kept');

  // Clicks by coordinates, because Playwright loses the iframes of a cached page.
  await page.mouse.click(button!.x + button!.width / 2, button!.y + button!.height / 2);
  expect(await waitForTagEvent(page, 'success')).toMatchObject({ connection: { connected: true } });
  expect(await tagEvents(page, 'ready')).toHaveLength(1);
  expect(stack.connectionStatus(customer, KEY_PROVIDER.connector)).toBe('connected');
});
