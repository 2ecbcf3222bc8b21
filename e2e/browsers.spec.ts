import { framePage } from './host-pages/frame-page.ts';
import { expect, test } from './harness/test.ts';

const STORING_FRAME = `<!doctype html><title>Frame</title><script>
  const before = localStorage.getItem('seen');
  localStorage.setItem('seen', 'yes');
  parent.postMessage({ before }, '*');
</script>`;

const POPUP_PAGE = `<!doctype html><title>Popup</title><script>
  const timer = setInterval(() => {
    // Where a browser counts the driver's own navigation as a gesture, it lapses after a few seconds.
    if (navigator.userActivation.isActive) return;
    clearInterval(timer);
    console.log(window.open('/') === null ? 'blocked' : 'opened');
  }, 50);
</script>`;

test('a frame keeps its storage apart for each site that embeds it, as in the browsers that people use', async ({
  page,
  stack,
}) => {
  const { hostOrigin, unlistedOrigin } = stack;
  test.skip(unlistedOrigin === undefined, 'This machine has no address for one more site.');
  const frame = stack.host.add({ html: () => STORING_FRAME });
  const embedding = (site: string) =>
    stack.host.add({ html: () => framePage({ hostScript: 'pandium', src: site + frame }) });
  const seenBefore = async (address: string) => {
    await page.goto(address);
    await page.waitForFunction(() => (window.recording?.messages.length ?? 0) > 0);
    return page.evaluate(() => window.recording?.messages[0]?.data);
  };

  const ofHost = embedding(hostOrigin);
  expect(await seenBefore(hostOrigin + ofHost)).toEqual({ before: null });
  expect(await seenBefore(hostOrigin + ofHost)).toEqual({ before: 'yes' });
  expect(await seenBefore(`${unlistedOrigin}${ofHost}`)).toEqual({ before: null });
});

test('a window that nobody asked for is blocked, as in the browsers that people use', async ({ page, stack }) => {
  const path = stack.host.add({ html: () => POPUP_PAGE });
  // Not asked of the page: in Chromium each question of the driver counts as a gesture again.
  const said = page.waitForEvent('console', { predicate: (message) => message.type() === 'log', timeout: 15_000 });
  await page.goto(stack.hostOrigin + path);
  expect((await said).text()).toBe('blocked');
});
