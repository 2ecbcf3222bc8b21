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

/** Most providers answer within this time. After it, the view says that the check is still running. */
const SLOW_AFTER_MS = 6000;

/** Shown while the server checks the typed credentials with the provider. */
@customElement('embed-checking-step')
export class CheckingStep extends LitElement {
  static override readonly styles = [sharedStyles, waitingStyles];

  @property({ attribute: false }) context!: DialogContext;
  @property({ attribute: false }) model!: DialogModel;
  /** After how long the view says that the check takes longer than usual. */
  @property({ attribute: false }) slowAfterMs = SLOW_AFTER_MS;
  @state() private slow = false;

  #timer: ReturnType<typeof setTimeout> | undefined;

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
    const provider = connector.title;
    return html`
      <div class="stack">
        ${waitingHead(connector.verifiesCredentials ? say('checking.title', { provider }) : say('checking.saving'))}
        <p class="muted" role="status">
          ${this.slow && connector.verifiesCredentials ? say('checking.slow', { provider }) : say('checking.text')}
        </p>
        <div class="row">
          <button type="button" @click=${() => void this.model.cancel()}>${say('checking.cancel')}</button>
        </div>
      </div>
    `;
  }
}
