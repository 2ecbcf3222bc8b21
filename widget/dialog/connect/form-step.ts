import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { sharedStyles } from '../shared-styles.ts';
import type { DialogContext } from '../dialog-context.ts';
import { plainButton } from '../plain-button.ts';
import type { ConnectionDetails } from '../../protocol/connection.ts';
import { localizedText } from '../../protocol/localized-text.ts';
import { affixStyles, credentialField } from './credential-field.ts';
import { fieldStyles } from '../field-styles.ts';
import { panelStyles, problemPanel, reauthPanel } from '../problem-panel.ts';
import { type Call, type Draft, isTemporary, type Step, type StepProblem } from '../state/dialog-state.ts';
import type { DialogCommand } from '../state/state-event.ts';
import { DialogCommandEvent } from '../store-controller.ts';
import { waitingStyles } from '../waiting-styles.ts';

declare global {
  interface HTMLElementTagNameMap {
    'embed-form-step': FormStep;
  }
}

/** Asks for the credentials that the connector needs. Keeps the typed values until the provider has accepted them. */
@customElement('embed-form-step')
export class FormStep extends LitElement {
  static override readonly styles = [
    sharedStyles,
    panelStyles,
    fieldStyles,
    affixStyles,
    waitingStyles,
    css`
      .unseen {
        position: absolute;
        inline-size: 1px;
        block-size: 1px;
        overflow: hidden;
        clip-path: inset(50%);
        white-space: nowrap;
      }

      button .spinner {
        display: inline-block;
        inline-size: 1em;
        block-size: 1em;
        margin-inline-end: 8px;
        vertical-align: -0.15em;
        border-color: color-mix(in srgb, currentcolor 35%, transparent);
        border-block-start-color: currentcolor;
      }
    `,
  ];

  @property({ attribute: false }) context!: DialogContext;
  @property({ attribute: false }) connection!: ConnectionDetails;
  @property({ attribute: false }) step!: Extract<Step, { name: 'form' }>;
  /** The typed values of the connection. */
  @property({ attribute: false }) draft!: Draft;
  /** The check of the typed credentials, while it runs. */
  @property({ attribute: false }) call: Call | undefined;
  @state() private revealed: ReadonlySet<string> = new Set();

  /** The error of each field, as a sentence by field name. */
  #errors: ReadonlyMap<string, string> = new Map();
  /** The problem of the last attempt, unless it concerns single fields. */
  #problem: StepProblem | undefined;
  #losesFocus = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('step')) this.revealed = new Set();
    this.#errors = fieldErrors(this.context, this.step);
    this.#problem = this.#errors.size > 0 ? undefined : this.step.problem;
    this.#losesFocus = !this.call && this.shadowRoot?.activeElement?.id === 'cancel';
  }

  /** Copies the draft into the inputs. Each connection has its own draft. */
  protected override updated(): void {
    for (const { name } of this.context.connector.fields) {
      const input = this.renderRoot.querySelector<HTMLInputElement>(`#${fieldId(name)}`);
      const value = this.draft[name] ?? '';
      if (input && input.value !== value) input.value = value;
    }
    if (this.#losesFocus) this.renderRoot.querySelector<HTMLElement>('.primary')?.focus();
  }

  protected override render() {
    const { translate, connector, locale } = this.context;
    return html`
      <form class="stack" novalidate autocomplete="off" @submit=${this.#submit}>
        ${this.#introduction()}
        ${this.#problem ? problemPanel(this.context, { ...this.#problem, keepsInput: this.#hasTyped() }) : nothing}
        ${connector.fields.map((field) => {
          const { name } = field;
          return credentialField({
            field,
            id: fieldId(name),
            error: this.#errors.get(name),
            revealed: this.revealed.has(name),
            translate,
            locale,
            isFirstError: this.#errors.keys().next().value === name,
            readonly: this.call !== undefined,
            changed: (value) => this.#send({ type: 'edit', field: name, value }),
            toggled: () => this.#toggle(name),
          });
        })}
        ${this.#help()}
        <div class="stack close">
          <div class="row">${this.#buttons()}</div>
          <p class="muted small" role="status">${this.#note()}</p>
          <p class="unseen" role="status">${this.call ? this.#checking() : nothing}</p>
        </div>
      </form>
    `;
  }

  #introduction() {
    const { translate, connector, organization } = this.context;
    const { usesSignIn, verifiesCredentials, title: provider } = connector;
    const { replacing, problem } = this.step;
    const start = !this.#problem && this.#errors.size === 0;
    const needsReauth = this.connection.status === 'needs_reauth';
    const title =
      needsReauth || (usesSignIn && replacing) ? 'form.reconnect' : replacing ? 'form.replace_title' : 'form.title';
    const heading = html`<h2 tabindex="-1" ?data-start=${start}>${translate(title, { provider })}</h2>`;
    // After a refused attempt, the form shows the panel with the reason instead.
    if (needsReauth && !problem) return html`${heading} ${reauthPanel(this.context, this.connection)}`;
    const replaceText = verifiesCredentials ? 'form.replace_text' : 'form.replace_unverified_text';
    const text = usesSignIn ? 'form.inputs' : replacing ? replaceText : 'form.intro';
    return html`
      <div class="stack tight">
        ${heading}
        <p class="muted">${translate(text, { provider, organization })}</p>
      </div>
    `;
  }

  #help() {
    const { translate, connector } = this.context;
    // A `javascript:` address would run in this page.
    if (!connector.helpUrl?.startsWith('https://')) return nothing;
    return html`
      <p class="small">
        <a href=${connector.helpUrl} target="_blank" rel="noopener noreferrer"
          >${translate('form.help', { provider: connector.title })}</a
        >
      </p>
    `;
  }

  #buttons() {
    const { translate, connector } = this.context;
    const { replacing, problem } = this.step;
    const send = replacing ? 'form.replace_submit' : 'form.submit';
    const submit = connector.usesSignIn ? 'form.continue' : problem && isTemporary(problem.code) ? 'form.retry' : send;
    // Always the same button element, so that it keeps the focus.
    return html`
      <button type="submit" class="primary" aria-disabled=${this.call !== undefined} @click=${this.#submit}>
        ${this.call ? html`<span class="spinner"></span>` : nothing}${this.call ? this.#checking() : translate(submit)}
      </button>
      ${this.call ? this.#cancel() : this.#otherButton()}
    `;
  }

  #cancel() {
    return html`
      <button type="button" class="plain" id="cancel" @click=${() => this.#send({ type: 'cancel' })}>
        ${this.context.translate('action.cancel')}
      </button>
    `;
  }

  #otherButton() {
    const { context } = this;
    if (this.step.replacing) return plainButton(context, 'form.replace_cancel', () => this.#send({ type: 'keep' }));
    if (context.canDiscard) return plainButton(context, 'action.cancel', () => this.#send({ type: 'discard' }));
    if (!context.isModal) return nothing;
    return plainButton(context, 'action.cancel', () => this.#send({ type: 'leave', reason: 'cancelled' }));
  }

  /** The note stays while a check runs, so that the layout does not shift. */
  #note() {
    const { translate, connector } = this.context;
    const isSlow = this.call?.isSlow && connector.verifiesCredentials;
    return isSlow ? translate('checking.slow', { provider: connector.title }) : translate('form.privacy');
  }

  /** The text of the submit button while the credentials are checked. */
  #checking(): string {
    const { verifiesCredentials, title: provider } = this.context.connector;
    return this.context.translate(verifiesCredentials ? 'checking.title' : 'checking.saving', { provider });
  }

  #hasTyped(): boolean {
    return Object.values(this.draft).some(Boolean);
  }

  #send(command: DialogCommand): void {
    this.dispatchEvent(new DialogCommandEvent(command));
  }

  #toggle(name: string): void {
    const revealed = new Set(this.revealed);
    if (!revealed.delete(name)) revealed.add(name);
    this.revealed = revealed;
  }

  /** Handles the click too, because a frame sandboxed without `allow-forms` fires no submit event. */
  #submit(event: Event): void {
    event.preventDefault();
    this.#send({ type: 'submit' });
  }
}

function fieldId(name: string): string {
  return `field-${name}`;
}

/** The error of each field, as a sentence by field name. Empty if the problem concerns no single field. */
function fieldErrors(
  { translate, locale, connector }: DialogContext,
  { missing = [], problem }: Extract<Step, { name: 'form' }>,
): ReadonlyMap<string, string> {
  const errors = new Map<string, string>();
  for (const { name, label: texts, prefix, suffix } of connector.fields) {
    const label = localizedText(texts, locale);
    if (missing.includes(name)) errors.set(name, translate('field.missing', { label }));
    else if (problem?.fields.includes(name)) {
      const key = prefix || suffix ? 'field.refused_part' : 'field.refused';
      errors.set(name, translate(key, { label, provider: connector.title }));
    }
  }
  return errors;
}
