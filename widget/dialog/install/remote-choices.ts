import { css, html, nothing, type TemplateResult } from 'lit';
import type { ChoiceValue, SettingField } from '../../protocol/installation.ts';
import { localizedText } from '../../protocol/localized-text.ts';
import { plainText } from '../plain-text.ts';
import type { RemoteChoices } from '../state/install-state.ts';
import { describedBy, fieldNotes, labelText, type SettingFieldOptions } from './field-frame.ts';

/** A setting whose choices a provider offers. */
export type RemoteField = Extract<SettingField, { kind: 'remote-choice' | 'remote-choices' }>;

/** What {@link remoteChoices} shows. */
export interface RemoteChoicesOptions extends SettingFieldOptions<RemoteField> {
  /** Absent: not requested yet. */
  readonly choices: RemoteChoices | undefined;
  /** The provider's name. */
  readonly provider: string;
  readonly searched: (query: string) => void;
  readonly wantedMore: () => void;
}

/** Styles of the choices of a provider. */
export const remoteChoicesStyles = css`
  .remote {
    display: grid;
    border: 1px solid var(--strong-border);
    border-radius: var(--embed-radius);
  }

  .remote > :first-child {
    border: 0;
    border-block-end: 1px solid var(--embed-border);
    border-end-start-radius: 0;
    border-end-end-radius: 0;
  }

  .wrong > .remote {
    border-color: var(--embed-danger);
    box-shadow: 0 0 0 1px var(--embed-danger);
  }

  /* As high as a few choices from the start, so that nothing moves when they arrive. */
  .remote > .list {
    block-size: 10.5rem;
    overflow-y: auto;
    padding: 6px 12px;
  }

  .list p {
    padding-block: 6px;
  }

  .list .more {
    min-block-size: 32px;
    margin-inline-start: -8px;
    padding: 4px 8px;
  }

  .picked {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 8px;
    align-items: center;
    min-block-size: 32px;
  }

  .picked button {
    min-block-size: 28px;
    padding: 2px 8px;
    font-size: inherit;
  }
`;

/** A searched list of choices that a provider offers, of which a person chooses one or several. */
export function remoteChoices(options: RemoteChoicesOptions): TemplateResult {
  const { field, id, value, error, choices, translate, locale, changed, searched } = options;
  const isSingle = field.kind === 'remote-choice';
  const chosen: readonly ChoiceValue[] =
    value === undefined ? [] : Array.isArray(value) ? value : [value as ChoiceValue];
  const change = (known: ChoiceValue, isChosen: boolean) => {
    if (isSingle) changed(known);
    else {
      const next = [...chosen.filter((other) => other !== known), ...(isChosen ? [known] : [])];
      changed(next.length > 0 ? next : undefined);
    }
  };
  const label = localizedText(field.label, locale);
  const labels = chosen.map((known) => choiceLabel(known, choices));
  return html`
    <fieldset class=${error === undefined ? '' : 'wrong'} aria-describedby=${describedBy(options)}>
      <legend>${labelText(options)}</legend>
      <div class="remote">
        <div class="box">
          <input
            id=${id}
            type="search"
            autocomplete="off"
            placeholder=${translate('settings.search')}
            aria-label=${`${translate('settings.search')}: ${label}`}
            data-value=${choices?.query ?? ''}
            @input=${({ target }: Event) => {
              if (target instanceof HTMLInputElement) searched(target.value);
            }}
          />
        </div>
        <div class="list" role="group" aria-label=${label} aria-busy=${choices?.isLoading ?? true}>
          ${(choices?.options ?? []).map(
            (option) =>
              html`<label class="check"
                ><input
                  type=${isSingle ? 'radio' : 'checkbox'}
                  name=${id}
                  .checked=${chosen.includes(option.value)}
                  @change=${({ target }: Event) => {
                    if (target instanceof HTMLInputElement) change(option.value, target.checked);
                  }}
                /><bdi>${plainText(option.label)}</bdi></label
              >`,
          )}
          ${state(options)}
        </div>
      </div>
      <p class="picked small muted">
        <span>
          ${
            labels.length > 0
              ? translate('settings.selected', { value: labels.join(', ') })
              : translate('settings.selected_none')
          }
        </span>
        ${
          isSingle && !field.required && labels.length > 0
            ? html`<button type="button" class="plain" @click=${() => changed(undefined)}>
                ${translate('settings.clear')}
              </button>`
            : nothing
        }
      </p>
      ${fieldNotes(options)}
    </fieldset>
  `;
}

/** The label of a chosen value. While it is being loaded, a placeholder. If the provider has none, the value itself. */
export function choiceLabel(value: ChoiceValue, choices: RemoteChoices | undefined): string {
  const label = choices?.labels[JSON.stringify(value)];
  return plainText(label ?? (choices?.isLoading === false ? String(value) : '…'));
}

/** What the list says below its choices: that they are being loaded, why not, that there are none, or more. */
function state({ choices, translate, provider, searched, wantedMore }: RemoteChoicesOptions): TemplateResult {
  const { isLoading = true, problem, options = [], nextCursor, query = '' } = choices ?? {};
  const retry = html`<button type="button" class="plain more" @click=${() => searched(query)}>
    ${translate('form.retry')}
  </button>`;
  const more = html`<button type="button" class="plain more" @click=${wantedMore}>
    ${translate('settings.more')}
  </button>`;
  return html`
    <p
      class="small ${problem ? 'error' : 'muted'}"
      role="status"
      ?hidden=${!problem && !isLoading && options.length > 0}
    >
      ${
        problem
          ? translate('settings.choices_failed', { provider })
          : isLoading
            ? translate('page.loading')
            : options.length === 0
              ? translate('settings.no_choices')
              : nothing
      }
    </p>
    ${problem ? retry : nextCursor !== undefined && !isLoading ? more : nothing}
  `;
}
