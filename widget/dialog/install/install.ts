import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { localizedText } from '../../protocol/localized-text.ts';
import type { SettingField, SettingValues } from '../../protocol/installation.ts';
import { groupValues, isGroupValue, ownValue, shownFields } from '../../protocol/setting-validation.ts';
import type { DialogContext } from '../dialog-context.ts';
import { plainButton } from '../plain-button.ts';
import { plainText } from '../plain-text.ts';
import { panelStyles, problemPanel } from '../problem-panel.ts';
import { sharedStyles } from '../shared-styles.ts';
import type { Dialog, DialogState } from '../state/dialog-state.ts';
import { installHooks } from '../state/install-hooks.ts';
import '../state/install-part.ts';
import {
  type FlowPage,
  flowPages,
  type InstallAction,
  type InstallState,
  isConnected,
  isDirty,
  may,
  needsConsent,
  scheduleKey,
  scheduleOf,
} from '../state/install-state.ts';
import { offeredKinds, scheduleForm } from '../state/schedule-form.ts';
import type { DialogCommand } from '../state/state-event.ts';
import { DialogCommandEvent } from '../store-controller.ts';
import type { Facts, SettingRow } from './facts.ts';
import { stepper, stepperStyles } from './stepper.ts';

declare global {
  interface HTMLElementTagNameMap {
    'embed-install': Install;
  }
}

const CHECK_MARK = 'm3 8.5 3.2 3.2L13 5';

// Other dialogs of the page have no install flow.
installHooks.wrap = (content, context, state) => {
  const { installation, install } = state.dialog ?? {};
  if (!installation) return content;
  const isConnecting = install?.page === 'connect';
  return html`<embed-install ?data-step=${!isConnecting} .context=${context} .state=${state}>
    ${isConnecting ? html`<div class="stack">${content}</div>` : nothing}
  </embed-install>`;
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
    css`
      .between {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 12px;
        align-items: center;
        justify-content: space-between;
      }

      /* At the same place in each step: back on the left, continue on the right. */
      .footer {
        display: flex;
        gap: 10px;
        justify-content: space-between;
        padding-block-start: 20px;
        border-block-start: 1px solid var(--embed-border);
      }

      .footer > :first-child {
        flex: none;
      }

      /* Keeps each word whole, so that a long one takes its width from the gap. */
      .footer button {
        overflow-wrap: break-word;
      }

      .footer .primary {
        margin-inline-start: auto;
      }

      .note {
        min-block-size: 1.5em;
      }

      .error {
        color: var(--embed-danger);
      }

      .consent {
        white-space: pre-line;
      }

      .links {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 16px;
        list-style: none;
      }

      .runs {
        display: grid;
        gap: 2px;
        align-content: start;
        margin: 0;
        padding: 0;
        list-style: none;
      }

      /* As high as three times from the start, so that nothing moves when they arrive. */
      .runs.high {
        min-block-size: 4.7em;
      }

      .status {
        padding: 2px 10px;
        border-radius: 99px;
        background: var(--soft-good);
        color: var(--good);
        font-size: 0.8667em;
        font-weight: 600;
      }

      .status.paused {
        background: var(--soft-warning);
        color: var(--warning);
      }

      .mark {
        flex: none;
        display: grid;
        place-items: center;
        inline-size: 28px;
        block-size: 28px;
        border-radius: 50%;
        background: var(--soft-good);
        color: var(--good);
      }

      .mark svg {
        inline-size: 16px;
        block-size: 16px;
      }

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

  override connectedCallback(): void {
    super.connectedCallback();
    this.#open();
  }

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
    const step = this.querySelector('[data-step]');
    if (step instanceof LitElement) await step.updateComplete;
    const root = step instanceof LitElement ? step.renderRoot : this.renderRoot;
    root.querySelector<HTMLElement>('[data-start]')?.focus();
  }

  #focus: number | undefined;

  protected override render() {
    const { dialog } = this.state;
    if (!dialog) return nothing;
    const { install } = dialog;
    if (!install) {
      return this.#openedId === dialog.id && this.hasUpdated
        ? problemPanel(this.context, { code: 'internal' })
        : html`<p class="muted" role="status">${this.context.translate('page.loading')}</p>`;
    }
    return html`<div class="stack">
      ${this.#all(install)} ${install.view.installation ? nothing : this.#stepper(install)} ${this.#notice(install)}
      ${install.failure && install.page !== 'overview' ? problemPanel(this.context, { ...install.failure, keepsInput: true }) : nothing}
      ${this.#content(dialog, install)}
    </div>`;
  }

  #stepper(install: InstallState) {
    return stepper(this.context, install, (page) => this.#act({ type: 'go', page }));
  }

  /** The page of the connections has this button above its list. */
  #all({ page }: InstallState) {
    const hasOthers = (this.state.application?.shown?.integrations.length ?? 0) > 1;
    if (!hasOthers || page === 'connect') return nothing;
    const open = () => this.#send({ type: 'open-integration' });
    return html`<div class="all">${plainButton(this.context, 'steps.all', open)}</div>`;
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

  #content(dialog: Dialog, install: InstallState): TemplateResult {
    switch (install.page) {
      case 'consent':
        return this.#consent(install);
      case 'connect':
        return this.#connect(dialog, install);
      case 'settings':
        return this.#settings(dialog, install);
      case 'schedule':
        return this.#schedule(install);
      case 'review':
        return this.#review(dialog, install);
      case 'done':
        return this.#done(install);
      case 'overview':
        return this.#overview(dialog, install);
      case 'deleted':
        return this.#deleted(install);
    }
  }

  #consent(install: InstallState) {
    const { translate, locale } = this.context;
    const { consent } = install.view;
    if (!consent) return html``;
    const links = consent.links.filter(({ url }) => url.startsWith('https://'));
    return html`
      ${this.#heading(install)}
      <p class="consent">${localizedText(consent.text, locale).split('\n').map(plainText).join('\n')}</p>
      ${
        links.length > 0
          ? html`<ul class="links">
              ${links.map(
                ({ label, url }) =>
                  html`<li><a href=${url} target="_blank" rel="noopener noreferrer">${plainText(label)}</a></li>`,
              )}
            </ul>`
          : nothing
      }
      ${
        consent.givenAt === undefined
          ? nothing
          : html`<p class="muted small">${translate('install.agreed')} ${readableTime(consent.givenAt, locale)}</p>`
      }
      ${this.#footer(install, consent.givenAt === undefined ? 'install.agree' : 'install.continue')}
    `;
  }

  #connect(dialog: Dialog, install: InstallState) {
    const { translate, locale } = this.context;
    const left = dialog.connectors.filter((entry) => !isConnected(entry)).map(({ connector }) => connector.title);
    const providers = new Intl.ListFormat(locale).format(left.map(plainText));
    return html`
      <slot></slot>
      ${
        install.isUnconnected && left.length > 0
          ? html`<p class="error" role="alert">${translate('install.unconnected', { providers })}</p>`
          : nothing
      }
      ${this.#footer(install, install.view.installation ? 'install.finish' : 'install.continue', left.length === 0)}
    `;
  }

  #settings(dialog: Dialog, install: InstallState) {
    const { problems, view } = install;
    const providers = new Map(dialog.connectors.map(({ connector }) => [connector.name, connector.title]));
    return html`
      ${this.#heading(install, problems.length > 0)}
      <embed-install-form
        ?data-start=${problems.length > 0}
        .context=${this.context}
        .install=${install}
        .shown=${shownFields}
        .providers=${providers}
      ></embed-install-form>
      ${this.#footer(install, view.installation ? 'install.save' : 'install.continue')}
    `;
  }

  #schedule(install: InstallState) {
    const { scheduleProblem, view, form } = install;
    const { minimumMinutes } = view.schedule;
    return html`
      ${this.#heading(install, scheduleProblem !== undefined)}
      <embed-schedule-editor
        ?data-start=${scheduleProblem !== undefined}
        .context=${this.context}
        .install=${install}
        .kinds=${offeredKinds(minimumMinutes, form.kind)}
      ></embed-schedule-editor>
      ${this.#nextRuns(install)} ${this.#footer(install, view.installation ? 'install.save' : 'install.continue')}
    `;
  }

  /** The next runs of the schedule in the form, in the reader's time zone. */
  #nextRuns(install: InstallState) {
    const { translate, locale } = this.context;
    const { runs } = install;
    const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions();
    const isCurrent = runs?.key === scheduleKey(scheduleOf(install));
    const { times = [], problem } = runs ?? {};
    const isFailed = isCurrent && problem !== undefined && problem.code !== 'invalid_request';
    return html`
      <div class="stack tight">
        <h3>${translate('install.next_runs', { zone })}</h3>
        <ul class="runs high muted small" aria-live="polite" aria-busy=${!isCurrent}>
          ${times.map((time) => html`<li>${readableTime(time, locale)}</li>`)}
          ${
            isFailed
              ? html`<li>
                  ${translate('install.runs_failed')}
                  ${plainButton(this.context, 'form.retry', () => this.#act({ type: 'retry-runs' }))}
                </li>`
              : nothing
          }
        </ul>
      </div>
    `;
  }

  #review(dialog: Dialog, install: InstallState) {
    const { translate } = this.context;
    return html`
      <div class="stack tight">
        ${this.#heading(install)}
        <p class="muted">${translate('install.review', { integration: install.view.integration.name })}</p>
      </div>
      ${this.#facts(dialog, install)} ${this.#nextRuns(install)} ${this.#footer(install, 'install.submit')}
    `;
  }

  /** What is connected, set and scheduled, with buttons to change it. */
  #facts(dialog: Dialog, install: InstallState) {
    const { view, form, timeZone } = install;
    const isFixed = !may(dialog, 'connect') || needsConsent(view);
    const facts: Facts = {
      rows: settingRows(install),
      connectors: dialog.connectors,
      form,
      expression: scheduleOf(install).expression,
      timeZone,
      editable: isFixed ? [] : flowPages(install),
    };
    return html`<embed-install-facts
      .context=${this.context}
      .install=${install}
      .facts=${facts}
    ></embed-install-facts>`;
  }

  #done(install: InstallState) {
    const { translate, locale } = this.context;
    const { installation, integration } = install.view;
    const [next] = installation?.nextRuns ?? [];
    return html`
      <div class="head">
        <span class="mark">
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d=${CHECK_MARK} fill="none" stroke="currentColor" stroke-width="2" />
          </svg>
        </span>
        <h2 tabindex="-1" data-start>${translate('install.done', { integration: integration.name })}</h2>
      </div>
      ${next === undefined ? nothing : html`<p>${translate('install.first_run')} ${readableTime(next, locale)}</p>`}
      <div class="footer">
        <button type="button" @click=${() => this.#act({ type: 'go', page: 'overview' })}>
          ${translate('install.details')}
        </button>
        ${this.state.isModal ? this.#finish() : nothing}
      </div>
    `;
  }

  #finish() {
    return html`<button type="button" class="primary" @click=${() => this.#send({ type: 'leave', reason: 'finished' })}>
      ${this.context.translate('install.finish')}
    </button>`;
  }

  #deleted({ view }: InstallState) {
    const { translate } = this.context;
    return html`
      <h2 tabindex="-1" data-start>${translate('install.deleted', { integration: view.integration.name })}</h2>
      <p>${translate('install.deleted_text')}</p>
      ${this.state.isModal ? html`<div class="footer">${this.#finish()}</div>` : nothing}
    `;
  }

  #overview(dialog: Dialog, install: InstallState) {
    const { translate, locale, tenant } = this.context;
    const { view, failure } = install;
    const { installation, consent } = view;
    if (!installation) return problemPanel(this.context, { code: 'forbidden' });
    const saved: InstallState = {
      ...install,
      settings: installation.settings,
      form: scheduleForm(installation.schedule.expression),
      timeZone: installation.schedule.timeZone,
    };
    const status = installation.paused ? 'install.paused' : 'install.active';
    return html`
      <div class="stack tight">
        <div class="between">
          <h2 tabindex="-1" ?data-start=${!failure}>${translate('install.overview')}</h2>
          <span class="status ${installation.paused ? 'paused' : ''}">${translate(status)}</span>
        </div>
        <p class="muted">
          ${translate(view.sharing === 'account' ? 'install.shared' : 'install.personal', view.sharing === 'account' ? { tenant } : {})}
        </p>
      </div>
      ${failure ? problemPanel(this.context, { ...failure, keepsInput: true }) : nothing}
      ${needsConsent(view) ? this.#consentMissing(dialog, install) : nothing}
      ${isDirty(install) && may(dialog, 'connect') && !needsConsent(view) ? this.#unsaved(install) : nothing}
      ${this.#facts(dialog, saved)}
      ${
        installation.nextRuns.length > 0 && !installation.paused
          ? html`<div class="stack tight">
              <h3>${translate('install.next_runs', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}</h3>
              <ul class="runs muted small">
                ${installation.nextRuns.map((time) => html`<li>${readableTime(time, locale)}</li>`)}
              </ul>
            </div>`
          : nothing
      }
      ${
        consent?.givenAt === undefined
          ? nothing
          : html`<p class="muted small">${translate('install.agreed')} ${readableTime(consent.givenAt, locale)}</p>`
      }
      ${may(dialog, 'manage') ? html`<embed-install-dangers .context=${this.context} .install=${install}></embed-install-dangers>` : nothing}
      ${this.state.isModal ? html`<div class="footer">${this.#finish()}</div>` : nothing}
    `;
  }

  #consentMissing(dialog: Dialog, { view }: InstallState) {
    const { translate } = this.context;
    return html`<div class="panel warning">
      <h3>${translate('install.page.consent')}</h3>
      <p>${translate('install.consent_missing', { integration: view.integration.name })}</p>
      ${
        may(dialog, 'connect')
          ? html`<div class="row">
              <button type="button" @click=${() => this.#act({ type: 'go', page: 'consent' })}>
                ${translate('install.read_consent')}
              </button>
            </div>`
          : nothing
      }
    </div>`;
  }

  #unsaved({ call }: InstallState) {
    const { translate } = this.context;
    const isSaving = call?.work.name === 'save';
    return html`<div class="panel">
      <h3>${translate('install.unsaved')}</h3>
      <div class="row">
        <button type="button" aria-disabled=${isSaving} @click=${() => this.#act({ type: 'continue' })}>
          ${translate(isSaving ? 'install.working' : 'install.save')}
        </button>
        ${plainButton(this.context, 'install.discard', () => this.#act({ type: 'discard' }))}
      </div>
    </div>`;
  }

  #heading({ page, failure }: InstallState, hasProblem = false) {
    const isStart = !hasProblem && !failure;
    const key = page as FlowPage;
    return html`<h2 tabindex="-1" ?data-start=${isStart}>${this.context.translate(`install.page.${key}`)}</h2>`;
  }

  #footer(
    install: InstallState,
    key: 'install.agree' | 'install.continue' | 'install.finish' | 'install.save' | 'install.submit',
    isPrimary = true,
  ) {
    const { translate } = this.context;
    const { call, view, page, draft } = install;
    const pages = flowPages(install);
    const before = view.installation ? 'overview' : pages[pages.indexOf(page as FlowPage) - 1];
    const busy = call !== undefined;
    const back = () => {
      if (before) this.#act({ type: 'go', page: before });
      else this.#send({ type: 'leave', reason: 'cancelled' });
    };
    const isKept = draft.kept > 0 && draft.kept === draft.turn && !draft.hasFailed;
    return html`
      <div class="stack close">
        <div class="footer">
          <button type="button" aria-disabled=${busy} @click=${back}>
            ${translate(before ? 'install.back' : 'action.cancel')}
          </button>
          <button
            type="button"
            class=${isPrimary ? 'primary' : ''}
            aria-disabled=${busy}
            @click=${() => this.#act({ type: 'continue' })}
          >
            ${translate(busy ? 'install.working' : key)}
          </button>
        </div>
        <p class="note muted small">
          ${draft.hasFailed ? translate('install.draft_failed') : isKept ? translate('install.draft_kept') : nothing}
        </p>
      </div>
    `;
  }

  #act(action: InstallAction): void {
    this.#send({ type: 'install', action });
  }

  #send(command: DialogCommand): void {
    this.dispatchEvent(new DialogCommandEvent(command));
  }
}

/** A date and a time for readers. The text as it is, if it is none. */
function readableTime(instant: string, locale: string): TemplateResult {
  const date = new Date(instant);
  const text = Number.isNaN(date.getTime())
    ? instant
    : new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short' }).format(date);
  return html`<time datetime=${instant}>${text}</time>`;
}

/** The shown settings with their values, those of groups too. */
function settingRows({ view, settings }: InstallState): readonly SettingRow[] {
  const rows = (fields: readonly SettingField[], values: SettingValues, prefix: string): readonly SettingRow[] =>
    shownFields(fields, values).flatMap((field) => {
      const path = prefix + field.name;
      if (field.kind === 'group') return rows(field.fields, groupValues(values, field.name), `${path}.`);
      const value = ownValue(values, field.name);
      return [{ field, path, value: isGroupValue(value) ? undefined : value }];
    });
  return rows(view.fields, settings, '');
}
