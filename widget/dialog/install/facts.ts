import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ChoiceValue, SettingField, SettingValue } from '../../protocol/installation.ts';
import { localizedText } from '../../protocol/localized-text.ts';
import type { ConnectorConnections } from '../../protocol/subject.ts';
import type { DialogContext } from '../dialog-context.ts';
import { plainText } from '../plain-text.ts';
import { sharedStyles } from '../shared-styles.ts';
import type { FlowPage, InstallState } from '../state/install-state.ts';
import type { ScheduleForm } from '../state/schedule-form.ts';
import { DialogCommandEvent } from '../store-controller.ts';
import { readableSchedule } from './readable-schedule.ts';
import { choiceLabel } from './remote-choices.ts';

declare global {
  interface HTMLElementTagNameMap {
    'embed-install-facts': InstallFacts;
  }
}

/** A setting that is shown, with its value. */
export interface SettingRow {
  readonly field: Exclude<SettingField, { kind: 'group' }>;
  /** The groups of the setting, the outer one first. */
  readonly groups: readonly Pick<SettingField, 'name' | 'label'>[];
  readonly path: string;
  readonly value: SettingValue | undefined;
}

/** What {@link InstallFacts} lists. The code of the flow computes it, because chunks share no modules. */
export interface Facts {
  readonly rows: readonly SettingRow[];
  readonly connectors: readonly ConnectorConnections[];
  readonly form: ScheduleForm;
  readonly expression: string;
  readonly timeZone: string;
  /** The pages on which the reader can change something. */
  readonly editable: readonly FlowPage[];
}

/** Lists what is connected, set and scheduled, with buttons to change it. */
@customElement('embed-install-facts')
export class InstallFacts extends LitElement {
  static override readonly styles = [
    sharedStyles,
    css`
      .between {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 12px;
        align-items: center;
        justify-content: space-between;
        min-block-size: 32px;
      }

      .between button {
        min-block-size: 32px;
        margin-inline-end: -10px;
        padding: 4px 10px;
      }

      dl {
        display: grid;
        border: 1px solid var(--embed-border);
        border-radius: var(--embed-radius);
      }

      dl > div {
        display: grid;
        grid-template-columns: minmax(7.5rem, 1fr) 2fr;
        gap: 2px 16px;
        padding: 10px 14px;
      }

      dl > div + div {
        border-block-start: 1px solid var(--embed-border);
      }

      dt,
      dd {
        min-inline-size: 0;
        overflow-wrap: anywhere;
      }

      dd {
        white-space: pre-line;
      }

      /* The same words continue a line in lists, so they begin with a small letter. */
      .status {
        display: inline-block;
      }

      .status::first-letter {
        text-transform: uppercase;
      }

      .needs_reauth,
      .error {
        color: var(--warning);
      }

      .unseen {
        position: absolute;
        inline-size: 1px;
        block-size: 1px;
        overflow: hidden;
        clip-path: inset(50%);
        white-space: nowrap;
      }

      @media (max-width: 28rem) {
        dl > div {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  @property({ attribute: false }) context!: Pick<DialogContext, 'translate' | 'locale'>;
  @property({ attribute: false }) install!: InstallState;
  @property({ attribute: false }) facts!: Facts;

  protected override render() {
    const { translate, locale } = this.context;
    const { rows, connectors, form, expression, timeZone } = this.facts;
    return html`<div class="stack">
      ${this.#section(
        'connect',
        connectors.map((entry) =>
          this.#fact(
            plainText(entry.connector.title),
            html`<span class="status ${statusOf(entry)}">${translate(`status.${statusOf(entry)}`)}</span>`,
          ),
        ),
      )}
      ${this.#section(
        'settings',
        rows.map((row) =>
          this.#fact(
            [...row.groups, row.field].map(({ label }) => plainText(localizedText(label, locale))).join(' › '),
            this.#value(row) ?? html`<span class="muted">${translate('install.not_set')}</span>`,
          ),
        ),
      )}
      ${this.#section('schedule', [
        this.#fact(
          translate('install.runs'),
          form.kind === 'cron' ? html`<code>${expression}</code>` : readableSchedule(form, translate, locale),
        ),
        this.#fact(translate('schedule.time_zone'), timeZone),
      ])}
    </div>`;
  }

  #section(page: FlowPage, facts: readonly TemplateResult[]) {
    const { translate } = this.context;
    if (facts.length === 0) return nothing;
    const title = translate(`install.page.${page}`);
    return html`<section class="stack tight">
      <div class="between">
        <h3>${title}</h3>
        ${
          this.facts.editable.includes(page)
            ? html`<button type="button" class="plain" @click=${() => this.#edit(page)}>
                ${translate('install.edit')}<span class="unseen"> ${title}</span>
              </button>`
            : nothing
        }
      </div>
      <dl>${facts}</dl>
    </section>`;
  }

  #fact(term: string, description: unknown): TemplateResult {
    return html`<div>
      <dt class="muted"><bdi>${term}</bdi></dt>
      <dd>${description}</dd>
    </div>`;
  }

  #value({ field, value, path }: SettingRow): TemplateResult | string | undefined {
    const { translate, locale } = this.context;
    const { choices, view } = this.install;
    if (field.kind === 'toggle') return translate(value === true ? 'install.yes' : 'install.no');
    if (field.kind === 'secret') {
      const isStored = value === undefined && view.storedSecrets.includes(path);
      return isStored || (value !== undefined && value !== '') ? translate('install.hidden') : undefined;
    }
    if (value === undefined || value === '') return undefined;
    const values: readonly ChoiceValue[] = Array.isArray(value) ? value : [value as ChoiceValue];
    const options = 'options' in field ? field.options : [];
    const isRemote = field.kind === 'remote-choice' || field.kind === 'remote-choices';
    const texts = values.map((known) => {
      if (isRemote) return choiceLabel(known, Object.hasOwn(choices, path) ? choices[path] : undefined);
      const label = options.find((option) => option.value === known)?.label;
      return localizedText(label ?? String(known), locale)
        .split('\n')
        .map(plainText)
        .join('\n');
    });
    return html`<bdi>${texts.join(', ')}</bdi>`;
  }

  #edit(page: FlowPage): void {
    this.dispatchEvent(new DialogCommandEvent({ type: 'install', action: { type: 'go', page } }));
  }
}

/** The status of a connector is that of a connection that works, else of its oldest one. */
function statusOf({ connections }: ConnectorConnections) {
  const shown = connections.find(({ status }) => status === 'connected') ?? connections[0];
  return shown?.status ?? 'disconnected';
}
