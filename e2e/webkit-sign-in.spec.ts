import { LURES } from './harness/lures.ts';
import { LONG } from '../server/testing/long.ts';
import { mintStartLink } from './harness/start-link.ts';
import { AT_ONCE_SYSTEM, ISOLATED_SYSTEM, SIGN_IN_SYSTEM } from './harness/system.ts';
import type { ExternalSystem } from './harness/system.ts';
import { tagHtml, tagPage } from './host-pages/tag-page.ts';
import { findNamed } from './webdriver/named-element.ts';
import type { WatchedSession } from './webdriver/watched-session.ts';
import { until } from './webdriver/until.ts';
import { WebKitDialog } from './webdriver/webkit-dialog.ts';
import { expect, test } from './webdriver/webkit-test.ts';

const FRAME = 'embed-connection >>> iframe';

const CASES: readonly {
  readonly name: string;
  readonly system: ExternalSystem;
  readonly headers: Readonly<Record<string, string>>;
}[] = [
  { name: 'without COOP anywhere', system: SIGN_IN_SYSTEM, headers: {} },
  {
    name: 'in a host with COOP same-origin',
    system: SIGN_IN_SYSTEM,
    headers: { 'Cross-Origin-Opener-Policy': 'same-origin' },
  },
  {
    name: 'in a host with COOP same-origin-allow-popups',
    system: SIGN_IN_SYSTEM,
    headers: { 'Cross-Origin-Opener-Policy': 'same-origin-allow-popups' },
  },
  { name: 'at a system with COOP same-origin', system: ISOLATED_SYSTEM, headers: {} },
];

for (const { name, system, headers } of CASES) {
  test(`a sign-in ${name} ends connected`, async ({ webkit, stack }) => {
    const customer = stack.newCustomer();
    const path = stack.host.add({
      html: async () =>
        tagPage({
          script: new URL('/embed-connection.js', stack.server.url).href,
          body: tagHtml({ src: stack.tagSource(system.connector), token: await stack.tagToken(customer) }),
        }),
      headers,
    });
    await webkit.navigate(stack.hostOrigin + path);
    const [host = ''] = await webkit.driver.getAllWindowHandles();
    await webkit.frame(FRAME, async (frame) => {
      await frame.click(await findNamed(frame, 'link', /Sandbox/));
    });
    const opened = await until('the window', async () =>
      (await webkit.driver.getAllWindowHandles()).find((handle) => handle !== host),
    );
    await webkit.driver.switchTo().window(opened);
    await webkit.click(await findNamed(webkit, 'button', 'Allow'));
    await webkit.driver.switchTo().window(host);
    await webkit.frame(FRAME, async (frame) => {
      await new WebKitDialog(frame, system.title).heading('connected.title');
    });
    expect(stack.statusOf(customer, system.connector)).toBe('connected');
  });
}

/** What the victim, or a page of the attacker, does after the answer to a lure. */
const FOLLOW_UPS: Readonly<Record<string, (webkit: WatchedSession, elsewhere: string) => Promise<void>>> = {
  Back: async (webkit, elsewhere) => {
    await webkit.navigate(elsewhere);
    await arrived(webkit, () => webkit.execute(() => history.back()));
  },
  Forward: async (webkit) => {
    await arrived(webkit, () => webkit.back());
    await arrived(webkit, () => webkit.execute(() => history.forward()));
  },
  'a reload': (webkit) => webkit.driver.navigate().refresh(),
};

/** Does something that leaves the page, and waits until another one is there. */
async function arrived(webkit: WatchedSession, leave: () => Promise<unknown>): Promise<void> {
  const left = await webkit.driver.getCurrentUrl();
  await leave();
  await until('another page', async () => (await webkit.driver.getCurrentUrl()) !== left);
}

/** Those whose answers differ most. `npm run test:long` plays them all. */
const PLAYED = Object.entries(LURES).filter(([lure]) => LONG || /link$|link with a long|form \(/.test(lure));

for (const [lure, lureHtml] of PLAYED) {
  for (const [followUp, follow] of Object.entries(FOLLOW_UPS)) {
    // The driver hangs when it goes back from a page with Cross-Origin-Opener-Policy to a page of another site.
    if (lure === 'a link' && followUp === 'Forward') continue;
    test(`a start link that a victim opens by ${lure} connects nothing after ${followUp}`, async ({
      webkit,
      stack,
    }) => {
      const customer = stack.newCustomer();
      const link = await mintStartLink(stack, customer, AT_ONCE_SYSTEM.connector);
      const headers = { 'cache-control': 'no-store' };
      const hostile = stack.host.add({ html: () => `<!doctype html>${lureHtml(link)}`, headers });
      const elsewhere = stack.host.add({ html: () => '<!doctype html>Elsewhere', headers });
      await webkit.navigate(stack.hostOrigin + hostile);
      const click = () => arrived(webkit, async () => webkit.click(await webkit.find('#lure')));
      await (lure.includes('500') ? stack.withoutSignIns(click) : click());
      await follow(webkit, stack.hostOrigin + elsewhere);
      expect(stack.boundSignIns(customer)).toBe(0);
      await webkit.navigate(link);
      expect(stack.boundSignIns(customer)).toBe(0);
      expect(stack.statusOf(customer, AT_ONCE_SYSTEM.connector)).not.toBe('connected');
    });
  }
}
