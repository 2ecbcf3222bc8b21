import type { Locator, Page } from '@playwright/test';

import type { DialogPage } from './dialog-page.ts';

/** The people who have an account at the sandbox. */
export type SandboxUser = 'Ada' | 'Bob';

/** The window in which a person signs in to the sandbox. */
export class SignInWindow {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Chooses an account and grants the access. */
  async allow(person: SandboxUser = 'Ada'): Promise<void> {
    await this.page.getByRole('radio', { name: person }).check();
    await this.page.getByRole('button', { name: 'Allow' }).click();
  }

  async deny(): Promise<void> {
    await this.page.getByRole('button', { name: 'Deny' }).click();
  }
}

/** The link of the dialog that opens the window. */
export function signInLink(dialog: DialogPage): Locator {
  return dialog.frame.locator('a[href^="/connect/start/"]');
}

/** Clicks the sign-in link, and resolves to the window that opens. */
export async function openSignInWindow(page: Page, dialog: DialogPage): Promise<SignInWindow> {
  const opened = page.context().waitForEvent('page');
  await signInLink(dialog).click();
  return new SignInWindow(await opened);
}

/** Opens the sign-in window and completes the sign-in there. */
export async function signIn(page: Page, dialog: DialogPage, person?: SandboxUser): Promise<SignInWindow> {
  const window = await openSignInWindow(page, dialog);
  await window.allow(person);
  return window;
}
