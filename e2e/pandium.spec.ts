import { openPandiumHost } from './harness/open-host.ts';
import { expectPandiumMessages, isPandiumSuccess } from './harness/pandium-messages.ts';
import type { PandiumSuccess } from './harness/pandium-messages.ts';
import { waitForMessages, recordingOf } from './harness/message-recorder.ts';
import { KEY_LABEL, RIGHT_KEY, WRONG_KEY } from './harness/providers.ts';
import { expect, IN_ONE_ENGINE, test } from './harness/test.ts';

test('host code written for Pandium sees a connection after a refused key', async ({ page, stack }) => {
  const claims = { ti: { udn: 'Ada', ufn: 'Ada Lovelace', uem: 'ada@example.com', xti: { plan: 'gold', token: 'x' } } };
  const { dialog, customer } = await openPandiumHost(page, stack, { claims });
  const status = page.locator('[data-status]');
  await expect(dialog.heading('form.title')).toBeVisible();

  await dialog.submit(KEY_LABEL, WRONG_KEY);
  await expect(dialog.alert('problem.invalid_credentials.title_provider')).toBeVisible();
  await expect(status).toHaveText('unknown');

  await dialog.submit(KEY_LABEL, RIGHT_KEY);
  await expect(dialog.heading('connected.title')).toBeVisible();
  await expect(status).toHaveText(/^connected: tenant \d+$/);

  const told = expectPandiumMessages(await waitForMessages(page, isPandiumSuccess), {
    origin: stack.server.url.origin,
  });
  const successes = told.filter((message): message is PandiumSuccess => message.message === 'pandium-success');
  expect(successes).toHaveLength(1);
  expect(successes[0]).toMatchObject({
    tenant: {
      name: customer,
      namespace: 'acme',
      integration: { name: 'sandbox' },
      connected_users: {
        pandium: {
          email: 'ada@example.com',
          attributes: { jwt: { display_name: 'Ada', full_name: 'Ada Lovelace', extra_tenant_info: '{"plan":"gold"}' } },
        },
      },
      status: { auth: { connected: true, SANDBOX_AUTH_STATUS: 'Connected' } },
    },
  });
});

test(
  'the address in the success message accepts posts for webhooks, and serves nothing',
  IN_ONE_ENGINE,
  async ({ page, stack }) => {
    const { dialog } = await openPandiumHost(page, stack);
    await dialog.submit(KEY_LABEL, RIGHT_KEY);
    await expect(dialog.heading('connected.title')).toBeVisible();
    const told = expectPandiumMessages(await waitForMessages(page, isPandiumSuccess), {
      origin: stack.server.url.origin,
    });
    const url = told.flatMap((message) => ('webhook_url' in message ? [message.webhook_url] : [])).join();

    // No webhook subscribes.
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(url, { method: 'POST', headers, body: '{}' })).status).toBe(404);
    expect((await fetch(url)).status).toBe(405);
  },
);

test(
  'the next visit shows the connection and sends no second success message',
  IN_ONE_ENGINE,
  async ({ page, stack }) => {
    const { dialog, address } = await openPandiumHost(page, stack);
    await dialog.submit(KEY_LABEL, RIGHT_KEY);
    await expect(dialog.heading('connected.title')).toBeVisible();

    await page.goto(address);
    await expect(dialog.heading('connected.title')).toBeVisible();
    const { messages } = await recordingOf(page);
    const told = expectPandiumMessages(messages, { origin: stack.server.url.origin });
    expect(told.map(({ message }) => message)).not.toContain('pandium-success');
  },
);
