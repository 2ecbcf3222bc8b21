import { css } from 'lit';

/** Styles of the tag: its frame, the loading and error panels, and the modal dialog. */
export const tagStyles = css`
  :host(:not([hidden])) {
    display: block;
  }

  /* The frame and the loading slot overlap. */
  .content {
    display: grid;
  }

  slot,
  iframe {
    display: block;
    grid-area: 1 / 1;
  }

  /* Aligned with the content of the frame. */
  slot {
    padding: 8px 24px 24px;
    overflow-wrap: anywhere;
  }

  iframe {
    width: 100%;
    border: 0;
  }

  /* Not visibility: browsers do not lay out a hidden cross-site frame, which then cannot tell its height. */
  slot + iframe {
    opacity: 0;
    pointer-events: none;
  }

  .panel {
    display: grid;
    justify-items: start;
    gap: 8px;
    max-width: 28rem;
    margin: 0 auto;
    line-height: 1.5;
  }

  .panel p {
    margin: 0;
  }

  .panel [role='alert'] {
    font-weight: 600;
  }

  .mark {
    display: grid;
    place-items: center;
    width: 40px;
    height: 40px;
    margin-bottom: 4px;
    border-radius: 8px;
    background: #8882;
  }

  .skeleton {
    display: grid;
    gap: 14px;
    margin-top: 20px;
  }

  .skeleton i {
    height: 14px;
    border-radius: 6px;
    background: #8883;
  }

  .skeleton i:nth-child(1) {
    width: 45%;
  }

  .skeleton i:nth-child(3) {
    height: 40px;
  }

  .skeleton i:nth-child(4) {
    width: 30%;
    height: 40px;
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

  .panel button {
    margin-top: 8px;
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
    color: light-dark(#16181d, #eceef2);
    outline: none;
  }

  /* Room for a form, so that the dialog does not jump from a line of text to its full height. */
  dialog .content {
    min-height: 21rem;
    align-content: start;
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

  /* Above the padding of the frame, and in view when the dialog is scrolled. */
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
