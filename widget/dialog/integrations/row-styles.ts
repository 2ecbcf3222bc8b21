import { css } from 'lit';

/** Styles of a list whose rows have an icon, a name and a text. */
export const rowStyles = css`
  ul,
  ol {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
    margin: 0;
    padding: 0;
    list-style: none;
  }

  li > * {
    inline-size: 100%;
    padding: 10px 12px;
    border: 1px solid var(--embed-border);
    border-radius: var(--embed-radius);
    background: none;
    font-weight: inherit;
    text-align: start;
  }

  .item {
    display: flex;
    align-items: center;
    gap: 12px;
  }

  button > .item {
    inline-size: 100%;
    padding: 0;
    border: 0;
  }

  .text {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    flex: 1 1 auto;
    gap: 2px;
    min-inline-size: 0;
  }

  .name {
    font-weight: 600;
  }
`;
