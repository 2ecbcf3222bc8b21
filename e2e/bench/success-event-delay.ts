import { chromium } from '@playwright/test';
import { chromiumPath } from '../../scripts/browser-paths.mjs';
import { openTag } from '../harness/open-tag.ts';
import { openSignInWindow } from '../harness/sign-in-window.ts';
import { Stack } from '../harness/stack.ts';
import { IMMEDIATE_SIGN_IN_PROVIDER } from '../harness/providers.ts';

// Measures the time from the commit of a sign-in to the event on the host page. Prints figures; asserts none.
const ROUNDS = 20;
const AIM_MS = 500;

const stack = await Stack.start();
const executablePath = chromiumPath();
const browser = await chromium.launch({
  chromiumSandbox: false,
  ...(executablePath !== undefined && { executablePath }),
});
const page = await browser.newPage();
const delays: number[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  const { dialog, customer } = await openTag(page, stack, { provider: IMMEDIATE_SIGN_IN_PROVIDER });
  await page.evaluate(() => {
    document.addEventListener('success', () => (document.body.dataset['heardAt'] = String(Date.now())));
  });
  const window = await openSignInWindow(page, dialog);
  await page.locator('body[data-heard-at]').waitFor({ state: 'attached' });
  const heardAt = Number(await page.locator('body').getAttribute('data-heard-at'));
  const [committedAt = NaN] = stack.successfulSignInTimes(customer);
  delays.push(heardAt - committedAt);
  await window.page.close();
}
delays.sort((one, other) => one - other);
const at = (part: number) => delays[Math.ceil(part * delays.length) - 1];
console.log(
  `from the commit of a sign-in to the host's event: median ${at(0.5)} ms, p95 ${at(0.95)} ms (aim ${AIM_MS})`,
);
await browser.close();
await stack.stop();
