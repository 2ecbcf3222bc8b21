import { openTag } from './harness/open-tag.ts';
import { KEY_LABEL, RIGHT_KEY, KEY_PROVIDER } from './harness/providers.ts';
import { waitForTagEvent, tagEvents } from './harness/tag-events.ts';
import { expect, test as base } from './harness/test.ts';

/** With the cache of whole pages that people's browsers have: Playwright switches off Chromium's. */
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

test('a page that the browser has kept comes back with its dialog as it was left, and the person connects', async ({
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
  // Not by goBack(), which waits for a `load` that a kept page does not have.
  await page.evaluate(() => setTimeout(() => history.back()));
  const came = await page.waitForFunction(() => /^(Kept|Loaded anew)$/.exec(document.title)?.[0]);
  expect(await came.jsonValue()).toBe('Kept');

  // By its place: Playwright no longer knows the frames of a page that comes back so.
  await page.mouse.click(button!.x + button!.width / 2, button!.y + button!.height / 2);
  expect(await waitForTagEvent(page, 'success')).toMatchObject({ connection: { connected: true } });
  expect(await tagEvents(page, 'ready')).toHaveLength(1);
  expect(stack.connectionStatus(customer, KEY_PROVIDER.connector)).toBe('connected');
});
