import { troublesOf } from './host-recorder.ts';
import { Session } from './session.ts';

/** A session that keeps what went wrong in pages with a recorder, also when it has left them. */
export class WatchedSession extends Session {
  /** Of the pages that were left. */
  readonly #troubles: string[] = [];

  override async navigate(address: string | URL): Promise<void> {
    await this.#keepTroubles();
    await super.navigate(address);
  }

  override async back(): Promise<void> {
    await this.#keepTroubles();
    await super.back();
  }

  override async forward(): Promise<void> {
    await this.#keepTroubles();
    await super.forward();
  }

  /** All that was seen, without what a test provokes on purpose. */
  async troubles(expected: RegExp | undefined): Promise<readonly string[]> {
    const all = [...this.#troubles, ...(await troublesOf(this))];
    return all.filter((trouble) => !expected?.test(trouble));
  }

  async #keepTroubles(): Promise<void> {
    this.#troubles.push(...(await troublesOf(this)));
  }
}
