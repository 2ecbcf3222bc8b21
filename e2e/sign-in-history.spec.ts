import type { Page } from '@playwright/test';

import { LONG_TESTS } from '../server/testing/long-tests.ts';
import { LURES } from './harness/lures.ts';
import { createStartLink } from './harness/start-link.ts';
import type { Stack } from './harness/stack.ts';
import { IMMEDIATE_SIGN_IN_PROVIDER } from './harness/providers.ts';
import { expect, test } from './harness/test.ts';

/*
 * An attacker lures a victim to the start link of the attacker's own sign-in. The provider signs in at once, so a request
 * that is taken for a click in the dialog connects the victim's account to the attacker's tenant without another click.
 *
 * In Chromium, `history.replaceState` makes a later Back, Forward or reload of the entry a request of our own page.
 */

/** What the victim, or a page of the attacker, does after the answer. */
const FOLLOW_UPS: Readonly<Record<string, (page: Page, elsewhere: string) => Promise<unknown>>> = {
  Back: async (page, elsewhere) => {
    await page.goto(elsewhere);
    await waitForNavigation(page, () => history.back());
  },
  Forward: async (page) => {
    // A page that has no script cannot go back by itself, but the victim can.
    await waitForNavigation(page, () => history.back());
    await waitForNavigation(page, () => history.forward());
  },
  'a reload': (page) => page.reload(),
};

/** Travels, and waits until another document is there: of the server, or of the browser when it shows an error. */
async function waitForNavigation(page: Page, travel: () => void): Promise<void> {
  const arrival = page.waitForEvent('framenavigated', (frame) => frame === page.mainFrame());
  // The navigation may begin before the driver has the result.
  await page.evaluate(travel).catch((error: unknown) => {
    if (!String(error).includes('context was destroyed')) throw error;
  });
  await arrival;
  await page.waitForLoadState('domcontentloaded');
}

/** Those whose answers differ most. `npm run test:long` plays all of them in Firefox too. */
const IN_EACH_ENGINE = /link$|link with a long|form \(/;

/** Answered by the same code as another one. */
const ALIKE = /404|sends text/;

for (const [lure, lureHtml] of Object.entries(LURES).filter(([name]) => LONG_TESTS || !ALIKE.test(name))) {
  for (const [followUp, follow] of Object.entries(FOLLOW_UPS)) {
    test(`a start link that a victim opens by ${lure} connects nothing after ${followUp}`, async ({
      stack,
      browser,
      browserName,
    }) => {
      test.skip(
        !LONG_TESTS && browserName !== 'chromium' && !IN_EACH_ENGINE.test(lure),
        'npm run test:long plays it here too.',
      );
      test.skip(
        lure.includes('431') && (browserName === 'firefox' || followUp === 'a reload'),
        'Without a document there is only a page of the browser, whose loading drivers do not report.',
      );
      test.skip(
        browserName === 'firefox' && followUp === 'a reload' && lure.startsWith('a form'),
        'Firefox asks whether to send the form again, and its driver cannot answer.',
      );
      const customer = stack.newCustomer();
      const link = await createStartLink(stack, customer, IMMEDIATE_SIGN_IN_PROVIDER.connector);
      const headers = { 'cache-control': 'no-store' };
      const hostile = stack.host.add({ html: () => `<!doctype html>${lureHtml(link)}`, headers });
      const elsewhere = stack.host.add({ html: () => '<!doctype html>Elsewhere', headers });
      const victim = await browser.newPage();
      await victim.goto(stack.hostOrigin + hostile);
      const click = () => waitForNavigation(victim, () => document.getElementById('lure')?.click());
      await (lure.includes('500') ? stack.withFailingSignIns(click) : click());
      await follow(victim, stack.hostOrigin + elsewhere);
      expectNothingConnected(stack, customer);
      await victim.goto(link);
      expectNothingConnected(stack, customer);
      await victim.context().close();
    });
  }
}

function expectNothingConnected(stack: Stack, customer: string): void {
  expect(stack.countBoundSignIns(customer)).toBe(0);
  expect(stack.connectionStatus(customer, IMMEDIATE_SIGN_IN_PROVIDER.connector)).not.toBe('connected');
}
