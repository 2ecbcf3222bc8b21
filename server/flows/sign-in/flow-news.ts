import { EventEmitter, once } from 'node:events';

/** Tells whoever waits in this process that a flow has changed. Other processes find out by looking. */
export class FlowNews {
  readonly #emitter = new EventEmitter().setMaxListeners(0);

  /** To be called after the change was committed. */
  tell(flowId: number): void {
    this.#emitter.emit(String(flowId));
  }

  /** Resolves at the next change of a flow, after `patienceMs`, or when the signal aborts. Never rejects. */
  async next(flowId: number, { patienceMs, signal }: { patienceMs: number; signal: AbortSignal }): Promise<void> {
    const over = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
    await once(this.#emitter, String(flowId), { signal: over }).catch(() => undefined);
  }
}
