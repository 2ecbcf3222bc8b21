import { html, nothing, type TemplateResult } from 'lit';
import type { TagTranslations } from './tag-translations.ts';

/** Shown until the dialog in the frame has a height. In a modal dialog, it also outlines the form. */
export function loadingPanel({ loading }: TagTranslations, isModal: boolean): TemplateResult {
  return html`<slot name="loading"
    ><p role="status">${loading}</p>
    ${isModal ? html`<div class="skeleton" aria-hidden="true"><i></i><i></i><i></i><i></i></div>` : nothing}</slot
  >`;
}

/** Says in the reader's language that the dialog could not be opened. Only the console and the event have the cause. */
export function failurePanel({ failedTitle, failedText, retry }: TagTranslations, onRetry: () => void): TemplateResult {
  return html`
    <slot name="error">
      <div class="panel">
        <span class="mark" aria-hidden="true">
          <svg viewBox="0 0 20 20" width="20" height="20" fill="none" stroke="currentColor">
            <circle cx="10" cy="10" r="8.5" stroke-width="1.7" />
            <path d="M10 5.5v5M10 14v.6" stroke-width="2" />
          </svg>
        </span>
        <p role="alert">${failedTitle}</p>
        <p>${failedText}</p>
        <button @click=${onRetry}>${retry}</button>
      </div>
    </slot>
  `;
}
