import { css, html, nothing, type TemplateResult } from 'lit';
import type { DialogContext } from '../dialog-context.ts';
import { plainButton } from '../plain-button.ts';
import { wrongSchedule } from '../state/flow-progress.ts';
import { scheduleKey, scheduleOf } from '../state/install-state.ts';
import type { PageView } from './page-view.ts';

/** Styles of a list of next runs. */
export const nextRunsStyles = css`
  .runs {
    display: grid;
    gap: 2px;
    align-content: start;
    margin: 0;
    padding: 0;
    list-style: none;
  }

  .runs button {
    display: block;
    min-block-size: 32px;
    margin-inline-start: -8px;
    padding: 4px 8px;
    font-size: inherit;
  }

  /* As high as three times from the start, so that nothing moves when they arrive. */
  .runs.high {
    min-block-size: 4.7em;
  }
`;

/** The next runs of the schedule in the form, in the reader's time zone. Nothing if the schedule cannot be used. */
export function nextRuns({ context, install, act }: PageView): TemplateResult | typeof nothing {
  const { translate, locale } = context;
  const { runs } = install;
  if (wrongSchedule(install)) return nothing;
  const isCurrent = runs?.key === scheduleKey(scheduleOf(install));
  const { times = [], problem } = runs ?? {};
  const isFailed = isCurrent && problem !== undefined;
  return html`
    <div class="stack tight">
      ${nextRunsHeading(context)}
      <ul class="runs high muted small" aria-live="polite" aria-busy=${!isCurrent}>
        ${times.map((time) => html`<li>${readableTime(time, locale)}</li>`)}
        ${
          isFailed
            ? html`<li>
                ${translate('install.runs_failed')}
                ${plainButton(context, 'form.retry', () => act({ type: 'retry-runs' }))}
              </li>`
            : nothing
        }
      </ul>
    </div>
  `;
}

/** The next runs of an installation, in the reader's time zone. */
export function savedNextRuns(context: DialogContext, times: readonly string[]): TemplateResult {
  return html`<div class="stack tight">
    ${nextRunsHeading(context)}
    <ul class="runs muted small">
      ${times.map((time) => html`<li>${readableTime(time, context.locale)}</li>`)}
    </ul>
  </div>`;
}

function nextRunsHeading({ translate }: DialogContext): TemplateResult {
  const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions();
  return html`<h3>${translate('install.next_runs', { zone })}</h3>`;
}

/** The space in "10:30 AM". With a space that does not break, "AM" is never alone on a line. */
const AFTER_MINUTES = /(:\d\d) /g;
const NO_BREAK = '$1\u{a0}';

/** A date and a time for readers. The text as it is, if it is none. */
export function readableTime(instant: string, locale: string): TemplateResult {
  const date = new Date(instant);
  const text = Number.isNaN(date.getTime())
    ? instant
    : new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short' })
        .format(date)
        .replace(AFTER_MINUTES, NO_BREAK);
  return html`<time datetime=${instant}>${text}</time>`;
}
