import { POLL_INTERVAL_MS } from '../widget/dialog/state/poll.ts';
import type { DialogPage } from './harness/dialog-page.ts';
import { recordingOf, startRecording, waitForMessages } from './harness/message-recorder.ts';
import { openTag } from './harness/open-tag.ts';
import { openPandiumHost, openWorkatoHost } from './harness/open-host.ts';
import { KEY_LABEL, RIGHT_KEY } from './harness/providers.ts';
import { waitForTagEvent, tagEvents } from './harness/tag-events.ts';
import { expect, test } from './harness/test.ts';
import { expectWorkatoMessages, isWorkatoMessage } from './harness/workato-messages.ts';

/** Fires the events of a browser when the person comes back to the tab. */
async function comeBack(dialog: DialogPage): Promise<void> {
  const content = await dialog.content();
  await content.evaluate(() => dispatchEvent(new Event('focus')));
}

test('changes in one tab and on the command line reach each other tab once, in the dialect of its host', async ({
  page: workatoPage,
  context,
  stack,
}) => {
  await context.clock.install();
  const customer = stack.newCustomer();
  const { dialog: workato, connectionId } = await openWorkatoHost(workatoPage, stack, { customer });
  const nativePage = await context.newPage();
  const { dialog: native } = await openTag(nativePage, stack, { customer });
  const pandiumPage = await context.newPage();
  await startRecording(pandiumPage);
  const { dialog: pandium } = await openPandiumHost(pandiumPage, stack, { customer });
  for (const dialog of [workato, native, pandium]) await expect(dialog.heading('form.title')).toBeVisible();

  await nativePage.bringToFront();
  await native.submit(KEY_LABEL, RIGHT_KEY);
  await waitForTagEvent(nativePage, 'success');
  await test.step('a tab notices at once when the person comes back to it', async () => {
    for (const dialog of [workato, pandium]) {
      await comeBack(dialog);
      await expect(dialog.heading('connected.title')).toBeVisible();
      await expect(dialog.text('elsewhere.connected')).toBeVisible();
    }
    await expect(workatoPage.locator('[data-status]')).toHaveText('sandbox: connected');
  });

  await stack.server.command('connections', 'disconnect', '--org', 'acme', String(connectionId));
  await test.step('a tab that stays visible notices within ten seconds', async () => {
    expect(POLL_INTERVAL_MS).toBeLessThan(10_000);
    await context.clock.fastForward(POLL_INTERVAL_MS);
    for (const dialog of [workato, native, pandium]) {
      await expect(dialog.heading('form.title')).toBeVisible();
      await expect(dialog.text('elsewhere.disconnected')).toBeVisible();
    }
    await expect(workatoPage.locator('[data-status]')).toHaveText('sandbox: disconnected');
    await waitForTagEvent(nativePage, 'connection-status-change', 3);
  });

  const tabs = [
    [workatoPage, workato],
    [nativePage, native],
    [pandiumPage, pandium],
  ] as const;
  for (const [page, dialog] of tabs) {
    const unchanged = page.waitForResponse((response) => response.status() === 304);
    await comeBack(dialog);
    await unchanged;
  }
  const statuses = (await tagEvents(nativePage, 'connection-status-change')).map(({ fields }) => fields['connection']);
  expect(statuses).toMatchObject([{ connected: false }, { connected: true }, { connected: false }]);
  const messages = await waitForMessages(workatoPage, isWorkatoMessage('connectionStatusChange'));
  const told = expectWorkatoMessages(messages, { origin: stack.server.url.origin });
  expect(told.filter(({ type }) => type === 'connectionStatusChange').map(({ payload }) => payload)).toMatchObject([
    { id: connectionId, connected: false },
    { id: connectionId, connected: true },
    { id: connectionId, connected: false },
  ]);
  const { messages: heard } = await recordingOf(pandiumPage);
  const heights = heard.filter(({ data }) => JSON.stringify(data).includes('pandium-content-height-change'));
  expect(heard).toEqual(heights);
});
