import type { Page } from '@playwright/test';

import { DialogPage } from './harness/dialog-page.ts';
import { openSignInWindow, signInLink, SignInWindow } from './harness/sign-in-window.ts';
import type { Stack } from './harness/stack.ts';
import { SIGN_IN_PROVIDER } from './harness/providers.ts';
import { expect, test } from './harness/test.ts';

/** Opens a host page whose iframe has a `sandbox` attribute. */
async function openSandboxed(page: Page, stack: Stack, sandbox: string): Promise<DialogPage> {
  const customer = stack.newCustomer();
  const path = stack.host.add({
    html: async () => {
      const src = await stack.pandiumFrameUrl(customer, SIGN_IN_PROVIDER.connector);
      return `<!doctype html><title>Host</title><iframe data-widget title="Connection" width="600" height="700"
        sandbox="${sandbox}" src="${src.replaceAll('&', '&amp;')}"></iframe>`;
    },
  });
  await page.goto(stack.hostOrigin + path);
  return new DialogPage(page, SIGN_IN_PROVIDER.title);
}

test('an iframe that may not open windows connects by means of the code', async ({ page, stack, context }) => {
  const dialog = await openSandboxed(page, stack, 'allow-scripts allow-same-origin allow-forms');
  await signInLink(dialog).click();
  await expect(dialog.text('sign_in.not_opened')).toBeVisible();
  await signInLink(dialog).click();
  const address = dialog.frame.getByRole('textbox');
  await expect(address).toBeVisible();
  const copied = await address.inputValue();

  const window = await context.newPage();
  await window.goto(copied);
  await expect(window.getByRole('heading', { name: 'Did you start this connection?' })).toBeVisible();
  const code = dialog.frame.getByText(/^\d{3}\s?\d{3}$/);
  await expect(code).toBeVisible();
  await window.getByRole('textbox').fill((await code.textContent()) ?? '');
  await window.getByRole('button', { name: 'Continue' }).click();
  await new SignInWindow(window).allow();
  await expect(dialog.heading('connected.title')).toBeVisible();
});

test('an iframe whose popups inherit the sandbox connects too', async ({ page, stack }) => {
  const dialog = await openSandboxed(page, stack, 'allow-scripts allow-same-origin allow-forms allow-popups');
  const window = await openSignInWindow(page, dialog);
  await window.allow();
  await expect(dialog.heading('connected.title')).toBeVisible();
});

test('an iframe without `allow-same-origin` says that the website blocks the connection', async ({ page, stack }) => {
  const dialog = await openSandboxed(page, stack, 'allow-scripts allow-popups');
  await expect(dialog.heading('problem.embed_sandboxed.title')).toBeVisible();
});
