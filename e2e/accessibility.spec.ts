import { LONG_TESTS } from '../server/testing/long-tests.ts';
import { expectAccessible } from './harness/accessibility.ts';
import type { DialogPage } from './harness/dialog-page.ts';
import { openWorkatoHost } from './harness/open-host.ts';
import { takeScreenshot } from './harness/screenshot.ts';
import type { Stack } from './harness/stack.ts';
import {
  FAILING_PROVIDER,
  HANGING_PROVIDER,
  HOSTILE_PROVIDER,
  KEY_LABEL,
  RIGHT_KEY,
  KEY_PROVIDER,
  UNVERIFIED_PROVIDER,
  WRONG_KEY,
} from './harness/providers.ts';
import type { Provider } from './harness/providers.ts';
import { expect, test } from './harness/test.ts';

interface State {
  readonly name: string;
  readonly provider?: Provider;
  /** Brings the dialog from the form into the state, and waits for it. */
  readonly reach: (dialog: DialogPage, stack: Stack) => Promise<void>;
  /** For a temporary state: checks that it still lasts. The test reaches it again for each width and theme. */
  readonly remains?: (dialog: DialogPage) => Promise<void>;
}

const STATES: readonly State[] = [
  { name: 'form', reach: async (dialog) => expect(dialog.heading('form.title')).toBeVisible() },
  {
    name: 'form-several-fields',
    provider: { connector: 'sandbox-custom', title: 'Sandbox with several fields' },
    reach: async (dialog) => expect(dialog.field('Application id')).toBeVisible(),
  },
  {
    name: 'form-workspace',
    provider: { connector: 'sandbox-workspace', title: 'Sandbox with workspaces' },
    reach: async (dialog) => expect(dialog.field('Workspace')).toBeVisible(),
  },
  {
    name: 'entries-missing',
    provider: { connector: 'sandbox-custom', title: 'Sandbox with several fields' },
    reach: async (dialog) => {
      await dialog.button('form.submit').click();
      await expect(dialog.frame.locator('[aria-invalid=true]').first()).toBeFocused();
    },
  },
  {
    name: 'checking',
    provider: HANGING_PROVIDER,
    reach: async (dialog) => {
      await dialog.submit(KEY_LABEL, RIGHT_KEY);
      await expect(dialog.button('checking.title')).toBeVisible();
    },
    remains: async (dialog) => expect(dialog.button('checking.title')).toBeVisible(),
  },
  {
    name: 'refused',
    reach: async (dialog) => {
      await dialog.submit(KEY_LABEL, WRONG_KEY);
      await expect(dialog.frame.getByRole('alert')).toBeVisible();
    },
  },
  {
    name: 'connected-at-length',
    provider: HOSTILE_PROVIDER,
    reach: connect,
  },
  {
    name: 'unavailable',
    provider: FAILING_PROVIDER,
    reach: async (dialog) => {
      await dialog.submit(KEY_LABEL, RIGHT_KEY);
      await expect(dialog.button('form.retry')).toBeVisible();
    },
  },
  { name: 'connected', reach: connect },
  {
    name: 'connected-unverified',
    provider: UNVERIFIED_PROVIDER,
    reach: connect,
  },
  {
    name: 'disconnecting',
    reach: async (dialog) => {
      await connect(dialog);
      await dialog.button('connected.disconnect').click();
      await expect(dialog.heading('disconnect.title')).toBeVisible();
    },
  },
  {
    name: 'replacing',
    reach: async (dialog) => {
      await connect(dialog);
      await dialog.button('connected.replace').click();
      await expect(dialog.heading('form.replace_title')).toBeVisible();
    },
  },
  {
    name: 'session-expired',
    reach: async (dialog, stack) => {
      stack.expireSessions();
      await dialog.submit(KEY_LABEL, RIGHT_KEY);
      await expect(dialog.heading('problem.session_expired.title')).toBeVisible();
    },
  },
  {
    name: 'token-missing',
    reach: async (dialog) => {
      const content = await dialog.content();
      await content.evaluate(() => {
        location.reload();
      });
      await expect(dialog.heading('problem.token_missing.title')).toBeVisible();
    },
  },
];

async function connect(dialog: DialogPage): Promise<void> {
  await dialog.submit(KEY_LABEL, RIGHT_KEY);
  await expect(dialog.heading('connected.title')).toBeVisible();
}

/**
 * The states that `npm test` checks in the whole application. Element tests check every state in both themes, and `npm
 * run test:long` checks every state here too.
 */
const SELECTED_STATES = LONG_TESTS ? STATES : STATES.filter(({ name }) => name === 'refused');

for (const { name, provider = KEY_PROVIDER, reach, remains } of SELECTED_STATES) {
  test(`axe finds no violation in the state ${name}, light and dark, at 320 and 600 px`, async ({ page, stack }) => {
    const open = async () => {
      const { dialog } = await openWorkatoHost(page, stack, { provider, theme: 'light dark' });
      await reach(dialog, stack);
      return dialog;
    };
    await page.setViewportSize({ width: 600, height: 800 });
    let dialog = await open();
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme });
      for (const width of [600, 320]) {
        await page.setViewportSize({ width, height: 800 });
        if (remains) dialog = await open();
        await takeScreenshot(page, `${name}-${theme}-${width}`, dialog);
        // Contrast does not depend on the width, and the other rules do not depend on the theme.
        if (LONG_TESTS || theme === 'light' || width === 320)
          await expectAccessible(page, { contrastOnly: theme === 'dark' });
        await remains?.(dialog);
      }
    }
  });
}
