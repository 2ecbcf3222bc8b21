import type { Page } from '@playwright/test';

import { translate } from './harness/dialog-page.ts';
import { openTag } from './harness/open-tag.ts';
import { openWorkatoHost } from './harness/open-host.ts';
import { KEY_LABEL, KEY_PROVIDER, RIGHT_KEY, SIGN_IN_PROVIDER } from './harness/providers.ts';
import { EXCHANGE, recordRequests, requestsIn } from './harness/server-requests.ts';
import type { Stack } from './harness/stack.ts';
import { waitForTagEvent } from './harness/tag-events.ts';
import { expect, IN_ONE_ENGINE, test } from './harness/test.ts';

/** The dialog requests the link of a sign-in. */
const LINK_REQUEST = /\/session\/connections\/\d+\/sign-ins$/;

test('the first view of a page with a token is one request, and a later view one chunk', async ({ page, stack }) => {
  const requests = recordRequests(stack);
  const { dialog, connectionId } = await openWorkatoHost(page, stack);
  await expect(dialog.heading('form.title')).toBeVisible();
  const address = `GET /direct_link/embedded/connections/${connectionId}`;
  expect(requests()).toEqual([address]);

  await dialog.submit(KEY_LABEL, RIGHT_KEY);
  await expect(dialog.heading('connected.title')).toBeVisible();
  const chunks = requests().filter((request) => request.includes('/assets/'));
  expect(chunks).toEqual([expect.stringMatching(/^GET \/assets\/connected-step-/)]);
});

for (const { provider, lastRequest } of [
  { provider: KEY_PROVIDER, lastRequest: EXCHANGE },
  { provider: SIGN_IN_PROVIDER, lastRequest: LINK_REQUEST },
]) {
  test(`the second view through the tag needs no page and no script again: ${provider.title}`, async ({
    page,
    stack,
  }) => {
    const { address } = await openTag(page, stack, { provider });
    await waitForTagEvent(page, 'ready');
    await expect.poll(() => requestsIn(stack.log()).at(-1)).toMatch(lastRequest);
    const requests = recordRequests(stack);
    await page.goto(stack.hostOrigin + stack.host.add({ html: () => '<!doctype html><title>Elsewhere</title>' }));
    await page.goto(address);
    await waitForTagEvent(page, 'ready');
    await expect.poll(() => requests().at(-1)).toMatch(lastRequest);
    const ofPage = requests().filter((request) => !LINK_REQUEST.test(request));
    expect(ofPage).toEqual([expect.stringMatching(EXCHANGE)]);
  });
}

test('the page for a tag says where it belongs when a person opens its address', async ({ page, stack }) => {
  await page.goto(`${stack.connectorPageUrl('sandbox')}?dialect=native`);
  await expect(page.getByRole('heading', { name: translate('problem.top_level.title') })).toBeVisible();
});

test('a browser decodes a page that was joined from compressed parts', async ({ page, stack }) => {
  const [response] = await Promise.all([
    page.waitForResponse((answer) => answer.url().includes('/direct_link/')),
    openWorkatoHost(page, stack),
  ]);
  // Firefox accepts brotli over TLS, and from this machine.
  expect(response.headers()['content-encoding']).toBe('br');
  expect(await response.text()).toMatch(/^<!doctype html>[^]*<\/html>\n$/);
});

/** Opens a tag and connects, while the chunk of the next view cannot be loaded. */
async function connectWithoutChunks(page: Page, stack: Stack, lose: 'gone' | 'offline') {
  const opened = await openTag(page, stack, { tokenDelivery: 'url' });
  await opened.dialog.field(KEY_LABEL).fill(RIGHT_KEY);
  await page.route(/\/assets\//, (route) => {
    const isChunk = new URL(route.request().url()).pathname.endsWith('.js');
    if (lose === 'offline') return route.abort();
    return isChunk ? route.fulfill({ status: 404, body: 'Not found' }) : route.continue();
  });
  await opened.dialog.button('form.submit').click();
  return opened;
}

test.describe('a view that cannot be loaded', () => {
  // Firefox reports a module that is not there as an error of the page too.
  test.use({ expectedErrors: /^uncaught: .*\/assets\/\S+\.js/ });

  test('because the server has a newer version says so, and the person reloads the page', async ({ page, stack }) => {
    const { dialog } = await connectWithoutChunks(page, stack, 'gone');
    await expect(dialog.heading('problem.outdated.title')).toBeVisible();
    await page.unroute(/\/assets\//);
    await dialog.button('action.reload').click();
    await expect(dialog.heading('connected.title')).toBeVisible();
  });

  test(
    'because the network fails says so, and is shown when the person tries again',
    IN_ONE_ENGINE,
    async ({ page, stack }) => {
      const { dialog } = await connectWithoutChunks(page, stack, 'offline');
      await expect(dialog.heading('problem.unreachable.title')).toBeVisible();
      await page.unroute(/\/assets\//);
      await dialog.button('form.retry').click();
      await expect(dialog.heading('connected.title')).toBeVisible();
    },
  );
});
