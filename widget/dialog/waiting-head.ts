import { css, html, type TemplateResult } from 'lit';

/** Styles of {@link waitingHead}. */
export const waitingStyles = css`
  .spinner {
    flex: none;
    inline-size: 20px;
    block-size: 20px;
    border: 2.5px solid var(--embed-border);
    border-block-start-color: var(--embed-text);
    border-radius: 50%;
    animation: turn 0.9s linear infinite;
  }

  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .spinner {
      animation: none;
    }
  }

  @media (forced-colors: active) {
    .spinner {
      border-color: GrayText;
      border-block-start-color: CanvasText;
    }
  }
`;

/** The heading of a view that waits, with a spinner. It takes the focus when its view is shown. */
export function waitingHead(heading: string): TemplateResult {
  return html`
    <div class="head">
      <span class="spinner"></span>
      <h2 tabindex="-1" data-start>${heading}</h2>
    </div>
  `;
}
