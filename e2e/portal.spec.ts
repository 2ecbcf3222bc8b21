import { iframePage } from './host-pages/iframe-page.ts';
import { DialogPage } from './harness/dialog-page.ts';
import { install, setUp } from './harness/install-flow.ts';
import {
  CONTACTS,
  INSTALL_APPLICATION,
  INSTALL_ORGANIZATION,
  INVOICES,
  PAYROLL,
} from './harness/install-organization.ts';
import { recordingOf, waitForMessages } from './harness/message-recorder.ts';
import { openInstallHost } from './harness/open-host.ts';
import { openTag } from './harness/open-tag.ts';
import { expectPandiumMessages, isPandiumMessage } from './harness/pandium-messages.ts';
import { ACCOUNT, KEY_LABEL, KEY_PROVIDER, OWN_KEY_CLAIM, RIGHT_KEY } from './harness/providers.ts';
import { dataOf, emittedAs, expectSuperblocksMessages, navigationTo } from './harness/superblocks-messages.ts';
import { tagEvents, waitForTagEvent } from './harness/tag-events.ts';
import { expect, test } from './harness/test.ts';

/** Claims of a person who may see two of the three integrations. */
const CLAIMS = { ti: { ili: [CONTACTS.slug, String(INVOICES.id)], xti: OWN_KEY_CLAIM } };

const card = ({ frame }: DialogPage, { name }: { readonly name: string }) => frame.getByRole('button', { name });

test('a marketplace for Pandium lists what the token names, and shows what a person has installed', async ({
  page,
  stack,
}) => {
  const { dialog, address, customer } = await openInstallHost(page, stack, '', { claims: CLAIMS });
  await expect(card(dialog, CONTACTS)).toBeVisible();
  await expect(card(dialog, INVOICES)).toBeVisible();
  await expect(card(dialog, PAYROLL)).toHaveCount(0);

  await card(dialog, INVOICES).click();
  await expect(dialog.heading('form.title')).toBeFocused();
  await dialog.button('steps.all').click();
  await expect(dialog.heading('integrations.title')).toBeFocused();
  await card(dialog, CONTACTS).click();
  await expect(dialog.heading('install.page.consent')).toBeFocused();
  await install(dialog);
  await waitForMessages(page, isPandiumMessage('pandium-save-sync'));
  await dialog.button('steps.all').click();
  await expect(card(dialog, CONTACTS)).toContainText('installed');
  await expect(card(dialog, INVOICES)).not.toContainText('installed');
  const { messages, frameLoads } = await recordingOf(page);
  expectPandiumMessages(messages, { origin: stack.server.url.origin });
  expect(frameLoads).toHaveLength(1);

  await page.goto(address);
  await expect(card(dialog, CONTACTS)).toContainText('installed');

  await test.step('a deep link to what the token hides is not found', async () => {
    const links = { [INVOICES.slug]: 200, [PAYROLL.slug]: 404, unknown: 404 };
    for (const [slug, status] of Object.entries(links)) {
      const src = await stack.installationFrameUrl(customer, `/integrations/${slug}`, { claims: CLAIMS });
      const answer = page.waitForResponse(src);
      await page.locator('[data-widget]').evaluate((frame, link) => frame.setAttribute('src', link), src);
      expect((await answer).status(), slug).toBe(status);
    }
    await expect(dialog.heading('problem.not_found.title')).toBeVisible();
  });
});

test('a modal tag shows a portal, installs with single-use tokens, and says which views a person sees', async ({
  page,
  stack,
}) => {
  const { dialog } = await openTag(page, stack, {
    src: stack.installationPageUrl(),
    claims: CLAIMS,
    tokenDelivery: 'url',
    attributes: { mode: 'modal' },
  });
  const modal = page.getByRole('dialog');
  const open = () => page.evaluate(() => document.querySelector('embed-connection')?.open());
  await open();
  await card(dialog, CONTACTS).click();
  await expect(dialog.heading('install.page.consent')).toBeFocused();
  await install(dialog);
  await dialog.button('install.finish').click();
  await expect(modal).toBeHidden();

  expect(await waitForTagEvent(page, 'exit')).toEqual({ reason: 'finished' });
  const { slug, id, name } = CONTACTS;
  expect((await tagEvents(page, 'installation-change')).map(({ fields }) => fields)).toEqual([
    { installation: { id: expect.any(Number) as unknown, integration: { id, slug, name }, status: 'installed' } },
  ]);
  expect((await tagEvents(page, 'navigation')).map(({ fields }) => fields['view'])).toEqual([
    ...['integrations', 'integration', 'consent', 'connect', 'settings', 'schedule', 'review', 'done'],
  ]);
  expect(await tagEvents(page, 'error')).toEqual([]);

  await open();
  await expect(card(dialog, CONTACTS)).toContainText('installed');
  await modal.getByRole('button', { name: 'Close' }).click();
  await expect.poll(() => tagEvents(page, 'exit')).toHaveLength(2);
  expect(await waitForTagEvent(page, 'exit', 2)).toEqual({ reason: 'closed' });
});

// The host posts its first messages before the frame has a document of the application.
test.describe('an application', () => {
  test.use({ expectedErrors: /target origin/ });

  test('host code written for Superblocks shows a portal, and hears of views and installations', async ({
    page,
    stack,
  }) => {
    const token = await stack.createSessionToken(stack.newCustomer(), {}, INSTALL_ORGANIZATION);
    const src = stack.applicationPageUrl(INSTALL_APPLICATION);
    const embed = { token, properties: {}, colorScheme: 'light' };
    const path = stack.host.add({ html: () => iframePage({ hostScript: 'superblocks', src, embed }) });
    await page.goto(stack.hostOrigin + path);
    const dialog = new DialogPage(page, KEY_PROVIDER.title);
    await card(dialog, INVOICES).click();
    await dialog.submit(KEY_LABEL, RIGHT_KEY);
    await expect(dialog.frame.getByText(ACCOUNT)).toBeVisible();
    await dialog.button('steps.all').click();
    await expect(card(dialog, INVOICES)).toContainText('installed');
    await card(dialog, CONTACTS).click();
    await expect(dialog.heading('install.page.consent')).toBeFocused();
    await dialog.button('install.agree').click();
    // The connection of the other integration is used.
    await expect(dialog.heading('install.page.settings')).toBeFocused();

    await setUp(dialog);

    const origin = stack.server.url.origin;
    const heard = async () => expectSuperblocksMessages((await recordingOf(page)).messages, { origin });
    const contacts = '/integrations/contacts';
    const views = ['consent', 'settings', 'schedule', 'review', 'done'];
    const navigations = async () => dataOf(await heard(), 'NAVIGATION');
    await expect
      .poll(navigations)
      .toEqual([
        ...['/', '/integrations/invoices', '/'].map((path) => navigationTo(INSTALL_APPLICATION, src, path)),
        ...[undefined, ...views].map((view) => navigationTo(INSTALL_APPLICATION, src, contacts, view)),
      ]);
    const messages = await heard();
    expect(emittedAs(messages, 'installation-change')).toEqual([
      { installation: { id: expect.any(Number) as unknown, integration: CONTACTS, status: 'installed' } },
    ]);
    expect(emittedAs(messages, 'navigation').map(({ view }) => view)).toEqual([
      ...['integrations', 'integration', 'integrations', 'integration', ...views],
    ]);
    expect(emittedAs(messages, 'success').map(({ connection }) => connection)).toMatchObject([
      { connector: KEY_PROVIDER.connector, connected: true },
    ]);
    expect((await recordingOf(page)).frameLoads).toHaveLength(1);
  });
});

test('the portal in a tag without a token lists what is public, and opens with a later token', async ({
  page,
  stack,
}) => {
  const src = new URL('/billing', stack.server.url).href;
  const { dialog } = await openTag(page, stack, { src, tokenDelivery: 'none' });
  await expect(dialog.frame.getByText('Invoices')).toBeVisible();
  await expect(dialog.frame.getByText('Orders')).toHaveCount(0);
  const errors = (await tagEvents(page)).filter(({ type }) => type === 'error');
  expect(errors.map(({ fields }) => fields['code'])).toEqual(['token_missing']);

  const token = await stack.createSessionToken(stack.newCustomer());
  await page.locator('embed-connection').evaluate((tag, value) => tag.setAttribute('token', value), token);
  await expect(dialog.frame.getByRole('button', { name: 'Orders' })).toBeVisible();
});
