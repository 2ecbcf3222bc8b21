import type { Page } from '@playwright/test';
import { iframePage } from './host-pages/iframe-page.ts';
import { DialogPage, translate } from './harness/dialog-page.ts';
import { recordingOf, waitForMessages } from './harness/message-recorder.ts';
import { KEY_LABEL, KEY_PROVIDER, RIGHT_KEY, UNVERIFIED_PROVIDER } from './harness/providers.ts';
import type { Stack } from './harness/stack.ts';
import { dataOf, emittedAs, expectSuperblocksMessages, navigationTo } from './harness/superblocks-messages.ts';
import type { SuperblocksMessage } from './harness/superblocks-messages.ts';
import { expect, IN_ONE_ENGINE, test } from './harness/test.ts';

declare global {
  interface Window {
    embed: { readonly post: (type: string, data: object) => void; readonly inits: number };
  }
}

// The host posts its first messages before the frame has a document of the application.
test.use({ expectedErrors: /target origin/ });

interface HostOptions {
  readonly app: 'all' | 'orders';
  readonly token: string | null;
  readonly path?: string;
  readonly properties?: object;
  readonly colorScheme?: string;
}

/** Opens a host page that frames an application, with code written for Superblocks. */
async function openHost(page: Page, stack: Stack, { app, path, token, ...options }: HostOptions): Promise<DialogPage> {
  const embed = { token, properties: {}, colorScheme: 'light', ...options };
  const src = stack.applicationPageUrl(app, path);
  await page.goto(
    stack.hostOrigin + stack.host.add({ html: () => iframePage({ hostScript: 'superblocks', src, embed }) }),
  );
  return new DialogPage(page, KEY_PROVIDER.title);
}

const isMessage = (type: SuperblocksMessage['type']) => (data: unknown) => (data as SuperblocksMessage).type === type;

/** What the host page received, well-formed. */
async function messages(page: Page, { server }: Stack): Promise<readonly SuperblocksMessage[]> {
  return expectSuperblocksMessages((await recordingOf(page)).messages, { origin: server.url.origin });
}

const post = (page: Page, type: string, data: object) =>
  page.evaluate(([name, content]) => window.embed.post(name, content), [type, data] as const);

const trigger = (page: Page, eventName: string, payload: object = {}) =>
  post(page, 'TRIGGER_EVENT', { eventName, payload });

/** How often the host began, and how many documents the frame had. Neither grows after the application has answered. */
async function beginnings(page: Page) {
  const { frameLoads } = await recordingOf(page);
  return { inits: await page.evaluate(() => window.embed.inits), loads: frameLoads.length };
}

test('host code written for Superblocks loads an application, and hears of each connection', async ({
  page,
  stack,
}) => {
  const token = await stack.createSessionToken(stack.newCustomer());
  const dialog = await openHost(page, stack, { app: 'orders', token, colorScheme: 'dark' });
  await expect(dialog.heading('form.title')).toBeVisible();
  await expect(page.locator('[data-status]')).toHaveText(/^loaded: /);
  const before = await beginnings(page);
  expect(before.inits).toBeGreaterThanOrEqual(2);
  await expect(dialog.frame.locator('html')).toHaveAttribute('data-theme', 'dark');

  await dialog.submit(KEY_LABEL, RIGHT_KEY);
  const second = new DialogPage(page, UNVERIFIED_PROVIDER.title);
  await expect(second.heading('form.title')).toBeFocused();
  await second.submit(KEY_LABEL, RIGHT_KEY);
  await expect(dialog.text('steps.done')).toBeVisible();
  await expect(second.heading('connected.title')).toBeFocused();

  await expect.poll(async () => emittedAs(await messages(page, stack), 'success').length).toBe(2);
  expect(emittedAs(await messages(page, stack), 'success')).toEqual(
    [KEY_PROVIDER, UNVERIFIED_PROVIDER].map(({ connector }) => ({
      connection: expect.objectContaining({ connector, connected: true }),
      receipt: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
    })),
  );
  const address = stack.applicationPageUrl('orders');
  // The second one is the step of the install flow in which a person connects.
  expect(dataOf(await messages(page, stack), 'NAVIGATION')).toEqual(
    [undefined, 'connect'].map((view) => navigationTo('orders', address, '/integrations/orders', view)),
  );
  expect(dataOf(await messages(page, stack), 'APP_LOADED')).toEqual([
    { id: 'orders', name: expect.any(String) as unknown },
  ]);
  expect(await beginnings(page)).toEqual(before);
});

test('an application navigates in one document, by its list and by the host', async ({ page, stack }) => {
  const token = await stack.createSessionToken(stack.newCustomer());
  const dialog = await openHost(page, stack, { app: 'all', token });
  const integration = (name: string) => dialog.frame.getByRole('button', { name });
  await expect(integration('Orders')).toBeVisible();
  await expect(integration('Payroll')).toHaveCount(0);
  const before = await beginnings(page);

  await integration('Orders').click();
  await expect(dialog.heading('form.title')).toBeFocused();
  await dialog.button('steps.all').click();
  await expect(dialog.heading('integrations.title')).toBeFocused();
  await trigger(page, 'navigate', { pathname: '/integrations/invoices' });
  const invoices = new DialogPage(page, UNVERIFIED_PROVIDER.title);
  await expect(invoices.heading('form.title')).toBeVisible();
  await trigger(page, 'navigate', { pathname: '/integrations/payroll' });
  await expect(dialog.heading('problem.not_found.title')).toBeVisible();
  await trigger(page, 'refresh');
  await trigger(page, 'navigate', { pathname: '/' });
  await expect(integration('Orders')).toBeVisible();

  expect(dataOf(await messages(page, stack), 'NAVIGATION').map(({ pathname }) => pathname)).toEqual([
    // Twice for an integration: itself, and the step of its install flow.
    ...['/', '/integrations/orders', '/integrations/orders', '/'],
    ...['/integrations/invoices', '/integrations/invoices', '/'],
  ]);
  expect(await beginnings(page)).toEqual(before);
});

test('a new token keeps what a person typed, and the host hears of a bad one', async ({ page, stack }) => {
  const customer = stack.newCustomer();
  const dialog = await openHost(page, stack, { app: 'orders', token: await stack.createSessionToken(customer) });
  await dialog.field(KEY_LABEL).fill('typed');

  await post(page, 'TOKEN_CHANGE', { token: 'not.a.token' });
  await waitForMessages(page, isMessage('AUTH_ERROR'));
  await expect(dialog.heading('problem.token_invalid.title')).toBeVisible();
  expect(dataOf(await messages(page, stack), 'AUTH_ERROR')).toEqual([
    { error: expect.stringMatching(/^token_invalid: /) as unknown },
  ]);

  await post(page, 'TOKEN_CHANGE', { token: await stack.createSessionToken(customer) });
  await expect(dialog.field(KEY_LABEL)).toHaveValue('typed');
  await post(page, 'COLOR_SCHEME_CHANGE', { colorScheme: 'dark' });
  await expect(dialog.frame.locator('html')).toHaveAttribute('data-theme', 'dark');

  await trigger(page, 'reload');
  await expect(dialog.field(KEY_LABEL)).toHaveValue('');
  await post(page, 'PROPERTY_CHANGE', { properties: { locale: 'de', plan: 'gold' } });
  await expect(dialog.frame.getByRole('heading', { name: 'Sandbox verbinden' })).toBeVisible();
  await trigger(page, 'close');
  await expect.poll(async () => emittedAs(await messages(page, stack), 'exit')).toEqual([{ reason: 'closed' }]);
  expect((await beginnings(page)).loads).toBe(1);
  expect(dataOf(await messages(page, stack), 'APP_LOADED')).toHaveLength(1);
});

test('an application without a token lists what is public, and connects with a later token', async ({
  page,
  stack,
}) => {
  const dialog = await openHost(page, stack, { app: 'all', token: null });
  await expect(dialog.frame.getByText('Invoices')).toBeVisible();
  await expect(dialog.frame.getByText(translate('integrations.read_only', { organization: 'Billing' }))).toBeVisible();
  await expect(dialog.frame.getByText('Orders')).toHaveCount(0);
  await expect(dialog.frame.getByRole('button')).toHaveCount(0);

  const token = await stack.createSessionToken(stack.newCustomer(), { groupIds: ['managers'] });
  await post(page, 'TOKEN_CHANGE', { token });
  await expect(dialog.frame.getByRole('button', { name: 'Payroll' })).toBeVisible();
  expect(dataOf(await messages(page, stack), 'APP_LOADED')).toHaveLength(1);
});

test(
  'an application without a token and without anything public asks the host for one',
  IN_ONE_ENGINE,
  async ({ page, stack }) => {
    await page.clock.install();
    const refusal = page.waitForResponse((response) => response.url().endsWith('/session'));
    const dialog = await openHost(page, stack, { app: 'orders', token: null });
    await page.clock.runFor(1000);
    await refusal;
    // The page waits from the answer on, which it has not read yet when it has arrived.
    await expect(async () => {
      await page.clock.runFor(16_000);
      await expect(dialog.heading('problem.token_missing.title')).toBeVisible({ timeout: 500 });
    }).toPass();
    expect(dataOf(await messages(page, stack), 'AUTH_ERROR')).toEqual([
      { error: expect.stringMatching(/^token_missing: /) as unknown },
    ]);
    expect(dataOf(await messages(page, stack), 'APP_LOADED')).toEqual([]);
  },
);
