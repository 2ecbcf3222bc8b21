import { translate } from './harness/dialog-page.ts';
import { openWorkatoHost } from './harness/open-host.ts';
import { waitForMessages, recordingOf } from './harness/message-recorder.ts';
import { KEY_LABEL, RIGHT_KEY, KEY_PROVIDER, WRONG_KEY } from './harness/providers.ts';
import { expect, IN_ONE_ENGINE, test } from './harness/test.ts';
import { expectWorkatoMessages, isWorkatoMessage } from './harness/workato-messages.ts';

const REFUSED = translate('problem.invalid_credentials.title_provider', { provider: KEY_PROVIDER.title });

test('host code written for Workato sees each status: disconnected, refused, connected', async ({ page, stack }) => {
  const { dialog, connectionId } = await openWorkatoHost(page, stack);
  const status = page.locator('[data-status]');
  const origin = stack.server.url.origin;
  await expect(status).toHaveText('sandbox: disconnected');

  const { messages, frameLoads } = await recordingOf(page);
  const first = expectWorkatoMessages(messages, { origin });
  expect(first.filter(({ type }) => type !== 'heightChange')).toHaveLength(1);
  const statusAt = messages.find(({ data }) => isWorkatoMessage('connectionStatusChange')(data))?.at;
  expect(statusAt).toBeGreaterThanOrEqual(frameLoads[0] ?? Infinity);

  await dialog.submit(KEY_LABEL, WRONG_KEY);
  await expect(dialog.alert('problem.invalid_credentials.title_provider')).toBeVisible();
  await expect(status).toHaveText(`sandbox: ${REFUSED}`);

  await dialog.submit(KEY_LABEL, RIGHT_KEY);
  await expect(dialog.heading('connected.title')).toBeVisible();
  await expect(status).toHaveText('sandbox: connected');

  const all = expectWorkatoMessages((await recordingOf(page)).messages, { origin });
  const connection = { id: connectionId, provider: KEY_PROVIDER.connector };
  expect(all.filter(({ type }) => type !== 'heightChange')).toEqual([
    { wk: true, type: 'connectionStatusChange', payload: { ...connection, connected: false } },
    {
      wk: true,
      type: 'connectionStatusChange',
      payload: { ...connection, connected: false, error: REFUSED },
      error: REFUSED,
    },
    { wk: true, type: 'connectionStatusChange', payload: { ...connection, connected: true } },
  ]);
});

test('the next visit shows the stored connection', IN_ONE_ENGINE, async ({ page, stack }) => {
  const { dialog, address } = await openWorkatoHost(page, stack);
  await dialog.submit(KEY_LABEL, RIGHT_KEY);
  await expect(page.locator('[data-status]')).toHaveText('sandbox: connected');

  await page.goto(address);
  await expect(dialog.heading('connected.title')).toBeVisible();
  const messages = await waitForMessages(page, isWorkatoMessage('connectionStatusChange'));
  const received = expectWorkatoMessages(messages, { origin: stack.server.url.origin });
  expect(received.filter(({ type }) => type === 'connectionStatusChange')).toHaveLength(1);
});

test('an iframe that reloads itself has lost its token: it shows the reason, and the host receives the error', async ({
  page,
  stack,
}) => {
  const { dialog } = await openWorkatoHost(page, stack);
  await expect(dialog.heading('form.title')).toBeVisible();
  const content = await dialog.content();
  await content.evaluate(() => {
    location.reload();
  });

  await expect(dialog.heading('problem.token_missing.title')).toBeVisible();
  await expect(page.locator('[data-status]')).toContainText(translate('problem.token_missing.title'));
  const reason = 'There is no token in this request.';
  const developers = dialog.frame.locator('embed-notice details');
  await developers.getByText(translate('problem.developers')).click();
  await expect(developers.getByText(reason)).toBeVisible();
  const shown = `${translate('problem.token_missing.title')}. ${translate('problem.token_missing.text')}`;
  const messages = await waitForMessages(page, isWorkatoMessage('error'));
  const told = expectWorkatoMessages(messages, { origin: stack.server.url.origin });
  expect(told.findLast(({ type }) => type === 'error')).toEqual({
    wk: true,
    type: 'error',
    payload: { type: 'token_missing', message: `${shown} (${reason})` },
  });
});

test('after going back, the browser requests the address without its token, and the page tells the person what to do', async ({
  page,
  stack,
}) => {
  const { dialog } = await openWorkatoHost(page, stack);
  await expect(dialog.heading('form.title')).toBeVisible();
  // An unload listener keeps the page out of the back-forward cache, so the browser loads it again.
  await page.evaluate(() => {
    addEventListener('unload', () => undefined);
  });
  await page.goto(stack.hostOrigin + stack.host.add({ html: () => '<!doctype html><title>Elsewhere</title>' }));
  await page.goBack();

  await expect(dialog.heading('problem.token_missing.title')).toBeVisible();
  const messages = await waitForMessages(page, isWorkatoMessage('error'));
  const received = expectWorkatoMessages(messages, { origin: stack.server.url.origin });
  expect(received.filter(({ type }) => type !== 'heightChange')).toHaveLength(1);
});
