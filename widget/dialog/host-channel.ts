import type { DialectEncoder } from '../dialects/dialect-encoder.ts';
import type { DialogEvent } from '../protocol/dialog-event.ts';

/**
 * Tells the host page what happens, in its dialect and in an order that it can rely on: a height first, and everything
 * else only after the frame's `load` event. Hosts attach what listens, and measure what they show, at that point.
 */
export class HostChannel {
  readonly #encode: DialectEncoder;
  readonly #post: (message: unknown) => void;
  #heightTold = false;
  #frameLoaded = false;
  #waiting: DialogEvent[] = [];

  constructor(encode: DialectEncoder, post: (message: unknown) => void) {
    this.#encode = encode;
    this.#post = post;
  }

  /** Posts a height at once, before anything else if it is the first. */
  heightChanged(height: number): void {
    this.#send({ type: 'height-change', height });
    this.#heightTold = true;
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
    if (this.#heightTold) this.#flush();
    else this.heightChanged(0);
  }

  /** Posts an event, or keeps it until height and `load` are through. The order is kept. */
  tell(event: DialogEvent): void {
    this.#waiting.push(event);
    this.#flush();
  }

  #flush(): void {
    if (!this.#heightTold || !this.#frameLoaded) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const event of waiting) this.#send(event);
  }

  #send(event: DialogEvent): void {
    for (const message of this.#encode(event)) this.#post(message);
  }
}

/** Calls back one task after the window has loaded: by then the frame's `load` event has been dispatched in the parent. */
export function afterFrameLoad(view: Window, callback: () => void): void {
  const later = () => void view.setTimeout(callback);
  if (view.document.readyState === 'complete') later();
  else view.addEventListener('load', later, { once: true });
}
