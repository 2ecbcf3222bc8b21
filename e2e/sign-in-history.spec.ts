import type { Page } from '@playwright/test';

import { LONG_TESTS } from '../server/testing/long-tests.ts';
import { LURES } from './harness/lures.ts';
import { createStartLink } from './harness/start-link.ts';
import type { Stack } from './harness/stack.ts';
import { IMMEDIATE_SIGN_IN_PROVIDER } from './harness/providers.ts';
import { expect, test } from './harness/test.ts';

/*
 * An attacker lures a victim to the start link of the attacker's sign-in. The provider signs people in without a page.
 * If the server took the request for a click in the dialog, it would connect the victim's account to the attacker's
 * tenant.
 *
 * In Chromium, after `history.replaceState`, a later Back, Forward or reload looks like a request from our own page.
 */

/** What the victim or the attacker's page does after the response. */
const FOLLOW_UPS: Readonly<Record<string, (page: Page, elsewhere: string) => Promise<unknown>>> = {
  Back: async (page, elsewhere) => {
    await page.goto(elsewhere);
    await waitForNavigation(page, () => history.back());
  },
  Forward: async (page) => {
    // The victim can go back even if the page has no script.
    await waitForNavigation(page, () => history.back());
    await waitForNavigation(page, () => history.forward());
  },
  'a reload': (page) => page.reload(),
};

/** Navigates through the history, and waits for the next document, which may be the browser's error page. */
async function waitForNavigation(page: Page, navigate: () => void): Promise<void> {
  const arrival = page.waitForEvent('framenavigated', (frame) => frame === page.mainFrame());
  // The navigation may destroy the context before the driver has the result.
  await page.evaluate(navigate).catch((error: unknown) => {
    if (!String(error).includes('context was destroyed')) throw error;
  });
  await arrival;
  await page.waitForLoadState('domcontentloaded');
}

/** The lures whose responses differ most. `npm run test:long` runs all lures in Firefox too. */
const IN_EACH_ENGINE = /link$|link with a long|form \(/;

/** The same code answers these lures and others of the list. */
const DUPLICATES = /404|sends text/;

/** The browser shows a page of its own, whose load its driver does not report. */
function isUnreported(lure: string, followUp: string, browserName: string): boolean {
  const isOwnErrorPage = lure.includes('431') && (browserName === 'firefox' || followUp === 'a reload');
  // Firefox asks whether to resubmit a form.
  const isQuestion = lure.startsWith('a form') && browserName === 'firefox' && followUp === 'a reload';
  return isOwnErrorPage || isQuestion;
}

for (const [lure, lureHtml] of Object.entries(LURES).filter(([name]) => LONG_TESTS || !DUPLICATES.test(name))) {
  test(`a start link that a victim opens by ${lure} connects nothing after Back, Forward or a reload`, async ({
    stack,
    browser,
    browserName,
  }) => {
    test.skip(
      !LONG_TESTS && browserName !== 'chromium' && !IN_EACH_ENGINE.test(lure),
      '`npm run test:long` runs it in this browser too.',
    );
    const followUps = Object.entries(FOLLOW_UPS).filter(([name]) => !isUnreported(lure, name, browserName));
    test.skip(followUps.length === 0, 'The driver does not report the page of the browser.');
    test.slow();
    const victim = await browser.newPage();
    for (const [name, follow] of followUps) {
      await test.step(name, async () => {
        const customer = stack.newCustomer();
        const link = await createStartLink(stack, customer, IMMEDIATE_SIGN_IN_PROVIDER.connector);
        const headers = { 'cache-control': 'no-store' };
        const hostile = stack.host.add({ html: () => `<!doctype html>${lureHtml(link)}`, headers });
        const elsewhere = stack.host.add({ html: () => '<!doctype html>Elsewhere', headers });
        await victim.goto(stack.hostOrigin + hostile);
        const click = () => waitForNavigation(victim, () => document.getElementById('lure')?.click());
        await (lure.includes('500') ? stack.withFailingSignIns(click) : click());
        await follow(victim, stack.hostOrigin + elsewhere);
        expectNothingConnected(stack, customer);
        await victim.goto(link);
        expectNothingConnected(stack, customer);
        // The victim of the next link has not signed in before.
        await victim.context().clearCookies();
      });
    }
    await victim.context().close();
  });
}

function expectNothingConnected(stack: Stack, customer: string): void {
  expect(stack.countBoundSignIns(customer)).toBe(0);
  expect(stack.connectionStatus(customer, IMMEDIATE_SIGN_IN_PROVIDER.connector)).not.toBe('connected');
}
