import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { CONNECTION_NAME_LENGTH_MAX } from '../../protocol/session-api.ts';
import type { DialogContext } from '../dialog-context.ts';
import { fieldStyles } from '../field-styles.ts';
import { problemSentences } from '../problem-sentences.ts';
import { sharedStyles } from '../shared-styles.ts';
import type { Rename } from '../state/dialog-state.ts';
import type { DialogCommand } from '../state/state-event.ts';
import { DialogCommandEvent } from '../store-controller.ts';

declare global {
  interface HTMLElementTagNameMap {
    'embed-rename-form': RenameForm;
  }
}

/** Lets a person type a new name for a connection. */
@customElement('embed-rename-form')
export class RenameForm extends LitElement {
  static override readonly styles = [
    sharedStyles,
    fieldStyles,
    css`
      .line {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 10px;
      }

      .box {
        flex: 1 1 12rem;
      }
    `,
  ];

  @property({ attribute: false }) context!: DialogContext;
  @property({ attribute: false }) rename!: Rename;
  /** The dialog waits for a response. */
  @property({ attribute: false }) busy = false;
  /** The person can cancel: no call runs, or the call waits for a session. */
  @property({ attribute: false }) canCancel = true;
  /** The focus was in what the form replaces. */
  @property({ attribute: false }) takesFocus = false;

  protected override firstUpdated(): void {
    if (this.takesFocus) this.renderRoot.querySelector<HTMLElement>('#name')?.focus();
  }

  protected override render() {
    const { translate } = this.context;
    const { name } = this.rename;
    const error = this.#error();
    return html`
      <form class="field" novalidate @submit=${this.#save}>
        <label for="name">${translate('chooser.name')}</label>
        <div class="line">
          <div class="box ${error ? 'wrong' : ''}">
            <input
              id="name"
              maxlength=${CONNECTION_NAME_LENGTH_MAX}
              autocomplete="off"
              .value=${name}
              aria-invalid=${error !== undefined}
              aria-describedby=${error ? 'error' : nothing}
              @input=${this.#typed}
            />
          </div>
          <button type="submit" aria-disabled=${this.busy} @click=${this.#save}>${translate('chooser.save')}</button>
          <button
            type="button"
            class="plain"
            aria-disabled=${!this.canCancel}
            @click=${() => this.#send({ type: 'edit-name' })}
          >
            ${translate('action.cancel')}
          </button>
        </div>
        ${error ? html`<p class="error small" id="error" role="alert">${error}</p>` : nothing}
      </form>
    `;
  }

  #error(): string | undefined {
    const { context } = this;
    const { error } = this.rename;
    if (error === undefined) return undefined;
    if (error === 'missing') return context.translate('chooser.name_missing');
    const { title, text } = problemSentences({ ...context, ...error, keepsInput: true });
    return `${title}. ${text}`;
  }

  #send(command: DialogCommand): void {
    this.dispatchEvent(new DialogCommandEvent(command));
  }

  #typed(event: InputEvent): void {
    if (event.target instanceof HTMLInputElement) this.#send({ type: 'edit-name', name: event.target.value });
  }

  #save(event: Event): void {
    event.preventDefault();
    this.#send({ type: 'save-name' });
  }
}
