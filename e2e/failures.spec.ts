import { translate } from './harness/dialog-page.ts';
import { openPandiumHost, openWorkatoHost } from './harness/open-host.ts';
import { recordingOf } from './harness/message-recorder.ts';
import {
  ACCOUNT,
  DROPPING_PROVIDER,
  FAILING_PROVIDER,
  HOSTILE_PROVIDER,
  KEY_LABEL,
  RIGHT_KEY,
  SLOW_PROVIDER,
  UNVERIFIED_PROVIDER,
  WRONG_KEY,
} from './harness/providers.ts';
import { expect, test } from './harness/test.ts';
import { expectWorkatoMessages } from './harness/workato-messages.ts';

test('the dialog waits for a slow provider and then shows the connection', async ({ page, stack }) => {
  const { dialog } = await openWorkatoHost(page, stack, { provider: SLOW_PROVIDER });
  await dialog.submit(KEY_LABEL, RIGHT_KEY);
  await expect(dialog.button('checking.title')).toBeVisible();
  await expect(dialog.heading('connected.title')).toBeVisible();
  await expect(page.locator('[data-status]')).toHaveText('sandbox-slow: connected');
});

test('a person who cancels a slow check keeps the typed key and can submit again', async ({ page, stack }) => {
  const { dialog } = await openWorkatoHost(page, stack, { provider: SLOW_PROVIDER });
  await dialog.submit(KEY_LABEL, WRONG_KEY);
  await dialog.button('action.cancel').click();
  await expect(dialog.heading('form.title')).toBeVisible();
  await expect(dialog.field(KEY_LABEL)).toHaveValue(WRONG_KEY);
  await expect(page.locator('[data-status]')).toHaveText('sandbox-slow: disconnected');

  await dialog.submit(KEY_LABEL, RIGHT_KEY);
  await expect(dialog.heading('connected.title')).toBeVisible();
});

for (const provider of [FAILING_PROVIDER, DROPPING_PROVIDER]) {
  test(`the dialog keeps the key typed for the ${provider.title.toLowerCase()}, and the host receives the reason for the failure`, async ({
    page,
    stack,
  }) => {
    const { dialog } = await openWorkatoHost(page, stack, { provider });
    await dialog.submit(KEY_LABEL, RIGHT_KEY);
    const reason = translate('problem.provider_unavailable.title_provider', { provider: provider.title });
    await expect(dialog.alert('problem.provider_unavailable.title_provider')).toBeVisible();
    await expect(dialog.field(KEY_LABEL)).toHaveValue(RIGHT_KEY);
    await expect(dialog.button('form.retry')).toBeVisible();
    await expect(page.locator('[data-status]')).toHaveText(`${provider.connector}: ${reason}`);
  });
}

test("the dialog shows a hostile provider's text as short plain text, and hides it if it repeats the key", async ({
  page,
  stack,
}) => {
  const { dialog } = await openWorkatoHost(page, stack, { provider: HOSTILE_PROVIDER });
  await dialog.submit(KEY_LABEL, WRONG_KEY);
  await expect(dialog.frame.getByRole('alert')).toBeVisible();
  await expect(dialog.frame.getByText(WRONG_KEY)).toHaveCount(0);

  await dialog.submit(KEY_LABEL, RIGHT_KEY);
  const account = dialog.frame.getByText('<img src=x onerror=');
  await expect(account).toBeVisible();
  await expect(dialog.frame.locator('img')).toHaveCount(0);
  expect((await account.innerText()).length).toBeLessThanOrEqual(200);
});

test('the dialog stores a key that no endpoint can check, and says that it is not verified', async ({
  page,
  stack,
}) => {
  const { dialog } = await openWorkatoHost(page, stack, { provider: UNVERIFIED_PROVIDER });
  await dialog.submit(KEY_LABEL, 'whatever-it-is');
  await expect(dialog.heading('connected.title')).toBeVisible();
  await expect(dialog.text('connected.unverified')).toBeVisible();
});

test('the dialog reports a session that expired in the background, and the host receives the event', async ({
  page,
  stack,
}) => {
  const { dialog, address } = await openWorkatoHost(page, stack);
  await expect(dialog.heading('form.title')).toBeVisible();
  stack.expireSessions();
  await dialog.submit(KEY_LABEL, RIGHT_KEY);
  await expect(dialog.heading('problem.session_expired.title')).toBeVisible();
  const { messages } = await recordingOf(page);
  expect(expectWorkatoMessages(messages, { origin: stack.server.url.origin })).toContainEqual({
    wk: true,
    type: 'error',
    payload: {
      type: 'session_expired',
      message: `${translate('problem.session_expired.title')}. ${translate('problem.session_expired.text')}`,
    },
  });

  await page.goto(address);
  await expect(dialog.heading('form.title')).toBeVisible();
});

test('after a restart of the server, the person submits the same entry with one click', async ({ page, stack }) => {
  const { dialog } = await openWorkatoHost(page, stack);
  await expect(dialog.heading('form.title')).toBeVisible();
  await stack.server.stop();
  await dialog.submit(KEY_LABEL, RIGHT_KEY);
  await expect(dialog.heading('problem.unreachable.title')).toBeVisible();
  await expect(dialog.field(KEY_LABEL)).toHaveValue(RIGHT_KEY);

  await stack.server.start();
  await dialog.button('form.retry').click();
  await expect(dialog.heading('connected.title')).toBeVisible();
});

test('a person disconnects, the host receives the event, and the person connects again', async ({ page, stack }) => {
  const { dialog } = await openWorkatoHost(page, stack);
  const status = page.locator('[data-status]');
  await dialog.submit(KEY_LABEL, RIGHT_KEY);
  await expect(dialog.frame.getByText(ACCOUNT)).toBeVisible();
  await expect(dialog.text('connected.verified')).toBeVisible();

  await dialog.button('connected.disconnect').click();
  await dialog.button('disconnect.cancel').click();
  await expect(status).toHaveText('sandbox: connected');
  await dialog.button('connected.disconnect').click();
  await dialog.button('disconnect.confirm').click();
  await expect(dialog.heading('form.title')).toBeVisible();
  await expect(status).toHaveText('sandbox: disconnected');

  await dialog.submit(KEY_LABEL, RIGHT_KEY);
  await expect(status).toHaveText('sandbox: connected');
});

test('replacing the key with a wrong one leaves the old connection in place', async ({ page, stack }) => {
  const { dialog } = await openPandiumHost(page, stack);
  await dialog.submit(KEY_LABEL, RIGHT_KEY);
  await dialog.button('connected.replace').click();
  await dialog.submit(KEY_LABEL, WRONG_KEY);
  await expect(dialog.alert('problem.invalid_credentials.title_provider')).toBeVisible();
  await dialog.button('form.replace_cancel').click();
  await expect(dialog.heading('connected.title')).toBeVisible();
});
