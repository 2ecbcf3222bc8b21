import { css } from 'lit';

/** Styles of the fields of settings. */
export const settingStyles = css`
  fieldset {
    min-inline-size: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }

  legend {
    padding: 0;
    margin-block-end: 6px;
    font-weight: 550;
  }

  :is(.choices, .remote, .days) ~ :is(.error, .small:not(.picked)) {
    margin-block-start: 6px;
  }

  label .muted,
  legend .muted {
    font-weight: 400;
  }

  .box select,
  .box textarea {
    flex: 1 1 5rem;
    min-inline-size: 0;
    min-block-size: 40px;
    padding: 8px 12px;
    border: 0;
    border-radius: var(--embed-radius);
    background: none;
    outline: none;
    color: inherit;
    font: inherit;
  }

  /* Moves the arrow away from the edge, to the inset of the text. */
  .box select {
    border-inline-end: 8px solid transparent;
  }

  .box select option {
    background: var(--embed-background);
  }

  .box textarea {
    resize: vertical;
    line-height: 1.5;
  }

  .box:has(:is(select, textarea):focus-visible) {
    outline: 2px solid var(--embed-text);
    outline-offset: 2px;
  }

  .check {
    display: flex;
    gap: 10px;
    align-items: flex-start;
    padding-block: 4px;
    font-weight: 400;
    cursor: pointer;
  }

  .check input {
    flex: none;
    inline-size: 18px;
    block-size: 18px;
    min-block-size: 24px;
    margin: 0;
    accent-color: var(--embed-accent);
  }

  .check.strong {
    font-weight: 550;
  }

  .choices {
    display: grid;
    padding: 6px 12px;
    border: 1px solid var(--strong-border);
    border-radius: var(--embed-radius);
  }

  .wrong > .choices {
    border-color: var(--embed-danger);
    box-shadow: 0 0 0 1px var(--embed-danger);
  }

  @media (pointer: coarse) {
    .box :is(select, textarea) {
      font-size: max(1em, 16px);
    }
  }
`;
