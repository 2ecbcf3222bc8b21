import { translate } from './harness/dialog-page.ts';
import { REPORT_ADDRESS } from './harness/install-flow.ts';
import { FILES } from './harness/install-organization.ts';
import { openInstallHost } from './harness/open-host.ts';
import { KEY_LABEL, RIGHT_KEY, UNRELIABLE_PROVIDER } from './harness/providers.ts';
import { expect, IN_ONE_ENGINE, test } from './harness/test.ts';

test.describe(() => {
  test.afterEach(({ stack }) => {
    stack.unreliable.isDown = false;
  });

  test(
    'an install flow says what fails at a provider and what is wrong beside each field, and loses nothing',
    IN_ONE_ENGINE,
    async ({ page, stack }) => {
      const { unreliable } = stack;
      const path = `/tenants/create/${FILES.slug}`;
      const { dialog, customer } = await openInstallHost(page, stack, path, { provider: UNRELIABLE_PROVIDER });

      unreliable.isDown = true;
      await dialog.submit(KEY_LABEL, RIGHT_KEY);
      await expect(dialog.alert('problem.provider_unavailable.title_provider')).toBeVisible();
      unreliable.isDown = false;
      await dialog.button('form.retry').click();
      await expect(dialog.heading('connected.title')).toBeVisible();

      unreliable.isDown = true;
      await dialog.button('install.continue').click();
      await expect(dialog.text('settings.choices_failed')).toBeVisible();
      await dialog.field('Send reports to').fill('nowhere');
      unreliable.isDown = false;
      await dialog.button('form.retry').click();
      await dialog.field('Sent').check();

      await dialog.button('install.continue').click();
      await expect(dialog.field('Send reports to')).toHaveAccessibleDescription(
        new RegExp(translate('settings.not_email')),
      );
      await dialog.replace('Send reports to', REPORT_ADDRESS);
      await dialog.button('install.continue').click();

      await dialog.field('How often').selectOption(translate('schedule.cron'));
      const expression = dialog.field(translate('schedule.cron'));
      // The 30th of February.
      await expression.fill('0 8 30 2 *');
      await dialog.button('install.continue').click();
      await expect(expression).toHaveAccessibleDescription(
        new RegExp(translate('schedule.refused', { interval: '15 minutes' })),
      );
      await expression.fill('0 8 28 2 *');
      await dialog.button('install.continue').click();

      for (const text of ['Sent', REPORT_ADDRESS, '0 8 28 2 *']) {
        await expect(dialog.frame.getByText(text)).toBeVisible();
      }
      await dialog.button('install.submit').click();
      await expect(dialog.done).toBeFocused();
      expect(stack.installationsOf(customer)).toEqual({
        installations: [
          {
            ...{ id: expect.any(Number) as unknown, isPaused: false, schedule: '0 8 28 2 *' },
            settings: { folder: 'out', report: REPORT_ADDRESS },
          },
        ],
        draftSteps: [],
      });
    },
  );
});
