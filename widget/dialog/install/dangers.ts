import { css, html, LitElement } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { DialogContext } from '../dialog-context.ts';
import { panelStyles } from '../problem-panel.ts';
import { sharedStyles } from '../shared-styles.ts';
import type { InstallAction, InstallState } from '../state/install-state.ts';
import { DialogCommandEvent } from '../store-controller.ts';

declare global {
  interface HTMLElementTagNameMap {
    'embed-install-dangers': InstallDangers;
  }
}

/** What a person does with an installation only after a question. */
type Danger = 'pause' | 'resume' | 'uninstall' | 'withdraw' | 'delete-data';

/** Offers to pause, resume or remove an installation. Each action is explained before it happens. */
@customElement('embed-install-dangers')
export class InstallDangers extends LitElement {
  static override readonly styles = [
    sharedStyles,
    panelStyles,
    css`
      button.danger {
        border-color: var(--embed-danger);
        color: var(--embed-danger);
      }

      button.danger:hover {
        background: var(--soft-danger);
      }
    `,
  ];

  @property({ attribute: false }) context!: Pick<DialogContext, 'translate'>;
  @property({ attribute: false }) install!: InstallState;
  @state() private asking: Danger | undefined;

  #wasCalling = false;

  /** The question ends with the call. */
  protected override willUpdate(): void {
    const { call } = this.install;
    if (this.#wasCalling && !call) this.asking = undefined;
    this.#wasCalling = call !== undefined;
  }

  protected override render() {
    const { translate } = this.context;
    const { asking } = this;
    if (asking) return this.#question(asking);
    return html`<div class="row">
      ${this.#dangers.map(
        (danger) =>
          html`<button type="button" id=${danger} @click=${() => this.#ask(danger)}>
            ${translate(`${danger}.action`)}
          </button>`,
      )}
    </div>`;
  }

  /** What can be done with the installation, in order. */
  get #dangers(): readonly Danger[] {
    const { installation, consent } = this.install.view;
    const isAgreed = consent?.givenAt !== undefined;
    const canResume = !consent?.required || isAgreed;
    return [
      ...(installation?.paused ? (canResume ? (['resume'] as const) : []) : (['pause'] as const)),
      'uninstall',
      ...(isAgreed ? (['withdraw'] as const) : []),
      'delete-data',
    ];
  }

  #question(danger: Danger) {
    const { translate } = this.context;
    const { view, call } = this.install;
    const isWorking = call !== undefined;
    const isMild = danger === 'pause' || danger === 'resume';
    return html`
      <div class="panel" role="group" aria-labelledby="question" aria-describedby="explanation" @keydown=${this.#leave}>
        <h3 id="question" tabindex="-1">${translate(`${danger}.title`, { integration: view.integration.name })}</h3>
        <p id="explanation">${translate(`${danger}.text`)}</p>
        <div class="row">
          <button
            type="button"
            class=${isMild ? '' : 'danger'}
            aria-disabled=${isWorking}
            @click=${() => this.#confirm(danger)}
          >
            ${translate(isWorking ? 'install.working' : `${danger}.action`)}
          </button>
          <button type="button" class="plain" aria-disabled=${isWorking} @click=${() => this.#ask(undefined)}>
            ${translate('action.cancel')}
          </button>
        </div>
      </div>
    `;
  }

  #leave(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || this.install.call) return;
    // Otherwise the same key press would close the whole dialog.
    event.preventDefault();
    this.#ask(undefined);
  }

  #ask(danger: Danger | undefined): void {
    if (this.install.call) return;
    const before = this.asking;
    this.asking = danger;
    void this.updateComplete.then(() => {
      this.renderRoot.querySelector<HTMLElement>(danger ? '#question' : `#${before}`)?.focus();
    });
  }

  #confirm(danger: Danger): void {
    const action: InstallAction =
      danger === 'pause' || danger === 'resume' ? { type: 'pause', paused: danger === 'pause' } : { type: danger };
    this.dispatchEvent(new DialogCommandEvent({ type: 'install', action }));
  }
}
