import { openTag } from './harness/open-tag.ts';
import { openPandiumHost, openWorkatoHost } from './harness/open-host.ts';
import { openSignInWindow, signIn, signInLink } from './harness/sign-in-window.ts';
import type { SignInWindow } from './harness/sign-in-window.ts';
import {
  ACCOUNT,
  ISOLATED_PROVIDER,
  SLOW_SIGN_IN_SECONDS,
  SLOW_SIGN_IN_PROVIDER,
  SIGN_IN_PROVIDER,
} from './harness/providers.ts';
import { waitForTagEvent, lastStatus, tagEvents } from './harness/tag-events.ts';
import { expect, IN_ONE_ENGINE, LONG_RUNS_ONLY, test } from './harness/test.ts';

/** Waits until the window has closed, or says that it can be closed. */
async function expectEnd({ page }: SignInWindow): Promise<void> {
  // The window may close during the check.
  const showsEnd = () =>
    page
      .getByText('You can close this window')
      .isVisible()
      .catch(() => false);
  await expect.poll(async () => page.isClosed() || (await showsEnd())).toBe(true);
}

const PROVIDERS = [
  { name: 'a provider without COOP', provider: SIGN_IN_PROVIDER },
  { name: 'a provider with COOP same-origin', provider: ISOLATED_PROVIDER },
];
const HOSTS = [
  { name: 'without COOP', headers: {} },
  { name: 'with COOP same-origin', headers: { 'Cross-Origin-Opener-Policy': 'same-origin' } },
  {
    name: 'with COOP same-origin-allow-popups',
    headers: { 'Cross-Origin-Opener-Policy': 'same-origin-allow-popups' },
  },
  {
    name: 'that is cross-origin isolated',
    headers: { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' },
  },
];

for (const host of HOSTS) {
  for (const { name, provider } of PROVIDERS) {
    const [hostIndex, providerIndex] = [
      HOSTS.indexOf(host),
      PROVIDERS.findIndex((entry) => entry.provider === provider),
    ];
    const isInOneEngine = hostIndex < 2 || providerIndex === 0;
    const runs = hostIndex === providerIndex ? {} : isInOneEngine ? IN_ONE_ENGINE : LONG_RUNS_ONLY;
    test(`a person connects on a host ${host.name} with ${name}`, runs, async ({ page, stack }) => {
      const { dialog, customer } = await openTag(page, stack, { provider, headers: host.headers });
      const window = await signIn(page, dialog);
      await expect(dialog.heading('connected.title')).toBeVisible();
      await expect(dialog.frame.getByText(ACCOUNT)).toBeVisible();
      await expectEnd(window);
      expect(stack.connectionStatus(customer, provider.connector)).toBe('connected');
      await waitForTagEvent(page, 'success');
      expect(await tagEvents(page, 'success')).toHaveLength(1);
      expect(await lastStatus(page)).toBe('connected');
    });
  }
}

test('host code written for Workato receives the message about a sign-in', IN_ONE_ENGINE, async ({ page, stack }) => {
  const { dialog } = await openWorkatoHost(page, stack, { provider: SIGN_IN_PROVIDER });
  const status = page.locator('[data-status]');
  await expect(status).toHaveText('sandbox-oauth: disconnected');
  await signIn(page, dialog);
  await expect(status).toHaveText('sandbox-oauth: connected');
});

test(
  'host code written for Pandium receives the message about a sign-in, with the tenant',
  IN_ONE_ENGINE,
  async ({ page, stack }) => {
    const { dialog } = await openPandiumHost(page, stack, { provider: SIGN_IN_PROVIDER });
    await signIn(page, dialog);
    await expect(page.locator('[data-status]')).toHaveText(/^connected: tenant \d+$/);
  },
);

test('the dialog waits for a slow sign-in', IN_ONE_ENGINE, async ({ page, stack }) => {
  test.setTimeout(90_000 + SLOW_SIGN_IN_SECONDS * 1000);
  const { dialog } = await openTag(page, stack, { provider: SLOW_SIGN_IN_PROVIDER });
  const window = await openSignInWindow(page, dialog);
  await expect(dialog.heading('sign_in.title')).toBeVisible();
  await window.page.getByRole('button', { name: 'Allow' }).click({ timeout: (SLOW_SIGN_IN_SECONDS + 60) * 1000 });
  await expect(dialog.heading('connected.title')).toBeVisible();
});

test('a person can reopen a window that they have closed', IN_ONE_ENGINE, async ({ page, stack }) => {
  const { dialog } = await openTag(page, stack, { provider: SIGN_IN_PROVIDER });
  const first = await openSignInWindow(page, dialog);
  await expect(first.page.getByRole('button', { name: 'Allow' })).toBeVisible();
  await first.page.close();
  await expect(dialog.heading('sign_in.title')).toBeVisible();
  await signIn(page, dialog);
  await expect(dialog.heading('connected.title')).toBeVisible();
});

test('a page that reloads during a sign-in still receives the result', IN_ONE_ENGINE, async ({ page, stack }) => {
  const { dialog } = await openTag(page, stack, { provider: SIGN_IN_PROVIDER });
  const window = await openSignInWindow(page, dialog);
  await expect(window.page.getByRole('button', { name: 'Allow' })).toBeVisible();
  await page.reload();
  await expect(signInLink(dialog)).toBeVisible();
  await window.allow();
  await expect(dialog.heading('connected.title')).toBeVisible();
  expect(await waitForTagEvent(page, 'success')).toHaveProperty('receipt');
});

test('the dialog shows a code for a link that the person copies from the context menu', async ({
  page,
  stack,
  browser,
}) => {
  const { dialog } = await openTag(page, stack, { provider: SIGN_IN_PROVIDER });
  const link = signInLink(dialog);
  await link.click({ button: 'right' });
  const href = new URL((await link.getAttribute('href')) ?? '', stack.server.url).href;
  const other = await browser.newContext();
  const window = await other.newPage();
  await window.goto(href);
  await expect(dialog.text('sign_in.code')).toBeVisible();
  await other.close();
});

test('the link opens a window even if popups of scripts are blocked', async ({ page, stack }) => {
  await page.addInitScript(() => {
    window.open = () => null;
  });
  const { dialog } = await openTag(page, stack, { provider: SIGN_IN_PROVIDER });
  await signInLink(dialog).click();
  await expect(dialog.text('sign_in.not_opened')).toBeVisible();
  await signIn(page, dialog);
  await expect(dialog.heading('connected.title')).toBeVisible();
});

test('a sign-in survives a restart of the server', IN_ONE_ENGINE, async ({ page, stack }) => {
  const { dialog } = await openTag(page, stack, { provider: SIGN_IN_PROVIDER });
  const window = await openSignInWindow(page, dialog);
  await expect(window.page.getByRole('button', { name: 'Allow' })).toBeVisible();
  await stack.server.stop();
  await stack.server.start();
  await window.allow();
  await expect(dialog.heading('connected.title')).toBeVisible();
});

test('two concurrent sign-ins each end in their own dialog', IN_ONE_ENGINE, async ({ page, stack }) => {
  const customer = stack.newCustomer();
  const second = `<embed-connection id="second" src="${stack.connectorPageUrl(ISOLATED_PROVIDER.connector)}" token="${await stack.createTagToken(customer)}"></embed-connection>`;
  const { dialogOf } = await openTag(page, stack, {
    provider: SIGN_IN_PROVIDER,
    customer,
    attributes: { id: 'first' },
    htmlAfter: second,
  });
  const [first, other] = [dialogOf('#first'), dialogOf('#second')];
  const one = await openSignInWindow(page, first);
  const two = await openSignInWindow(page, other);
  await two.allow('Bob');
  await one.allow('Ada');
  await expect(first.frame.getByText('ada@sandbox.example')).toBeVisible();
  await expect(other.frame.getByText('bob@sandbox.example')).toBeVisible();
});

test('the dialog says that the person declined, and offers to try again', IN_ONE_ENGINE, async ({ page, stack }) => {
  const { dialog } = await openTag(page, stack, { provider: SIGN_IN_PROVIDER });
  await (await openSignInWindow(page, dialog)).deny();
  await expect(dialog.heading('problem.provider_denied.title')).toBeVisible();
  expect(await lastStatus(page)).toBe('error');
  await signIn(page, dialog);
  await expect(dialog.heading('connected.title')).toBeVisible();
});

test('a cancelled sign-in connects nothing', IN_ONE_ENGINE, async ({ page, stack }) => {
  const { dialog, customer } = await openTag(page, stack, { provider: SIGN_IN_PROVIDER });
  const window = await openSignInWindow(page, dialog);
  await dialog.button('action.cancel').click();
  await expect(signInLink(dialog)).toBeVisible();
  await window.allow();
  await expect(window.page.getByRole('heading', { name: 'Sign-in canceled' })).toBeVisible();
  expect(stack.connectionStatus(customer, SIGN_IN_PROVIDER.connector)).toBe('disconnected');
});

test(
  'a sign-in with another account replaces the account of the connection, and the dialog says so',
  IN_ONE_ENGINE,
  async ({ page, stack }) => {
    const { dialog } = await openTag(page, stack, { provider: SIGN_IN_PROVIDER });
    await signIn(page, dialog, 'Ada');
    await expect(dialog.heading('connected.title')).toBeVisible();
    const before = (await waitForTagEvent(page, 'success'))['connection'];
    await dialog.button('connected.sign_in').click();
    await signIn(page, dialog, 'Bob');
    await expect(dialog.heading('connected.other_title')).toBeVisible();
    await expect(dialog.frame.getByText('bob@sandbox.example').first()).toBeVisible();
    const after = (await waitForTagEvent(page, 'success', 2))['connection'];
    expect(after).toMatchObject({ id: (before as { id: number }).id });
  },
);
