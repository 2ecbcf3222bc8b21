import { openWorkatoHost } from './harness/open-host.ts';
import { KEY_LABEL, RIGHT_KEY, WRONG_KEY } from './harness/providers.ts';
import { expect, test } from './harness/test.ts';

test('a person can do everything with the keyboard alone, and the focus moves to what changed', async ({
  page,
  stack,
}) => {
  const { dialog } = await openWorkatoHost(page, stack);
  const { keyboard } = page;
  await expect(dialog.heading('form.title')).toBeVisible();

  // The test's only click puts the focus into the host page.
  await page.locator('header').click();
  await keyboard.press('Tab');
  await expect(dialog.field(KEY_LABEL)).toBeFocused();
  await keyboard.type(WRONG_KEY);
  await keyboard.press('Enter');

  const alert = dialog.alert('problem.invalid_credentials.title_provider');
  await expect(alert).toBeFocused();
  await keyboard.press('Tab');
  await expect(dialog.field(KEY_LABEL)).toBeFocused();
  await keyboard.press('ControlOrMeta+a');
  await keyboard.type(RIGHT_KEY);
  await keyboard.press('Enter');

  await expect(dialog.heading('connected.title')).toBeFocused();
  await keyboard.press('Tab');
  await expect(dialog.button('connected.replace')).toBeFocused();
  await keyboard.press('Tab');
  await expect(dialog.button('connected.disconnect')).toBeFocused();
  await keyboard.press('Enter');
  await expect(dialog.heading('disconnect.title')).toBeFocused();
  await keyboard.press('Tab');
  await expect(dialog.button('disconnect.confirm')).toBeFocused();
  await keyboard.press('Space');
  await expect(dialog.heading('form.title')).toBeFocused();
});

test('the dialog does not take the focus from the host when it opens', async ({ page, stack }) => {
  const { dialog } = await openWorkatoHost(page, stack);
  await expect(dialog.heading('form.title')).toBeVisible();
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BODY');
});
