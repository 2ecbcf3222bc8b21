import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { DialogContext } from '../dialog-context.ts';
import { plainButton } from '../plain-button.ts';
import { panelStyles, problemPanel } from '../problem-panel.ts';
import { sharedStyles } from '../shared-styles.ts';
import type { DialogState } from '../state/dialog-state.ts';
import { installHooks } from '../state/install-hooks.ts';
import '../state/install-part.ts';
import type { InstallAction, InstallState } from '../state/install-state.ts';
import type { DialogCommand } from '../state/state-event.ts';
import { DialogCommandEvent } from '../store-controller.ts';
import { deletedPage, donePage, endPageStyles } from './end-pages.ts';
import { flowSteps, flowStepStyles } from './flow-steps.ts';
import { nextRunsStyles } from './next-runs.ts';
import { historyPage, overviewPage, overviewStyles } from './overview-page.ts';
import type { PageView } from './page-view.ts';
import { stepFrameStyles } from './step-frame.ts';
import { stepper, stepperStyles } from './stepper.ts';

declare global {
  interface HTMLElementTagNameMap {
    'embed-install': Install;
  }
}

// Other dialogs of the page have no install flow.
installHooks.wrap = (content, context, state, loader) => {
  const { installation, install } = state.dialog ?? {};
  if (!installation) return content;
  // Few readers look at the history.
  if (install?.page === 'history') loader.need('install-history');
  const isConnecting = install?.page === 'connect';
  return html`<embed-install ?data-step=${!isConnecting} .context=${context} .state=${state}>
    ${isConnecting ? html`<div class="stack">${content}</div>` : nothing}
  </embed-install>`;
};

/** Each page of an install flow. */
const pages: Readonly<Record<InstallState['page'], (view: PageView) => TemplateResult>> = {
  ...flowSteps,
  done: donePage,
  overview: overviewPage,
  history: historyPage,
  deleted: deletedPage,
};

/**
 * The install flow of an integration, step by step, and the overview of its installation.
 *
 * @slot - The connections of the integration, while its page shows them.
 */
@customElement('embed-install')
export class Install extends LitElement {
  static override readonly styles = [
    sharedStyles,
    panelStyles,
    stepperStyles,
    stepFrameStyles,
    flowStepStyles,
    nextRunsStyles,
    overviewStyles,
    endPageStyles,
    css`
      .all {
        justify-self: start;
        margin-inline-start: -16px;
      }
    `,
  ];

  @property({ attribute: false }) context!: DialogContext;
  @property({ attribute: false }) state!: DialogState;
  /** Id of the dialog whose flow was opened last. */
  #openedId: number | undefined;
  /** The number of the last move of the focus. */
  #focus: number | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('pagehide', this.#keep);
    this.#open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('pagehide', this.#keep);
  }

  /** The page ends, for example because the host removes the iframe. */
  readonly #keep = (): void => this.#act({ type: 'keep' });

  /** The page can get another dialog, for example when the host reloads an application. */
  protected override willUpdate(): void {
    this.#open();
  }

  #open(): void {
    const { dialog } = this.state;
    if (!dialog || dialog.install || dialog.id === this.#openedId) return;
    this.#openedId = dialog.id;
    this.#act({ type: 'open', timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone });
  }

  /** Also waits for the forms inside, so that a height measured afterwards is the height that the browser paints. */
  protected override async getUpdateComplete(): Promise<boolean> {
    const isComplete = await super.getUpdateComplete();
    for (const view of this.renderRoot.querySelectorAll('*')) {
      if (view instanceof LitElement) await view.updateComplete;
    }
    return isComplete;
  }

  /** Moves the focus to the start of a page that follows another one. */
  protected override updated(): void {
    const { focus } = this.state.dialog?.install ?? {};
    const before = this.#focus;
    this.#focus = focus;
    if (before === undefined || before === focus || !document.hasFocus()) return;
    void this.#focusStart();
  }

  async #focusStart(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('[data-start]')?.focus();
  }

  protected override render() {
    const { context, state } = this;
    const { dialog } = state;
    if (!dialog) return nothing;
    const { install } = dialog;
    if (!install) {
      return this.#openedId === dialog.id && this.hasUpdated
        ? problemPanel(context, { code: 'internal' })
        : html`<p class="muted" role="status">${context.translate('page.loading')}</p>`;
    }
    const { page } = install;
    const view: PageView = {
      ...{ context, state, dialog, install },
      act: (action) => this.#act(action),
      send: (command) => this.#send(command),
    };
    return html`<div class="stack">
      ${this.#all()} ${install.view.installation ? nothing : stepper(view)} ${this.#notice(install)}
      ${pages[page](view)}
    </div>`;
  }

  #all() {
    const { shown, opening, problem } = this.state.application ?? {};
    if (!shown || shown.integrations.length < 2) return nothing;
    const open = () => {
      if (!opening) this.#send({ type: 'open-integration' });
    };
    return html`
      <div class="all">${plainButton(this.context, 'steps.all', open)}</div>
      ${
        problem
          ? html`<p class="panel danger" role="alert">${this.context.translate(`problem.${problem.code}.title`)}</p>`
          : nothing
      }
    `;
  }

  #notice({ notice, view }: InstallState) {
    if (!notice) return nothing;
    const isGood = notice === 'saved' || notice === 'kept';
    const integration = view.integration.name;
    const values = notice === 'uninstalled' ? { integration } : {};
    return html`<p class="panel ${isGood ? '' : 'warning'}" role="status">
      ${this.context.translate(`install.notice.${notice}`, values)}
    </p>`;
  }

  #act(action: InstallAction): void {
    this.#send({ type: 'install', action });
  }

  #send(command: DialogCommand): void {
    this.dispatchEvent(new DialogCommandEvent(command));
  }
}
