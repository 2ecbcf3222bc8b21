import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { DialogContext } from '../dialog-context.ts';
import { fieldStyles } from '../field-styles.ts';
import { sharedStyles } from '../shared-styles.ts';
import type { InstallAction, InstallState } from '../state/install-state.ts';
import type { ScheduleForm, ScheduleKind } from '../state/schedule-form.ts';
import { DialogCommandEvent } from '../store-controller.ts';
import { continueOnEnter } from './continue-on-enter.ts';
import { readableInterval } from './readable-schedule.ts';
import { settingStyles } from './setting-styles.ts';

declare global {
  interface HTMLElementTagNameMap {
    'embed-schedule-editor': ScheduleEditor;
  }
}

/** The days of the week as a form lists them, and a date on each of them. */
const DAYS = [1, 2, 3, 4, 5, 6, 0];
const SUNDAY = Date.UTC(2026, 0, 4);
const DAY_MS = 86_400_000;

/** Asks when an integration runs. */
@customElement('embed-schedule-editor')
export class ScheduleEditor extends LitElement {
  static override readonly styles = [
    sharedStyles,
    fieldStyles,
    settingStyles,
    css`
      .short {
        max-inline-size: 12rem;
      }

      .days {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(3rem, 1fr));
        gap: 6px;
      }

      @media (max-width: 28rem) {
        .days {
          grid-template-columns: repeat(4, 1fr);
        }
      }

      .days label {
        position: relative;
        display: grid;
        place-items: center;
        min-block-size: 40px;
        border: 1px solid var(--strong-border);
        border-radius: var(--embed-radius);
        cursor: pointer;
      }

      .days input {
        position: absolute;
        inset: 0;
        margin: 0;
        opacity: 0;
        cursor: pointer;
      }

      .days label:has(:checked) {
        border-color: var(--embed-accent);
        background: var(--embed-accent);
        color: var(--embed-accent-text);
      }

      .days label:has(:focus-visible) {
        outline: 2px solid var(--embed-text);
        outline-offset: 2px;
      }

      .wrong > .days label {
        border-color: var(--embed-danger);
      }

      code {
        font-size: 0.95em;
      }

      .cron input {
        font-family: ui-monospace, monospace;
      }

      @media (forced-colors: active) {
        .days label:has(:checked) {
          outline: 3px solid Highlight;
        }
      }
    `,
  ];

  @property({ attribute: false }) context!: Pick<DialogContext, 'translate' | 'locale'>;
  @property({ attribute: false }) install!: InstallState;
  /** The kinds of schedules that the integration allows. */
  @property({ attribute: false }) kinds!: readonly ScheduleKind[];

  /** Moves the focus to what is wrong. */
  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }

  protected override render() {
    const { translate } = this.context;
    const { form, scheduleProblem } = this.install;
    const { kind } = form;
    return html`
      <div class="stack" @keydown=${continueOnEnter}>
        <div class="field">
          <label for="kind">${translate('schedule.label')}</label>
          <div class="box">
            <select
              id="kind"
              aria-invalid=${scheduleProblem === 'refused' && kind !== 'cron'}
              aria-describedby="kind-error"
              @change=${(event: Event) => this.#change({ kind: valueOf(event) as ScheduleKind })}
            >
              ${this.kinds.map((known) => html`<option value=${known} .selected=${known === kind}>${translate(`schedule.${known}`)}</option>`)}
            </select>
          </div>
          ${kind === 'cron' ? nothing : this.#error('kind', scheduleProblem === 'refused')}
        </div>
        ${kind === 'weekly' ? this.#days(form) : nothing}
        ${kind === 'daily' || kind === 'weekly' ? this.#time(form) : nothing}
        ${kind === 'cron' ? this.#cron(form) : nothing}
        ${kind === 'every-15' || kind === 'every-30' || kind === 'hourly' ? nothing : this.#timeZone()}
      </div>
    `;
  }

  #days({ days }: ScheduleForm) {
    const { translate, locale } = this.context;
    const isWrong = this.install.scheduleProblem === 'days_missing';
    const names = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' });
    const wholeNames = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });
    const change = (day: number, isChosen: boolean) =>
      this.#change({ days: isChosen ? [...days, day] : days.filter((known) => known !== day) });
    return html`
      <fieldset class=${isWrong ? 'wrong' : ''} aria-describedby="days-error">
        <legend>${translate('schedule.days')}</legend>
        <div class="days">
          ${DAYS.map(
            (day) =>
              html`<label
                ><input
                  type="checkbox"
                  aria-label=${wholeNames.format(SUNDAY + day * DAY_MS)}
                  aria-invalid=${isWrong}
                  .checked=${days.includes(day)}
                  @change=${({ target }: Event) => {
                    if (target instanceof HTMLInputElement) change(day, target.checked);
                  }}
                /><span aria-hidden="true">${names.format(SUNDAY + day * DAY_MS)}</span></label
              >`,
          )}
        </div>
        ${this.#error('days', isWrong)}
      </fieldset>
    `;
  }

  #time({ time }: ScheduleForm) {
    const isWrong = this.install.scheduleProblem === 'time_missing';
    return html`
      <div class="field short">
        <label for="time">${this.context.translate('schedule.time')}</label>
        <div class="box ${isWrong ? 'wrong' : ''}">
          <input
            id="time"
            type="time"
            aria-required="true"
            aria-invalid=${isWrong}
            aria-describedby="time-error"
            .value=${time}
            @input=${(event: Event) => this.#change({ time: valueOf(event) })}
          />
        </div>
        ${this.#error('time', isWrong)}
      </div>
    `;
  }

  #cron({ expression }: ScheduleForm) {
    const { translate } = this.context;
    const { scheduleProblem } = this.install;
    const isWrong = scheduleProblem === 'expression_invalid' || scheduleProblem === 'refused';
    return html`
      <div class="field cron">
        <label for="expression">${translate('schedule.cron')}</label>
        <div class="box ${isWrong ? 'wrong' : ''}">
          <input
            id="expression"
            autocomplete="off"
            autocapitalize="off"
            spellcheck="false"
            aria-required="true"
            aria-invalid=${isWrong}
            aria-describedby="expression-error expression-help"
            .value=${expression}
            @input=${(event: Event) => this.#change({ expression: valueOf(event) })}
          />
        </div>
        ${this.#error('expression', isWrong)}
        <p class="muted small" id="expression-help">
          ${translate('schedule.cron_help', { interval: this.#shortestInterval })}
        </p>
      </div>
    `;
  }

  #timeZone() {
    const { translate } = this.context;
    const { timeZone } = this.install;
    const change = (event: Event) => this.#send({ type: 'time-zone', timeZone: valueOf(event) });
    return html`
      <div class="field">
        <label for="zone">${translate('schedule.time_zone')}</label>
        <div class="box">
          <select id="zone" @change=${change}>
            ${timeZones(timeZone).map((zone) => html`<option .selected=${zone === timeZone}>${zone}</option>`)}
          </select>
        </div>
      </div>
    `;
  }

  #error(id: string, isWrong: boolean): TemplateResult | typeof nothing {
    const { scheduleProblem } = this.install;
    if (!isWrong || !scheduleProblem) return nothing;
    const values = scheduleProblem === 'refused' ? { interval: this.#shortestInterval } : {};
    return html`<p class="error small" role="alert" id="${id}-error">
      ${this.context.translate(`schedule.${scheduleProblem}`, values)}
    </p>`;
  }

  get #shortestInterval(): string {
    return readableInterval(this.install.view.schedule.minimumMinutes, this.context.locale);
  }

  #change(changes: Partial<ScheduleForm>): void {
    this.#send({ type: 'schedule', changes });
  }

  #send(action: InstallAction): void {
    this.dispatchEvent(new DialogCommandEvent({ type: 'install', action }));
  }
}

/** All time zones that the browser knows, UTC, and the present one. */
function timeZones(present: string): readonly string[] {
  return [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', present])].toSorted();
}

function valueOf({ target }: Event): string {
  return target instanceof HTMLInputElement || target instanceof HTMLSelectElement ? target.value : '';
}
