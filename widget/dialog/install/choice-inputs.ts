import { html, nothing, type TemplateResult } from 'lit';
import type { SettingField, SettingOption } from '../../protocol/installation.ts';
import { localizedText } from '../../protocol/localized-text.ts';
import { plainText } from '../plain-text.ts';
import { describedBy, fieldNotes, labelText, type SettingFieldOptions } from './field-frame.ts';

/** A list from which a person chooses one value. */
export function select(
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

/** A checkbox for yes or no. */
export function toggle(options: SettingFieldOptions): TemplateResult {
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

/** A checkbox for each of several values. */
export function checkboxes(options: SettingFieldOptions, all: readonly SettingOption[]): TemplateResult {
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
