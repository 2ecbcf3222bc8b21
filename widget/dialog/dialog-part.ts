import { type CSSResultGroup, LitElement } from 'lit';
import { RenderedEvent } from './rendered-event.ts';
import { sharedStyles } from './shared-styles.ts';

/**
 * Base of every element in the dialog.
 *
 * `updateComplete` waits for the parts inside as well, so that what is measured afterwards is what will be painted.
 *
 * @fires embed-rendered After each update.
 */
export abstract class DialogPart extends LitElement {
  static override styles: CSSResultGroup = sharedStyles;

  /** Moves focus to what is new in this part: what is marked `data-start`, so that it is read out. */
  focusStart(): void {
    this.renderRoot.querySelector<HTMLElement>('[data-start]')?.focus();
  }

  protected override updated(): void {
    this.dispatchEvent(new RenderedEvent());
  }

  protected override async getUpdateComplete(): Promise<boolean> {
    const complete = await super.getUpdateComplete();
    for (const part of this.renderRoot.querySelectorAll('*')) {
      if (part instanceof DialogPart) await part.updateComplete;
    }
    return complete;
  }
}
