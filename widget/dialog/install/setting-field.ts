import { css, html, nothing, type TemplateResult } from 'lit';
import type { SettingField, SettingOption, SettingValue } from '../../protocol/installation.ts';
import { localizedText } from '../../protocol/localized-text.ts';
import type { Translate } from '../messages.ts';
import { plainText } from '../plain-text.ts';

/** A setting with an input of its own. */
export type InputField = Exclude<SettingField, { kind: 'group' | 'remote-choice' | 'remote-choices' }>;

/** What {@link settingField} shows. */
export interface SettingFieldOptions<Field extends SettingField = InputField> {
  readonly field: Field;
  readonly id: string;
  readonly value: SettingValue | undefined;
  /** The error of the value, as a sentence. */
  readonly error: string | undefined;
  /** A secret is stored. */
  readonly isStored: boolean;
  readonly translate: Translate;
  /** BCP 47 tag of the reader's language. */
  readonly locale: string;
  readonly changed: (value: SettingValue | undefined) => void;
}

/** Styles of the fields of settings. */
export const settingStyles = css`
  fieldset {
    min-inline-size: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }

  legend {
    padding: 0;
    margin-block-end: 6px;
    font-weight: 550;
  }

  label .muted,
  legend .muted {
    font-weight: 400;
  }

  .box select,
  .box textarea {
    flex: 1 1 5rem;
    min-inline-size: 0;
    min-block-size: 40px;
    padding: 8px 12px;
    border: 0;
    border-radius: var(--embed-radius);
    background: none;
    outline: none;
    color: inherit;
    font: inherit;
  }

  /* Moves the arrow away from the edge, to the inset of the text. */
  .box select {
    border-inline-end: 8px solid transparent;
  }

  .box select option {
    background: var(--embed-background);
  }

  .box textarea {
    resize: vertical;
    line-height: 1.5;
  }

  .box:has(:is(select, textarea):focus-visible) {
    outline: 2px solid var(--embed-text);
    outline-offset: 2px;
  }

  .check {
    display: flex;
    gap: 10px;
    align-items: flex-start;
    padding-block: 4px;
    font-weight: 400;
    cursor: pointer;
  }

  .check input {
    flex: none;
    inline-size: 18px;
    block-size: 18px;
    min-block-size: 24px;
    margin: 0;
    accent-color: var(--embed-accent);
  }

  .check.strong {
    font-weight: 550;
  }

  .choices {
    display: grid;
    padding: 6px 12px;
    border: 1px solid var(--strong-border);
    border-radius: var(--embed-radius);
  }

  .wrong > .choices {
    border-color: var(--embed-danger);
    box-shadow: 0 0 0 1px var(--embed-danger);
  }

  @media (pointer: coarse) {
    .box :is(select, textarea) {
      font-size: max(1em, 16px);
    }
  }
`;

/** A labelled input for one setting, with its help and its error. */
export function settingField(options: SettingFieldOptions): TemplateResult {
  const { field } = options;
  switch (field.kind) {
    case 'toggle':
      return toggle(options);
    case 'choices':
      return checkboxes(options, field.options);
    case 'choice':
      return labelled(options, select(options, field));
    case 'secret':
      return secret(options);
    case 'text':
      return labelled(options, field.multiline ? textarea(options, field) : textInput(options, field));
    case 'number':
      return labelled(options, numberInput(options, field));
  }
}

/** The label of a setting, and that it is optional. */
export function labelText({ field, translate, locale }: SettingFieldOptions<SettingField>): TemplateResult {
  const isOptional = !field.required && field.kind !== 'toggle' && field.kind !== 'group';
  return html`<bdi>${plainText(localizedText(field.label, locale))}</bdi>${
      isOptional ? html` <span class="muted">(${translate('settings.optional')})</span>` : nothing
    }`;
}

/** The error and the help of a setting, below its input. */
export function fieldNotes({ field, id, error, locale }: SettingFieldOptions<SettingField>): TemplateResult {
  return html`
    ${error === undefined ? nothing : html`<p class="error small" id="${id}-error">${error}</p>`}
    ${
      field.help === undefined
        ? nothing
        : html`<p class="muted small" id="${id}-help"><bdi>${plainText(localizedText(field.help, locale))}</bdi></p>`
    }
  `;
}

/** The ids of the error and the help. */
export function describedBy({ field, id, error }: SettingFieldOptions<SettingField>, more?: string): unknown {
  const ids = [error !== undefined && `${id}-error`, field.help !== undefined && `${id}-help`, more].filter(Boolean);
  return ids.length > 0 ? ids.join(' ') : nothing;
}

function labelled(options: SettingFieldOptions, input: TemplateResult): TemplateResult {
  const { id, error } = options;
  return html`
    <div class="field">
      <label for=${id}>${labelText(options)}</label>
      <div class="box ${error === undefined ? '' : 'wrong'}">${input}</div>
      ${fieldNotes(options)}
    </div>
  `;
}

function textInput(options: SettingFieldOptions, field: Extract<SettingField, { kind: 'text' }>): TemplateResult {
  const { id, error, changed } = options;
  const type = { email: 'email', uri: 'url', date: 'date', none: 'text' }[field.format ?? 'none'];
  return html`<input
    id=${id}
    type=${type}
    autocomplete="off"
    placeholder=${field.placeholder ?? nothing}
    data-value=${textOf(options.value)}
    aria-required=${field.required}
    aria-invalid=${error !== undefined}
    aria-describedby=${describedBy(options)}
    @input=${(event: Event) => changed(typedText(event))}
  />`;
}

function textarea(options: SettingFieldOptions, field: Extract<SettingField, { kind: 'text' }>): TemplateResult {
  const { id, error, changed } = options;
  return html`<textarea
    id=${id}
    rows="3"
    placeholder=${field.placeholder ?? nothing}
    data-value=${textOf(options.value)}
    aria-required=${field.required}
    aria-invalid=${error !== undefined}
    aria-describedby=${describedBy(options)}
    @input=${(event: Event) => changed(typedText(event))}
  ></textarea>`;
}

/** A text input, because a browser hides what a person types into a number input until it is a number. */
function numberInput(options: SettingFieldOptions, field: Extract<SettingField, { kind: 'number' }>): TemplateResult {
  const { id, error, changed, value } = options;
  return html`<input
    id=${id}
    type="text"
    inputmode=${field.integer && (field.minimum ?? -1) >= 0 ? 'numeric' : 'decimal'}
    autocomplete="off"
    placeholder=${field.placeholder ?? nothing}
    data-number
    data-value=${textOf(value)}
    aria-required=${field.required}
    aria-invalid=${error !== undefined}
    aria-describedby=${describedBy(options)}
    @input=${(event: Event) => {
      const text = typedText(event);
      changed(text === undefined ? undefined : parseNumber(text));
    }}
  />`;
}

/**
 * Copies the values into the inputs of a form. What a person types is a value already, so it stays as it is: `1.0` and half
 * a date too.
 */
export function writeValues(root: ParentNode): void {
  for (const input of root.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('[data-value]')) {
    const { value = '', number } = input.dataset;
    const typed = number === undefined ? input.value : String(parseNumber(input.value));
    if (typed !== value) input.value = value;
  }
}

const NUMBER = /^[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)$/;

/** A number with a decimal point or comma. The text as it is if it is no number, so that nothing typed is lost. */
function parseNumber(text: string): number | string {
  const trimmed = text.trim();
  return NUMBER.test(trimmed) ? Number(trimmed.replace(',', '.')) : text;
}

function select(
  { id, error, changed, value, translate, locale, field, ...rest }: SettingFieldOptions,
  { options, required }: Extract<SettingField, { kind: 'choice' }>,
): TemplateResult {
  const chosen = options.findIndex((option) => option.value === value);
  return html`<select
    id=${id}
    aria-required=${required}
    aria-invalid=${error !== undefined}
    aria-describedby=${describedBy({ id, error, changed, value, translate, locale, field, ...rest })}
    @change=${({ target }: Event) => {
      if (target instanceof HTMLSelectElement) changed(options[Number(target.value)]?.value);
    }}
  >
    <option value="-1" ?selected=${chosen === -1}>${translate(required ? 'settings.choose' : 'settings.none')}</option>
    ${options.map(
      ({ label }, index) =>
        html`<option value=${index} .selected=${chosen === index}>${plainText(localizedText(label, locale))}</option>`,
    )}
  </select>`;
}

function toggle(options: SettingFieldOptions): TemplateResult {
  const { id, changed, value, error } = options;
  return html`
    <div class="field">
      <label class="check strong"
        ><input
          id=${id}
          type="checkbox"
          .checked=${value === true}
          aria-invalid=${error !== undefined}
          aria-describedby=${describedBy(options)}
          @change=${({ target }: Event) => {
            if (target instanceof HTMLInputElement) changed(target.checked);
          }}
        /><span>${labelText(options)}</span></label
      >
      ${fieldNotes(options)}
    </div>
  `;
}

function checkboxes(options: SettingFieldOptions, all: readonly SettingOption[]): TemplateResult {
  const { id, value, changed, locale, error } = options;
  const chosen = Array.isArray(value) ? value : [];
  const change = (option: SettingOption, isChosen: boolean) => {
    const next = all
      .map((known) => known.value)
      .filter((known) => (known === option.value ? isChosen : chosen.includes(known)));
    changed(next.length > 0 ? next : undefined);
  };
  return html`
    <fieldset class=${error === undefined ? '' : 'wrong'} aria-describedby=${describedBy(options)}>
      <legend>${labelText(options)}</legend>
      <div class="choices">
        ${all.map(
          (option, index) =>
            html`<label class="check"
              ><input
                id=${index === 0 ? id : nothing}
                type="checkbox"
                .checked=${chosen.includes(option.value)}
                aria-invalid=${error !== undefined}
                @change=${({ target }: Event) => {
                  if (target instanceof HTMLInputElement) change(option, target.checked);
                }}
              /><bdi>${plainText(localizedText(option.label, locale))}</bdi></label
            >`,
        )}
      </div>
      ${fieldNotes(options)}
    </fieldset>
  `;
}

/** The page never has the value of a stored secret. A blank input keeps it. */
function secret(options: SettingFieldOptions): TemplateResult {
  const { id, error, changed, value, field, isStored, translate } = options;
  const isRemoved = isStored && value === '';
  const note = isStored ? `${id}-stored` : undefined;
  return html`
    <div class="field">
      <label for=${id}>${labelText(options)}</label>
      <div class="box ${error === undefined ? '' : 'wrong'}">
        <input
          id=${id}
          type="password"
          autocomplete="new-password"
          data-1p-ignore
          data-bwignore
          data-lpignore="true"
          data-form-type="other"
          placeholder=${isStored && !isRemoved ? '••••••••' : nothing}
          .value=${textOf(value)}
          aria-required=${field.required && !isStored}
          aria-invalid=${error !== undefined}
          aria-describedby=${describedBy(options, note)}
          @input=${(event: Event) => changed(typedText(event))}
        />
        ${
          isStored && !field.required && (value === undefined || isRemoved)
            ? html`<button type="button" class="plain" @click=${() => changed(isRemoved ? undefined : '')}>
                ${translate(isRemoved ? 'settings.keep' : 'settings.remove')}
              </button>`
            : nothing
        }
      </div>
      ${
        isStored
          ? html`<p class="muted small" id=${note}>${translate(isRemoved ? 'settings.removed' : 'settings.stored')}</p>`
          : nothing
      }
      ${fieldNotes(options)}
    </div>
  `;
}

function textOf(value: SettingValue | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** The text of an input. A blank one is no value. */
function typedText({ target }: Event): string | undefined {
  const isInput = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
  return isInput && target.value !== '' ? target.value : undefined;
}
