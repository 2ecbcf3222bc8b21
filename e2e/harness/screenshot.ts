import type { Page } from '@playwright/test';

import { LONG_TESTS } from '../../server/testing/long-tests.ts';
import type { DialogPage } from './dialog-page.ts';

/**
 * Saves a screenshot in `test-results/screens`, once the page and its dialog have been painted. Does so with
 * `PICTURES=1` and in `npm run test:long`, but not in `npm test`.
 *
 * @param dialog Omit it on pages that show no dialog, because browsers never paint an invisible iframe.
 */
export async function takeScreenshot(page: Page, name: string, dialog?: DialogPage): Promise<void> {
  if (!LONG_TESTS && process.env['PICTURES'] !== '1') return;
  const content = await dialog?.content();
  // The host has set the height of the iframe. Then both documents are painted.
  await content?.waitForFunction(() => document.documentElement.scrollHeight === innerHeight);
  for (const document of [page, ...(content ? [content] : [])]) {
    await document.evaluate(
      () => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))),
    );
  }
  // Playwright hides the caret with a style element, which the dialog's policy forbids.
  await page.screenshot({ path: `test-results/screens/${name}.png`, fullPage: true, caret: 'initial' });
}
