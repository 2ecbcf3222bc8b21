import { LitElement, type ReactiveController } from 'lit';

/** CSS pixels. Taller than a long list in one column. Limits the height of the parent's frame if the layout has a bug. */
const MAX_HEIGHT = 100_000;

/**
 * Reports the height of the page's content, for a parent that gives its iframe this height.
 *
 * It measures only the content's box. The document and the viewport are at least as tall as the iframe, so the iframe
 * would never shrink, and content sized by the viewport would grow with each report. Fractions are rounded up, because
 * an iframe that is half a pixel too short shows a scrollbar.
 *
 * An iframe with a width of 0 is hidden or has no layout yet. Text without width is thousands of pixels tall, so
 * nothing is measured until the iframe has a width.
 */
export class HeightReporter implements ReactiveController {
  readonly #content: LitElement;
  readonly #report: (height: number) => void;
  #last: number | undefined;

  /** @param report Receives CSS pixels: an integer from 0 to 100000, never the same twice in a row. */
  constructor(content: LitElement, report: (height: number) => void) {
    this.#content = content;
    this.#report = report;
  }

  /**
   * Starts to measure: now, after each update of the content or its views, and when fonts or the iframe's width change.
   */
  start(): void {
    this.#content.addController(this);
    new ResizeObserver(() => this.measure()).observe(this.#content);
    this.hostUpdated();
  }

  /**
   * Called after an update of the content or its views. Measures when all of them have rendered, before the browser
   * paints.
   */
  hostUpdated(): void {
    for (const view of this.#content.renderRoot.querySelectorAll('*')) {
      if (view instanceof LitElement) view.addController(this);
    }
    void this.#content.updateComplete.then(() => this.measure());
  }

  /** Measures now, and reports a height that differs from the last one. */
  measure(): void {
    if (this.#content.ownerDocument.defaultView?.innerWidth === 0) return;
    const height = Math.min(MAX_HEIGHT, Math.ceil(this.#content.getBoundingClientRect().height));
    if (height === this.#last) return;
    this.#last = height;
    this.#report(height);
  }
}
