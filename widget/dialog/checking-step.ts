import { html, LitElement } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { sharedStyles } from './shared-styles.ts';
import type { DialogContext } from './dialog-context.ts';
import type { DialogModel } from './dialog-model.ts';
import { waitingHead, waitingStyles } from './waiting-head.ts';

declare global {
  interface HTMLElementTagNameMap {
    'embed-checking-step': CheckingStep;
  }
}

/** Most systems answer within this time; beyond it a person wants to know that nothing is stuck. */
const SLOW_AFTER_MS = 6000;

/** Shown while the server tries what was typed against the external system. */
@customElement('embed-checking-step')
export class CheckingStep extends LitElement {
  @property({ attribute: false }) context!: DialogContext;
  @property({ attribute: false }) model!: DialogModel;

  static override readonly styles = [sharedStyles, waitingStyles];

  /** When to say that it takes longer than usual. */
  @property({ attribute: false }) slowAfterMs!: number;
  @state() private slow: boolean;

  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.slowAfterMs = SLOW_AFTER_MS;
    this.slow = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = setTimeout(() => (this.slow = true), this.slowAfterMs);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override render() {
    const { say, connector } = this.context;
    const system = connector.title;
    return html`
      <div class="stack">
        ${waitingHead(connector.verifies ? say('checking.title', { system }) : say('checking.saving'))}
        <p class="muted" role="status">
          ${this.slow && connector.verifies ? say('checking.slow', { system }) : say('checking.text')}
        </p>
        <div class="row">
          <button type="button" @click=${() => void this.model.cancel()}>${say('checking.cancel')}</button>
        </div>
      </div>
    `;
  }
}
