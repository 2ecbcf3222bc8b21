import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ActivityView, RunView } from '../../protocol/installation.ts';
import type { DialogContext } from '../dialog-context.ts';
import { plainText } from '../plain-text.ts';
import { panelStyles } from '../problem-panel.ts';
import { sharedStyles } from '../shared-styles.ts';
import type { HistoryState } from '../state/install-history.ts';
import { DialogCommandEvent } from '../store-controller.ts';
import { activitySentence } from './activity-sentence.ts';

declare global {
  interface HTMLElementTagNameMap {
    'embed-install-history': InstallHistory;
  }
}

/** Lists the runs of an integration and what has changed, newest first. */
@customElement('embed-install-history')
export class InstallHistory extends LitElement {
  static override readonly styles = [
    sharedStyles,
    panelStyles,
    css`
      ol {
        margin: 0;
        padding: 0;
        list-style: none;
        border: 1px solid var(--embed-border);
        border-radius: var(--embed-radius);
      }

      ol > li {
        display: grid;
        gap: 2px;
        padding: 10px 14px;
        overflow-wrap: anywhere;
      }

      ol > li + li {
        border-block-start: 1px solid var(--embed-border);
      }

      .run {
        gap: 6px;
      }

      .between {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 12px;
        align-items: center;
        justify-content: space-between;
      }

      .status {
        font-weight: 600;
      }

      .success {
        color: var(--good);
      }

      .error {
        color: var(--embed-danger);
      }

      li ul {
        padding-inline-start: 1.2em;
      }

      bdi {
        white-space: pre-line;
      }

      summary {
        inline-size: fit-content;
        min-block-size: 24px;
        cursor: pointer;
      }
    `,
  ];

  @property({ attribute: false }) context!: Pick<DialogContext, 'translate' | 'locale'>;
  /** Absent: nothing was requested yet. */
  @property({ attribute: false }) history: HistoryState | undefined;

  /** The ids that the newest run has had so far, oldest first. */
  #newestRuns: readonly number[] = [];
  #newestActivity: readonly number[] = [];

  /** The ids of the oldest entries before the person asked for more. */
  #before: { readonly run: number | undefined; readonly activity: number | undefined } | undefined;

  protected override willUpdate(): void {
    const { runs = [], activity = [] } = this.history ?? {};
    this.#newestRuns = withNewest(this.#newestRuns, runs);
    this.#newestActivity = withNewest(this.#newestActivity, activity);
  }

  /** Moves the focus to the first of the entries for which the person asked, or to the button that tries again. */
  protected override updated(): void {
    const { history } = this;
    if (!this.#before || !history || history.isLoading) return;
    const { run, activity } = this.#before;
    this.#before = undefined;
    const find = (selector: string, index = 0) => this.renderRoot.querySelectorAll<HTMLElement>(selector)[index];
    const after = (entries: readonly { readonly id: number }[], last: number | undefined) =>
      entries.findIndex(({ id }) => id === last) + 1;
    const added = find('.run', after(history.runs, run)) ?? find('.change', after(history.activity, activity));
    (history.problem ? find('.panel button') : added)?.focus();
  }

  protected override render() {
    const { translate } = this.context;
    const { history } = this;
    if (!history) return nothing;
    const { runs, activity, problem, isLoading } = history;
    const isEmpty = runs.length === 0 && activity.length === 0;
    if (isEmpty && problem) return this.#failure();
    if (isEmpty && isLoading) return html`<p class="muted" role="status">${translate('page.loading')}</p>`;
    return html`<div class="stack">
      <section class="stack tight">
        <h3>${translate('history.runs')}</h3>
        ${
          runs.length > 0
            ? html`<ol>
                ${rows(runs, this.#newestRuns, (run) => this.#run(run))}
              </ol>`
            : html`<p class="muted">${translate('history.no_runs')}</p>`
        }
      </section>
      <section class="stack tight">
        <h3>${translate('history.activity')}</h3>
        ${
          activity.length > 0
            ? html`<ol>
                ${rows(activity, this.#newestActivity, (entry) => this.#change(entry))}
              </ol>`
            : html`<p class="muted">${translate('history.no_activity')}</p>`
        }
      </section>
      ${problem ? this.#failure() : this.#offer(history)}
    </div>`;
  }

  #failure() {
    const { translate } = this.context;
    return html`<div class="panel danger" role="alert">
      <p>${translate('history.failed')}</p>
      <div class="row">
        <button type="button" @click=${this.#more}>${translate('form.retry')}</button>
      </div>
    </div>`;
  }

  /** The button stays while more entries are being loaded, so that it keeps the focus. */
  #offer({ isLoading, nextCursor }: HistoryState) {
    const { translate } = this.context;
    if (nextCursor === undefined) return nothing;
    return html`<div>
      <button type="button" aria-disabled=${isLoading} @click=${this.#more}>
        ${translate(isLoading ? 'page.loading' : 'settings.more')}
      </button>
    </div>`;
  }

  #run({ status, message, startedAt, finishedAt, overview, details, errors }: RunView): TemplateResult {
    const { translate, locale } = this.context;
    return html`<li class="run" tabindex="-1">
      <div class="between">
        <span class="status ${status}">${translate(`history.${status}`)}</span>
        <span class="muted small">${readablePeriod(startedAt, finishedAt, locale)}</span>
      </div>
      ${message === undefined ? nothing : html`<p><bdi>${plainLines(message)}</bdi></p>`} ${texts(overview)}
      ${errors.length > 0 ? html`<div class="error">${texts(errors)}</div>` : nothing}
      ${
        details.length > 0
          ? html`<details class="small">
              <summary>${translate('history.details')}</summary>
              ${texts(details)}
            </details>`
          : nothing
      }
    </li>`;
  }

  #change(entry: ActivityView): TemplateResult {
    const { translate, locale } = this.context;
    const { actor, at } = entry;
    return html`<li class="change" tabindex="-1">
      <p>${activitySentence(entry, translate)}</p>
      <p class="muted small">
        <bdi>${actor === undefined ? translate('history.automatic') : plainText(actor)}</bdi> ·
        ${readablePeriod(at, undefined, locale)}
      </p>
    </li>`;
  }

  readonly #more = (): void => {
    const { runs = [], activity = [], isLoading } = this.history ?? {};
    if (isLoading) return;
    this.#before = { run: runs.at(-1)?.id, activity: activity.at(-1)?.id };
    this.dispatchEvent(new DialogCommandEvent({ type: 'install', action: { type: 'more-history' } }));
  };
}

/** Each of them adds a level to the templates of the list. */
const NEWEST_MAX = 50;

/** Adds the id of the newest entry, if it is another one than before. */
function withNewest(ids: readonly number[], [newest]: readonly { readonly id: number }[]): readonly number[] {
  return newest && newest.id > (ids.at(-1) ?? 0) ? [...ids, newest.id].slice(-NEWEST_MAX) : ids;
}

/**
 * Renders entries, newest first. New ones are in a template of their own before the others, so that the elements of the others
 * keep their focus and stay open. The directive `repeat` would be in a module that two chunks share.
 *
 * @param newest The ids of the newest entries so far.
 */
function rows<T extends { readonly id: number }>(
  entries: readonly T[],
  [first = Infinity, ...later]: readonly number[],
  row: (entry: T) => TemplateResult,
): TemplateResult {
  const added = entries.filter(({ id }) => id > first);
  return html`${added.length > 0 ? rows(added, later, row) : nothing}${entries.slice(added.length).map(row)}`;
}

/** A list of texts. One text is no list. */
function texts(lines: readonly string[]) {
  if (lines.length === 0) return nothing;
  const [first = '', ...others] = lines;
  if (others.length === 0) return html`<p><bdi>${plainLines(first)}</bdi></p>`;
  return html`<ul>
    ${lines.map((line) => html`<li><bdi>${plainLines(line)}</bdi></li>`)}
  </ul>`;
}

function plainLines(text: string): string {
  return text.split('\n').map(plainText).join('\n');
}

/** As in `next-runs.ts`, with which this chunk can share no module. */
const AFTER_MINUTES = /(:\d\d) /g;
const NO_BREAK = '$1\u{a0}';

/** A time, or the time from one to another. The text as it is, if it is no time. */
function readablePeriod(start: string, end: string | undefined, locale: string): TemplateResult {
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const from = new Date(start);
  const to = new Date(end ?? start);
  const isTime = !Number.isNaN(from.getTime()) && !Number.isNaN(to.getTime());
  const text = isTime ? format.formatRange(from, to).replace(AFTER_MINUTES, NO_BREAK) : start;
  return html`<time datetime=${start}>${text}</time>`;
}
