import type { DialogEvent } from '../../protocol/dialog-event.ts';

/**
 * When a page begins to speak: `now` to hosts that know no handshake, after the frame's `load` event to hosts that may
 * listen, and only when it is spoken to by `init`.
 */
export type Opening = 'now' | 'load' | 'init';

/**
 * Tells the host page what happens, in an order that it can rely on: that the page is ready, then a height, and
 * everything else only after the frame's `load` event. Hosts attach what listens, and measure what they show, at that
 * point.
 */
export class HostChannel {
  readonly #send: (event: DialogEvent) => void;
  readonly #opening: Opening;
  #open: boolean;
  #frameLoaded = false;
  #height: number | undefined;
  #heightTold: number | undefined;
  #waiting: DialogEvent[] = [];

  constructor(send: (event: DialogEvent) => void, opening: Opening) {
    this.#send = send;
    this.#opening = opening;
    this.#open = opening === 'now';
  }

  /** Answers an `init`, even one that was answered before: the host repeats it until the answer arrives. */
  begin(nonce: string | undefined): void {
    this.#open = true;
    this.#send({ type: 'ready', ...(nonce !== undefined && { nonce }) });
    this.#flush();
  }

  /** Tells a height at once, before anything else if it is the first. Never the same twice in a row. */
  heightChanged(height: number): void {
    this.#height = height;
    this.#flush();
  }

  /**
   * To be called in a task of its own after the window's `load` event, when the host has seen the frame's.
   *
   * A frame without a height by then is hidden. Its host may wait for an event before it shows the frame, so that the
   * height is 0 until there is another.
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
   * Tells an event, or keeps it until everything before it is through. The order is kept, but for the wish for a token,
   * without which there may never be a height.
   */
  tell(event: DialogEvent): void {
    if (this.#open && event.type === 'token-expired') {
      this.#send(event);
      return;
    }
    this.#waiting.push(event);
    this.#flush();
  }

  #flush(): void {
    if (!this.#open || this.#height === undefined) return;
    if (this.#height !== this.#heightTold) {
      this.#heightTold = this.#height;
      this.#send({ type: 'height-change', height: this.#height });
    }
    if (!this.#frameLoaded) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const event of waiting) this.#send(event);
  }
}

/** Calls back one task after the window has loaded: by then the frame's `load` event has been dispatched in the parent. */
export function afterFrameLoad(view: Window, callback: () => void): void {
  const later = () => void view.setTimeout(callback);
  if (view.document.readyState === 'complete') later();
  else view.addEventListener('load', later, { once: true });
}
