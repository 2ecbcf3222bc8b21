import { html, nothing } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { TAG_FRAME_NAME } from '../protocol/tag-frame-name.ts';
import { failurePanel, loadingPanel } from './panels.ts';
import type { TagTranslations } from './tag-translations.ts';

/** What the tag shows. */
export type View =
  /** Nothing: a modal tag that is closed, or a tag without `src`. */
  | { readonly kind: 'empty' }
  /** A page that takes its token in its address waits for the token. */
  | { readonly kind: 'waiting' }
  | {
      readonly kind: 'frame';
      readonly url: URL;
      /** The address contains a token. It never becomes the `src` of the frame, which a browser loads again after a move. */
      readonly hasSecretAddress: boolean;
      /** The dialog in the frame has reported a height. */
      readonly isShown: boolean;
    }
  | {
      readonly kind: 'failed';
      /** Setting a token, or something that provides one, loads the page after all. */
      readonly needsToken: boolean;
    };

/** What decides how a {@link View} is drawn. */
export interface ViewContext {
  readonly translations: TagTranslations;
  readonly isModal: boolean;
  /** A frame of another number is another frame, whose late messages change nothing. */
  readonly frameNumber: number;
  readonly onRetry: () => void;
}

/** Draws a view of the tag: a panel, or the frame. */
export function renderView(view: View, { translations, isModal, frameNumber, onRetry }: ViewContext) {
  switch (view.kind) {
    case 'empty':
      return nothing;
    case 'waiting':
      return loadingPanel(translations, isModal);
    case 'failed':
      return failurePanel(translations, onRetry);
    case 'frame':
      return html`
        ${view.isShown ? nothing : loadingPanel(translations, isModal)}
        ${keyed(
          frameNumber,
          view.hasSecretAddress
            ? html`<iframe
                part="frame"
                name=${TAG_FRAME_NAME}
                title=${translations.title}
                referrerpolicy="strict-origin"
              ></iframe>`
            : html`<iframe
                part="frame"
                name=${TAG_FRAME_NAME}
                title=${translations.title}
                referrerpolicy="strict-origin"
                src=${view.url.href}
              ></iframe>`,
        )}
      `;
  }
}
