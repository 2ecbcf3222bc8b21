import type { BrowserContext, Page } from '@playwright/test';

/**
 * Watches every page and frame for policy violations and uncaught errors. One example is a host's `JSON.parse`, which
 * throws when a message is not JSON.
 */
export class PageErrorMonitor {
  readonly #errors: string[] = [];

  async watch(context: BrowserContext): Promise<void> {
    // Every browser has the event. Chromium also writes to its console what happens before a document exists.
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
    return this.#errors.filter((trouble) => !expected?.test(trouble));
  }
}
