import { css, html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { DialogContext } from './dialog-context.ts';
import type { DialogModel } from './dialog-model.ts';
import { DialogPart } from './dialog-part.ts';
import { sharedStyles } from './shared-styles.ts';

declare global {
  interface HTMLElementTagNameMap {
    'embed-checking-step': CheckingStep;
  }
}

/** Most systems answer within this time; beyond it a person wants to know that nothing is stuck. */
const SLOW_AFTER_MS = 6000;

/** Shown while the server tries what was typed against the external system. */
@customElement('embed-checking-step')
export class CheckingStep extends DialogPart {
  static override styles = [
    sharedStyles,
    css`
      .head {
        display: flex;
        align-items: center;
        gap: 12px;
      }

      .spinner {
        flex: none;
        inline-size: 20px;
        block-size: 20px;
        border: 2.5px solid var(--embed-border);
        border-block-start-color: var(--embed-text);
        border-radius: 50%;
        animation: turn 0.9s linear infinite;
      }

      @keyframes turn {
        to {
          rotate: 1turn;
        }
      }

      @media (prefers-reduced-motion: reduce) {
        .spinner {
          animation: none;
        }
      }

      @media (forced-colors: active) {
        .spinner {
          border-color: GrayText;
          border-block-start-color: CanvasText;
        }
      }
    `,
  ];

  @property({ attribute: false }) context!: DialogContext;
  @property({ attribute: false }) model!: DialogModel;
  /** When to say that it takes longer than usual. */
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

  override render() {
    const { say, connector } = this.context;
    const system = connector.title;
    return html`
      <div class="stack">
        <div class="head">
          <span class="spinner"></span>
          <h2 tabindex="-1" data-start>
            ${connector.verifies ? say('checking.title', { system }) : say('checking.saving')}
          </h2>
        </div>
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
