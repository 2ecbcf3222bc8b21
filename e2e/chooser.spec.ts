import { openPandiumHost } from './harness/open-host.ts';
import { openTag } from './harness/open-tag.ts';
import { KEY_LABEL, RIGHT_KEY, KEY_PROVIDER } from './harness/providers.ts';
import { tagEvents, waitForTagEvent } from './harness/tag-events.ts';
import { expect, test } from './harness/test.ts';

test('a person selects one of several connections, connects it and renames it, and sees the name at the next visit', async ({
  page,
  stack,
}) => {
  const customer = stack.newCustomer();
  const first = await stack.createConnection(customer, KEY_PROVIDER.connector);
  const second = await stack.createConnection(customer, KEY_PROVIDER.connector);
  const { dialog, address } = await openPandiumHost(page, stack, { customer });
  const choice = dialog.field('Connection');
  const options = choice.locator('option');
  await expect(options).toHaveText([`Sandbox #${first} (not connected)`, `Sandbox #${second} (not connected)`]);

  await choice.selectOption(String(second));
  await dialog.submit(KEY_LABEL, RIGHT_KEY);
  await expect(dialog.heading('connected.title')).toBeVisible();
  await dialog.button('chooser.rename').click();
  await dialog.field('Connection name').fill('Europe');
  await dialog.button('chooser.save').click();
  await expect(choice).toHaveValue(String(second));
  await expect(options).toHaveText(['Sandbox (not connected)', 'Europe (connected)']);

  await page.goto(address);
  await expect(options).toHaveText(['Sandbox (not connected)', 'Europe (connected)']);
  await choice.selectOption({ label: 'Europe (connected)' });
  await expect(dialog.heading('connected.title')).toBeVisible();
});

test('a person adds another account, cancels, adds one again and connects it, and the page receives the new one', async ({
  page,
  stack,
}) => {
  const { dialog } = await openTag(page, stack);
  await dialog.submit(KEY_LABEL, RIGHT_KEY);
  await expect(dialog.heading('connected.title')).toBeVisible();
  await dialog.button('chooser.add').click();
  const options = dialog.field('Connection').locator('option');
  await expect(options).toHaveText(['Sandbox (connected)', 'Sandbox 2 (not connected)']);
  await dialog.button('action.cancel').click();
  await expect(dialog.heading('connected.title')).toBeVisible();

  await dialog.button('chooser.add').click();
  await dialog.submit(KEY_LABEL, RIGHT_KEY);
  await expect(options).toHaveText(['Sandbox (connected)', 'Sandbox 2 (connected)']);
  await waitForTagEvent(page, 'success', 2);
  const connections = (await tagEvents(page, 'success')).map(({ fields }) => fields['connection']);
  expect(connections).toMatchObject([{ name: 'Sandbox' }, { name: 'Sandbox 2' }]);
});
