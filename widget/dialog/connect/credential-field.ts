import { css, html, nothing, type TemplateResult } from 'lit';
import type { ConnectorField } from '../../protocol/connector.ts';
import { localizedText } from '../../protocol/localized-text.ts';
import type { Translate } from '../messages.ts';

/** Styles of a field's label and of the texts before and after its input. */
export const affixStyles = css`
  label .muted {
    font-weight: 400;
  }

  /* Always on one line with the input. A long affix is truncated, so that the input stays wide enough. */
  .affix {
    flex: 0 1 auto;
    min-inline-size: 2.5rem;
    max-inline-size: 45%;
    overflow: hidden;
    align-content: center;
    padding: 8px 10px;
    text-overflow: ellipsis;
    white-space: nowrap;
    background: var(--embed-surface);
    color: var(--embed-muted-text);
  }

  .box:not(:has(.affix ~ .affix)) .affix {
    max-inline-size: 65%;
  }

  .affix:first-child {
    border-inline-end: 1px solid var(--embed-border);
    border-start-start-radius: var(--embed-radius);
    border-end-start-radius: var(--embed-radius);
  }

  input + .affix {
    border-inline-start: 1px solid var(--embed-border);
    border-start-end-radius: var(--embed-radius);
    border-end-end-radius: var(--embed-radius);
  }
`;

/** What {@link credentialField} shows. */
export interface CredentialFieldOptions {
  readonly field: ConnectorField;
  /** Prefix of the ids of this field's elements. */
  readonly id: string;
  /** The error of the value, as a sentence. */
  readonly error: string | undefined;
  /** Whether the typed password is readable. */
  readonly revealed: boolean;
  /** The field is the first one with an error, which gets the focus. */
  readonly isFirstError: boolean;
  /** The value is being checked. The field is focusable, but not editable. */
  readonly readonly: boolean;
  readonly translate: Translate;
  /** BCP 47 tag of the reader's language. */
  readonly locale: string;
  readonly changed: (value: string) => void;
  readonly toggled: () => void;
}

/** A labelled input for one credential, with its help, its error, and a button that shows a hidden value. */
export function credentialField(options: CredentialFieldOptions): TemplateResult {
  const { field, id, error, translate, locale, changed } = options;
  const { label, kind, required, placeholder, help, prefix, suffix } = field;
  const describedBy = [
    prefix && `${id}-prefix`,
    suffix && `${id}-suffix`,
    error && `${id}-error`,
    help && `${id}-help`,
  ].filter(Boolean);
  return html`
    <div class="field">
      <label for=${id}
        ><bdi>${localizedText(label, locale)}</bdi
        >${required ? nothing : html` <span class="muted">(${translate('form.optional')})</span>`}</label
      >
      <div class="box ${error ? 'wrong' : ''}">
        ${prefix ? html`<span class="affix" id="${id}-prefix">${prefix}</span>` : nothing}
        <input
          id=${id}
          type=${kind === 'password' && options.revealed ? 'text' : kind}
          autocomplete=${kind === 'password' ? 'new-password' : 'off'}
          autocapitalize="off"
          autocorrect="off"
          spellcheck="false"
          data-1p-ignore
          data-bwignore
          data-lpignore="true"
          data-form-type="other"
          placeholder=${placeholder ? localizedText(placeholder, locale) : nothing}
          ?data-start=${options.isFirstError}
          ?readonly=${options.readonly}
          aria-disabled=${options.readonly || nothing}
          aria-required=${required}
          aria-invalid=${error !== undefined}
          aria-describedby=${describedBy.join(' ') || nothing}
          @input=${(event: InputEvent) => {
            if (event.target instanceof HTMLInputElement) changed(event.target.value);
          }}
        />
        ${suffix ? html`<span class="affix" id="${id}-suffix">${suffix}</span>` : nothing}
        ${kind === 'password' ? revealButton(options) : nothing}
      </div>
      ${error ? html`<p class="error small" id="${id}-error">${error}</p>` : nothing}
      ${help ? html`<p class="muted small" id="${id}-help"><bdi>${localizedText(help, locale)}</bdi></p>` : nothing}
    </div>
  `;
}

function revealButton({ field, id, revealed, translate, locale, toggled }: CredentialFieldOptions): TemplateResult {
  return html`
    <button type="button" class="plain" aria-controls=${id} @click=${toggled}>
      ${translate(revealed ? 'field.hide' : 'field.show')}<span class="unseen">
        ${localizedText(field.label, locale)}</span
      >
    </button>
  `;
}
