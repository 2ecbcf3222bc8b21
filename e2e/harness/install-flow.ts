import type { DialogPage } from './dialog-page.ts';
import { KEY_LABEL, RIGHT_KEY } from './providers.ts';
import { expect } from './test.ts';

/** The address to which an installed integration sends reports. */
export const REPORT_ADDRESS = 'reports@customer.example';

/** Agrees and connects the provider, and ends on the settings. */
export async function agreeAndConnect(dialog: DialogPage): Promise<void> {
  await dialog.button('install.agree').click();
  await expect(dialog.heading('install.page.connect')).toBeFocused();
  await dialog.submit(KEY_LABEL, RIGHT_KEY);
  await expect(dialog.heading('connected.title')).toBeVisible();
  await dialog.button('install.continue').click();
  await expect(dialog.heading('install.page.settings')).toBeFocused();
}

/** Installs an integration with settings from its first page on, with the default schedule. */
export async function install(dialog: DialogPage): Promise<void> {
  await agreeAndConnect(dialog);
  await setUp(dialog);
}

/** Installs an integration whose settings are shown, with the default schedule. */
export async function setUp(dialog: DialogPage): Promise<void> {
  await dialog.field('Send reports to').fill(REPORT_ADDRESS);
  await dialog.button('install.continue').click();
  await expect(dialog.heading('install.page.schedule')).toBeFocused();
  await dialog.button('install.continue').click();
  await expect(dialog.heading('install.page.review')).toBeFocused();
  await dialog.button('install.submit').click();
  await expect(dialog.done).toBeFocused();
}
