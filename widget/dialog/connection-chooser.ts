import { css, html, nothing, type PropertyDeclarations } from 'lit';
import type { ConnectionDetails } from '../protocol/connection.ts';
import { CONNECTION_NAME_LENGTH_MAX } from '../protocol/session-api.ts';
import { fieldStyles } from './credential-field.ts';
import { DialogStep } from './dialog-step.ts';
import { plainText } from './plain-text.ts';
import { sharedStyles } from './shared-styles.ts';

declare global {
  interface HTMLElementTagNameMap {
    'embed-connection-chooser': ConnectionChooser;
  }
}

/** Lets a person choose among several connections with one system, and name them. */
export class ConnectionChooser extends DialogStep {
  static override properties: PropertyDeclarations = {
    connections: { attribute: false },
    chosen: { attribute: false },
    busy: { attribute: false },
    renaming: { state: true },
    mistake: { state: true },
  };

  static override styles = [
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

  declare connections: readonly ConnectionDetails[];
  declare chosen: ConnectionDetails;
  declare busy: boolean;
  declare private renaming: boolean;
  declare private mistake: string | undefined;

  constructor() {
    super();
    this.busy = false;
    this.renaming = false;
  }

  override render() {
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
    const { mistake } = this;
    return html`
      <form class="field" novalidate @submit=${this.#rename}>
        <label for="name">${say('chooser.name')}</label>
        <div class="line">
          <div class="box ${mistake ? 'wrong' : ''}">
            <input
              id="name"
              maxlength=${CONNECTION_NAME_LENGTH_MAX}
              autocomplete="off"
              .value=${this.chosen.name}
              aria-invalid=${mistake ? 'true' : 'false'}
              aria-describedby=${mistake ? 'mistake' : nothing}
            />
          </div>
          <button type="submit" aria-disabled=${this.busy}>${say('chooser.save')}</button>
          <button type="button" class="plain" aria-disabled=${this.busy} @click=${() => this.#edit(false)}>
            ${say('chooser.cancel')}
          </button>
        </div>
        ${mistake ? html`<p class="mistake small" id="mistake" role="alert">${mistake}</p>` : nothing}
      </form>
    `;
  }

  /** The name, with the number where another connection has the same: a new one is called as its system is. */
  #title({ id, name }: ConnectionDetails): string {
    const title = plainText(name).trim();
    if (title === '') return this.context.say('chooser.unnamed', { id });
    const shared = this.connections.some((other) => other.id !== id && plainText(other.name).trim() === title);
    return shared ? `${title} #${id}` : title;
  }

  #choose(event: Event): void {
    if (event.target instanceof HTMLSelectElement) this.model.choose(Number(event.target.value));
  }

  #edit(renaming: boolean): void {
    if (this.busy) return;
    this.renaming = renaming;
    this.mistake = undefined;
    void this.updateComplete.then(() => {
      this.renderRoot.querySelector<HTMLElement>(renaming ? '#name' : '#rename')?.focus();
    });
  }

  async #rename(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    const { say } = this.context;
    const name = this.renderRoot.querySelector<HTMLInputElement>('#name')?.value.trim() ?? '';
    if (name === '') {
      this.mistake = say('chooser.missing');
      return;
    }
    const problem = await this.model.rename(name);
    if (problem) {
      this.mistake = `${say(`problem.${problem.code}.title`)}. ${say(`problem.${problem.code}.text`)}`;
    } else {
      this.#edit(false);
    }
  }
}

customElements.define('embed-connection-chooser', ConnectionChooser);
