import type { Browser, BrowserContext, Page } from '@playwright/test';

import { openTag } from './harness/open-tag.ts';
import { openSignInWindow, signInLink, SignInWindow } from './harness/sign-in-window.ts';
import type { Stack } from './harness/stack.ts';
import { IMMEDIATE_SIGN_IN_PROVIDER, SIGN_IN_PROVIDER, WRONG_ISSUER_PROVIDER } from './harness/providers.ts';
import { expect, IN_ONE_ENGINE, test } from './harness/test.ts';

/** The browser profile of a victim. */
async function openVictimBrowser(browser: Browser): Promise<{ readonly context: BrowserContext; readonly page: Page }> {
  const context = await browser.newContext();
  return { context, page: await context.newPage() };
}

/** Opens the attacker's dialog, and resolves to its start link. */
async function openAttackerLink(page: Page, stack: Stack, provider = SIGN_IN_PROVIDER) {
  const { dialog, customer, address } = await openTag(page, stack, { provider });
  const link = signInLink(dialog);
  await expect(link).toBeVisible();
  const href = new URL((await link.getAttribute('href')) ?? '', stack.server.url).href;
  return { dialog, customer, link: href, address };
}

/** Fails if the attacker's tenant has or had a connection. */
function expectNotConnected(stack: Stack, customer: string, provider = SIGN_IN_PROVIDER): void {
  expect(stack.connectionStatus(customer, provider.connector)).not.toBe('connected');
  expect(stack.successfulSignInTimes(customer)).toEqual([]);
}

/** Navigations of our own page to the forwarded link, which look like same-origin requests. */
const SELF_NAVIGATIONS: Readonly<Record<string, (page: Page) => Promise<unknown>>> = {
  'a reload': (page) => page.reload(),
  'a reload by a script': (page) => waitForNavigation(page, () => location.reload()),
  'a link to itself': (page) =>
    waitForNavigation(page, () => {
      const link = document.createElement('a');
      link.href = location.href;
      document.body.append(link);
      link.click();
    }),
  'a script of the page': (page) => waitForNavigation(page, () => location.assign(`${location.pathname}?again`)),
};

async function waitForNavigation(page: Page, act: () => void): Promise<void> {
  const load = page.waitForEvent('load');
  await page.evaluate(act);
  await load;
}

/** Returns the address of the provider's redirect after the person allows access. The person can read it. */
async function approveSignIn(authorization: string): Promise<string> {
  const response = await fetch(authorization, {
    method: 'POST',
    body: new URLSearchParams({ account: 'ada', decision: 'allow' }),
    redirect: 'manual',
  });
  return response.headers.get('location') ?? '';
}

test.describe('a forwarded start link', () => {
  for (const [name, turn] of Object.entries(SELF_NAVIGATIONS)) {
    test(`asks the victim for a code, also after ${name}`, async ({ page, stack, browser }) => {
      const { link, customer } = await openAttackerLink(page, stack);
      const victim = await openVictimBrowser(browser);
      await victim.page.goto(link);
      const question = victim.page.getByRole('heading', { name: 'Did you start this connection?' });
      await expect(question).toBeVisible();
      await turn(victim.page);
      await expect(question).toBeVisible();
      expect(new URL(victim.page.url()).host).toBe(stack.server.url.host);
      expectNotConnected(stack, customer);
      await victim.context.close();
    });
  }

  test("on the attacker's page also asks for a code", async ({ page, stack, browser }) => {
    const { link, customer } = await openAttackerLink(page, stack, IMMEDIATE_SIGN_IN_PROVIDER);
    const lure = stack.host.add({ html: () => `<!doctype html><a href="${link}">Win a prize</a>` });
    const victim = await openVictimBrowser(browser);
    await victim.page.goto(stack.hostOrigin + lure);
    await victim.page.getByRole('link').click();
    await expect(victim.page.getByRole('heading', { name: 'Did you start this connection?' })).toBeVisible();
    expectNotConnected(stack, customer, IMMEDIATE_SIGN_IN_PROVIDER);
    await victim.context.close();
  });

  test('is refused after the attacker has opened it', IN_ONE_ENGINE, async ({ page, stack, browser }) => {
    const { dialog, link, customer } = await openAttackerLink(page, stack);
    const window = await openSignInWindow(page, dialog);
    await expect(window.page.getByRole('button', { name: 'Allow' })).toBeVisible();
    const victim = await openVictimBrowser(browser);
    for (const turn of [() => Promise.resolve(), ...Object.values(SELF_NAVIGATIONS)]) {
      await victim.page.goto(link);
      await turn(victim.page);
      await expect(victim.page.getByText('sign_in_browser_mismatch')).toBeVisible();
    }
    expectNotConnected(stack, customer);
    await victim.context.close();
  });
});

test.describe('a page of the sign-in window', () => {
  test.use({ expectedErrors: /form-action/ });

  test('does not submit an injected form', async ({ page, stack, browser }) => {
    const { link } = await openAttackerLink(page, stack);
    const victim = await openVictimBrowser(browser);
    await victim.page.goto(link);
    const forbidden = await victim.page.evaluate(() => {
      const { promise, resolve } = Promise.withResolvers<string>();
      document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective));
      const form = document.createElement('form');
      form.method = 'get';
      document.body.append(form);
      try {
        form.submit();
      } catch {
        // Firefox reports the blocked submission here too.
      }
      return promise;
    });
    expect(forbidden).toBe('form-action');
    await victim.context.close();
  });
});

test(
  'a forwarded authorization address connects nothing at the callback',
  IN_ONE_ENGINE,
  async ({ page, stack, browser }) => {
    const { dialog, customer } = await openAttackerLink(page, stack);
    const window = await openSignInWindow(page, dialog);
    await expect(window.page.getByRole('button', { name: 'Allow' })).toBeVisible();
    const victim = await openVictimBrowser(browser);
    await victim.page.goto(window.page.url());
    await new SignInWindow(victim.page).allow();
    await expect(victim.page.getByText('sign_in_browser_mismatch')).toBeVisible();
    expectNotConnected(stack, customer);
    await victim.context.close();
  },
);

test(
  'a forwarded callback address connects nothing, in either direction',
  IN_ONE_ENGINE,
  async ({ page, stack, browser }) => {
    // Otherwise the attacker's tenant would get the victim's code, or the victim's tenant the attacker's code.
    const attacker = await openAttackerLink(page, stack);
    const own = await openSignInWindow(page, attacker.dialog);
    await expect(own.page.getByRole('button', { name: 'Allow' })).toBeVisible();
    const attackersCallback = await approveSignIn(own.page.url());

    const victim = await openVictimBrowser(browser);
    const victims = await openTag(victim.page, stack, { provider: SIGN_IN_PROVIDER });
    const opened = victim.context.waitForEvent('page');
    await signInLink(victims.dialog).click();
    const victimsWindow = await opened;
    await expect(victimsWindow.getByRole('button', { name: 'Allow' })).toBeVisible();
    const victimsCallback = await approveSignIn(victimsWindow.url());
    await victimsWindow.goto(attackersCallback);
    await expect(victimsWindow.getByText('sign_in_browser_mismatch')).toBeVisible();
    await own.page.goto(victimsCallback);
    await expect(own.page.getByText('sign_in_browser_mismatch')).toBeVisible();

    // A swapped code belongs to a different PKCE challenge.
    const swapped = new URL(attackersCallback);
    swapped.searchParams.set('code', new URL(victimsCallback).searchParams.get('code') ?? '');
    await own.page.goto(swapped.href);
    await expect(own.page.getByText('invalid_credentials')).toBeVisible();

    expectNotConnected(stack, attacker.customer);
    expectNotConnected(stack, victims.customer);
    await victim.context.close();
  },
);

test(
  'the server does not exchange the code of a callback with another issuer',
  IN_ONE_ENGINE,
  async ({ page, stack }) => {
    const { dialog, customer } = await openAttackerLink(page, stack, WRONG_ISSUER_PROVIDER);
    const before = stack.sandbox.counters().token;
    const window = await openSignInWindow(page, dialog);
    await window.allow();
    await expect(window.page.getByText('sign_in_browser_mismatch')).toBeVisible();
    expect(stack.sandbox.counters().token).toBe(before);
    expectNotConnected(stack, customer, WRONG_ISSUER_PROVIDER);
  },
);

test(
  'a hundred callbacks with one state, from the right browser, exchange the code once',
  IN_ONE_ENGINE,
  async ({ page, stack }) => {
    const { dialog } = await openAttackerLink(page, stack);
    const window = await openSignInWindow(page, dialog);
    await expect(window.page.getByRole('button', { name: 'Allow' })).toBeVisible();
    const callback = await approveSignIn(window.page.url());
    const cookies = await page.context().cookies(stack.server.url.href);
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    const before = stack.sandbox.counters().token;
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => fetch(callback, { headers: { cookie, accept: 'text/html' } })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(stack.sandbox.counters().token - before).toBe(1);
    await expect(dialog.heading('connected.title')).toBeVisible();
  },
);

test('a top-level page with the attacker’s token connects nothing', IN_ONE_ENGINE, async ({ page, stack, browser }) => {
  const customer = stack.newCustomer();
  const address = await stack.pandiumFrameUrl(customer, SIGN_IN_PROVIDER.connector);
  const victim = await openVictimBrowser(browser);
  await victim.page.goto(address);
  await expect(victim.page.getByRole('heading', { name: 'This page can’t be opened on its own' })).toBeVisible();
  await expect(victim.page.locator('a[href*="/connect/start/"]')).toHaveCount(0);
  expectNotConnected(stack, customer);
  await page.close();
  await victim.context.close();
});

test('only the framed dialog contains a start link', IN_ONE_ENGINE, async ({ page, stack, browser }) => {
  const { link } = await openAttackerLink(page, stack);
  const victim = await openVictimBrowser(browser);
  for (const path of [new URL(link).pathname, '/', '/oauth/callback/sandbox-oauth?state=x&code=y', '/nothing']) {
    await victim.page.goto(new URL(path, stack.server.url).href);
    const links = await victim.page
      .locator('[href], [action], [src]')
      .evaluateAll((found) => found.map((element) => element.outerHTML));
    expect(links.filter((html) => html.includes('/connect/start'))).toEqual([]);
  }
  await victim.context.close();
});
