import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { sharedStyles } from './shared-styles.ts';
import type { NoticeContent } from './dialog-content.ts';

declare global {
  interface HTMLElementTagNameMap {
    'embed-notice': NoticeView;
  }
}

/** Says why the page cannot show the dialog, and what to do instead. */
@customElement('embed-notice')
export class NoticeView extends LitElement {
  static override readonly styles = [
    sharedStyles,
    css`
      .mark {
        display: grid;
        place-items: center;
        inline-size: 40px;
        block-size: 40px;
        border-radius: var(--embed-radius);
        background: var(--embed-surface);
        color: var(--embed-muted-text);
      }

      .mark svg {
        inline-size: 20px;
        block-size: 20px;
      }
    `,
  ];

  @property({ attribute: false }) content!: NoticeContent;

  protected override render() {
    const { say, code, requestId, reason, retry } = this.content;
    return html`
      <div class="stack">
        <span class="mark">
          <svg viewBox="0 0 20 20" aria-hidden="true">
            <circle cx="10" cy="10" r="8.5" fill="none" stroke="currentColor" stroke-width="1.7" />
            <path d="M10 9v5M10 5.8v.6" fill="none" stroke="currentColor" stroke-width="2" />
          </svg>
        </span>
        <div class="stack tight">
          <h1 tabindex="-1" data-start>${say(`problem.${code}.title`)}</h1>
          <p class="muted">${say(`problem.${code}.text`)}</p>
        </div>
        ${
          retry
            ? html`<div class="row"><button type="button" @click=${retry}>${say('form.retry')}</button></div>`
            : nothing
        }
        ${
          requestId
            ? html`<p class="muted small"><code>${code}</code> · ${say('problem.reference', { id: requestId })}</p>`
            : nothing
        }
        ${reason ? html`<p class="muted small" lang="en">With --dev only: ${code}, ${reason}</p>` : nothing}
      </div>
    `;
  }
}
