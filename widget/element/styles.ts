import { makeSheet } from './make-sheet.ts';

// Marks the text for formatters, and for the build, which shortens it.
const css = String.raw;

const STYLES = css`
  :host(:not([hidden])) {
    display: block;
  }

  /* Frame and loading lie over each other. */
  div {
    display: grid;
  }

  slot,
  iframe {
    display: block;
    grid-area: 1 / 1;
  }

  /* Aligned with what the frame will show. */
  slot {
    padding: 8px 24px 24px;
    overflow-wrap: anywhere;
  }

  iframe {
    width: 100%;
    border: 0;
  }

  /* Not by visibility: browsers do not lay out a hidden frame of another site, which then cannot tell its height. */
  slot + iframe {
    opacity: 0;
    pointer-events: none;
  }

  button {
    min-width: 44px;
    min-height: 44px;
    padding: 0 16px;
    border: 1px solid;
    border-radius: 8px;
    background: none;
    color: inherit;
    font: inherit;
    cursor: pointer;
  }

  dialog {
    width: 34rem;
    max-width: calc(100% - 16px);
    max-height: calc(100% - 16px);
    padding: 0;
    border: 1px solid #8883;
    border-radius: 12px;
    box-shadow: 0 12px 40px #0005;
    color-scheme: light dark;
    background: light-dark(#fff, #15171c);
  }

  dialog:has(.light) {
    color-scheme: light;
  }

  dialog:has(.dark) {
    color-scheme: dark;
  }

  dialog::backdrop {
    background: #0006;
  }

  /* Over the frame's own padding, and still there when the dialog is scrolled. */
  dialog > button {
    display: block;
    position: sticky;
    z-index: 1;
    top: 0;
    margin: 0 0 -20px auto;
    padding: 0;
    border: 0;
    font-size: 24px;
    outline-offset: -4px;
  }

  @media (prefers-reduced-motion: no-preference) {
    dialog {
      animation: appear 0.2s;
    }

    @keyframes appear {
      from {
        opacity: 0;
      }
    }
  }
`;

let sheet: CSSStyleSheet | undefined;

/** How the tag looks before and around its frame: one sheet for all tags of a page. */
export function styleSheet(): CSSStyleSheet {
  return (sheet ??= makeSheet(STYLES));
}
