import type { Locator } from '@playwright/test';

import { LONG_TESTS } from '../server/testing/long-tests.ts';
import { REPORT_ADDRESS } from './harness/install-flow.ts';
import { CONTACTS } from './harness/install-organization.ts';
import { openInstallHost } from './harness/open-host.ts';
import { KEY_LABEL, RIGHT_KEY } from './harness/providers.ts';
import { INSTALL_CLAIMS } from './harness/saved-tenant.ts';
import { expect, IN_ONE_ENGINE, test } from './harness/test.ts';

type Step = 'consent' | 'connections' | 'settings' | 'schedule' | 'review';

/** The steps at which the server crashes: before what a person does, or while they wait for it. */
const CRASHES: readonly Step[] = LONG_TESTS
  ? ['consent', 'connections', 'settings', 'schedule', 'review']
  : ['settings', 'review'];

test(
  'an install flow survives a crash of the server and a reload of the page at each step, and installs once',
  IN_ONE_ENGINE,
  async ({ page, stack }) => {
    test.slow();
    const path = `/tenants/create/${CONTACTS.slug}`;
    const { dialog, customer, address } = await openInstallHost(page, stack, path, { claims: INSTALL_CLAIMS });
    const next = dialog.button('install.continue');
    const crashAt = async (step: Step) => {
      if (!CRASHES.includes(step)) return;
      await stack.server.kill();
      await stack.server.start();
    };
    const reload = () => page.goto(address);
    /** Clicks a button. If the server crashes at this step, clicks while it is down, and again when it is back. */
    const clickAt = async (step: Step, button: Locator, again = button) => {
      if (!CRASHES.includes(step)) return button.click();
      await button.click({ trial: true });
      await stack.server.kill();
      await button.click();
      await expect(dialog.heading('problem.unreachable.title')).toBeVisible();
      await stack.server.start();
      return again.click();
    };

    await test.step('consent', async () => {
      await clickAt('consent', dialog.button('install.agree'));
      await expect(dialog.heading('install.page.connect')).toBeFocused();
      await reload();
    });

    await test.step('connections', async () => {
      await dialog.field(KEY_LABEL).fill(RIGHT_KEY);
      await clickAt('connections', dialog.button('form.submit'), dialog.button('form.retry'));
      await expect(dialog.heading('connected.title')).toBeVisible();
      await reload();
      await expect(dialog.heading('install.page.settings')).toBeVisible();
    });

    await test.step('settings', async () => {
      await dialog.field('Send reports to').fill(REPORT_ADDRESS);
      await expect(dialog.text('install.draft_kept')).toBeVisible();
      await crashAt('settings');
      await dialog.field('Direction').selectOption('Only to the sandbox');
      await next.click();
      await expect(dialog.heading('install.page.schedule')).toBeFocused();
      await expect(dialog.text('install.draft_kept')).toBeVisible();
      await reload();
    });

    await test.step('schedule', async () => {
      await expect(dialog.heading('install.page.schedule')).toBeVisible();
      await crashAt('schedule');
      await dialog.field('How often').selectOption('Every 30 minutes');
      await expect(dialog.text('install.draft_kept')).toBeVisible();
      await reload();
      await expect(dialog.field('How often')).toHaveValue('every-30');
      await next.click();
      await expect(dialog.heading('install.page.review')).toBeFocused();
      await expect(dialog.text('install.draft_kept')).toBeVisible();
      await reload();
    });

    await test.step('review', async () => {
      for (const text of ['Only to the sandbox', REPORT_ADDRESS]) {
        await expect(dialog.frame.getByText(text)).toBeVisible();
      }
      await clickAt('review', dialog.button('install.submit'));
      await expect(dialog.done).toBeFocused();
      await reload();
      await expect(dialog.heading('install.overview')).toBeVisible();
      expect(stack.installationsOf(customer)).toEqual({
        installations: [
          {
            ...{ id: expect.any(Number) as unknown, isPaused: false, schedule: '*/30 * * * *' },
            settings: { direction: 'out', report: REPORT_ADDRESS },
          },
        ],
        draftSteps: [],
      });
    });
  },
);
