import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import type { IntegrationSummary } from '../../protocol/page-state.ts';
import type { DialogContext } from '../dialog-context.ts';
import { fieldStyles } from '../field-styles.ts';
import { icon, iconStyles } from '../icon.ts';
import { plainButton } from '../plain-button.ts';
import { plainText } from '../plain-text.ts';
import { panelStyles } from '../problem-panel.ts';
import { sharedStyles } from '../shared-styles.ts';
import type { DialogState } from '../state/dialog-state.ts';
import {
  categoriesOf,
  filterIntegrations,
  type IntegrationFilter,
  isInstalled,
  NO_FILTER,
} from '../state/integration-filter.ts';
import type { DialogCommand } from '../state/state-event.ts';
import { DialogCommandEvent } from '../store-controller.ts';
import { rowStyles } from './row-styles.ts';
import { viewProblem } from './integration-steps.ts';

declare global {
  interface HTMLElementTagNameMap {
    'embed-integrations': Integrations;
  }
}

/** A shorter list needs no search. */
const SEARCH_FROM = 7;

/** As many rows, in three columns, as a screen shows. The others are rendered when a person can use these. */
const FIRST_ROWS = 24;
const ADD_ROWS_TIMEOUT_MS = 1000;

/** Lists the integrations of an application or a portal. Without a session, a person can only read the list. */
@customElement('embed-integrations')
export class Integrations extends LitElement {
  static override readonly styles = [
    sharedStyles,
    panelStyles,
    fieldStyles,
    iconStyles,
    rowStyles,
    css`
      /* Wider than other views, so that a long list has columns. */
      @media (min-width: 34rem) {
        :host {
          --width: min(100vw - 48px, 64rem);
          inline-size: var(--width);
          margin-inline-start: calc((100% - var(--width)) / 2);
        }
      }

      ul {
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr));
      }

      li {
        display: grid;
        overflow-wrap: anywhere;
      }

      /* A browser does not lay out the rows of a long list before they come into view. Until then, it estimates heights. */
      .long > li {
        content-visibility: auto;
        contain-intrinsic-block-size: auto 88px;
      }

      [hidden],
      .text > :empty {
        display: none;
      }

      .item {
        align-items: start;
      }

      /* A button that is higher than its content would center the content. */
      li > button {
        display: grid;
        align-content: start;
      }

      /* Its height is fixed, so that nothing moves when it arrives. Most logos are made for a white background. */
      .logo {
        justify-self: start;
        block-size: 44px;
        max-inline-size: min(100%, 220px);
        margin: 0 -8px 6px;
        padding: 4px 8px;
        object-fit: contain;
        border-radius: var(--embed-radius);
        background: #fff;
        forced-color-adjust: none;
      }

      .logo:not(.load) {
        opacity: 0;
      }

      .filters {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 12rem), 1fr));
        gap: 14px;
        align-items: end;
      }

      @media (max-width: 45rem) {
        .search {
          grid-column: 1 / -1;
        }
      }

      select {
        inline-size: 100%;
        min-block-size: 42px;
        padding: 8px 12px;
        border: 1px solid var(--strong-border);
        border-radius: var(--embed-radius);
        background: var(--embed-background);
      }

      .check {
        display: flex;
        gap: 10px;
        align-items: center;
        min-block-size: 42px;
        font-weight: inherit;
      }

      input[type='checkbox'] {
        flex: none;
        inline-size: 18px;
        block-size: 18px;
        margin: 0;
        accent-color: var(--embed-accent);
      }

      :is(select, input[type='checkbox']):focus-visible {
        outline: 2px solid var(--embed-text);
        outline-offset: 2px;
      }

      .good {
        color: var(--good);
      }

      .warning {
        color: var(--warning);
      }

      .line {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        justify-content: space-between;
        gap: 2px 12px;
      }

      .line button {
        margin-inline: -16px;
      }
    `,
  ];

  @property({ attribute: false }) context!: Pick<DialogContext, 'translate'>;
  @property({ attribute: false }) state!: DialogState;

  /** Whether all rows are rendered, and not only the first of those that a search finds. */
  #hasAllRows = false;

  protected override firstUpdated(): void {
    const addRows = () => {
      this.#hasAllRows = true;
      this.requestUpdate();
    };
    // WebKit has no `requestIdleCallback`.
    if ('requestIdleCallback' in window) requestIdleCallback(addRows, { timeout: ADD_ROWS_TIMEOUT_MS });
    else setTimeout(addRows);
  }

  protected override render() {
    const { translate } = this.context;
    const { shown, filter: changes, problem } = this.state.application ?? {};
    if (!shown) return nothing;
    const { organization, tenant, integrations, readOnly, logo } = shown;
    const filter = { ...NO_FILTER, ...changes };
    const matching = new Set(filterIntegrations(integrations, filter));
    const hasFilters = integrations.length >= SEARCH_FROM;
    const rows = filterIntegrations(integrations, NO_FILTER);
    return html`
      <div class="stack">
        <div class="stack tight">
          ${logo === undefined ? nothing : html`<img class="logo" alt="" @load=${showLogo} src=${logo} />`}
          <h1 tabindex="-1" data-start>${translate('integrations.title')}</h1>
          <p class="muted">
            ${
              readOnly
                ? translate('integrations.read_only', { organization })
                : translate('header.context', { tenant, organization })
            }
          </p>
        </div>
        ${problem ? viewProblem(translate, problem) : nothing}
        ${integrations.length === 0 ? html`<p>${translate('integrations.empty')}</p>` : nothing}
        ${hasFilters ? this.#filters(integrations, filter, matching.size) : nothing}
        <ul class=${rows.length > FIRST_ROWS ? 'long' : ''} ?hidden=${matching.size === 0}>
          ${repeat(
            this.#hasAllRows || rows.length <= FIRST_ROWS ? rows : [...matching].slice(0, FIRST_ROWS),
            ({ slug }) => slug,
            (integration) => {
              const isHidden = !matching.has(integration);
              return readOnly
                ? html`<li ?hidden=${isHidden}>${this.#content(integration)}</li>`
                : this.#row(integration, isHidden);
            },
          )}
        </ul>
      </div>
    `;
  }

  #filters(integrations: readonly IntegrationSummary[], filter: IntegrationFilter, count: number) {
    const { translate } = this.context;
    const categories = categoriesOf(integrations);
    const change = (changes: Partial<IntegrationFilter>) =>
      this.#send({ type: 'filter-integrations', filter: changes });
    const onSearch = ({ currentTarget }: Event) => {
      if (currentTarget instanceof HTMLInputElement) change({ query: currentTarget.value });
    };
    const onCategory = ({ currentTarget }: Event) => {
      if (currentTarget instanceof HTMLSelectElement) change({ category: currentTarget.value || undefined });
    };
    const onInstalled = ({ currentTarget }: Event) => {
      if (currentTarget instanceof HTMLInputElement) change({ isInstalledOnly: currentTarget.checked });
    };
    const showAll = () => {
      change({ ...NO_FILTER, category: undefined });
      this.renderRoot.querySelector('input')?.focus();
    };
    return html`
      <search class="filters">
        <div class="field search">
          <label for="query">${translate('integrations.search')}</label>
          <div class="box">
            <input id="query" type="search" autocomplete="off" .value=${live(filter.query)} @input=${onSearch} />
          </div>
        </div>
        ${
          categories.length > 1
            ? html`<div class="field">
                <label for="category">${translate('integrations.category')}</label>
                <select id="category" @change=${onCategory}>
                  <option value="">${translate('integrations.all_categories')}</option>
                  ${categories.map(
                    (category) =>
                      html`<option value=${category} ?selected=${category === filter.category}>
                        ${plainText(category)}
                      </option>`,
                  )}
                </select>
              </div>`
            : nothing
        }
        ${
          integrations.some(isInstalled)
            ? html`<label class="check">
                <input type="checkbox" .checked=${live(filter.isInstalledOnly)} @change=${onInstalled} />
                ${translate('integrations.installed_only')}
              </label>`
            : nothing
        }
      </search>
      <div class="line">
        <p class="muted small" role="status">
          ${
            count === 0
              ? translate('integrations.none_match')
              : translate('integrations.count', { count, total: integrations.length })
          }
        </p>
        ${count === 0 ? plainButton({ translate }, 'integrations.show_all', showAll) : nothing}
      </div>
    `;
  }

  /** One template for a row and its button, because a long list has hundreds. */
  #row(integration: IntegrationSummary, isHidden: boolean) {
    const { tokens, application } = this.state;
    const isLoading = tokens.exchange !== undefined || application?.opening !== undefined;
    const open = () => {
      const { slug } = integration;
      if (!isLoading) this.#send({ type: 'open-integration', slug });
    };
    return html`<li ?hidden=${isHidden}>
      <button type="button" aria-disabled=${isLoading} @click=${open}>${this.#content(integration)}</button>
    </li>`;
  }

  /** A search renders all rows again. What is in them stays, because making it takes longer than a frame. */
  #content(integration: IntegrationSummary) {
    return guard([integration, this.state.language], () => this.#text(integration));
  }

  #text(integration: IntegrationSummary) {
    const { name, description, category, connectors, icon: source } = integration;
    const titles = connectors.map(({ title }) => plainText(title));
    const about = [...(category === undefined ? [] : [plainText(category)]), ...titles];
    return html`<span class="item">
      ${icon(name, source)}
      <span class="text">
        <bdi class="name">${plainText(name)}</bdi>
        <span class="small">${plainText(description)}</span>
        <span class="muted small">${about.join(' · ')}</span>
        ${this.#status(integration)}
      </span>
    </span>`;
  }

  /** What the person has to do, else whether the integration is installed. */
  #status({ status, attention }: IntegrationSummary) {
    const { translate } = this.context;
    if (attention) return html`<span class="small warning">${translate(`status.${attention}`)}</span>`;
    if (status !== 'installed' && status !== 'paused') return nothing;
    return html`<span class="small ${status === 'installed' ? 'good' : 'muted'}"
      >${translate(`status.${status}`)}</span
    >`;
  }

  #send(command: DialogCommand): void {
    this.dispatchEvent(new DialogCommandEvent(command));
  }
}

function showLogo({ currentTarget }: Event): void {
  (currentTarget as HTMLImageElement).classList.add('load');
}
