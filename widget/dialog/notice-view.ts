import { css, html, nothing, type PropertyDeclarations } from 'lit';
import type { ProblemCode } from '../locales/en.ts';
import { DialogPart } from './dialog-part.ts';
import type { Say } from './messages.ts';
import { sharedStyles } from './shared-styles.ts';

declare global {
  interface HTMLElementTagNameMap {
    'embed-notice': NoticeView;
  }
}

/** Says why there is nothing to do here, and what to do instead. */
export class NoticeView extends DialogPart {
  static override properties: PropertyDeclarations = {
    say: { attribute: false },
    code: { attribute: false },
    requestId: { attribute: false },
  };

  static override styles = [
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

  declare say: Say;
  declare code: ProblemCode;
  /** What the log of the server knows this page by. */
  declare requestId: string | undefined;

  override render() {
    const { say, code } = this;
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
          this.requestId
            ? html`<p class="muted small">${say('problem.reference', { id: this.requestId })}</p>`
            : nothing
        }
      </div>
    `;
  }
}

customElements.define('embed-notice', NoticeView);
