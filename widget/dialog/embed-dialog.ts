import { css, html, LitElement, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { sharedStyles } from './shared-styles.ts';
import type { DialogContext } from './dialog-context.ts';
import type { TranslationKey } from '../locales/en.ts';
import { type Translate, translator } from './messages.ts';
import { icon, iconStyles } from './icon.ts';
import './notice/notice-view.ts';
import type { ShownNotice } from './notice/notice-view.ts';
import type { DialogStore } from './effects/dialog-store.ts';
import { type Dialog, type DialogState, draftOf, hasTyped, isBusy, selected, type Step } from './state/dialog-state.ts';
import { rareParts } from './rare-parts.ts';
import { installHooks } from './state/install-hooks.ts';
import { isCallWaiting, isRefreshing } from './state/tasks.ts';
import { StoreController } from './store-controller.ts';
import { panelStyles, problemPanel } from './problem-panel.ts';
import { preloadChunk, ViewLoader } from './view-loader.ts';

declare global {
  interface HTMLElementTagNameMap {
    'embed-dialog': EmbedDialog;
  }
}

/**
 * The whole dialog: its header, the list of connections, and the view of the current step.
 *
 * @slot - The server's text, shown until the page has a state.
 */
@customElement('embed-dialog')
export class EmbedDialog extends LitElement {
  static override readonly styles = [
    sharedStyles,
    panelStyles,
    iconStyles,
    css`
      main {
        max-inline-size: 30rem;
        margin-inline: auto;
      }

      /* Nothing moves while a view is being loaded, which usually takes no longer than the delay. */
      main[aria-busy='true'] {
        opacity: 0.65;
        cursor: progress;
        transition: opacity 0.2s 0.3s;
      }

      header {
        display: flex;
        align-items: center;
        gap: 14px;
        padding-block-end: 20px;
        border-block-end: 1px solid var(--embed-border);
      }

      header h1 {
        font-size: 1.0667em;
      }
    `,
  ];

  readonly #controller = new StoreController(this);
  readonly #loader = new ViewLoader(this);
  /** What is shown while the next view is being loaded. */
  #rendered: unknown = html`<slot></slot>`;
  #shown: FocusSnapshot | undefined;
  #hasFocusedFirst = false;

  /** The state of the page. */
  get store(): DialogStore | undefined {
    return this.#controller.store;
  }

  set store(store: DialogStore | undefined) {
    this.#controller.store = store;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('focus', this.#focusFirst);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('focus', this.#focusFirst);
  }

  /**
   * Also waits for the views inside and for those that are being loaded, so that a height measured afterwards is the
   * height that the browser paints.
   */
  protected override async getUpdateComplete(): Promise<boolean> {
    let isComplete = await super.getUpdateComplete();
    while (this.#loader.isPending) {
      await this.#loader.settled;
      isComplete = await super.getUpdateComplete();
    }
    for (const view of this.renderRoot.querySelectorAll('*')) {
      if (view instanceof LitElement) await view.updateComplete;
    }
    return isComplete;
  }

  protected override updated(): void {
    const { state } = this.store ?? {};
    const { isPending } = this.#loader;
    this.renderRoot.querySelector('main')?.setAttribute('aria-busy', String(isPending));
    if (!state || state.view === 'initial' || isPending) return;
    this.#moveFocus(focusSnapshot(state));
    this.#focusFirst();
  }

  protected override render() {
    const { state } = this.store ?? {};
    if (!state || state.view === 'initial') return html`<slot></slot>`;
    const rendered = this.#view(state);
    const { isLoading, failure } = this.#loader;
    if (!isLoading) this.#rendered = rendered;
    else if (failure) return this.#notice(state, { code: failure }, this.#loader.retry);
    return this.#rendered;
  }

  #view(state: DialogState) {
    const { view, notice, dialog } = state;
    const translate = translator(state.language);
    if (view === 'loading') return html`<main><p class="muted" role="status">${translate('page.loading')}</p></main>`;
    if (view === 'notice' && notice) {
      this.#needSentence(state, `problem.${notice.code}.title`);
      return this.#notice(state, notice);
    }
    if (view === 'integrations') {
      this.#loader.need('integrations');
      return html`<main class="stack">
        ${state.application?.shown?.sandbox ? this.#sandbox(translate) : nothing}
        <embed-integrations data-step .context=${{ translate }} .state=${state}></embed-integrations>
      </main>`;
    }
    return dialog ? this.#dialog(state, dialog, translate) : nothing;
  }

  #notice(state: DialogState, notice: ShownNotice, retry?: () => void) {
    const { dialog } = state;
    return html`<main>
      <embed-notice
        data-step
        .context=${{ translate: translator(state.language) }}
        .notice=${notice}
        .keepsInput=${dialog !== undefined && hasTyped(dialog)}
        .retry=${retry}
      ></embed-notice>
    </main>`;
  }

  /** A rare sentence is there already if the page, or another language, came with it. */
  #needSentence({ language }: DialogState, key: TranslationKey): void {
    if (!(key in language.translations)) this.#loader.need('rare-sentences');
  }

  #dialog(state: DialogState, dialog: Dialog, translate: Translate) {
    const { language, isModal } = state;
    const { organization, tenant, permissions, sandbox, setupProblem } = dialog;
    const { connector, connections, connection, canAdd } = selected(dialog);
    const hasSeveral = connections.length > 1;
    const canDiscard = hasSeveral && connection.isRemovable === true;
    const { locale } = language;
    const { step, rename, addProblem, elsewhere, installation } = dialog;
    const context = {
      ...{ translate, locale, organization, tenant, permissions, connector, canDiscard },
      // An install flow has buttons of its own to leave.
      isModal: isModal && !installation,
    };
    const error = typeof rename?.error === 'object' ? rename.error : undefined;
    const problems = ['problem' in step ? step.problem : undefined, error, addProblem];
    const rareSentences = [
      ...problems.map((problem) => problem && (`problem.${problem.code}.title` as const)),
      isRefreshing(state) && 'header.refreshing_session',
      connection.status === 'needs_reauth' && 'form.reauth_title',
      step.name === 'forbidden' && 'problem.forbidden.title',
    ] as const;
    for (const key of rareSentences) if (key) this.#needSentence(state, key);
    if (setupProblem || elsewhere) this.#loader.need('rare-sentences');
    if (step.name !== 'forbidden') this.#loader.need(`${step.name}-step`);
    if (dialog.integration) this.#loader.need('integrations');
    if (installation) {
      this.#loader.need('install');
      this.#loader.need('install-form');
    }
    if (hasSeveral) this.#loader.need('connection-chooser');
    if (rename) this.#loader.need('rename-form');
    if (isBusy(dialog)) preloadChunk('connected-step');
    if (isBusy(dialog) && canAdd) preloadChunk('add-connection');
    const content = html`
      ${dialog.integration ? html`<embed-integration-steps .context=${context} .state=${state}></embed-integration-steps>` : nothing}
      ${
        hasSeveral
          ? html`<embed-connection-chooser
              .context=${context}
              .connections=${connections}
              .selectedId=${dialog.selectedId}
              .rename=${dialog.rename}
              .busy=${isBusy(dialog)}
              .canCancel=${!isBusy(dialog) || isCallWaiting(state)}
            ></embed-connection-chooser>`
          : nothing
      }
      ${hasSeveral ? this.#addOffer(context, dialog) : nothing}
      ${elsewhere ? rareParts.elsewhere?.(context, elsewhere) : nothing} ${this.#step(context, state, dialog)}
      ${!hasSeveral && dialog.step.name === 'connected' ? this.#addOffer(context, dialog) : nothing}
    `;
    return html`
      <main class="stack">
        ${sandbox ? this.#sandbox(translate) : nothing} ${this.#header(context, dialog, isRefreshing(state))}
        ${installHooks.wrap?.(content, context, state, this.#loader) ?? content}
        ${setupProblem ? rareParts.setup?.(context, setupProblem) : nothing}
      </main>
    `;
  }

  #sandbox(translate: Translate) {
    this.#loader.need('rare-sentences');
    return html`<embed-sandbox-note .context=${{ translate }}></embed-sandbox-note>`;
  }

  #header(
    { translate, connector, tenant, organization }: DialogContext,
    { integration }: Dialog,
    isRefreshing: boolean,
  ) {
    const { icon: source } = integration ?? connector;
    const title = integration?.name ?? connector.title;
    return html`
      <header>
        ${icon(title, source)}
        <div>
          <h1><bdi>${title}</bdi></h1>
          <p class="muted">${translate('header.context', { tenant, organization })}</p>
          <p class="muted" role="status">${isRefreshing ? translate('header.refreshing_session') : nothing}</p>
        </div>
      </header>
    `;
  }

  /** While a connection that was just added is shown, it can be canceled instead. */
  #addOffer(context: DialogContext, dialog: Dialog) {
    if (!selected(dialog).canAdd || context.canDiscard) return nothing;
    this.#loader.need('add-connection');
    return html`<embed-add-connection
      .context=${context}
      .problem=${dialog.addProblem}
      .busy=${isBusy(dialog)}
    ></embed-add-connection>`;
  }

  #step(context: DialogContext, state: DialogState, dialog: Dialog) {
    const { step, call, signIn } = dialog;
    const { connection } = selected(dialog);
    switch (step.name) {
      case 'form':
        return html`<embed-form-step
          data-step
          .context=${context}
          .connection=${connection}
          .step=${step}
          .draft=${draftOf(dialog)}
          .call=${call?.type === 'save-credentials' ? call : undefined}
        ></embed-form-step>`;
      case 'sign-in':
        return html`<embed-sign-in-step
          data-step
          .context=${context}
          .connection=${connection}
          .step=${step}
          .link=${signIn.link}
          .hasFailed=${signIn.hasFailed === true}
        ></embed-sign-in-step>`;
      case 'signing-in':
        return html`<embed-signing-in-step
          data-step
          .context=${context}
          .step=${step}
          .link=${signIn.link}
        ></embed-signing-in-step>`;
      case 'forbidden':
        return problemPanel(context, { code: connection.isManaged ? 'own_credential_invalid' : step.name });
      case 'connected':
        return html`<embed-connected-step
          data-step
          .context=${context}
          .connection=${connection}
          .step=${step}
          .disconnecting=${call?.type === 'disconnect'}
          .busy=${isBusy(dialog)}
          .canCancel=${!isBusy(dialog) || isCallWaiting(state)}
        ></embed-connected-step>`;
    }
  }

  /**
   * Focuses the start of a new view. Does not move the focus for the first view, or while it is in the host page.
   */
  #moveFocus(now: FocusSnapshot): void {
    const before = this.#shown;
    this.#shown = now;
    if (!before || !isOtherView(before, now) || !document.hasFocus()) return;
    void this.#focusInStep('[data-start]');
  }

  /** Focuses the first field or the sign-in link of a modal, once, when the frame has the focus. */
  readonly #focusFirst = (): void => {
    const { state } = this.store ?? {};
    if (!state?.isModal || state.view !== 'dialog' || this.#hasFocusedFirst || !document.hasFocus()) return;
    this.#hasFocusedFirst = true;
    if (document.activeElement !== document.body) return;
    void this.#focusInStep('input, #go');
  };

  /** Focuses an element of the present view, so that a screen reader reads it out. */
  async #focusInStep(selector: string): Promise<void> {
    await this.updateComplete;
    const view = this.renderRoot.querySelector('[data-step]');
    if (view instanceof LitElement) view.renderRoot.querySelector<HTMLElement>(selector)?.focus();
  }
}

/** The part of the state that decides whether the focus moves. */
interface FocusSnapshot {
  /** The view, or the code of a notice. */
  readonly view: string;
  readonly step?: Step | undefined;
  readonly connectionId?: number | undefined;
  readonly connector?: string | undefined;
  /** Changes when a connection was added or removed by the person. */
  readonly added?: Dialog['added'];
}

function focusSnapshot({ view, notice, dialog }: DialogState): FocusSnapshot {
  if (view === 'notice' && notice) return { view: notice.code };
  if (view !== 'dialog' || !dialog) return { view };
  const { step, selectedId: connectionId, added } = dialog;
  return { view, step, connectionId, added, connector: selected(dialog).connector.name };
}

function isOtherView(before: FocusSnapshot, { view, step, connectionId, connector, added }: FocusSnapshot): boolean {
  if (before.view !== view || before.connector !== connector || before.added !== added) return true;
  // Selecting another connection leaves the focus in the list of connections.
  if (!step || before.step === step || before.connectionId !== connectionId) return false;
  if (before.step?.name !== step.name) return true;
  return 'missing' in step || ('problem' in step && step.problem !== undefined);
}
