import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { SettingField, SettingValues } from '../../protocol/installation.ts';
import { localizedText } from '../../protocol/localized-text.ts';
import type { SettingProblem } from '../../protocol/setting-validation.ts';
import type { DialogContext } from '../dialog-context.ts';
import { fieldStyles } from '../field-styles.ts';
import { panelStyles } from '../problem-panel.ts';
import { plainText } from '../plain-text.ts';
import { sharedStyles } from '../shared-styles.ts';
import type { InstallAction, InstallState } from '../state/install-state.ts';
import { DialogCommandEvent } from '../store-controller.ts';
import { checkboxes, select, toggle } from './choice-inputs.ts';
import { continueOnEnter } from './continue-on-enter.ts';
import './dangers.ts';
import './facts.ts';
import { type InputField, labelled, type SettingFieldOptions } from './field-frame.ts';
import { remoteChoices, remoteChoicesStyles } from './remote-choices.ts';
import './schedule-editor.ts';
import { settingStyles } from './setting-styles.ts';
import { numberInput, secretInput, textarea, textInput, writeValues } from './text-inputs.ts';

declare global {
  interface HTMLElementTagNameMap {
    'embed-install-form': InstallForm;
  }
}

/** The settings of an integration, with what is wrong with them beside each field and in a summary. */
@customElement('embed-install-form')
export class InstallForm extends LitElement {
  static override readonly styles = [
    sharedStyles,
    panelStyles,
    fieldStyles,
    settingStyles,
    remoteChoicesStyles,
    css`
      .group {
        padding-inline-start: 14px;
        border-inline-start: 2px solid var(--embed-border);
      }

      /* Floats, so that the line beside the group begins at its top. */
      .group > legend {
        float: inline-start;
        inline-size: 100%;
        margin-block-end: 14px;
        font-weight: 600;
      }

      .group > .stack {
        clear: both;
      }

      .panel ul {
        display: grid;
        justify-items: start;
        margin: 0;
        padding: 0;
        list-style: none;
      }

      .panel li button {
        min-block-size: 28px;
        padding: 2px 0;
        border: 0;
        background: none;
        font-weight: inherit;
        text-align: start;
        text-decoration: underline;
        text-underline-offset: 0.2em;
      }
    `,
  ];

  @property({ attribute: false }) context!: Pick<DialogContext, 'translate' | 'locale'>;
  @property({ attribute: false }) install!: InstallState;
  /** Returns the fields of a group whose conditions are met. */
  @property({ attribute: false }) shown!: (
    fields: readonly SettingField[],
    values: SettingValues,
  ) => readonly SettingField[];
  /** The names of providers by connector. */
  @property({ attribute: false }) providers!: ReadonlyMap<string, string>;

  /** The labels of the shown fields by path, for the summary. */
  #labels = new Map<string, string>();

  /** Moves the focus to the summary of what is wrong, if there is one. */
  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('[data-start]')?.focus();
  }

  protected override updated(): void {
    writeValues(this.renderRoot);
  }

  protected override render() {
    const { view, settings } = this.install;
    this.#labels = new Map();
    const fields = this.#fields(view.fields, settings, []);
    return html`<div class="stack" @keydown=${continueOnEnter}>${this.#summary()} ${fields}</div>`;
  }

  #fields(fields: readonly SettingField[], values: SettingValues, path: readonly string[]): TemplateResult[] {
    return this.shown(fields, values).map((field) => this.#field(field, values, [...path, field.name]));
  }

  #field(field: SettingField, values: SettingValues, names: readonly string[]): TemplateResult {
    const { translate, locale } = this.context;
    const path = names.join('.');
    const label = plainText(localizedText(field.label, locale));
    const value = Object.hasOwn(values, field.name) ? values[field.name] : undefined;
    if (field.kind === 'group') {
      const inside = typeof value === 'object' && !Array.isArray(value) ? (value as SettingValues) : {};
      return html`<fieldset class="group">
        <legend>${label}</legend>
        <div class="stack">
          ${field.help === undefined ? nothing : html`<p class="muted small">${plainText(localizedText(field.help, locale))}</p>`}
          ${this.#fields(field.fields, inside, names)}
        </div>
      </fieldset>`;
    }
    this.#labels.set(path, label);
    const problem = this.install.problems.find((known) => known.path === path);
    const options = {
      id: fieldId(path),
      value: isGroup(value) ? undefined : value,
      error: problem && this.#sentence(problem, field),
      isStored: this.install.view.storedSecrets.includes(path),
      translate,
      locale,
      changed: (next: InstallForm['install']['settings'][string] | undefined) =>
        this.#send({ type: 'set', path: names, ...(next !== undefined && !isGroup(next) && { value: next }) }),
    };
    if (field.kind === 'remote-choice' || field.kind === 'remote-choices') {
      const { choices } = this.install;
      return remoteChoices({
        ...options,
        field,
        choices: Object.hasOwn(choices, path) ? choices[path] : undefined,
        provider: this.providers.get(field.connector) ?? field.connector,
        searched: (query) => this.#send({ type: 'search', path, query }),
        wantedMore: () => this.#send({ type: 'more', path }),
      });
    }
    return settingField({ ...options, field: field as InputField });
  }

  #summary() {
    const { translate } = this.context;
    const { problems } = this.install;
    const count = problems.length;
    if (count === 0) return nothing;
    return html`
      <div class="panel danger" role="alert" tabindex="-1" data-start>
        <h3>${count === 1 ? translate('settings.wrong_one') : translate('settings.wrong_many', { count })}</h3>
        <ul>
          ${problems.map(
            ({ path }) =>
              html`<li>
                <button type="button" @click=${() => this.#goTo(path)}>${this.#labels.get(path) ?? path}</button>
              </li>`,
          )}
        </ul>
      </div>
    `;
  }

  #sentence({ code }: SettingProblem, field: SettingField): string {
    const { translate, locale } = this.context;
    const label = localizedText(field.label, locale);
    const limit = field.kind === 'number' ? (code === 'too_small' ? field.minimum : field.maximum) : undefined;
    return translate(`settings.${code}`, {
      ...(code === 'missing' && { label }),
      ...(limit !== undefined && { limit: new Intl.NumberFormat(locale).format(limit) }),
    });
  }

  #goTo(path: string): void {
    this.renderRoot.querySelector<HTMLElement>(`#${CSS.escape(fieldId(path))}`)?.focus();
  }

  #send(action: InstallAction): void {
    this.dispatchEvent(new DialogCommandEvent({ type: 'install', action }));
  }
}

function isGroup(value: SettingValues[string] | undefined): value is SettingValues {
  return typeof value === 'object' && !Array.isArray(value);
}

function fieldId(path: string): string {
  return `setting-${path}`;
}

/** A labelled input for one setting, with its help and its error. */
function settingField(options: SettingFieldOptions): TemplateResult {
  const { field } = options;
  switch (field.kind) {
    case 'toggle':
      return toggle(options);
    case 'choices':
      return checkboxes(options, field.options);
    case 'choice':
      return labelled(options, select(options, field));
    case 'secret':
      return secretInput(options);
    case 'text':
      return labelled(options, field.multiline ? textarea(options, field) : textInput(options, field));
    case 'number':
      return labelled(options, numberInput(options, field));
  }
}
