import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { CONNECTIONS_MAX } from '../../protocol/session-api.ts';
import type { DialogContext } from '../dialog-context.ts';
import { fieldStyles } from '../field-styles.ts';
import { problemSentences } from '../problem-sentences.ts';
import { sharedStyles } from '../shared-styles.ts';
import type { StepProblem } from '../state/dialog-state.ts';
import { DialogCommandEvent } from '../store-controller.ts';
import '../effects/perform-addition.ts';
import '../state/additions.ts';

declare global {
  interface HTMLElementTagNameMap {
    'embed-add-connection': AddConnection;
  }
}

/** Offers to add another connection, and says why it was not added. */
@customElement('embed-add-connection')
export class AddConnection extends LitElement {
  static override readonly styles = [
    sharedStyles,
    fieldStyles,
    css`
      :host {
        margin-block-start: -12px;
      }

      /* Aligns the button's text with other texts. */
      button {
        margin-inline-start: -16px;
      }

      button::before {
        content: '+' / '';
        margin-inline-end: 8px;
      }
    `,
  ];

  @property({ attribute: false }) context!: DialogContext;
  /** Why the last attempt failed. */
  @property({ attribute: false }) problem: StepProblem | undefined;
  /** The dialog waits for a response. */
  @property({ attribute: false }) busy = false;

  protected override render() {
    const { problem } = this;
    return html`
      <button type="button" class="plain" aria-disabled=${this.busy} @click=${this.#add}>
        ${this.context.translate('chooser.add')}
      </button>
      ${problem ? html`<p class="error small" role="alert">${this.#sentence(problem)}</p>` : nothing}
    `;
  }

  #sentence(problem: StepProblem): string {
    if (problem.code === 'conflict') return this.context.translate('chooser.limit', { count: CONNECTIONS_MAX });
    const { title, text } = problemSentences({ ...this.context, ...problem });
    return `${title}. ${text}`;
  }

  #add(): void {
    this.dispatchEvent(new DialogCommandEvent({ type: 'add' }));
  }
}
