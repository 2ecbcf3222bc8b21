import { pageErrorsOf } from './page-recorder.ts';
import { Session } from './session.ts';

/** A session that collects the errors of all pages it visits, if the pages contain a recorder. */
export class MonitoredSession extends Session {
  /** Errors of the pages that the session has left. */
  readonly #errors: string[] = [];

  override async navigate(address: string | URL): Promise<void> {
    await this.#saveErrors();
    await super.navigate(address);
  }

  override async back(): Promise<void> {
    await this.#saveErrors();
    await super.back();
  }

  override async forward(): Promise<void> {
    await this.#saveErrors();
    await super.forward();
  }

  /** All collected errors, except those that a test provokes on purpose. */
  async pageErrors(expected: RegExp | undefined): Promise<readonly string[]> {
    const all = [...this.#errors, ...(await pageErrorsOf(this))];
    return all.filter((error) => !expected?.test(error));
  }

  async #saveErrors(): Promise<void> {
    this.#errors.push(...(await pageErrorsOf(this)));
  }
}
