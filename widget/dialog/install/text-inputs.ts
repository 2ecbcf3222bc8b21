import { html, nothing, type TemplateResult } from 'lit';
import type { SettingField, SettingValue } from '../../protocol/installation.ts';
import { describedBy, fieldNotes, labelText, type SettingFieldOptions } from './field-frame.ts';

/** An input for one line. */
export function textInput(
  options: SettingFieldOptions,
  field: Extract<SettingField, { kind: 'text' }>,
): TemplateResult {
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

/** An input for several lines. */
export function textarea(options: SettingFieldOptions, field: Extract<SettingField, { kind: 'text' }>): TemplateResult {
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
export function numberInput(
  options: SettingFieldOptions,
  field: Extract<SettingField, { kind: 'number' }>,
): TemplateResult {
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

/** The page never has the value of a stored secret. A blank input keeps it. */
export function secretInput(options: SettingFieldOptions): TemplateResult {
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
