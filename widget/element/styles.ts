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

  slot {
    margin: auto;
    padding: 0 16px 16px;
    text-align: center;
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
  }

  dialog {
    width: 34rem;
    max-width: 100%;
    max-height: 100%;
    padding: 0;
    border: 0;
    border-radius: 12px;
    /* Seen where the system's own colours are forced. */
    outline: 1px solid transparent;
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

  /* Over the frame's own padding. */
  dialog > button {
    display: block;
    position: relative;
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
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLES);
  }
  return sheet;
}
