import { EventEmitter, once } from 'node:events';

/** Notifies requests in this process that a sign-in has changed. Other processes notice the change by polling the store. */
export class SignInEvents {
  readonly #emitter = new EventEmitter().setMaxListeners(0);

  /** Notifies the waiting requests. Call it after the change was committed. */
  emit(signInId: number): void {
    this.#emitter.emit(String(signInId));
  }

  /** Resolves at the next change of a sign-in, after `timeoutMs`, or when the signal aborts. Never rejects. */
  async waitForChange(
    signInId: number,
    { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
  ): Promise<void> {
    const stop = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    await once(this.#emitter, String(signInId), { signal: stop }).catch(() => undefined);
  }
}
