import { css, html, nothing, type TemplateResult } from 'lit';
import { flowProgress } from '../state/flow-progress.ts';
import type { FlowPage } from '../state/install-state.ts';
import type { PageView } from './page-view.ts';

/** Styles of the stepper. */
export const stepperStyles = css`
  nav {
    display: grid;
    gap: 2px;
  }

  nav ol {
    display: flex;
    gap: 6px;
    margin: 0;
    padding: 0;
    list-style: none;
  }

  nav li {
    flex: 1;
  }

  /* High enough to click, though only a line is visible. */
  nav button,
  nav .step {
    display: grid;
    align-items: center;
    inline-size: 100%;
    min-inline-size: 24px;
    min-block-size: 24px;
    padding: 0;
    border: 0;
    border-radius: 2px;
    background: none;
  }

  nav .bar {
    block-size: 4px;
    border-radius: 2px;
    background: var(--embed-border);
  }

  nav .done .bar,
  nav [aria-current] .bar {
    background: var(--embed-accent);
  }

  /* Higher than those of the steps that are done. */
  nav [aria-current] .bar {
    block-size: 8px;
  }

  nav button:hover .bar {
    background: var(--embed-text);
  }

  .unseen {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  @media (forced-colors: active) {
    nav .bar {
      background: GrayText;
    }

    nav .done .bar,
    nav [aria-current] .bar {
      background: CanvasText;
    }
  }
`;

/** Shows where a person is in an install flow. A person can go back, and on to the next step when nothing is missing. */
export function stepper({ context, dialog, install, act }: PageView): TemplateResult | typeof nothing {
  const { translate } = context;
  const steps = flowProgress(dialog, install);
  const total = steps.length;
  const now = steps.findIndex(({ page }) => page === install.page);
  if (now === -1 || total < 2) return nothing;
  const label = (page: FlowPage, index: number) =>
    `${translate('install.step', { count: index + 1, total })}: ${translate(`install.page.${page}`)}`;
  return html`
    <nav aria-label=${translate('install.steps')}>
      <p class="muted small" aria-hidden="true">${translate('install.step', { count: now + 1, total })}</p>
      <ol>
        ${steps.map(
          ({ page, isDone, isOpen }, index) =>
            html`<li>
              ${
                isOpen && index !== now
                  ? html`<button
                      type="button"
                      class=${isDone ? 'done' : ''}
                      aria-label=${label(page, index)}
                      title=${translate(`install.page.${page}`)}
                      aria-disabled=${install.call !== undefined}
                      @click=${() => act({ type: 'go', page })}
                    >
                      <span class="bar"></span>
                    </button>`
                  : html`<span class="step ${isDone ? 'done' : ''}" aria-current=${index === now ? 'step' : nothing}
                      ><span class="bar"></span><span class="unseen">${label(page, index)}</span></span
                    >`
              }
            </li>`,
        )}
      </ol>
    </nav>
  `;
}
