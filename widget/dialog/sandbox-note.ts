import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { DialogContext } from './dialog-context.ts';
import { sharedStyles } from './shared-styles.ts';

declare global {
  interface HTMLElementTagNameMap {
    'embed-sandbox-note': SandboxNote;
  }
}

/** Says that the organization is in sandbox mode. */
@customElement('embed-sandbox-note')
export class SandboxNote extends LitElement {
  static override readonly styles = [
    sharedStyles,
    css`
      p {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 10px;
        align-items: baseline;
        padding: 8px 14px;
        border: 1px dashed var(--warning);
        border-radius: var(--embed-radius);
        background: var(--soft-warning);
      }

      strong {
        color: var(--warning);
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) context!: Pick<DialogContext, 'translate'>;

  protected override render() {
    const { translate } = this.context;
    return html`<p class="small">
      <strong>${translate('header.sandbox')}</strong><span>${translate('header.sandbox_text')}</span>
    </p>`;
  }
}
