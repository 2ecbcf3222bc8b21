import { pageErrorsOf } from './page-recorder.ts';
import { Session } from './session.ts';

/** A session that keeps what went wrong in pages with a recorder, also when it has left them. */
export class MonitoredSession extends Session {
  /** Of the pages that were left. */
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

  /** All that was seen, without what a test provokes on purpose. */
  async pageErrors(expected: RegExp | undefined): Promise<readonly string[]> {
    const all = [...this.#errors, ...(await pageErrorsOf(this))];
    return all.filter((trouble) => !expected?.test(trouble));
  }

  async #saveErrors(): Promise<void> {
    this.#errors.push(...(await pageErrorsOf(this)));
  }
}
