import { EVENTS } from './harness/install-organization.ts';
import { openInstallHost } from './harness/open-host.ts';
import { ACCOUNT, UNRELIABLE_SIGN_IN_PROVIDER } from './harness/providers.ts';
import { signIn } from './harness/sign-in-window.ts';
import { expect, LONG_RUNS_ONLY, test } from './harness/test.ts';

test.afterEach(({ stack }) => {
  stack.unreliable.isDown = false;
});

test(
  'an install flow says that the provider failed in the middle of a sign-in, and goes on after another one',
  LONG_RUNS_ONLY,
  async ({ page, stack }) => {
    const { connector } = UNRELIABLE_SIGN_IN_PROVIDER;
    const path = `/tenants/create/${EVENTS.slug}`;
    const { dialog, customer } = await openInstallHost(page, stack, path, { provider: UNRELIABLE_SIGN_IN_PROVIDER });
    stack.unreliable.isDown = true;
    await signIn(page, dialog);
    await expect(dialog.heading('problem.provider_unavailable.title_provider')).toBeVisible();
    expect(stack.connectionStatus(customer, connector)).toBe('error');

    stack.unreliable.isDown = false;
    await signIn(page, dialog);
    await expect(dialog.frame.getByText(ACCOUNT)).toBeVisible();
    // Firefox under automation does not give the focus back when a window closes.
    await page.bringToFront();
    await dialog.button('install.continue').click();
    await expect(dialog.heading('install.page.schedule')).toBeFocused();
    await dialog.button('install.continue').click();
    await dialog.button('install.submit').click();
    await expect(dialog.done).toBeFocused();
    expect(stack.connectionStatus(customer, connector)).toBe('connected');
    expect(stack.installationsOf(customer)).toMatchObject({ installations: [{ isPaused: false }], draftSteps: [] });
  },
);
