import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { problemReference } from '../problem-panel.ts';
import { sharedStyles } from '../shared-styles.ts';
import type { Translate } from '../messages.ts';
import type { Notice } from '../state/dialog-state.ts';
import { DialogCommandEvent } from '../store-controller.ts';

declare global {
  interface HTMLElementTagNameMap {
    'embed-notice': NoticeView;
  }
}

/** Why the page cannot show the dialog. `outdated`: the page belongs to an older version of the dialog. */
export type ShownNotice = Omit<Notice, 'code'> & { readonly code: Notice['code'] | 'outdated' };

/** Shows why the page cannot show the dialog, and what to do. */
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

      summary {
        inline-size: fit-content;
        cursor: pointer;
      }

      details p {
        margin-block-start: 4px;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) context!: { readonly translate: Translate };
  @property({ attribute: false }) notice!: ShownNotice;
  /** The person has typed something, and it is still there. */
  @property({ attribute: false }) keepsInput = false;
  /** What the button of an unreachable server does. Absent: the dialog exchanges its token again. */
  @property({ attribute: false }) retry: (() => void) | undefined;

  protected override render() {
    const { context, keepsInput } = this;
    const { translate } = context;
    const { code, requestId, reason } = this.notice;
    const isUnreachable = code === 'unreachable';
    return html`
      <div class="stack">
        <span class="mark">
          <svg viewBox="0 0 20 20" aria-hidden="true">
            <circle cx="10" cy="10" r="8.5" fill="none" stroke="currentColor" stroke-width="1.7" />
            <path d="M10 9v5M10 5.8v.6" fill="none" stroke="currentColor" stroke-width="2" />
          </svg>
        </span>
        <div class="stack tight">
          <h1 tabindex="-1" data-start>${translate(`problem.${code}.title`)}</h1>
          <p class="muted">
            ${translate(isUnreachable && keepsInput ? 'problem.unreachable.text_kept' : `problem.${code}.text`)}
          </p>
        </div>
        ${isUnreachable ? this.#button(translate('form.retry'), this.retry ?? this.#retryToken) : nothing}
        ${code === 'outdated' ? this.#button(translate('action.reload'), () => location.reload()) : nothing}
        ${problemReference(translate, { code, requestId })}
        ${
          reason
            ? html`<details class="muted small">
                <summary>${translate('problem.developers')}</summary>
                <p lang="en">${reason}</p>
              </details>`
            : nothing
        }
      </div>
    `;
  }

  #button(text: string, onClick: () => void) {
    return html`
      <div class="row">
        <button type="button" @click=${onClick}>${text}</button>
      </div>
    `;
  }

  #retryToken(): void {
    this.dispatchEvent(new DialogCommandEvent({ type: 'retry-token' }));
  }
}
