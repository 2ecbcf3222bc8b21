import { openPandiumHost, openWorkatoHost } from './harness/open-host.ts';
import { expectPandiumMessages, isPandiumSuccess } from './harness/pandium-messages.ts';
import { waitForMessages } from './harness/message-recorder.ts';
import { KEY_LABEL, RIGHT_KEY } from './harness/providers.ts';
import { expect, test } from './harness/test.ts';
import { expectWorkatoMessages, isWorkatoMessage } from './harness/workato-messages.ts';

const HEADERS = [
  {
    name: 'is isolated from all other sites',
    headers: { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' },
  },
  { name: 'sends no referrer', headers: { 'referrer-policy': 'no-referrer' } },
];

for (const { name, headers } of HEADERS) {
  test(`Workato's host code receives every message on a page that ${name}`, async ({ page, stack }) => {
    const { dialog } = await openWorkatoHost(page, stack, { headers });
    await dialog.submit(KEY_LABEL, RIGHT_KEY);
    await expect(page.locator('[data-status]')).toHaveText('sandbox: connected');
    const messages = await waitForMessages(page, isWorkatoMessage('connectionStatusChange'));
    expectWorkatoMessages(messages, { origin: stack.server.url.origin });
  });

  test(`Pandium's host code receives every message on a page that ${name}`, async ({ page, stack }) => {
    const { dialog } = await openPandiumHost(page, stack, { headers });
    await dialog.submit(KEY_LABEL, RIGHT_KEY);
    const messages = await waitForMessages(page, isPandiumSuccess);
    expectPandiumMessages(messages, { origin: stack.server.url.origin });
  });
}

test('a host that hides the iframe until it knows the status then shows it at its full height', async ({
  page,
  stack,
}) => {
  const { dialog } = await openWorkatoHost(page, stack, { hidden: true });
  await expect(page.locator('[data-status]')).toHaveText('sandbox: disconnected');
  await expect(dialog.heading('form.title')).toBeVisible();
  const content = await dialog.content();
  await content.waitForFunction(() => innerHeight > 200 && document.documentElement.scrollHeight === innerHeight);
});
