import { html, nothing, type TemplateResult } from 'lit';
import { TAG_FRAME_NAME } from '../protocol/tag-frame-name.ts';
import type { TagTranslations } from './tag-translations.ts';

/** What the tag shows. */
export type View =
  /** Nothing, in a closed modal tag or a tag without `src`. */
  | { readonly kind: 'empty' }
  /** A page that takes its token in its address waits for the token. */
  | { readonly kind: 'waiting' }
  | {
      readonly kind: 'frame';
      /** Each load has a frame of its own, whose late messages change nothing. */
      readonly frame: HTMLIFrameElement;
      readonly url: URL;
      /** The address contains a token. See {@link createFrame}. */
      readonly hasSecretAddress: boolean;
      /** The dialog in the frame has reported a height. */
      readonly isShown: boolean;
    }
  | {
      readonly kind: 'failed';
      /** The page is loaded once the host sets a token or a source of tokens. */
      readonly needsToken: boolean;
    };

/** What {@link renderView} needs besides the view. */
export interface ViewContext {
  readonly translations: TagTranslations;
  readonly isModal: boolean;
  readonly onRetry: () => void;
}

/** Renders a view of the tag: a panel, or the frame. */
export function renderView(view: View, { translations, isModal, onRetry }: ViewContext) {
  switch (view.kind) {
    case 'empty':
      return nothing;
    case 'waiting':
      return loadingPanel(translations, isModal);
    case 'failed':
      return failurePanel(translations, onRetry);
    case 'frame':
      view.frame.title = translations.title;
      return html`${view.isShown ? nothing : loadingPanel(translations, isModal)}${view.frame}`;
  }
}

/** Shown until the dialog in the frame has a height. In a modal dialog, it also outlines the form. */
function loadingPanel({ loading }: TagTranslations, isModal: boolean): TemplateResult {
  return html`<slot name="loading"
    ><p role="status">${loading}</p>
    ${isModal ? html`<div class="skeleton" aria-hidden="true"><i></i><i></i><i></i><i></i></div>` : nothing}</slot
  >`;
}

/** Says in the reader's language that the dialog could not be opened. Only the console and the event have the cause. */
function failurePanel({ failedTitle, failedText, retry }: TagTranslations, onRetry: () => void): TemplateResult {
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

/**
 * Creates the frame of one load. A secret address is never its `src`, because a browser loads `src` again after the
 * frame was moved.
 */
export function createFrame(url: URL, { hasSecretAddress }: { readonly hasSecretAddress: boolean }): HTMLIFrameElement {
  const frame = document.createElement('iframe');
  frame.part.add('frame');
  frame.name = TAG_FRAME_NAME;
  frame.referrerPolicy = 'strict-origin';
  if (!hasSecretAddress) frame.src = url.href;
  return frame;
}
