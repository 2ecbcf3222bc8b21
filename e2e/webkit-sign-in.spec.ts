import { SIGN_IN_SYSTEM, ISOLATED_SYSTEM } from './harness/system.ts';
import type { ExternalSystem } from './harness/system.ts';
import { tagHtml, tagPage } from './host-pages/tag-page.ts';
import { findNamed } from './webdriver/named-element.ts';
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
    const [host = ''] = await webkit.windows();
    await webkit.frame(FRAME, async (frame) => {
      await (await findNamed(frame, 'link', /Sandbox/)).click();
    });
    const opened = await until('the window', async () => (await webkit.windows()).find((handle) => handle !== host));
    await webkit.switchToWindow(opened);
    await (await findNamed(webkit, 'button', 'Allow')).click();
    await webkit.switchToWindow(host);
    await webkit.frame(FRAME, async (frame) => {
      await new WebKitDialog(frame, system.title).heading('connected.title');
    });
    expect(stack.statusOf(customer, system.connector)).toBe('connected');
  });
}
