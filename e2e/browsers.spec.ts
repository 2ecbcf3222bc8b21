import { iframePage } from './host-pages/iframe-page.ts';
import { expect, test } from './harness/test.ts';

const STORING_FRAME = `<!doctype html><title>Frame</title><script>
  const before = localStorage.getItem('seen');
  localStorage.setItem('seen', 'yes');
  parent.postMessage({ before }, '*');
</script>`;

const POPUP_PAGE = `<!doctype html><title>Popup</title><script>
  const timer = setInterval(() => {
    // Some browsers treat the driver's navigation as a user gesture. Wait until that activation expires.
    if (navigator.userActivation.isActive) return;
    clearInterval(timer);
    console.log(window.open('/') === null ? 'blocked' : 'opened');
  }, 50);
</script>`;

test("an iframe's storage is partitioned by its host site, as in released browsers", async ({ page, stack }) => {
  const { hostOrigin, unlistedOrigin } = stack;
  test.skip(unlistedOrigin === undefined, 'This machine has no address for an unlisted site.');
  const frame = stack.host.add({ html: () => STORING_FRAME });
  const addEmbeddingPage = (site: string) =>
    stack.host.add({ html: () => iframePage({ hostScript: 'pandium', src: site + frame }) });
  const seenBefore = async (address: string) => {
    await page.goto(address);
    await page.waitForFunction(() => (window.recording?.messages.length ?? 0) > 0);
    return page.evaluate(() => window.recording?.messages[0]?.data);
  };

  const embeddingPath = addEmbeddingPage(hostOrigin);
  expect(await seenBefore(hostOrigin + embeddingPath)).toEqual({ before: null });
  expect(await seenBefore(hostOrigin + embeddingPath)).toEqual({ before: 'yes' });
  expect(await seenBefore(`${unlistedOrigin}${embeddingPath}`)).toEqual({ before: null });
});

test('a popup without a user gesture is blocked, as in released browsers', async ({ page, stack }) => {
  const path = stack.host.add({ html: () => POPUP_PAGE });
  // The result goes through the console, because Chromium treats each `page.evaluate` as a user gesture.
  const consoleMessage = page.waitForEvent('console', {
    predicate: (message) => message.type() === 'log',
    timeout: 15_000,
  });
  await page.goto(stack.hostOrigin + path);
  expect((await consoleMessage).text()).toBe('blocked');
});
