import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { sharedStyles } from './shared-styles.ts';
import type { DialogContext } from './dialog-context.ts';
import type { DialogModel } from './dialog-model.ts';
import { plainButton } from './plain-button.ts';
import { focusStart } from './focus-start.ts';
import type { ConnectionDetails } from '../protocol/connection.ts';
import { affixStyles, credentialField } from './credential-field.ts';
import { fieldStyles } from './field-styles.ts';
import { fieldMistakes, missingMistakes } from './field-mistakes.ts';
import { panelStyles, problemPanel, reauthPanel } from './problem-panel.ts';
import { isPassing, type Step, type StepProblem } from './step.ts';

declare global {
  interface HTMLElementTagNameMap {
    'embed-form-step': FormStep;
  }
}

/** Asks for the credentials that the connector needs. Keeps what was typed until the provider has accepted it. */
@customElement('embed-form-step')
export class FormStep extends LitElement {
  static override readonly styles = [
    sharedStyles,
    panelStyles,
    fieldStyles,
    affixStyles,
    css`
      li {
        list-style: none;
      }

      button.link {
        min-block-size: 28px;
        padding: 2px 0;
        border: 0;
        background: none;
        text-align: start;
        font-weight: 400;
        text-decoration: underline;
        text-underline-offset: 0.2em;
      }
    `,
  ];

  @property({ attribute: false }) context!: DialogContext;
  @property({ attribute: false }) model!: DialogModel;
  @property({ attribute: false }) connection!: ConnectionDetails;
  @property({ attribute: false }) step!: Extract<Step, { name: 'form' }>;
  /** Names of the required fields that were blank at the last attempt. */
  @state() private missing: readonly string[] = [];
  @state() private revealed: ReadonlySet<string> = new Set();

  /** What is wrong with each field: a sentence by field name. */
  #mistakes: ReadonlyMap<string, string> = new Map();
  /** The problem, if it does not concern single fields. */
  #problem: StepProblem | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('step')) {
      this.missing = [];
      this.revealed = new Set();
    }
    const { problem } = this.step;
    const { context, missing } = this;
    this.#mistakes = missing.length > 0 ? missingMistakes(context, missing) : fieldMistakes(context, problem);
    this.#problem = this.#mistakes.size > 0 ? undefined : problem;
  }

  /** Copies the draft into the inputs. Each connection has its own draft. */
  protected override updated(): void {
    for (const { name } of this.context.connector.fields) {
      const input = this.renderRoot.querySelector<HTMLInputElement>(`#${fieldId(name)}`);
      const value = this.model.draft.get(name);
      if (input && input.value !== value) input.value = value;
    }
  }

  protected override render() {
    const { say, connector, locale } = this.context;
    return html`
      <form class="stack" novalidate autocomplete="off" @submit=${this.#submit}>
        ${this.#introduction()} ${this.#problem ? problemPanel(this.context, this.#problem) : nothing}
        ${this.#mistakes.size > 0 ? this.#summary() : nothing}
        ${connector.fields.map((field) => {
          const { name } = field;
          return credentialField({
            field,
            id: fieldId(name),
            mistake: this.#mistakes.get(name),
            revealed: this.revealed.has(name),
            say,
            locale,
            changed: (value) => this.model.draft.set(name, value),
            toggled: () => this.#toggle(name),
          });
        })}
        ${this.#help()}
        <div class="stack close">
          <div class="row">${this.#buttons()}</div>
          <p class="muted small">${say('form.privacy')}</p>
        </div>
      </form>
    `;
  }

  #introduction() {
    const { say, connector, organization } = this.context;
    const { usesSignIn, verifiesCredentials, title: provider } = connector;
    const { replacing, problem } = this.step;
    const start = !this.#problem && this.#mistakes.size === 0;
    const needsReauth = this.connection.status === 'needs_reauth';
    const title =
      needsReauth || (usesSignIn && replacing) ? 'form.reconnect' : replacing ? 'form.replace_title' : 'form.title';
    const heading = html`<h2 tabindex="-1" ?data-start=${start}>${say(title, { provider })}</h2>`;
    // After a refused attempt, the panel with its reason is shown instead.
    if (needsReauth && !problem) return html`${heading} ${reauthPanel(this.context, this.connection)}`;
    const replaceText = verifiesCredentials ? 'form.replace_text' : 'form.replace_unverified_text';
    const text = usesSignIn ? 'form.inputs' : replacing ? replaceText : 'form.intro';
    return html`
      <div class="stack tight">
        ${heading}
        <p class="muted">${say(text, { provider, organization })}</p>
      </div>
    `;
  }

  #summary() {
    const { say } = this.context;
    const count = this.#mistakes.size;
    return html`
      <div class="panel danger" role="alert" tabindex="-1" data-start>
        <h3>${count === 1 ? say('field.summary_one') : say('field.summary_many', { count })}</h3>
        <ul>
          ${Array.from(
            this.#mistakes,
            ([name, mistake]) => html`
              <li><button type="button" class="link" @click=${() => this.#focusField(name)}>${mistake}</button></li>
            `,
          )}
        </ul>
      </div>
    `;
  }

  #help() {
    const { say, connector } = this.context;
    // A `javascript:` address would run in this page.
    if (!connector.helpUrl?.startsWith('https://')) return nothing;
    return html`
      <p class="small">
        <a href=${connector.helpUrl} target="_blank" rel="noopener noreferrer"
          >${say('form.help', { provider: connector.title })}</a
        >
      </p>
    `;
  }

  #buttons() {
    const { say, leave, connector } = this.context;
    const { replacing, problem } = this.step;
    const send = replacing ? 'form.replace_submit' : 'form.submit';
    const submit = connector.usesSignIn ? 'form.continue' : problem && isPassing(problem.code) ? 'form.retry' : send;
    return html`
      <button type="submit" class="primary" @click=${this.#submit}>${say(submit)}</button>
      ${replacing ? plainButton(this.context, 'form.replace_cancel', () => this.model.keep()) : nothing}
      ${leave && !replacing ? plainButton(this.context, 'action.cancel', () => leave('cancelled')) : nothing}
    `;
  }

  #toggle(name: string): void {
    const revealed = new Set(this.revealed);
    if (!revealed.delete(name)) revealed.add(name);
    this.revealed = revealed;
  }

  /** Handles the click too, because a frame sandboxed without `allow-forms` fires no submit event. */
  #submit(event: Event): void {
    event.preventDefault();
    const missing = this.model.draft.missing(this.context.connector.fields);
    if (missing.length === 0) {
      void this.model.connect();
      return;
    }
    this.missing = missing;
    void this.updateComplete.then(() => focusStart(this));
  }

  #focusField(name: string): void {
    this.renderRoot.querySelector<HTMLElement>(`#${fieldId(name)}`)?.focus();
  }
}

function fieldId(name: string): string {
  return `field-${name}`;
}
