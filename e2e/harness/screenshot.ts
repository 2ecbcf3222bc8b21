import type { Page } from '@playwright/test';

import { LONG_TESTS } from '../../server/testing/long-tests.ts';
import type { DialogPage } from './dialog-page.ts';

/**
 * Takes a picture for a person to look at, into `test-results/screens`, once the page and the dialog in it have been
 * painted. Takes none during `npm test`; `PICTURES=1` and `npm run test:long` ask for pictures.
 *
 * @param dialog Absent on pages that show no dialog: browsers never paint a frame that is not visible.
 */
export async function takeScreenshot(page: Page, name: string, dialog?: DialogPage): Promise<void> {
  if (!LONG_TESTS && process.env['PICTURES'] !== '1') return;
  const content = await dialog?.content();
  // The host has made room, and both documents have been painted since.
  await content?.waitForFunction(() => document.documentElement.scrollHeight === innerHeight);
  for (const document of [page, ...(content ? [content] : [])]) {
    await document.evaluate(
      () => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))),
    );
  }
  // The caret stays: hiding it takes a style element, which the dialog's policy forbids.
  await page.screenshot({ path: `test-results/screens/${name}.png`, fullPage: true, caret: 'initial' });
}
