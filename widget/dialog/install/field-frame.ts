import { html, nothing, type TemplateResult } from 'lit';
import type { SettingField, SettingValue } from '../../protocol/installation.ts';
import { localizedText } from '../../protocol/localized-text.ts';
import type { Translate } from '../messages.ts';
import { plainText } from '../plain-text.ts';

/** A setting with an input of its own. */
export type InputField = Exclude<SettingField, { kind: 'group' | 'remote-choice' | 'remote-choices' }>;

/** What the input of a setting shows. */
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

/** An input with its label above it. */
export function labelled(options: SettingFieldOptions, input: TemplateResult): TemplateResult {
  const { id, error } = options;
  return html`
    <div class="field">
      <label for=${id}>${labelText(options)}</label>
      <div class="box ${error === undefined ? '' : 'wrong'}">${input}</div>
      ${fieldNotes(options)}
    </div>
  `;
}
