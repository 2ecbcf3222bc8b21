import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { sharedStyles } from './shared-styles.ts';
import type { DialogContext } from './dialog-context.ts';
import type { DialogModel } from './dialog-model.ts';
import type { ConnectionDetails } from '../protocol/connection.ts';
import { CONNECTION_NAME_LENGTH_MAX } from '../protocol/session-api.ts';
import { fieldStyles } from './field-styles.ts';
import { plainText } from './plain-text.ts';
import type { StepProblem } from './step.ts';

declare global {
  interface HTMLElementTagNameMap {
    'embed-connection-chooser': ConnectionChooser;
  }
}

/** Lets a person choose one of several connections of a connector, and rename it. */
@customElement('embed-connection-chooser')
export class ConnectionChooser extends LitElement {
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

      select {
        flex: 1 1 12rem;
        min-inline-size: 0;
        min-block-size: 40px;
        padding: 8px 10px;
        border: 1px solid var(--strong-border);
        border-radius: var(--embed-radius);
        background: var(--embed-background);
        text-overflow: ellipsis;
      }

      .line .box {
        flex: 1 1 12rem;
      }

      select:disabled {
        opacity: 0.65;
      }
    `,
  ];

  @property({ attribute: false }) context!: DialogContext;
  @property({ attribute: false }) model!: DialogModel;
  @property({ attribute: false }) connections!: readonly ConnectionDetails[];
  @property({ attribute: false }) chosen!: ConnectionDetails;
  @property({ attribute: false }) busy = false;
  @property({ attribute: false }) renewing = false;
  @state() private renaming = false;
  /** Why the server or this view refused the name. */
  @state() private mistake: 'missing' | StepProblem | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    // Keeps the name that was typed before the session expired.
    if (changed.has('model')) this.renaming = this.model.newName !== undefined;
  }

  protected override render() {
    return this.renaming ? this.#nameForm() : this.#choice();
  }

  #choice() {
    const { say } = this.context;
    return html`
      <div class="field">
        <label for="choice">${say('chooser.label')}</label>
        <div class="line">
          <select id="choice" ?disabled=${this.busy} @change=${this.#choose}>
            ${this.connections.map(
              (connection) => html`
                <option value=${connection.id} .selected=${connection.id === this.chosen.id}>
                  ${this.#title(connection)} (${say(`status.${connection.status}`)})
                </option>
              `,
            )}
          </select>
          <button type="button" id="rename" aria-disabled=${this.busy} @click=${() => this.#edit(true)}>
            ${say('chooser.rename')}
          </button>
        </div>
      </div>
    `;
  }

  #nameForm() {
    const { say } = this.context;
    const mistake = this.#mistake();
    return html`
      <form class="field" novalidate @submit=${this.#rename}>
        <label for="name">${say('chooser.name')}</label>
        <div class="line">
          <div class="box ${mistake ? 'wrong' : ''}">
            <input
              id="name"
              maxlength=${CONNECTION_NAME_LENGTH_MAX}
              autocomplete="off"
              .value=${this.model.newName ?? ''}
              aria-invalid=${mistake !== undefined}
              aria-describedby=${mistake ? 'mistake' : nothing}
              @input=${this.#typed}
            />
          </div>
          <button type="submit" aria-disabled=${this.busy} @click=${this.#rename}>${say('chooser.save')}</button>
          <button
            type="button"
            class="plain"
            aria-disabled=${this.busy && !this.renewing}
            @click=${() => this.#edit(false)}
          >
            ${say('chooser.cancel')}
          </button>
        </div>
        ${mistake ? html`<p class="mistake small" id="mistake" role="alert">${mistake}</p>` : nothing}
      </form>
    `;
  }

  /** The connection's name, with its id if another connection has the same name. */
  #title({ id, name }: ConnectionDetails): string {
    const title = plainText(name).trim();
    if (title === '') return this.context.say('chooser.unnamed', { id });
    const shared = this.connections.some((other) => other.id !== id && plainText(other.name).trim() === title);
    return shared ? `${title} #${id}` : title;
  }

  #choose(event: Event): void {
    if (event.target instanceof HTMLSelectElement) this.model.choose(Number(event.target.value));
  }

  #mistake(): string | undefined {
    const { say } = this.context;
    const { mistake } = this;
    if (mistake === undefined || mistake === 'missing') return mistake && say('chooser.name_missing');
    return `${say(`problem.${mistake.code}.title`)}. ${say(`problem.${mistake.code}.text`)}`;
  }

  #edit(renaming: boolean): void {
    if (this.renewing) void this.model.cancel();
    if (this.model.busy) return;
    this.model.newName = renaming ? this.chosen.name : undefined;
    this.#show(renaming);
  }

  /** Shows the form or the choice. Moves the focus there, unless the person has focused something else. */
  #show(renaming: boolean): void {
    const root = this.getRootNode();
    const focused = root instanceof ShadowRoot ? root.activeElement : null;
    const follows = document.hasFocus() && (focused === null || focused === this);
    this.renaming = renaming;
    this.mistake = undefined;
    if (!follows) return;
    void this.updateComplete.then(() => {
      this.renderRoot.querySelector<HTMLElement>(renaming ? '#name' : '#rename')?.focus();
    });
  }

  #typed(event: InputEvent): void {
    if (event.target instanceof HTMLInputElement) this.model.newName = event.target.value;
  }

  async #rename(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    const name = this.model.newName?.trim() ?? '';
    if (name === '') {
      this.mistake = 'missing';
      return;
    }
    const outcome = await this.model.rename(name);
    // The person cancelled and may be typing another name now.
    if (outcome === 'given up') return;
    if (outcome === 'done') this.#show(false);
    else this.mistake = outcome;
  }
}
