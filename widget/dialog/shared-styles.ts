import { css } from 'lit';

/** Styles that every view shares: text, buttons, spacing. Colours and sizes are the tokens of `tokens.css`. */
export const sharedStyles = css`
  :host {
    display: block;
  }

  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }

  h1,
  h2,
  h3,
  p,
  dl,
  dd,
  ul,
  blockquote {
    margin: 0;
    padding: 0;
    border: 0;
  }

  h1,
  h2,
  h3 {
    font-weight: 600;
    line-height: 1.3;
    letter-spacing: -0.01em;
  }

  h1,
  h2 {
    font-size: 1.2em;
  }

  h3 {
    font-size: 1em;
  }

  .muted {
    color: var(--embed-muted-text);
  }

  .small {
    font-size: 0.8667em;
  }

  .stack {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 20px;
  }

  .tight {
    gap: 6px;
  }

  .close {
    gap: 14px;
  }

  .head {
    display: flex;
    align-items: center;
    gap: 12px;
  }

  .row {
    display: flex;
    flex-wrap: wrap;
    gap: 10px;
  }

  @media (max-width: 28rem) {
    .row > * {
      flex: 1 1 auto;
    }
  }

  button,
  input,
  select {
    font: inherit;
    color: inherit;
    letter-spacing: inherit;
  }

  button,
  .primary {
    min-block-size: 40px;
    padding: 8px 16px;
    border: 1px solid var(--strong-border);
    border-radius: var(--embed-radius);
    background: var(--embed-background);
    font-weight: 550;
    line-height: 1.4;
    cursor: pointer;
  }

  button:hover {
    background: var(--embed-surface);
  }

  .primary {
    border-color: transparent;
    background: var(--embed-accent);
    color: var(--embed-accent-text);
  }

  .primary:hover {
    background: color-mix(in srgb, var(--embed-accent) 90%, #000);
  }

  button.plain {
    border-color: transparent;
    background: none;
  }

  button.plain:hover {
    background: var(--embed-surface);
  }

  button[aria-disabled='true'] {
    cursor: default;
    opacity: 0.65;
  }

  a {
    color: inherit;
    text-underline-offset: 0.2em;
  }

  a.primary {
    display: inline-flex;
    text-align: center;
    align-items: center;
    justify-content: center;
    text-decoration: none;
  }

  a:hover {
    text-decoration-thickness: 2px;
  }

  /* In the colour of the text, because an organization's accent may be too pale. */
  :focus-visible {
    outline: 2px solid var(--embed-text);
    outline-offset: 2px;
  }

  /* No ring on a heading that only gets the focus so that screen readers read it out. */
  [tabindex='-1']:focus-visible {
    outline: none;
  }

  @media (forced-colors: active) {
    button[aria-disabled='true'] {
      opacity: 1;
      color: GrayText;
    }

    a.primary {
      border-color: ButtonBorder;
      background: ButtonFace;
      color: ButtonText;
    }
  }
`;
