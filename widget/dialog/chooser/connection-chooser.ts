import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { sharedStyles } from '../shared-styles.ts';
import type { DialogContext } from '../dialog-context.ts';
import type { ConnectionDetails } from '../../protocol/connection.ts';
import { fieldStyles } from '../field-styles.ts';
import { plainText } from '../plain-text.ts';
import type { Rename } from '../state/dialog-state.ts';
import type { DialogCommand } from '../state/state-event.ts';
import { DialogCommandEvent } from '../store-controller.ts';

declare global {
  interface HTMLElementTagNameMap {
    'embed-connection-chooser': ConnectionChooser;
  }
}

/** Lets a person select one of several connections of a connector, and rename it. */
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

      select:disabled {
        opacity: 0.65;
      }
    `,
  ];

  @property({ attribute: false }) context!: DialogContext;
  @property({ attribute: false }) connections!: readonly ConnectionDetails[];
  #followsFocus = false;

  @property({ attribute: false }) selectedId!: number;
  /** The new name, while the selected connection is renamed. */
  @property({ attribute: false }) rename: Rename | undefined;
  /** The dialog waits for a response. */
  @property({ attribute: false }) busy = false;
  /** The person can cancel the renaming: no call runs, or the call waits for a session. */
  @property({ attribute: false }) canCancel = true;

  /** The button from which the person started to rename gets the focus again. */
  protected override updated(changed: PropertyValues<this>): void {
    const isBack = changed.get('rename') !== undefined && this.rename === undefined;
    if (isBack && this.#followsFocus) this.renderRoot.querySelector<HTMLElement>('#rename')?.focus();
  }

  protected override willUpdate(): void {
    const root = this.getRootNode();
    const focused = root instanceof ShadowRoot ? root.activeElement : null;
    this.#followsFocus = this.hasUpdated && document.hasFocus() && (focused === null || focused === this);
  }

  protected override render() {
    const { context, rename, busy, canCancel } = this;
    return rename
      ? html`<embed-rename-form
          .context=${context}
          .rename=${rename}
          .busy=${busy}
          .canCancel=${canCancel}
          .takesFocus=${this.#followsFocus}
        ></embed-rename-form>`
      : this.#choice();
  }

  #choice() {
    const { translate, permissions } = this.context;
    return html`
      <div class="field">
        <label for="choice">${translate('chooser.label')}</label>
        <div class="line">
          <select id="choice" ?disabled=${this.busy} @change=${this.#choose}>
            ${this.connections.map(
              (connection) => html`
                <option value=${connection.id} .selected=${connection.id === this.selectedId}>
                  ${this.#title(connection)} (${translate(`status.${connection.status}`)})
                </option>
              `,
            )}
          </select>
          ${
            permissions.includes('manage') && !this.#selected()?.isManaged
              ? html`<button
                  type="button"
                  id="rename"
                  aria-disabled=${this.busy}
                  @click=${() => this.#send({ type: 'edit-name', name: this.#selectedName() })}
                >
                  ${translate('chooser.rename')}
                </button>`
              : nothing
          }
        </div>
      </div>
    `;
  }

  /** The connection's name, with its id if another connection has the same name. */
  #title({ id, name }: ConnectionDetails): string {
    const title = plainText(name).trim();
    if (title === '') return this.context.translate('chooser.unnamed', { id });
    const shared = this.connections.some((other) => other.id !== id && plainText(other.name).trim() === title);
    return shared ? `${title} #${id}` : title;
  }

  #selectedName(): string {
    return this.#selected()?.name ?? '';
  }

  #selected(): ConnectionDetails | undefined {
    return this.connections.find(({ id }) => id === this.selectedId);
  }

  #send(command: DialogCommand): void {
    this.dispatchEvent(new DialogCommandEvent(command));
  }

  #choose(event: Event): void {
    if (event.target instanceof HTMLSelectElement) this.#send({ type: 'select', id: Number(event.target.value) });
  }
}
