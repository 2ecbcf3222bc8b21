import { EventEmitter, once } from 'node:events';

/** Tells whoever waits in this process that a sign-in has changed. Other processes find out by looking. */
export class SignInEvents {
  readonly #emitter = new EventEmitter().setMaxListeners(0);

  /** To be called after the change was committed. */
  emit(signInId: number): void {
    this.#emitter.emit(String(signInId));
  }

  /** Resolves at the next change of a sign-in, after `timeoutMs`, or when the signal aborts. Never rejects. */
  async waitForChange(
    signInId: number,
    { patienceMs: timeoutMs, signal }: { patienceMs: number; signal: AbortSignal },
  ): Promise<void> {
    const over = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    await once(this.#emitter, String(signInId), { signal: over }).catch(() => undefined);
  }
}
