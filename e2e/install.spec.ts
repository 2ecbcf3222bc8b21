import { translate } from './harness/dialog-page.ts';
import { agreeAndConnect, install, REPORT_ADDRESS } from './harness/install-flow.ts';
import { CONSENT_TEXT, CONTACTS } from './harness/install-organization.ts';
import { recordingOf, startRecording, waitForMessages } from './harness/message-recorder.ts';
import { openInstallHost } from './harness/open-host.ts';
import { expectPandiumMessages, isPandiumMessage } from './harness/pandium-messages.ts';
import { OWN_KEY_CLAIM } from './harness/providers.ts';
import { expect, IN_ONE_ENGINE, test } from './harness/test.ts';

const INSTALL_PAGE = `/tenants/create/${CONTACTS.slug}`;

/** Claims of a person whose host connects its own connector in the background. */
const CLAIMS = {
  ti: {
    ...{ udn: 'Ada', ufn: 'Ada Lovelace', uem: 'ada@customer.example', ili: ['contacts', '8'], aid: '17' },
    xti: { integration_name: 'contacts', plan: 'gold', ...OWN_KEY_CLAIM },
  },
};

test('host code written for Pandium receives what a person has installed', async ({ page, stack }) => {
  const { dialog, customer } = await openInstallHost(page, stack, INSTALL_PAGE, { claims: CLAIMS });
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
  const naiveTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/) as unknown;
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as unknown;
  const [connected, ...saved] = told.filter(({ message }) => message !== 'pandium-content-height-change');
  expect(connected).toMatchObject({ message: 'pandium-success', tenant: { id: null, name: customer } });
  expect(saved).toEqual([
    {
      message: 'pandium-save-sync',
      tenant: {
        archived: false,
        name: customer,
        namespace: 'shop',
        configs: { direction: 'out', report: REPORT_ADDRESS },
        created_date: naiveTime,
        paused: false,
        user_schedule: '30 8 * * *',
        schedule: expect.stringMatching(/^\d+ \d+ \* \* \*$/) as unknown,
        source: 'admin',
        integration: { id: 7, name: 'Contacts' },
        integration_release: null,
        integration_release_channel: 'Default',
        id,
        modified_date: naiveTime,
        connected_users: {
          pandium: {
            id: expect.stringMatching(/^[\da-f-]{36}$/) as unknown,
            email: 'ada@customer.example',
            username: customer,
            attributes: {
              jwt: {
                display_name: 'Ada',
                full_name: 'Ada Lovelace',
                external_integrations: 'contacts,8',
                auditable_uid: '17',
                auditable_display_name: null,
                extra_tenant_info: '{"integration_name":"contacts","plan":"gold"}',
                namespace: 'shop',
                keycloak_uri: stack.server.url.host,
              },
            },
            first_name: null,
            last_name: null,
            email_verified: true,
            enabled: true,
            realm_id: 'shop',
            created_timestamp: expect.any(Number) as unknown,
          },
        },
        status: {
          tenant_id: id,
          last_run: {},
          current_run: {},
          last_successful_run: {},
          dynamic_configs: {},
          auth: {
            connected: true,
            SANDBOX_OWN_AUTH_STATUS: 'Connected',
            SANDBOX_OWN_LAST_CHANGE: time,
            SANDBOX_AUTH_STATUS: 'Connected',
            SANDBOX_LAST_CHANGE: time,
          },
        },
      },
    },
  ]);
});

test(
  'host code written for Pandium receives a tenant without an id when a person cancels',
  IN_ONE_ENGINE,
  async ({ page, stack }) => {
    const { dialog, customer } = await openInstallHost(page, stack, INSTALL_PAGE, { claims: CLAIMS });
    await dialog.button('action.cancel').click();
    await expect(page.locator('[data-status]')).toHaveText('cancelled: tenant null');
    const told = expectPandiumMessages((await recordingOf(page)).messages, { origin: stack.server.url.origin });
    expect(told.filter(({ message }) => message !== 'pandium-content-height-change')).toMatchObject([
      {
        message: 'pandium-install-cancel',
        tenant: { id: null, name: customer, integration: { id: 7, name: 'Contacts' }, configs: {}, paused: false },
      },
    ]);
  },
);

test('another browser continues an install flow at its step, with what the person entered', async ({
  page,
  browser,
  stack,
}) => {
  const { dialog, customer, address } = await openInstallHost(page, stack, INSTALL_PAGE, { claims: CLAIMS });
  await agreeAndConnect(dialog);
  await dialog.field('Send reports to').fill(REPORT_ADDRESS);
  await expect(dialog.text('install.draft_kept')).toBeVisible();
  await page.goto(address);
  await expect(dialog.heading('install.page.settings')).toBeVisible();
  await expect(dialog.field('Send reports to')).toHaveValue(REPORT_ADDRESS);
  await dialog.button('install.continue').click();
  await expect(dialog.heading('install.page.schedule')).toBeFocused();
  const kept = page.waitForResponse((response) => new URL(response.url()).pathname === '/session/installation/draft');
  await dialog.field('How often').selectOption('Every 30 minutes');
  await kept;

  const context = await browser.newContext();
  const otherPage = await context.newPage();
  await startRecording(otherPage);
  const { dialog: other } = await openInstallHost(otherPage, stack, INSTALL_PAGE, { customer, claims: CLAIMS });
  await expect(other.heading('install.page.schedule')).toBeVisible();
  await expect(other.field('How often')).toHaveValue('every-30');
  await other.button('install.continue').click();
  await expect(other.frame.getByText(REPORT_ADDRESS)).toBeVisible();
  await other.button('install.submit').click();
  await expect(other.done).toBeFocused();
  await context.close();
});

test('a later visit shows what is installed, and pauses, resumes and uninstalls it after a question', async ({
  page,
  stack,
}) => {
  const { dialog, address } = await openInstallHost(page, stack, INSTALL_PAGE, { claims: CLAIMS });
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
});
