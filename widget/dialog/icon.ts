import { css, html, nothing } from 'lit';
import { monogram } from './plain-text.ts';

/** Styles of an {@link icon}. Its size is fixed, so that nothing moves when the image arrives. */
export const iconStyles = css`
  .icon {
    flex: none;
    contain: paint;
    display: grid;
    place-items: center;
    inline-size: 40px;
    block-size: 40px;
    border: 1px solid var(--embed-border);
    border-radius: var(--embed-radius);
    background: var(--embed-surface);
    font-weight: 600;
  }

  .icon img {
    position: absolute;
    inline-size: 100%;
    block-size: 100%;
    object-fit: contain;
    opacity: 0;
  }

  /* Covers the letter. Most images without a background are made for a white one. */
  .icon .load {
    background: #fff;
    opacity: 1;
  }
`;

/**
 * Shows the image of a connector or an integration, or the first letter of its name if there is none, or it cannot be
 * loaded. The name is beside it, so screen readers skip it.
 *
 * @param source Address of the image on this server.
 */
export function icon(name: string, source: string | undefined) {
  return html`<span class="icon" aria-hidden="true">
    ${monogram(name)}
    ${source ? html`<img alt="" loading="lazy" @load=${markOutcome} @error=${markOutcome} src=${source} />` : nothing}
  </span>`;
}

/** The style of an image depends on the name of the last event. */
function markOutcome({ type, currentTarget }: Event): void {
  (currentTarget as HTMLImageElement).className = type;
}
