import { css, html, nothing, type TemplateResult } from 'lit';
import { readableTime } from './next-runs.ts';
import type { PageView } from './page-view.ts';

const CHECK_MARK = 'm3 8.5 3.2 3.2L13 5';

/** Styles of the mark beside what is done. */
export const endPageStyles = css`
  .mark {
    flex: none;
    display: grid;
    place-items: center;
    inline-size: 28px;
    block-size: 28px;
    border-radius: 50%;
    background: var(--soft-good);
    color: var(--good);
  }

  .mark svg {
    inline-size: 16px;
    block-size: 16px;
  }
`;

/** Says that the integration is installed, and when it runs for the first time. */
export function donePage(view: PageView): TemplateResult {
  const { context, install, act } = view;
  const { translate, locale } = context;
  const { installation, integration } = install.view;
  const [next] = installation?.nextRuns ?? [];
  return html`
    <div class="head">
      <span class="mark">
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d=${CHECK_MARK} fill="none" stroke="currentColor" stroke-width="2" />
        </svg>
      </span>
      <h2 tabindex="-1" data-start>${translate('install.done', { integration: integration.name })}</h2>
    </div>
    ${next === undefined ? nothing : html`<p>${translate('install.first_run')} ${readableTime(next, locale)}</p>`}
    <div class="footer">
      <button type="button" @click=${() => act({ type: 'go', page: 'overview' })}>
        ${translate('install.details')}
      </button>
      ${view.state.isModal ? finishButton(view) : nothing}
    </div>
  `;
}

/** Says that the data of the integration was deleted. */
export function deletedPage(view: PageView): TemplateResult {
  const { translate } = view.context;
  return html`
    <h2 tabindex="-1" data-start>
      ${translate('install.deleted', { integration: view.install.view.integration.name })}
    </h2>
    <p>${translate('install.deleted_text')}</p>
    ${finishFooter(view)}
  `;
}

/** In a modal, the button that asks the host to close it. */
export function finishFooter(view: PageView): TemplateResult | typeof nothing {
  return view.state.isModal ? html`<div class="footer">${finishButton(view)}</div>` : nothing;
}

function finishButton({ context, send }: PageView): TemplateResult {
  return html`<button type="button" class="primary" @click=${() => send({ type: 'leave', reason: 'finished' })}>
    ${context.translate('install.finish')}
  </button>`;
}
