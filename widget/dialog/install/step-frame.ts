import { css, html, nothing, type TemplateResult } from 'lit';
import { problemPanel } from '../problem-panel.ts';
import { flowPages, type FlowPage } from '../state/install-state.ts';
import type { PageView } from './page-view.ts';

/** Styles of what each step has in common. */
export const stepFrameStyles = css`
  /* At the same place in each step: back on the left, continue on the right. */
  .footer {
    display: flex;
    gap: 10px;
    justify-content: space-between;
    padding-block-start: 20px;
    border-block-start: 1px solid var(--embed-border);
  }

  .footer > :first-child {
    flex: none;
  }

  /* Keeps each word whole, so that a long one takes its width from the gap. */
  .footer button {
    overflow-wrap: break-word;
  }

  .footer .primary {
    margin-inline-start: auto;
  }

  .note {
    min-block-size: 1.5em;
  }
`;

/** The heading of a step. It gets the focus, unless something on the page is wrong. */
export function stepHeading({ context, install }: PageView, hasProblem = false): TemplateResult {
  const { page, failure } = install;
  const isStart = !hasProblem && !failure;
  const key = page as FlowPage;
  return html`<h2 tabindex="-1" ?data-start=${isStart}>${context.translate(`install.page.${key}`)}</h2>`;
}

/** What the button that finishes a step says. */
type FinishKey = 'install.agree' | 'install.continue' | 'install.finish' | 'install.save' | 'install.submit';

/** The buttons below a step, what went wrong after a press of them, and whether the server has what was entered. */
export function stepFooter(view: PageView, key: FinishKey, isPrimary = true): TemplateResult {
  const { context, install, act, send } = view;
  const { translate } = context;
  const { call, page, draft, failure } = install;
  const pages = flowPages(install);
  const before = install.view.installation ? 'overview' : pages[pages.indexOf(page as FlowPage) - 1];
  const busy = call !== undefined;
  const back = () => {
    if (before) act({ type: 'go', page: before });
    else send({ type: 'leave', reason: 'cancelled' });
  };
  const isKept = draft.kept > 0 && draft.kept === draft.turn && !draft.hasFailed;
  return html`
    ${failure ? problemPanel(context, { ...failure, keepsInput: true }) : nothing}
    <div class="stack close">
      <div class="footer">
        <button type="button" aria-disabled=${busy} @click=${back}>
          ${translate(before ? 'install.back' : 'action.cancel')}
        </button>
        <button
          type="button"
          class=${isPrimary ? 'primary' : ''}
          aria-disabled=${busy}
          @click=${() => act({ type: 'continue' })}
        >
          ${translate(busy ? 'install.working' : key)}
        </button>
      </div>
      <p class="note muted small" role="status">
        ${draft.hasFailed ? translate('install.draft_failed') : isKept ? translate('install.draft_kept') : nothing}
      </p>
    </div>
  `;
}
