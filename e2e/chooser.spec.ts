import { openPandiumHost } from './harness/open-host.ts';
import { KEY_LABEL, RIGHT_KEY, KEY_PROVIDER } from './harness/providers.ts';
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
