import { translate } from './harness/dialog-page.ts';
import { agreeAndConnect, install, REPORT_ADDRESS } from './harness/install-flow.ts';
import { CONSENT_TEXT, CONTACTS } from './harness/install-organization.ts';
import { recordingOf, startRecording, waitForMessages } from './harness/message-recorder.ts';
import { openInstallHost } from './harness/open-host.ts';
import { expectPandiumMessages, isPandiumMessage } from './harness/pandium-messages.ts';
import { INSTALL_CLAIMS, savedTenant, withoutHeights } from './harness/saved-tenant.ts';
import { expect, IN_ONE_ENGINE, test } from './harness/test.ts';

const INSTALL_PAGE = `/tenants/create/${CONTACTS.slug}`;

test('host code written for Pandium receives what a person has installed', async ({ page, stack }) => {
  const { dialog, customer } = await openInstallHost(page, stack, INSTALL_PAGE, { claims: INSTALL_CLAIMS });
  await expect(dialog.heading('install.page.consent')).toBeVisible();
  await expect(dialog.frame.getByText(CONSENT_TEXT)).toBeVisible();
  await agreeAndConnect(dialog);

  await dialog.field('Direction').selectOption('Only to the sandbox');
  await dialog.button('install.continue').click();
  await expect(dialog.frame.getByText(translate('settings.missing', { label: 'Send reports to' }))).toBeVisible();
  await dialog.field('Send reports to').fill(REPORT_ADDRESS);
  await dialog.field('Access code (optional)').fill('a-secret-code');
  await dialog.button('install.continue').click();

  await expect(dialog.heading('install.page.schedule')).toBeFocused();
  await dialog.field('How often').selectOption('Every day');
  await dialog.field('Time').fill('08:30');
  await dialog.field('Time zone').selectOption('Europe/Berlin');
  await expect(dialog.frame.locator('time')).toHaveCount(3);
  await dialog.button('install.continue').click();

  await expect(dialog.heading('install.page.review')).toBeFocused();
  for (const text of ['Only to the sandbox', REPORT_ADDRESS, 'Stored, not shown', 'Europe/Berlin']) {
    await expect(dialog.frame.getByText(text)).toBeVisible();
  }
  await dialog.button('install.submit').click();
  await expect(dialog.done).toBeFocused();
  const status = page.locator('[data-status]');
  await expect(status).toHaveText(/^installed: tenant \d+ of Contacts$/);

  const told = expectPandiumMessages(await waitForMessages(page, isPandiumMessage('pandium-save-sync')), {
    origin: stack.server.url.origin,
  });
  const id = Number(/\d+/.exec(await status.innerText())?.[0]);
  const [connected, ...saved] = withoutHeights(told);
  expect(connected).toMatchObject({ message: 'pandium-success', tenant: { id: null, name: customer } });
  const configs = { direction: 'out', report: REPORT_ADDRESS };
  const tenant = savedTenant({ customer, id, configs, schedule: '30 8 * * *', server: stack.server.url });
  expect(saved).toEqual([{ message: 'pandium-save-sync', tenant }]);
});

test(
  'host code written for Pandium receives a tenant without an id when a person cancels',
  IN_ONE_ENGINE,
  async ({ page, stack }) => {
    const { dialog, customer } = await openInstallHost(page, stack, INSTALL_PAGE, { claims: INSTALL_CLAIMS });
    await dialog.button('action.cancel').click();
    await expect(page.locator('[data-status]')).toHaveText('cancelled: tenant null');
    const told = expectPandiumMessages((await recordingOf(page)).messages, { origin: stack.server.url.origin });
    expect(withoutHeights(told)).toMatchObject([
      {
        message: 'pandium-install-cancel',
        tenant: { id: null, name: customer, integration: { id: 7, name: 'Contacts' }, configs: {}, paused: false },
      },
    ]);
  },
);

test(
  'another browser continues an install flow at its step, with what the person entered',
  IN_ONE_ENGINE,
  async ({ page, browser, stack }) => {
    const { dialog, customer, address } = await openInstallHost(page, stack, INSTALL_PAGE, { claims: INSTALL_CLAIMS });
    await agreeAndConnect(dialog);
    await dialog.field('Send reports to').fill(REPORT_ADDRESS);
    // At once: what was typed is stored while the page ends.
    await expect(async () => {
      await page.goto(address);
      await expect(dialog.heading('install.page.settings')).toBeVisible();
      await expect(dialog.field('Send reports to')).toHaveValue(REPORT_ADDRESS, { timeout: 1000 });
    }).toPass();
    await dialog.button('install.continue').click();
    await expect(dialog.heading('install.page.schedule')).toBeFocused();
    const kept = page.waitForResponse((response) => new URL(response.url()).pathname === '/session/installation/draft');
    await dialog.field('How often').selectOption('Every 30 minutes');
    await kept;

    const context = await browser.newContext();
    const otherPage = await context.newPage();
    await startRecording(otherPage);
    const { dialog: other } = await openInstallHost(otherPage, stack, INSTALL_PAGE, {
      customer,
      claims: INSTALL_CLAIMS,
    });
    await expect(other.heading('install.page.schedule')).toBeVisible();
    await expect(other.field('How often')).toHaveValue('every-30');
    await other.button('install.continue').click();
    await expect(other.frame.getByText(REPORT_ADDRESS)).toBeVisible();
    await other.button('install.submit').click();
    await expect(other.done).toBeFocused();
    await context.close();
  },
);

test(
  'a later visit shows what is installed, and pauses, resumes and uninstalls it after a question',
  IN_ONE_ENGINE,
  async ({ page, stack }) => {
    const { dialog, address } = await openInstallHost(page, stack, INSTALL_PAGE, { claims: INSTALL_CLAIMS });
    await install(dialog);
    await page.goto(address);
    await expect(dialog.heading('install.overview')).toBeVisible();
    await expect(dialog.text('install.active')).toBeVisible();
    await expect(dialog.frame.getByText(REPORT_ADDRESS)).toBeVisible();

    const values = { integration: CONTACTS.name };
    const question = (name: 'pause' | 'resume' | 'uninstall') =>
      dialog.frame.getByRole('group', { name: translate(`${name}.title`, values) });
    for (const [name, status] of [
      ['pause', 'install.paused'],
      ['resume', 'install.active'],
    ] as const) {
      await dialog.button(`${name}.action`).click();
      await expect(question(name).getByText(translate(`${name}.text`))).toBeVisible();
      await dialog.button(`${name}.action`).click();
      await expect(dialog.text(status)).toBeVisible();
    }
    await dialog.button('uninstall.action').click();
    await expect(question('uninstall').getByText(translate('uninstall.text'))).toBeVisible();
    await dialog.button('action.cancel').click();
    await expect(dialog.heading('install.overview')).toBeVisible();
    await dialog.button('uninstall.action').click();
    await dialog.button('uninstall.action').click();
    await expect(dialog.frame.getByText(translate('install.notice.uninstalled', values))).toBeVisible();

    await page.goto(address);
    await expect(dialog.heading('install.page.settings')).toBeVisible();
  },
);
