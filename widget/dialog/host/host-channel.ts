import type { DialogEvent } from '../../protocol/dialog-event.ts';

/**
 * When a page sends its first message: `now` for hosts without a handshake, `load` after the iframe's `load` event, and
 * `init` only after an `init` of the host.
 */
export type Opening = 'now' | 'load' | 'init';

/**
 * Sends events to the host page in a reliable order: ready, then a height, and everything else only after the iframe's
 * `load` event, because hosts add their listeners and measure then.
 */
export class HostChannel {
  readonly #send: (event: DialogEvent) => void;
  readonly #opening: Opening;
  #open: boolean;
  #frameLoaded = false;
  #height: number | undefined;
  #heightSent: number | undefined;
  #waiting: DialogEvent[] = [];

  constructor(send: (event: DialogEvent) => void, opening: Opening) {
    this.#send = send;
    this.#opening = opening;
    this.#open = opening === 'now';
  }

  /** Replies to an `init`, also to a repeated one, because the host repeats it until the reply arrives. */
  begin(nonce: string | undefined): void {
    this.#open = true;
    this.#send({ type: 'ready', ...(nonce !== undefined && { nonce }) });
    this.#flush();
  }

  /**
   * Sends a height immediately, and the first height before other events. Never sends the same height twice in a row.
   */
  heightChanged(height: number): void {
    this.#height = height;
    this.#flush();
  }

  /**
   * Call it in a separate task after the window's `load` event, when the iframe's `load` event has fired in the host.
   *
   * An iframe without a height by then is hidden. Its host may wait for an event before it shows the iframe, so a
   * height of 0 is sent first.
   */
  frameLoaded(): void {
    this.#frameLoaded = true;
    this.#height ??= 0;
    if (!this.#open && this.#opening === 'load') {
      this.#open = true;
      this.#send({ type: 'ready' });
    }
    this.#flush();
  }

  /**
   * Sends an event, or queues it until everything before it has been sent. Only `token-expired` skips the queue,
   * because without a token there may never be a height.
   */
  send(event: DialogEvent): void {
    if (this.#open && event.type === 'token-expired') {
      this.#send(event);
      return;
    }
    this.#waiting.push(event);
    this.#flush();
  }

  #flush(): void {
    if (!this.#open || this.#height === undefined) return;
    if (this.#height !== this.#heightSent) {
      this.#heightSent = this.#height;
      this.#send({ type: 'height-change', height: this.#height });
    }
    if (!this.#frameLoaded) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const event of waiting) this.#send(event);
  }
}

/** Calls back one task after the window has loaded. By then, the iframe's `load` event has fired in the parent. */
export function afterFrameLoad(view: Window, callback: () => void): void {
  const later = () => void view.setTimeout(callback);
  if (view.document.readyState === 'complete') later();
  else view.addEventListener('load', later, { once: true });
}
