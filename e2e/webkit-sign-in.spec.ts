import { LURES } from './harness/lures.ts';
import { LONG_TESTS } from '../server/testing/long-tests.ts';
import { createStartLink } from './harness/start-link.ts';
import { IMMEDIATE_SIGN_IN_PROVIDER, ISOLATED_PROVIDER, SIGN_IN_PROVIDER } from './harness/providers.ts';
import type { Provider } from './harness/providers.ts';
import { tagHtml, tagPage } from './host-pages/tag-page.ts';
import { findByName } from './webdriver/named-element.ts';
import type { MonitoredSession } from './webdriver/monitored-session.ts';
import { until } from './webdriver/until.ts';
import { WebKitDialog } from './webdriver/webkit-dialog.ts';
import { expect, test } from './webdriver/webkit-test.ts';

const FRAME = 'embed-connection >>> iframe';

const CASES: readonly {
  readonly name: string;
  readonly provider: Provider;
  readonly headers: Readonly<Record<string, string>>;
}[] = [
  { name: 'without COOP anywhere', provider: SIGN_IN_PROVIDER, headers: {} },
  {
    name: 'in a host with COOP same-origin',
    provider: SIGN_IN_PROVIDER,
    headers: { 'Cross-Origin-Opener-Policy': 'same-origin' },
  },
  {
    name: 'in a host with COOP same-origin-allow-popups',
    provider: SIGN_IN_PROVIDER,
    headers: { 'Cross-Origin-Opener-Policy': 'same-origin-allow-popups' },
  },
  { name: 'at a provider with COOP same-origin', provider: ISOLATED_PROVIDER, headers: {} },
];

for (const { name, provider, headers } of CASES) {
  test(`a person connects with a sign-in ${name}`, async ({ webkit, stack }) => {
    const customer = stack.newCustomer();
    const path = stack.host.add({
      html: async () =>
        tagPage({
          script: new URL('/embed-connection.js', stack.server.url).href,
          body: tagHtml({
            src: stack.connectorPageUrl(provider.connector),
            token: await stack.createTagToken(customer),
          }),
        }),
      headers,
    });
    await webkit.navigate(stack.hostOrigin + path);
    const [host = ''] = await webkit.driver.getAllWindowHandles();
    await webkit.frame(FRAME, async (frame) => {
      await frame.click(await findByName(frame, 'link', /Sandbox/));
    });
    const opened = await until('the window', async () =>
      (await webkit.driver.getAllWindowHandles()).find((handle) => handle !== host),
    );
    await webkit.driver.switchTo().window(opened);
    await webkit.click(await findByName(webkit, 'button', 'Allow'));
    await webkit.driver.switchTo().window(host);
    await webkit.frame(FRAME, async (frame) => {
      await new WebKitDialog(frame, provider.title).heading('connected.title');
    });
    expect(stack.connectionStatus(customer, provider.connector)).toBe('connected');
  });
}

/** What the victim or the attacker's page does after the response to a lure. */
const FOLLOW_UPS: Readonly<Record<string, (webkit: MonitoredSession, elsewhere: string) => Promise<void>>> = {
  Back: async (webkit, elsewhere) => {
    await webkit.navigate(elsewhere);
    await waitForNavigation(webkit, () => webkit.execute(() => history.back()));
  },
  Forward: async (webkit) => {
    await waitForNavigation(webkit, () => webkit.back());
    await waitForNavigation(webkit, () => webkit.execute(() => history.forward()));
  },
  'a reload': (webkit) => webkit.driver.navigate().refresh(),
};

/** Leaves the page, and waits for the next document. */
async function waitForNavigation(webkit: MonitoredSession, leave: () => Promise<unknown>): Promise<void> {
  const left = await webkit.driver.getCurrentUrl();
  await leave();
  await until('another page', async () => (await webkit.driver.getCurrentUrl()) !== left);
}

/** The lures whose responses differ most. `npm run test:long` runs all lures. */
const SELECTED_LURES = Object.entries(LURES).filter(
  ([lure]) => LONG_TESTS || /link$|link with a long|form \(/.test(lure),
);

for (const [lure, lureHtml] of SELECTED_LURES) {
  for (const [followUp, follow] of Object.entries(FOLLOW_UPS)) {
    // WebKit's driver hangs when it goes back from a page with Cross-Origin-Opener-Policy to another site.
    if (lure === 'a link' && followUp === 'Forward') continue;
    test(`a start link that a victim opens by ${lure} connects nothing after ${followUp}`, async ({
      webkit,
      stack,
    }) => {
      const customer = stack.newCustomer();
      const link = await createStartLink(stack, customer, IMMEDIATE_SIGN_IN_PROVIDER.connector);
      const headers = { 'cache-control': 'no-store' };
      const hostile = stack.host.add({ html: () => `<!doctype html>${lureHtml(link)}`, headers });
      const elsewhere = stack.host.add({ html: () => '<!doctype html>Elsewhere', headers });
      await webkit.navigate(stack.hostOrigin + hostile);
      const click = () => waitForNavigation(webkit, async () => webkit.click(await webkit.find('#lure')));
      await (lure.includes('500') ? stack.withFailingSignIns(click) : click());
      await follow(webkit, stack.hostOrigin + elsewhere);
      expect(stack.countBoundSignIns(customer)).toBe(0);
      await webkit.navigate(link);
      expect(stack.countBoundSignIns(customer)).toBe(0);
      expect(stack.connectionStatus(customer, IMMEDIATE_SIGN_IN_PROVIDER.connector)).not.toBe('connected');
    });
  }
}
