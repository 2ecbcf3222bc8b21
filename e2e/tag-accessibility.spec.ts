import type { Page } from '@playwright/test';

import { LONG_TESTS } from '../server/testing/long-tests.ts';
import { expectAccessible } from './harness/accessibility.ts';
import { openTag } from './harness/open-tag.ts';
import type { OpenedTag, TagOptions } from './harness/open-tag.ts';
import { takeScreenshot } from './harness/screenshot.ts';
import type { Stack } from './harness/stack.ts';
import { KEY_LABEL, RIGHT_KEY } from './harness/providers.ts';
import { waitForTagEvent } from './harness/tag-events.ts';
import { expect, test } from './harness/test.ts';

// In one state, the browser blocks the iframe.
test.use({ expectedErrors: /frame-src/ });

interface State {
  readonly name: string;
  readonly options?: (stack: Stack) => TagOptions;
  /** The tag shows its own panel and no dialog. */
  readonly withoutDialog?: true;
  /** Brings the page into the state, and waits for it. */
  readonly reach: (page: Page, tag: OpenedTag) => Promise<void>;
}

async function openModal(page: Page): Promise<void> {
  await page.evaluate(() => {
    document.querySelector('embed-connection')?.open();
  });
}

const MODAL = { attributes: { mode: 'modal' } };

const STATES: readonly State[] = [
  {
    name: 'tag-loading',
    options: () => ({ tokenDelivery: 'pending' }),
    withoutDialog: true,
    reach: async (page) => {
      await waitForTagEvent(page, 'ready');
      await expect(page.locator('embed-connection').getByRole('status')).toHaveText('Loading…');
    },
  },
  {
    name: 'tag-form',
    reach: async (_, { dialog }) => expect(dialog.heading('form.title')).toBeVisible(),
  },
  {
    name: 'tag-blocked',
    options: (stack) => ({
      headers: { 'content-security-policy': `script-src ${stack.server.url.origin}; frame-src 'self'` },
    }),
    withoutDialog: true,
    reach: async (page) => {
      await expect(page.locator('embed-connection').getByRole('alert')).toBeVisible();
    },
  },
  {
    name: 'tag-modal-form',
    options: () => MODAL,
    reach: async (page, { dialog }) => {
      await openModal(page);
      await expect(dialog.heading('form.title')).toBeVisible();
    },
  },
  {
    name: 'tag-modal-connected',
    options: () => MODAL,
    reach: async (page, { dialog }) => {
      await openModal(page);
      await dialog.submit(KEY_LABEL, RIGHT_KEY);
      await expect(dialog.heading('connected.title')).toBeVisible();
    },
  },
  {
    name: 'tag-modal-without-token',
    options: () => ({ tokenDelivery: 'none', attributes: { mode: 'modal', 'token-url': '/no-such-endpoint' } }),
    withoutDialog: true,
    reach: async (page) => {
      await openModal(page);
      await expect(page.locator('embed-connection').getByRole('alert')).toBeVisible();
    },
  },
];

/** `npm test` checks one panel of the tag and one modal. `npm run test:long` checks all states. */
const SELECTED_STATES = LONG_TESTS
  ? STATES
  : STATES.filter(({ name }) => ['tag-blocked', 'tag-modal-form'].includes(name));

for (const { name, options, withoutDialog, reach } of SELECTED_STATES) {
  test(`axe finds no violation in the state ${name}, light and dark, at 320 and 600 px`, async ({ page, stack }) => {
    await page.setViewportSize({ width: 600, height: 800 });
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme });
      // Some states do not last: opened once, a tag that loads would report an error before the last check.
      const tag = await openTag(page, stack, options?.(stack));
      // Makes the host page follow the system's theme, as the tag does.
      await page.evaluate(() => {
        document.documentElement.style.colorScheme = 'light dark';
      });
      await reach(page, tag);
      for (const width of [600, 320]) {
        await page.setViewportSize({ width, height: 800 });
        await takeScreenshot(page, `${name}-${theme}-${width}`, withoutDialog ? undefined : tag.dialog);
        // The other rules do not depend on the theme.
        await expectAccessible(page, { widget: 'embed-connection', contrastOnly: theme === 'dark' });
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      }
    }
  });
}
