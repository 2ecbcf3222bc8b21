import type { BrowserContext, Page } from '@playwright/test';

/**
 * Records policy violations and uncaught errors of every page and frame. For example, a host's `JSON.parse` throws when
 * a message is not JSON.
 */
export class PageErrorMonitor {
  readonly #errors: string[] = [];

  async watch(context: BrowserContext): Promise<void> {
    // All browsers fire the event. Chromium also logs violations that happen before a document exists.
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sourceFile }) => {
        reportError(new Error(`policy violation: ${effectiveDirective} ${blockedURI} ${sourceFile}`));
      });
    });
    context.on('console', (message) => {
      const text = message.text();
      if (/content.security.policy|trusted ?types?/i.test(text)) this.#errors.push(text);
    });
    context.on('page', (page) => this.#watchErrors(page));
    for (const page of context.pages()) this.#watchErrors(page);
  }

  #watchErrors(page: Page): void {
    page.on('pageerror', (error) => this.#errors.push(`uncaught: ${error.message}`));
  }

  /** The recorded problems, except those that a test provokes on purpose. */
  errors(expected: RegExp | undefined): readonly string[] {
    return this.#errors.filter((error) => !expected?.test(error));
  }
}
