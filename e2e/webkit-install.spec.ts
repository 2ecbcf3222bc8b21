import { translate } from './harness/dialog-page.ts';
import { REPORT_ADDRESS } from './harness/install-flow.ts';
import { CONTACTS, INSTALL_APPLICATION, INSTALL_ORGANIZATION, INVOICES } from './harness/install-organization.ts';
import { expectPandiumMessages } from './harness/pandium-messages.ts';
import { KEY_LABEL, KEY_PROVIDER, RIGHT_KEY } from './harness/providers.ts';
import { DEFAULT_CONFIGS, INSTALL_CLAIMS, savedTenant, withoutHeights } from './harness/saved-tenant.ts';
import { dataOf, emittedAs, expectSuperblocksMessages, navigationTo } from './harness/superblocks-messages.ts';
import { iframePage } from './host-pages/iframe-page.ts';
import { findByName } from './webdriver/named-element.ts';
import { recordingOf, withRecorder } from './webdriver/page-recorder.ts';
import type { Session } from './webdriver/session.ts';
import { WebKitDialog } from './webdriver/webkit-dialog.ts';
import { expect, test } from './webdriver/webkit-test.ts';

// The driver cannot click what is below the viewport in an iframe of another site.
test.beforeEach(({ webkit }) => webkit.setViewport({ width: 1000, height: 1200 }));

/** Switches into the page's dialog and calls `use`. */
async function inDialog(page: Session, use: (dialog: WebKitDialog) => Promise<void>): Promise<void> {
  await page.frame('[data-widget]', (frame) => use(new WebKitDialog(frame, KEY_PROVIDER.title)));
}

/** Opens an integration of a list. */
async function openCard({ frame }: WebKitDialog, { name }: { readonly name: string }): Promise<void> {
  await frame.click(await findByName(frame, 'button', new RegExp(name)));
}

/** Installs `contacts` with its default schedule. */
async function install(dialog: WebKitDialog): Promise<void> {
  const { frame } = dialog;
  const click = async (key: Parameters<WebKitDialog['button']>[0]) => frame.click(await dialog.button(key));
  await click('install.agree');
  await dialog.submit(KEY_LABEL, RIGHT_KEY);
  await dialog.heading('connected.title');
  await click('install.continue');
  await frame.click(await dialog.field('Send reports to'));
  await frame.type(REPORT_ADDRESS);
  await click('install.continue');
  await dialog.heading('install.page.schedule');
  await click('install.continue');
  await dialog.heading('install.page.review');
  await click('install.submit');
  await findByName(frame, 'heading', translate('install.done', { integration: CONTACTS.name }));
}

test('host code written for Pandium receives what a person cancels on the install page and installs in the marketplace', async ({
  webkit,
  stack,
}) => {
  const customer = stack.newCustomer();
  const open = (path: string) => {
    const src = () => stack.installationFrameUrl(customer, path, { claims: INSTALL_CLAIMS });
    const html = async () => withRecorder(iframePage({ hostScript: 'pandium', src: await src() }));
    return webkit.navigate(stack.hostOrigin + stack.host.add({ html }));
  };
  const heard = async () => {
    const { messages } = await recordingOf(webkit);
    return withoutHeights(expectPandiumMessages(messages, { origin: stack.server.url.origin }));
  };

  await open(`/tenants/create/${CONTACTS.slug}`);
  await inDialog(webkit, async (dialog) => {
    await dialog.frame.click(await dialog.button('action.cancel'));
  });
  await expect.poll(() => status(webkit)).toBe('cancelled: tenant null');
  expect(await heard()).toMatchObject([
    { message: 'pandium-install-cancel', tenant: { id: null, name: customer, integration: { id: 7 }, configs: {} } },
  ]);

  await open('');
  await inDialog(webkit, async (dialog) => {
    await findByName(dialog.frame, 'button', new RegExp(INVOICES.name));
    await openCard(dialog, CONTACTS);
    await install(dialog);
  });
  await expect.poll(() => status(webkit)).toMatch(/^installed: tenant \d+ of Contacts$/);
  const id = Number(/\d+/.exec(await status(webkit))?.[0]);
  const configs = DEFAULT_CONFIGS;
  const tenant = savedTenant({ customer, id, configs, schedule: '0 * * * *', server: stack.server.url });
  expect(await heard()).toEqual([
    { message: 'pandium-success', tenant: expect.objectContaining({ id: null, name: customer }) as unknown },
    { message: 'pandium-save-sync', tenant },
  ]);
});

async function status(page: Session): Promise<string> {
  return (await page.find('[data-status]')).getText();
}

test('host code written for Superblocks receives each view of a portal and what a person installs', async ({
  webkit,
  stack,
}) => {
  const token = await stack.createSessionToken(stack.newCustomer(), {}, INSTALL_ORGANIZATION);
  const src = stack.applicationPageUrl(INSTALL_APPLICATION);
  const embed = { token, properties: {}, colorScheme: 'light' };
  const html = () => withRecorder(iframePage({ hostScript: 'superblocks', src, embed }));
  await webkit.navigate(stack.hostOrigin + stack.host.add({ html }));
  await inDialog(webkit, async (dialog) => {
    await openCard(dialog, CONTACTS);
    await install(dialog);
  });

  const heard = async () =>
    expectSuperblocksMessages((await recordingOf(webkit)).messages, { origin: stack.server.url.origin });
  const views = ['consent', 'connect', 'settings', 'schedule', 'review', 'done'];
  await expect
    .poll(async () => dataOf(await heard(), 'NAVIGATION'))
    .toEqual([
      navigationTo(INSTALL_APPLICATION, src, '/'),
      ...[undefined, ...views].map((view) =>
        navigationTo(INSTALL_APPLICATION, src, `/integrations/${CONTACTS.slug}`, view),
      ),
    ]);
  const messages = await heard();
  expect(dataOf(messages, 'APP_LOADED')).toEqual([{ id: INSTALL_APPLICATION, name: expect.any(String) as unknown }]);
  expect(dataOf(messages, 'AUTH_ERROR')).toEqual([]);
  expect(emittedAs(messages, 'navigation').map(({ view }) => view)).toEqual(['integrations', 'integration', ...views]);
  expect(emittedAs(messages, 'success').map(({ connection }) => connection)).toMatchObject([
    { connector: KEY_PROVIDER.connector, status: 'connected', connected: true, verified: true },
  ]);
  expect(emittedAs(messages, 'installation-change')).toEqual([
    { installation: { id: expect.any(Number) as unknown, integration: CONTACTS, status: 'installed' } },
  ]);
});
